"""Show a revision."""

from __future__ import annotations

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.text import Text

from calendars.language import Locale, Said, Sentence
from constraints.check import check
from planner.building import build_problem
from planner.cli.actions.history import moment
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.output.console import console, rendered
from planner.output.difference_text import place_name, time_of
from planner.output.plan_json import dumps
from planner.output.revision_json import in_order, kept_json
from planner.output.table import plan_table
from planner.revisions.archive import Kept, open_archive

TITLE = Sentence(
    en="Revision {number}, accepted {when} by {who}{why}", da="Revision {number}, accepteret {when} af {who}{why}"
)
WHY = Sentence(en=": {why}", da=": {why}")
NO_REASON = Sentence(en="", da="")
CANCELLED = Sentence(en="Cancelled meetings", da="Aflyste møder")
WAS_PLANNED = Sentence(en="{meeting}: {time}, {venue}", da="{meeting}: {time}, {venue}")


def run(*, number: int, folder: Path, shape: str, store: str | None, network: str | None, locale: Locale) -> ExitCode:
    """Show who accepted it, when and why, its plan, and what had been cancelled by then."""
    with open_archive(folder, store, network) as archive:
        kept = archive.kept(number)
    if shape == "json":
        result(dumps(kept_json(kept)))
        return ExitCode.GOOD
    out = console(sys.stdout)
    schedule = check(build_problem(kept.content.network), kept.content.plan).schedule
    title = Text(_title(kept, locale), style="bold")
    result(rendered(out, title, "", plan_table(schedule, locale, out.width), *_cancelled(kept, locale)))
    return ExitCode.GOOD


def _title(kept: Kept, locale: Locale) -> str:
    revision, zone = kept.revision, ZoneInfo(kept.content.network.settings.timezone)
    return TITLE.say(
        locale,
        number=str(revision.number),
        when=moment(revision.accepted_at.astimezone(zone), locale),
        who=revision.accepted_by,
        why=Said(WHY, {"why": revision.why}) if revision.why else Said(NO_REASON),
    )


def _cancelled(kept: Kept, locale: Locale) -> list[Text | str]:
    gone = [life.announced for life in in_order(kept.lives) if life.cancelled]
    if not gone:
        return []
    lines = [
        WAS_PLANNED.say(locale, meeting=each.name, time=time_of(each), venue=place_name(each.venue)) for each in gone
    ]
    return ["", Text(CANCELLED.say(locale), style="bold"), *map(Text, lines)]

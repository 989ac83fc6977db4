"""List the revisions of a network."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.table import Table

from calendars.language import Locale, Sentence
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.output.console import console, rendered
from planner.output.plan_json import dumps
from planner.output.revision_json import revision_json
from planner.revisions.archive import open_archive

REVISION = Sentence(en="Revision", da="Revision")
ACCEPTED = Sentence(en="Accepted", da="Accepteret")
BY = Sentence(en="By", da="Af")
WHY = Sentence(en="Why", da="Hvorfor")
WHEN = Sentence(en="{day:short} {clock}", da="{day:short} kl. {clock}")


def run(*, folder: Path, shape: str, store: str | None, network: str | None, locale: Locale) -> ExitCode:
    """Show them, oldest first."""
    with open_archive(folder, store, network) as archive:
        history = archive.history()
        zone = ZoneInfo(archive.kept().content.network.settings.timezone)
    if shape == "json":
        result(dumps([revision_json(each) for each in history]))
        return ExitCode.GOOD
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in (REVISION, ACCEPTED, BY, WHY):
        table.add_column(title.say(locale), justify="right" if title is REVISION else "left", overflow="fold")
    for each in history:
        table.add_row(str(each.number), moment(each.accepted_at.astimezone(zone), locale), each.accepted_by, each.why)
    result(rendered(console(sys.stdout), table))
    return ExitCode.GOOD


def moment(at: datetime, locale: Locale) -> str:
    """Day and clock time."""
    return WHEN.say(locale, day=at.date(), clock=at)

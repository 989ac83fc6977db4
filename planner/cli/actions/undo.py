"""Make a new revision like an earlier one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from calendars.language import Locale
from planner.cli.actions.acceptance import Acceptor, Wish
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.output.plan_json import dumps
from planner.output.revision_json import revision_json
from planner.revisions.undoing import WHY, undone


def run(
    *, folder: Path, number: int | None, by: str | None, why: str, as_of: date | None, shape: str,
    store: str | None, network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Accept it; calendars go on."""
    with Acceptor.opened(folder, store, network) as acceptor:
        settings = acceptor.archive.kept().content.network.settings
        zone, spoken = ZoneInfo(settings.timezone), settings.locale
        moment = Wish(by, why, as_of, None).accepted_now(zone).as_of or datetime.now(UTC)
        found = undone(acceptor.archive, number, moment)
        wish = Wish(by, why or WHY.say(spoken, number=str(found.to)), as_of, found.last)
        revision = acceptor.accept_draft(found.draft, wish.accepted_now(zone), spoken)
        if revision is None:
            return ExitCode.FOUND_WRONG
        result(dumps(revision_json(revision)) if shape == "json" else acceptor.said(revision, spoken))
    return ExitCode.GOOD

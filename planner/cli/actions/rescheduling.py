"""Proposals that answer changes on the command line: made, kept and shown."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from calendars.language import Locale
from constraints.engines.turns import Turns
from constraints.outcome import Limits
from constraints.solve import EngineFailedError, WrongPlanError
from planner.cli.actions.changes_said import Happened
from planner.cli.actions.solve import WRONG_PLAN
from planner.cli.exit_codes import ExitCode
from planner.cli.interruption import interruptible
from planner.cli.streams import remark, result
from planner.output.console import console, rendered
from planner.output.proposals import answer_report
from planner.rescheduling.answer import Answer, Ending, MayMove
from planner.rescheduling.reschedule import Wish, reschedule
from planner.rescheduling.search import Solving
from planner.revisions.archive import Archive, Kept, open_archive
from planner.revisions.proposing import keep
from planner.store.documents import Content

CODES = {
    Ending.PROPOSALS: ExitCode.GOOD,
    Ending.IMPOSSIBLE: ExitCode.FOUND_WRONG,
    Ending.UNKNOWN: ExitCode.NO_PLAN,
}


def answer_changes(
    turns: Turns, limits: Limits, *, said: Happened, begun: float, wanted: int, as_of: date | None, may_move: str,
    keep_windows: bool, shape: str, store: str | None, network: str | None, locale: Locale,
) -> ExitCode:  # fmt: skip
    """Answer the changes to the last revision; `turns` solves, within the limits; `begun` is on the monotonic clock."""
    try:
        with open_archive(said.folder or Path(), store, network) as archive:
            kept = archive.kept()
            content = kept.content
            wish = Wish(said.changes, as_of or _today(content), wanted, MayMove(may_move), keep_windows)
            answer = _answer(archive, kept, wish, Solving(turns, limits))
    except EngineFailedError as failed:
        remark(failed.said.say(locale))
        return ExitCode.NO_PLAN
    except WrongPlanError as wrong:
        remark(f"{WRONG_PLAN.say(locale)}\n{wrong}")
        return ExitCode.OUR_ERROR
    answer = answer.model_copy(update={"seconds": round(time.monotonic() - begun, 3)})
    _show(answer, shape, content.network.settings.locale, _place(said.folder, store, network))
    return CODES[answer.status]


def _answer(archive: Archive, kept: Kept, wish: Wish, solving: Solving) -> Answer:
    with interruptible() as stop:
        found = reschedule(kept.content, kept.revision.number, wish, replace(solving, stop=stop))
    return keep(archive.store, archive.network, found, datetime.now(UTC))


def _place(folder: Path | None, store: str | None, network: str | None) -> Sequence[str]:
    """What says on the command line where the network is, as it was said."""
    options = (("--store", store), ("--network", network))
    return [*([str(folder)] if folder else []), *chain.from_iterable((name, said) for name, said in options if said)]


def _show(answer: Answer, shape: str, locale: Locale, place: Sequence[str]) -> None:
    if shape == "json":
        result(answer.model_dump_json(indent=2))
        return
    out = console(sys.stdout)
    result(rendered(out, *answer_report(answer, locale, place)))


def _today(content: Content) -> date:
    return datetime.now(ZoneInfo(content.network.settings.timezone)).date()

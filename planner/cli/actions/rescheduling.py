"""Proposals that answer changes on the command line: made, kept and shown."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from calendars.language import Locale, Sentence
from constraints.engines.turns import Turns
from constraints.outcome import Limits
from constraints.solve import EngineFailedError, WrongPlanError
from planner.archive import Archive, Kept, open_archive
from planner.changes import KINDS, Change, parse_change
from planner.cli.actions.solve import WRONG_PLAN
from planner.cli.exit_codes import ExitCode
from planner.cli.interruption import interruptible
from planner.cli.streams import remark, result
from planner.cli.wrong_use import WrongUse
from planner.errors import InputError, InputErrors
from planner.output.console import console, rendered
from planner.output.proposals import answer_report
from planner.proposing import keep
from planner.rescheduling.answer import Answer, Ending, MayMove
from planner.rescheduling.reschedule import Wish, reschedule
from planner.rescheduling.search import Solving
from planner.store.documents import Content

NO_CHANGE = Sentence(en="say what has happened", da="angiv, hvad der er sket")
CODES = {
    Ending.PROPOSALS: ExitCode.GOOD,
    Ending.IMPOSSIBLE: ExitCode.FOUND_WRONG,
    Ending.UNKNOWN: ExitCode.NO_PLAN,
}
FILES = (".toml", ".json")


def answer_changes(
    turns: Turns, limits: Limits, *, words: Sequence[str], wanted: int, as_of: date | None, may_move: str, shape: str,
    store: str | None, network: str | None, locale: Locale,
) -> ExitCode:  # fmt: skip
    """Answer the changes to the last revision; `turns` solves, within the limits."""
    folder, said = _split(words)
    try:
        with open_archive(folder, store, network) as archive:
            kept = archive.kept()
            content = kept.content
            wish = Wish(_changes(said, content), as_of or _today(content), wanted, MayMove(may_move))
            answer = _answer(archive, kept, wish, Solving(turns, limits))
    except EngineFailedError as failed:
        remark(failed.said.say(locale))
        return ExitCode.NO_PLAN
    except WrongPlanError as wrong:
        remark(f"{WRONG_PLAN.say(locale)}\n{wrong}")
        return ExitCode.OUR_ERROR
    _show(answer, shape, content.network.settings.locale)
    return CODES[answer.status]


def _answer(archive: Archive, kept: Kept, wish: Wish, solving: Solving) -> Answer:
    with interruptible() as stop:
        found = reschedule(kept.content, kept.revision.number, wish, replace(solving, stop=stop))
    return keep(archive.store, archive.network, found, datetime.now(UTC))


def _show(answer: Answer, shape: str, locale: Locale) -> None:
    if shape == "json":
        result(answer.model_dump_json(indent=2))
        return
    out = console(sys.stdout)
    result(rendered(out, *answer_report(answer, locale)))


def _split(words: Sequence[str]) -> tuple[Path, Sequence[str]]:
    """The folder, and the words that say what has happened.

    Raises:
        WrongUse: if nothing is said to have happened.
    """
    first, *rest = words
    is_change = first.split(maxsplit=1)[:1] and (first.split(maxsplit=1)[0] in KINDS or first.endswith(FILES))
    folder, said = (Path(), words) if is_change or not Path(first).is_dir() else (Path(first), rest)
    if not said:
        raise WrongUse(NO_CHANGE)
    return folder, said


def _changes(said: Sequence[str], content: Content) -> tuple[Change, ...]:
    """All changes.

    Raises:
        InputErrors: everything that is wrong with any of them.
    """
    found: list[tuple[Change, ...]] = []
    errors: list[InputError] = []
    for each in said:
        try:
            found.append(parse_change(each, content.network.settings.locale))
        except InputErrors as wrong:
            errors += wrong.errors
    if errors:
        raise InputErrors(errors, content.network.settings.locale)
    return tuple(chain.from_iterable(found))


def _today(content: Content) -> date:
    return datetime.now(ZoneInfo(content.network.settings.timezone)).date()

"""Proposals on the command line: parse the changes, search, store and show."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from calendars.language import Locale, Message
from constraints.problem.outcome import Limits
from constraints.search.sessions import SequentialSession
from constraints.solve import EngineFailedError, WrongPlanError
from planner.changes.kinds import Change, kind_named
from planner.changes.reading import parse_change
from planner.cli.actions.files import network_today, require_writable, save_bytes
from planner.cli.actions.solving import WRONG_PLAN
from planner.cli.base.command import ExitCode
from planner.cli.base.terminal import interruptible, write_stderr, write_stdout
from planner.errors import InputError, InputErrors
from planner.reschedule.search import SearchResources
from planner.schemas.proposals import Answer, Ending, MayMove
from planner.store.archive import open_archive
from planner.store.place import is_workbook
from planner.text.console import console, rendered
from planner.text.foresight import move_in_words
from planner.text.proposals import answer_report
from planner.use_cases.rescheduling import RescheduleRequest, reschedule

FORESEEN = Message(
    "rescheduling.foreseen", "Foreseen and kept, and it holds today: {moves}. Searching for what is best today ..."
)
CHANGE_FILE_SUFFIXES = (".toml", ".json")


@dataclass(frozen=True, slots=True)
class RescheduleArguments:
    """Changes to the network in a folder.

    Attributes:
        folder: the folder; None if none was named.
        changes: the changes in order; none if only the files are other than before.
    """

    folder: Path | None
    changes: tuple[Change, ...]


def parse_arguments(words: Sequence[str], locale: Locale) -> RescheduleArguments:
    """Parse the arguments: a folder, if the first is one, and changes.

    Raises:
        InputErrors: everything that is wrong with the changes by themselves.
    """
    if not words:
        return RescheduleArguments(None, ())
    first, *rest = words
    is_change = first.split(maxsplit=1)[:1] and (
        kind_named(first.split(maxsplit=1)[0]) or first.endswith(CHANGE_FILE_SUFFIXES)
    )
    folder, said = (
        (None, words) if is_change or not (Path(first).is_dir() or is_workbook(Path(first))) else (Path(first), rest)
    )
    return RescheduleArguments(folder, _changes(said, locale))


def _changes(said: Sequence[str], locale: Locale) -> tuple[Change, ...]:
    found: list[tuple[Change, ...]] = []
    errors: list[InputError] = []
    for each in said:
        try:
            found.append(parse_change(each, locale))
        except InputErrors as wrong:
            errors += wrong.errors
    if errors:
        raise InputErrors(errors, locale)
    return tuple(chain.from_iterable(found))


CODES = {
    Ending.PROPOSALS: ExitCode.GOOD,
    Ending.IMPOSSIBLE: ExitCode.FOUND_WRONG,
    Ending.UNKNOWN: ExitCode.NO_PLAN,
}


def answer_changes(
    turns: SequentialSession, limits: Limits, *, said: RescheduleArguments, begun: float, wanted: int,
    as_of: date | None,
    may_move: str,
    keep_windows: bool, shape: str, workbook: Path | None, store: str | None, network: str | None, locale: Locale,
) -> ExitCode:  # fmt: skip
    """Answer changes to the last revision; `begun` is a time of the monotonic clock, for the seconds shown."""
    require_writable(workbook)
    try:
        with open_archive(said.folder or Path(), store, network) as archive:
            kept = archive.kept()
            content = kept.content
            today = network_today(said.folder or Path(), archive, kept)
            request = RescheduleRequest(
                said.changes, as_of, wanted, MayMove(may_move), keep_windows, save=True, today=today
            )
            with interruptible() as stop:
                solving = SearchResources(
                    turns, limits, stop=stop, on_found=_Foreseen(locale=content.network.settings.locale)
                )
                answer = reschedule(archive, kept.revision.number, content, request, solving)
    except EngineFailedError as failed:
        write_stderr(failed.said.say(locale))
        return ExitCode.NO_PLAN
    except WrongPlanError as wrong:
        write_stderr(f"{WRONG_PLAN.say(locale)}\n{wrong}")
        return ExitCode.OUR_ERROR
    answer = answer.model_copy(update={"seconds": round(time.monotonic() - begun, 3)})
    if workbook is not None:
        # Imported here because it is slow and needed only where it is asked for.
        from planner.text.proposals_workbook import answer_workbook  # noqa: PLC0415

        save_bytes(workbook, answer_workbook(answer, content.network.settings.locale))
    _show(answer, shape, content.network.settings.locale, _place(said.folder, store, network))
    return CODES[answer.status]


@dataclass
class _Foreseen:
    """Shows at once what was foreseen and still holds, before the search for what is best today."""

    locale: Locale
    shown: bool = False

    def __call__(self, so_far: Callable[[], Answer]) -> None:
        """Another plan that counts; only the first may be one that was kept."""
        if self.shown:
            return
        self.shown = True
        for each in so_far().proposals:
            if each.proof.kept:
                moves = [move_in_words(move, self.locale) for move in each.moves]
                write_stderr(FORESEEN.say(self.locale, moves="; ".join(filter(None, moves))))


def _place(folder: Path | None, store: str | None, network: str | None) -> Sequence[str]:
    """Return the command-line words that name the network, as the user gave them."""
    options = (("--store", store), ("--network", network))
    return [*([str(folder)] if folder else []), *chain.from_iterable((name, said) for name, said in options if said)]


def _show(answer: Answer, shape: str, locale: Locale, place: Sequence[str]) -> None:
    if shape == "json":
        write_stdout(answer.model_dump_json(indent=2))
        return
    out = console(sys.stdout)
    write_stdout(rendered(out, *answer_report(answer, locale, place)))

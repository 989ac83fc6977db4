"""How the accepted plan stands, and what has happened: list, correct and withdraw changes."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from rich.table import Table

from calendars.language import Locale, Message
from planner.changes.kinds import kind_named, with_ids
from planner.changes.reading import as_command_line, parse_change
from planner.changes.records import change_of, corrected
from planner.changes.records_kept import plan_before
from planner.cli.actions.files import read_network, read_today, save
from planner.cli.base.command import ExitCode, WrongUse
from planner.cli.base.terminal import write_stdout
from planner.errors import InputErrors
from planner.feeds.folder import PUBLISHED_FOLDER
from planner.files.load import moved
from planner.network.problem import build_problem
from planner.network.settings import ChangeRecord
from planner.schemas.figures import fees
from planner.schemas.members import fees_json
from planner.schemas.plans import dumps
from planner.store.archive import Archive, open_archive
from planner.store.place import beside, is_workbook
from planner.text.console import console, rendered
from planner.text.fees import NO_PRICE, fees_csv, fees_table
from planner.text.status import status_lines
from planner.use_cases.changing import NoSuchChangeError, rewritten
from planner.use_cases.moving import require_folder
from planner.use_cases.status import change_words, edits_since, status
from planner.use_cases.today import Today, has_files

NO_FILES = Message(
    "actions.changes.no_files", "{folder} has no network.toml; what has happened is corrected where the files are"
)
NO_CHANGE = Message("actions.changes.no_change", "there is no change {number}; those in force are {known}")
NO_CHANGES = Message("actions.changes.no_changes", "there is no change {number}; none is in force")
WITHDRAWN = Message("actions.changes.withdrawn", "Change {number} is withdrawn: {said}")
CORRECTED = Message("actions.changes.corrected", "Change {number} is now: {said}")
ONLY_ONE = Message("actions.changes.only_one", "say one change, not {n}")
NOTHING = Message(
    "actions.changes.nothing",
    "say what is other in change {number}, such as polling_day=2022-11-08, or the whole change anew",
)
SAME = Message("actions.changes.same", "change {number} says that already: {said}")
NUMBER = Message("actions.changes.number", "Number")
SAID = Message("actions.changes.said", "Said")
WHAT = Message("actions.changes.what", "What has happened")
DAY = Message("actions.changes.day", "{day:short}")


def run_status(
    *, folder: Path, as_of: date | None, shape: str, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show how the last revision stands."""
    with open_archive(folder, store, network) as archive:
        kept = archive.kept()
        today = read_today(folder, archive) if has_files(folder) else None
        edits = edits_since(archive, kept, today) if today else ()
        now = today.network if today else kept.content.network
        found = status(archive, kept, now, edits, as_of, published=beside(folder, PUBLISHED_FOLDER))
    settings = kept.content.network.settings
    text = found.model_dump_json(indent=2) if shape == "json" else "\n".join(status_lines(found, settings))
    write_stdout(text)
    return ExitCode.GOOD if found.keeps_rules else ExitCode.FOUND_WRONG


def run_fees(
    *, folder: Path, file: Path | None, shape: str, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show what each municipality pays, and write what each member does."""
    problem = build_problem(read_network(folder, store, network))
    if problem.price_per_member is None:
        raise WrongUse(NO_PRICE)
    found = fees_json(problem)
    if shape == "json":
        write_stdout(found.model_dump_json(indent=2))
    else:
        write_stdout(rendered(console(sys.stdout), fees_table(found, problem.locale)))
    if file is not None:
        save(file, fees_csv(problem, fees(problem), problem.locale))
    return ExitCode.GOOD


def run_list(
    *, folder: Path, shape: str, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """List the changes in force."""
    with open_archive(folder, store, network) as archive:
        if has_files(folder):
            today = read_today(folder, archive, fitting=False)
            found = today.network.model_copy(update={"changes": today.file.records})
        else:
            found = archive.kept().content.network
    if shape == "json":
        write_stdout(dumps([_json(each) for each in found.changes]))
        return ExitCode.GOOD
    spoken = found.settings.locale
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in (NUMBER, SAID, WHAT):
        table.add_column(title.say(spoken), justify="right" if title is NUMBER else "left", overflow="fold")
    for each in found.changes:
        table.add_row(str(each.n), DAY.say(spoken, day=each.said), change_words(each, found))
    write_stdout(rendered(console(sys.stdout), table))
    return ExitCode.GOOD


def _json(record: ChangeRecord) -> dict[str, object]:
    return {"n": record.n, "said": record.said.isoformat(), **record.change}


def run_edit(*, number: int, words: Sequence[str], store: str | None, network: str | None, locale: Locale) -> ExitCode:
    """Correct a change."""
    first, *rest = words
    is_folder = "=" not in first and kind_named(first) is None and (Path(first).is_dir() or is_workbook(Path(first)))
    folder, said = (Path(first), rest) if is_folder else (Path(), list(words))

    if not said:
        raise WrongUse(NOTHING, number=str(number))

    def edited(archive: Archive, today: Today, record: ChangeRecord) -> ChangeRecord:
        found = parse_change(_whole(record, said), locale)
        if len(found) != 1:
            raise WrongUse(ONLY_ONE, n=len(found))
        return corrected(record, with_ids(found[0], today.network), plan_before(archive, number))

    return _rewritten(folder, store, network, number, edited)


def _whole(record: ChangeRecord, words: Sequence[str]) -> str:
    """Return the change with other values for some keys, or another change, as text."""
    parts = [part for word in words for part in (_split(word) if word.split(maxsplit=1)[:1] != [word] else [word])]
    if parts and "=" not in parts[0]:
        return shlex.join(parts)
    kind, *old = shlex.split(as_command_line(change_of(record)))
    new = {part.partition("=")[0] for part in parts}
    kept = [word for word in old if word.partition("=")[0] not in new]
    return shlex.join([kind, *kept, *(part for part in parts if part.partition("=")[2])])


def _split(word: str) -> list[str]:
    """Return the words of an argument that says a whole change; an argument of one key may have spaces in its value."""
    return shlex.split(word) if kind_named(word.split(maxsplit=1)[0]) else [word]


def run_withdraw(
    *, number: int, folder: Path, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Withdraw a change."""
    return _rewritten(folder, store, network, number, lambda _archive, _today, _record: None)


def _rewritten(
    folder: Path, store: str | None, network: str | None, number: int,
    other: Callable[[Archive, Today, ChangeRecord], ChangeRecord | None],
) -> ExitCode:  # fmt: skip
    """Write changes.toml with one change replaced, or removed, and say so."""
    if not has_files(folder):
        gone = moved(folder)
        raise InputErrors([gone]) if gone else WrongUse(NO_FILES, folder=str(folder))
    with open_archive(folder, store, network) as archive:
        require_folder(archive)
        today = read_today(folder, archive, fitting=False)

        def replaced(record: ChangeRecord) -> ChangeRecord | None:
            new = other(archive, today, record)
            if new == record:
                raise WrongUse(SAME, number=str(number), said=change_words(record, today.network))
            return new

        try:
            found = rewritten(archive, today, number, replaced)
        except NoSuchChangeError:
            known = [str(record.n) for record in today.file.records]
            raise WrongUse(NO_CHANGE if known else NO_CHANGES, number=str(number), known=known) from None
        today.update(found.records).write()
    is_gone = found.record in today.file.records and found.record not in found.records
    words = change_words(found.record, today.network if is_gone else found.network)
    write_stdout(
        (WITHDRAWN if is_gone else CORRECTED).say(found.network.settings.locale, number=str(number), said=words)
    )
    return ExitCode.GOOD

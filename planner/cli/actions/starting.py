"""Start with a network: copy an example, list examples, print the schema, import busy times."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from calendars.language import Locale, Message, WrongValueError
from planner.cli.actions.files import marking, require_folder_here, show_reading
from planner.cli.base.command import ExitCode, WrongUse
from planner.cli.base.terminal import write_stderr, write_stdout
from planner.errors import InputError
from planner.examples import DEFAULT, DESCRIPTIONS
from planner.files.busy_import import PERSON, VENUE, Import, import_calendar, import_replies
from planner.files.calendars import NOTHING_TAKEN
from planner.files.load import load_network
from planner.files.validation import settings_schema
from planner.network.tables import REGISTRATIONS
from planner.store.place import is_workbook, may_have_store
from planner.use_cases.converting import convert_network, start_network

NEXT = Message("actions.starting.next", "Now: planner solve {folder}")


EXAMPLE_OR_BLANK = Message("actions.starting.example_or_blank", "give one of --example and --blank")


def run_init(*, folder: Path, example: str | None, blank: bool, locale: Locale) -> ExitCode:
    """Copy an example or the template and list the files written."""
    if blank and example is not None:
        raise WrongUse(EXAMPLE_OR_BLANK)
    written = start_network(folder, example or DEFAULT, template=locale if blank else None)
    write_stdout("\n".join(map(str, written)))
    write_stderr(NEXT.say(locale, folder=str(folder)))
    return ExitCode.GOOD


def run_convert(*, source: Path, target: Path, mark: Path | None, locale: Locale) -> ExitCode:
    """Write a network in the other form and list the files written."""

    def remark(said: InputError) -> None:
        write_stderr(said.say(locale))

    with marking(source, mark):
        written = convert_network(source, target, remark)
    write_stdout("\n".join(map(str, written)))
    return ExitCode.GOOD


def run_examples(*, locale: Locale) -> ExitCode:
    """List the examples."""
    width = max(map(len, DESCRIPTIONS))
    write_stdout("\n".join(f"{name:<{width}}  {about.say(locale)}" for name, about in DESCRIPTIONS.items()))
    return ExitCode.GOOD


def run_schema(*, locale: Locale) -> ExitCode:  # noqa: ARG001 - every command is given it; the schema has one language
    """Write the JSON Schema of the settings to stdout."""
    write_stdout(json.dumps(settings_schema(), ensure_ascii=False, indent=2))
    return ExitCode.GOOD


ONE_OF_BOTH = Message("actions.starting.one_of_both", "give one of --person and --venue")
ONLY_READ = Message(
    "actions.starting.only_read",
    "{file} is only read, not written; name the calendar in its sheet of calendars or under [[calendars]] instead, or "
    "make a folder of it with planner convert",
)
CHANGED = Message(
    "actions.starting.changed",
    "{file}: {added} {added:row|rows} for {whose} added, {removed} removed, {kept} as before.",
)
ANSWERS = Message("actions.starting.answers", "{file}: {added} {added:answer|answers} added, {kept} already there.")
UNREADABLE = Message("actions.starting.unreadable", "{file} cannot be read: {reason}")
OTHERS = Message("actions.starting.others", "Rows for {whose} from other calendars stay: {others}.")
REMARK = Message("actions.starting.remark", "{source}: {said}")


def run_busy(*, source: str, person: str | None, venue: str | None, folder: Path, locale: Locale) -> ExitCode:
    """Import a calendar and report what changed."""
    kind, whose = (PERSON, person) if person is not None else (VENUE, venue)
    if whose is None or (person is not None and venue is not None):
        raise WrongUse(ONE_OF_BOTH)
    progress = partial(show_reading, folder)
    network = load_network(folder, progress=progress)
    if may_have_store(folder):
        require_folder_here(folder)
    table = folder if is_workbook(folder) else (folder / kind.table.file).with_suffix(".xlsx")
    if table.exists():
        raise WrongUse(ONLY_READ, file=table.name)
    try:
        found = import_calendar(folder, network, source, (kind, whose), progress)
    except WrongValueError as error:
        raise WrongUse(error.said.message, **error.said.values) from error
    if found.added or found.removed:
        found.edit.write()
    _tell(found, source, whose, locale)
    if not found.added and not found.kept:
        horizon = network.settings.horizon
        write_stderr(NOTHING_TAKEN.say(locale, first=horizon.first, last=horizon.last))
    return ExitCode.GOOD


def run_replies(*, files: tuple[Path, ...], folder: Path, locale: Locale) -> ExitCode:
    """Import answers to invitations and report how many there are."""
    # Imported here because SQLAlchemy is slow to import and needed only where there is a store.
    from planner.store.archive import open_archive  # noqa: PLC0415
    from planner.store.revisions import meeting_histories  # noqa: PLC0415 - as above

    network = load_network(folder, progress=partial(show_reading, folder))
    table = folder if is_workbook(folder) else (folder / REGISTRATIONS.file).with_suffix(".xlsx")
    if table.exists():
        raise WrongUse(ONLY_READ, file=table.name)
    require_folder_here(folder)
    with open_archive(folder) as archive, archive.store.reading() as connection:
        meetings = {each.uid: each.meeting for each in meeting_histories(connection, archive.network)}
    try:
        found = import_replies(folder, network, files, meetings)
    except OSError as error:
        raise WrongUse(UNREADABLE, file=str(error.filename), reason=error.strerror or str(error)) from error
    if found.added:
        found.edit.write()
    for said in found.remarks:
        write_stderr(said.say(locale))
    write_stdout(ANSWERS.say(locale, file=REGISTRATIONS.file, added=found.added, kept=found.kept))
    return ExitCode.GOOD


def _tell(found: Import, source: str, whose: str, locale: Locale) -> None:
    for said in found.remarks:
        write_stderr(REMARK.say(locale, source=source, said=said))
    if found.others:
        write_stderr(OTHERS.say(locale, whose=whose, others=", ".join(found.others)))
    counts = {"added": found.added, "removed": found.removed, "kept": found.kept}
    write_stdout(CHANGED.say(locale, file=found.table.file, whose=whose, **counts))

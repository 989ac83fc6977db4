"""Read a network from a folder or from files in memory, and report everything wrong in any of them at once."""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import cached_property
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import ValidationError

from calendars.language import LOCALES, Locale, Message
from constraints.problem.busy import Busy
from planner.errors import MOVED_FILE, SETTINGS_FILE, InputError, InputErrors, KeyPath, hint, system_locale
from planner.files.calendars import read_calendars
from planner.files.cells import CellForms, columns_of
from planner.files.fetching import is_address
from planner.files.remarks import remarks
from planner.files.tables import TableFile, missing_tables, read_cells, read_rows
from planner.files.text import INVISIBLE, CsvText, decode, file_error, invisible, without_invisible
from planner.files.toml import locate, read_toml
from planner.files.validation import wrong_values
from planner.network.network import Network, network_errors
from planner.network.references import (
    SCOPE_TARGETS,
    SETTINGS_REFERENCES,
    Lines,
    find,
    ids_by_name,
    reference_errors,
    rule_references,
)
from planner.network.settings import Settings, TableForms
from planner.network.tables import BLACKOUTS, MUNICIPALITIES, TABLES, Table


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The settings as far as they could be read.

    Attributes:
        written: the parsed TOML; None if it is not valid TOML.
        settings: the validated settings; None if anything is wrong.
        lines: line numbers of the keys.
    """

    written: dict[str, Any] | None = None
    settings: Settings | None = None
    lines: Lines = field(default_factory=Lines)
    errors: tuple[InputError, ...] = ()

    @property
    def locale(self) -> Locale:
        """The network's language if the file states it, else the system's."""
        locale = (self.written or {}).get("locale")
        return next((each for each in LOCALES if each == locale), system_locale())


def read_settings(data: bytes) -> SettingsFile:
    """Read the settings from the bytes of network.toml."""
    text = decode(data, SETTINGS_FILE)
    if isinstance(text, InputError):
        return SettingsFile(errors=(text,))
    written = read_toml(text, SETTINGS_FILE)
    if isinstance(written, InputError):
        return SettingsFile(errors=(written,))
    lines = Lines(settings=locate(text))
    hidden = [
        InputError(SETTINGS_FILE, said, path, lines.in_settings(path), str(said.values["found"]))
        for path, value in _texts(written)
        if (said := invisible(value))
    ]
    if hidden:
        # Read on without them, so that references to what holds one are not wrong too.
        return SettingsFile(_visible(written), None, lines, tuple(hidden))
    return _validated(written, lines)


def _validated(written: dict[str, Any], lines: Lines) -> SettingsFile:
    try:
        # Validated as JSON: lists and texts may stand for types that TOML lacks, but nothing else is converted.
        settings = Settings.model_validate_json(as_json(written), strict=True)
    except ValidationError as error:
        return SettingsFile(written, None, lines, tuple(_errors(error, written, lines)))
    return SettingsFile(written, settings, lines)


def _texts(node: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Yield every key and every text of parsed TOML, each with its path."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield (*path, key), key
            yield from _texts(value, (*path, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _texts(value, (*path, number))


def _visible(node: Any) -> Any:  # noqa: ANN401 - any TOML
    """Return parsed TOML without invisible characters."""
    if isinstance(node, dict):
        return {without_invisible(key): _visible(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_visible(value) for value in node]
    return without_invisible(node) if isinstance(node, str) else node


def as_json(written: object) -> str:
    """Return parsed TOML as JSON in composed form (Unicode NFC), dates and times as text."""
    return unicodedata.normalize("NFC", json.dumps(written, default=_as_text, ensure_ascii=False))


def _as_text(value: date | time) -> str:
    return value.isoformat()


def _errors(error: ValidationError, written: dict[str, Any], lines: Lines) -> Iterator[InputError]:
    for wrong in wrong_values(error, written, Settings):
        yield InputError(SETTINGS_FILE, wrong.said, wrong.path, lines.in_settings(wrong.path), wrong.found)


NO_FOLDER = Message("load.no_folder", "there is no folder {folder}")
NO_SETTINGS = Message(
    "load.no_settings", "the file is missing in {folder}; `planner init FOLDER` writes a network to begin with"
)
MOVED = Message(
    "load.moved",
    "the network has moved to the store {store} as {network} and is edited there, over HTTP; planner move --to folder "
    "brings it back",
)
NO_TABLE = Message("load.no_table", "the file is missing")
WORKBOOK_INSTEAD = Message(
    "load.workbook_instead", 'there is {found} instead; save its table as {table}, as UTF-8 (in Excel: "CSV UTF-8")'
)
_WORKBOOK_SUFFIXES = (".xlsx", ".ods", ".xls", ".xlsm", ".numbers")
UNREADABLE = Message("load.unreadable", "the file cannot be read: {reason}")
UNKNOWN_TABLE = Message("load.unknown_table", "there is no table of this name{hint}")


@dataclass(frozen=True)
class _Folder:
    """A folder as far as it could be read; a `Source` for the check of references."""

    file: SettingsFile
    tables: dict[str, TableFile]

    @property
    def settings(self) -> object:
        return self.file.written

    @cached_property
    def lines(self) -> Lines:
        lines = {name: read.text.lines for name, read in self.tables.items() if read.text is not None}
        return Lines(lines, self.file.lines.settings)

    def column(self, table: Table, column: str) -> Sequence[str] | None:
        read = self.tables[table.name]
        if read.text is None:
            return None
        return read.text.columns.get(column, None if read.text.columns else ())

    def complete(self, table: Table) -> bool:
        text = self.tables[table.name].text
        return text is not None and text.complete and bool(text.lines or not table.required)

    def week_columns(self) -> Sequence[str] | None:
        text = self.tables[MUNICIPALITIES.name].text
        return None if text is None else [name for name in text.columns if name not in columns_of(MUNICIPALITIES)]


def _ignore(_remark: InputError) -> None:
    pass


SECRET = "secret:"  # noqa: S105 - no secret itself
"""What the name of a calendar's secret address begins with."""
NO_SECRETS: Mapping[str, str] = {}


def load_network(
    folder: Path, remark: Callable[[InputError], None] = _ignore, secrets: Mapping[str, str] = NO_SECRETS
) -> Network:
    """Load the network in a folder, with the times of the calendars that it names.

    Args:
        folder: the folder.
        remark: called with what was skipped or guessed in calendars, and what else seems odd, though it is no error.
        secrets: addresses that stand for names in `source` of calendars.

    Raises:
        InputErrors: everything that is wrong in any of its files.
    """
    if not folder.is_dir():
        raise InputErrors([file_error(folder.name or str(folder), NO_FOLDER, folder=str(folder))])
    if not (folder / SETTINGS_FILE).exists():
        raise InputErrors([moved(folder) or file_error(SETTINGS_FILE, NO_SETTINGS, folder=str(folder))])
    read = _read(folder, secrets)
    calendars = read_calendars(folder, read.file.settings, read.lines)
    references = list(reference_errors(read))
    missing = {table.name for table in TABLES if not (folder / table.file).exists()}
    errors = [
        *read.file.errors,
        *_table_errors(read.tables.values()),
        *_unknown_tables(folder),
        *missing_tables(missing, references),
        *references,
        *calendars.errors,
    ]
    if errors:
        raise InputErrors([*errors, *_cross_file_errors(read, {error.file for error in errors})], read.file.locale)
    network = Network.model_validate(calendars.added_to(_parts(read)))
    for each in (*calendars.remarks, *remarks(network)):
        remark(each)
    return network


def moved(folder: Path) -> InputError | None:
    """Return where the network lives that was in a folder; None if the folder is its home, or never was."""
    sign = folder / MOVED_FILE
    if (folder / SETTINGS_FILE).exists() or not sign.exists():
        return None
    text = decode(sign.read_bytes(), MOVED_FILE)
    read = text if isinstance(text, InputError) else read_toml(text, MOVED_FILE)
    if isinstance(read, InputError):
        return read
    return file_error(SETTINGS_FILE, MOVED, store=str(read.get("store")), network=str(read.get("network")))


def _read(folder: Path, secrets: Mapping[str, str]) -> _Folder:
    data = _bytes(folder / SETTINGS_FILE)
    settings = SettingsFile(errors=(data,)) if isinstance(data, InputError) else read_settings(data)
    settings = _with_secrets(settings, secrets)
    settings, cells = _with_ids(_Folder(settings, {table.name: _cells(folder, table) for table in TABLES}))
    forms, weeks = _forms(settings), _week_columns(settings)
    tables = {name: read_rows(each, forms, weeks if each.table.open_columns else ()) for name, each in cells.items()}
    return _Folder(settings, tables)


def _with_ids(read: _Folder) -> tuple[SettingsFile, dict[str, TableFile]]:
    """Return settings and cells with ids in place of names, where an id is asked and only one has the name."""
    ids = ids_by_name(read)
    tables = dict(read.tables)
    for table in TABLES:
        for column, target in table.refers.items():
            cells = read.column(table, column) or ()
            tables[table.name] = _with_column(
                tables[table.name], column, [ids[target].get(cell, cell) for cell in cells]
            )
    scopes, targets = read.column(BLACKOUTS, "scope") or (), read.column(BLACKOUTS, "target") or ()
    meant = {scope.value: ids[target] for scope, target in SCOPE_TARGETS.items()}
    if len(scopes) == len(targets):  # else one of the columns is missing
        found = [meant.get(scope, {}).get(cell, cell) for scope, cell in zip(scopes, targets, strict=True)]
        tables[BLACKOUTS.name] = _with_column(tables[BLACKOUTS.name], "target", found)
    return _settings_with_ids(read.file, ids), tables


def _with_column(read: TableFile, column: str, cells: Sequence[str]) -> TableFile:
    text = read.text
    if text is None or column not in text.columns or list(text.columns[column]) == cells:
        return read
    return replace(read, text=replace(text, columns={**text.columns, column: tuple(cells)}))


def _settings_with_ids(file: SettingsFile, ids: Mapping[str, Mapping[str, str]]) -> SettingsFile:
    named = [
        (path, ids[target][text])
        for pattern, target in (*SETTINGS_REFERENCES, *rule_references())
        for path, text in find(file.written, *pattern)
        if text in ids[target] and "keys" not in pattern
    ]
    if not named or any(error.said.message is INVISIBLE for error in file.errors):
        return file
    written = copy.deepcopy(file.written)
    for path, id_ in named:
        node: Any = written
        for part in path[:-1]:
            node = node[part]
        node[path[-1]] = id_
    return _validated(written or {}, file.lines)


def _with_secrets(file: SettingsFile, secrets: Mapping[str, str]) -> SettingsFile:
    """Return the settings with the addresses that their calendars only name."""
    if file.settings is None or not secrets:
        return file
    calendars = [
        each.model_copy(update={"source": secrets.get(each.source, each.source)}) for each in file.settings.calendars
    ]
    return replace(
        file, settings=file.settings.model_copy(update={"calendars": type(file.settings.calendars)(calendars)})
    )


def _bytes(path: Path) -> bytes | InputError:
    try:
        return path.read_bytes()
    except OSError as error:
        return file_error(path.name, UNREADABLE, reason=error.strerror or type(error).__name__)


def _cells(folder: Path, table: Table) -> TableFile:
    path = folder / table.file
    if not path.exists():
        workbook = next((each for suffix in _WORKBOOK_SUFFIXES if (each := path.with_suffix(suffix)).exists()), None)
        if workbook is not None:
            return TableFile(
                table, errors=(file_error(table.file, WORKBOOK_INSTEAD, found=workbook.name, table=table.file),)
            )
        errors = (file_error(table.file, NO_TABLE),) if table.required else ()
        return TableFile(table, None if table.required else CsvText(complete=True), (), errors)
    data = _bytes(path)
    if isinstance(data, InputError):
        return TableFile(table, errors=(data,))
    return read_cells(data, table)


def _forms(file: SettingsFile) -> CellForms | None:
    """Return the formats of the tables, even if other parts of the settings are wrong."""
    written = file.written or {}
    if written.get("locale") not in LOCALES:
        return None
    try:
        tables = TableForms.model_validate(written.get("tables", {}), strict=True)
    except ValidationError:
        return None
    return CellForms.of(tables, file.locale)


def _week_columns(file: SettingsFile) -> list[str] | None:
    if file.written is None:
        return None
    return [column for _, column in find(file.written, "school_holidays", "*", "week", "column")]


def _table_errors(tables: Iterable[TableFile]) -> Iterator[InputError]:
    return (error for read in tables for error in read.errors)


def _unknown_tables(folder: Path) -> Iterator[InputError]:
    """Yield an error for each unknown table; hidden files and lock files of spreadsheets are ignored."""
    known = [table.file for table in TABLES]
    for path in sorted(folder.iterdir()):
        if path.suffix.casefold() == ".csv" and path.name not in known and not path.name.startswith((".", "~")):
            yield file_error(path.name, UNKNOWN_TABLE, hint=hint(path.name, known))


def _cross_file_errors(read: _Folder, wrong: set[str]) -> Iterator[InputError]:
    """Yield inconsistencies between files that are valid by themselves."""
    if read.file.settings is not None:
        sound = [table.name for table in TABLES if table.file not in wrong]
        yield from network_errors(Network.model_construct(**_parts(read)), sound)


def _parts(read: _Folder) -> dict[str, Any]:
    rows: dict[str, Any] = {name: tuple(table.rows) for name, table in read.tables.items()}
    busy = read.tables["busy"]
    people = () if busy.text is None else busy.text.columns.get("person", ())
    spells = {} if busy.errors else _by_person(people, rows["busy"])
    return {**rows, "settings": read.file.settings, "busy": spells, "lines": read.lines}


def _by_person(people: Sequence[str], rows: Sequence[Any]) -> dict[str, tuple[Busy, ...]]:
    spells = {key: row.spell() for key, row in {id(row): row for row in rows}.items()}
    found: dict[str, list[Busy]] = {}
    for person, row in zip(people, rows, strict=True):
        found.setdefault(person, []).append(spells[id(row)])
    return {person: tuple(times) for person, times in found.items()}


UPLOAD_SUFFIXES = (".toml", ".csv", ".ics")
UPLOAD_FILES_MAX = 64
UPLOAD_LINES_MAX = 500_000
"""Lines of all files together."""
FETCHED_CALENDARS_MAX = 50
"""Calendars that are fetched."""

WRONG_NAME = Message("load.wrong_name", "a file of a network has a short, plain name that ends with one of {endings}")
TOO_MANY_FILES = Message("load.too_many_files", "these are more than {most} {most:file|files}")  # fmt: skip
TOO_MANY_ROWS = Message("load.too_many_rows", "the files have more than {most} {most:line|lines} together")
NOT_GIVEN = Message("load.not_given", "the file {found} is not among those that were given")
UNKNOWN_SECRET = Message(
    "load.unknown_secret", "{found} stands for no address that is stored for this network; write the address itself"
)
TOO_MANY_ADDRESSES = Message(
    "load.too_many_addresses", "at most {most} {most:calendar is|calendars are} fetched; save this one as a file (.ics)"
)

_PLAIN_NAME = re.compile(r"[^/\\.~][^/\\]{0,59}")


def load_files(
    files: Mapping[str, bytes], remark: Callable[[InputError], None], secrets: Mapping[str, str] = NO_SECRETS
) -> Network:
    """Load a network from files in memory.

    Only these files are read, whatever files the settings name.

    Args:
        files: content by name.
        remark: as for `load_network`.
        secrets: as for `load_network`.

    Raises:
        InputErrors: everything that is wrong in any of them.
    """
    errors = list(_upload_errors(files))
    if errors:
        raise InputErrors(errors)
    settings = _with_secrets(read_settings(files[SETTINGS_FILE]), secrets)
    errors = list(_wrong_sources(settings, files))
    if errors:
        raise InputErrors(errors, settings.locale)
    with TemporaryDirectory(prefix="planner-") as name:
        folder = Path(name)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        return load_network(folder, remark, secrets)


def _upload_errors(files: Mapping[str, bytes]) -> Iterator[InputError]:
    """Yield errors for unacceptable names, too many files or lines, and missing settings."""
    for name in files:
        if not (_PLAIN_NAME.fullmatch(name) and name.isprintable() and PurePath(name).suffix in UPLOAD_SUFFIXES):
            yield file_error(name, WRONG_NAME, endings=list(UPLOAD_SUFFIXES))
    if len(files) > UPLOAD_FILES_MAX:
        yield file_error(SETTINGS_FILE, TOO_MANY_FILES, most=UPLOAD_FILES_MAX)
    if sum(data.count(b"\n") for data in files.values()) > UPLOAD_LINES_MAX:
        yield file_error(SETTINGS_FILE, TOO_MANY_ROWS, most=UPLOAD_LINES_MAX)
    if SETTINGS_FILE not in files:
        yield file_error(SETTINGS_FILE, NO_TABLE)


def _wrong_sources(file: SettingsFile, files: Mapping[str, bytes]) -> Iterator[InputError]:
    """Yield an error for each calendar file that was not given, and for calendars beyond the number that is fetched."""
    fetched = 0
    for number, calendar in enumerate(file.settings.calendars if file.settings else ()):
        path = ("calendars", number, "source")
        line = file.lines.in_settings(path)
        fetched += is_address(calendar.source)
        if not is_address(calendar.source) and calendar.source not in files:
            sentence = UNKNOWN_SECRET if calendar.source.startswith(SECRET) else NOT_GIVEN
            said = file_error(SETTINGS_FILE, sentence, found=calendar.source).said
            yield InputError(SETTINGS_FILE, said, path, line, calendar.source)
        elif fetched > FETCHED_CALENDARS_MAX:
            said = file_error(SETTINGS_FILE, TOO_MANY_ADDRESSES, most=FETCHED_CALENDARS_MAX).said
            yield InputError(SETTINGS_FILE, said, path, line)

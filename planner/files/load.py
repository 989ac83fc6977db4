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

from calendars.language import LOCALES, BoundMessage, Locale, Message
from constraints.problem.busy import Busy
from planner.errors import MOVED_FILE, SETTINGS_FILE, InputError, InputErrors, KeyPath, hint, system_locale
from planner.files.calendars import ToldProgress, ignore, read_calendars
from planner.files.cells import CellForms
from planner.files.fetching import is_address
from planner.files.remarks import remarks
from planner.files.tables import TableFile, TableOfBook, WorkbookFile, missing_tables, read_books, read_cells, read_rows
from planner.files.text import HARMFUL, NO_VALUE, CsvText, decode, file_error, invisible, without_invisible
from planner.files.toml import locate, read_toml
from planner.files.validation import in_words, wrong_values
from planner.network.network import Network, network_errors
from planner.network.references import (
    SCOPE_TARGETS,
    SETTINGS_REFERENCES,
    Cells,
    Lines,
    find,
    ids_by_name,
    reference_errors,
    rule_references,
)
from planner.network.settings import Settings, TableForms
from planner.network.tables import BLACKOUTS, MUNICIPALITIES, TABLES, Table, columns_of
from planner.store.place import SPREADSHEET_SUFFIXES, WORKBOOK_SUFFIXES, folder_of, is_workbook


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
    return read_written(written, Lines(settings=locate(text)))


def read_written(written: dict[str, Any], lines: Lines) -> SettingsFile:
    """Validate parsed TOML, or what stands for it.

    Args:
        written: the settings.
        lines: the line, or the cell, of every key.
    """
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
        in_workbook = lines.cells is not None and lines.cells.settings is not None
        said = in_words(wrong.said) if in_workbook else wrong.said  # a text file has codes
        yield InputError(SETTINGS_FILE, said, wrong.path, lines.in_settings(wrong.path), wrong.found)


NO_FOLDER = Message("load.no_folder", "there is no folder {folder}")
NO_WORKBOOK = Message("load.no_workbook", "there is no workbook {path}")
WORKBOOK_THERE = Message(
    "load.workbook_there",
    "the file is missing in {folder}; if {found} is the whole network, name it instead of the folder",
)
TWO_FORMS = Message("load.two_forms", "the table stands in {found} too; remove one of the two")
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
    "load.workbook_instead",
    'there is {found} instead; save it as an Excel workbook (.xlsx), or as UTF-8 (in Excel: "CSV UTF-8")',
)
UNREADABLE = Message("load.unreadable", "the file cannot be read: {reason}")
UNKNOWN_TABLE = Message("load.unknown_table", "there is no table of this name{hint}")


@dataclass(frozen=True)
class ReadHome:
    """A folder or workbook as far as it could be read; a `Source` for the check of references.

    Attributes:
        cells: the cells of what was read from workbooks.
        missing: names of the tables that there are not.
        errors, remarks: about neither the settings nor a table alone.
    """

    file: SettingsFile
    tables: dict[str, TableFile]
    cells: Cells | None = None
    missing: frozenset[str] = frozenset()
    errors: tuple[InputError, ...] = ()
    remarks: tuple[InputError, ...] = ()

    @property
    def settings(self) -> object:
        """The settings as written."""
        return self.file.written

    @cached_property
    def lines(self) -> Lines:
        """The lines and cells that everything stands in."""
        lines = {name: read.text.lines for name, read in self.tables.items() if read.text is not None}
        return Lines(lines, self.file.lines.settings, self.cells)

    def column(self, table: Table, column: str) -> Sequence[str] | None:
        """Return a column as text; None if it could not be read."""
        read = self.tables[table.name]
        if read.text is None:
            return None
        return read.text.columns.get(column, None if read.text.columns else ())

    def complete(self, table: Table) -> bool:
        """Return whether every row of the table could be read."""
        text = self.tables[table.name].text
        return text is not None and text.complete and bool(text.lines or not table.required)

    def week_columns(self) -> Sequence[str] | None:
        """Return the columns of municipalities.csv besides the known ones; None if it could not be read."""
        text = self.tables[MUNICIPALITIES.name].text
        return None if text is None else [name for name in text.columns if name not in columns_of(MUNICIPALITIES)]


def _ignore(_remark: InputError) -> None:
    pass


SECRET = "secret:"  # noqa: S105 - no secret itself
"""What the name of a calendar's secret address begins with."""
NO_SECRETS: Mapping[str, str] = {}


def load_network(
    folder: Path,
    remark: Callable[[InputError], None] = _ignore,
    secrets: Mapping[str, str] = NO_SECRETS,
    progress: ToldProgress = ignore,
) -> Network:
    """Load the network in a folder or a workbook, with the times of the calendars that it names.

    Args:
        folder: the folder or workbook.
        remark: called with what was skipped or guessed in calendars, and what else seems odd, though it is no error.
        secrets: addresses that stand for names in `source` of calendars.
        progress: told how far a large calendar is read.

    Raises:
        InputErrors: everything that is wrong in any of its files.
    """
    return read_home(folder, remark, secrets, progress=progress)[1]


def read_home(
    folder: Path,
    remark: Callable[[InputError], None] = _ignore,
    secrets: Mapping[str, str] = NO_SECRETS,
    refusals: Callable[[ReadHome], Iterable[InputError]] = lambda _: (),
    progress: ToldProgress = ignore,
) -> tuple[ReadHome, Network]:
    """Return what the files of a network say, and the network with the times of its calendars.

    Args:
        folder: as for `load_network`.
        remark: as for `load_network`.
        secrets: as for `load_network`.
        refusals: returns why the calendars are not to be read.
        progress: as for `load_network`.

    Raises:
        InputErrors: as for `load_network`.
    """
    read = _read(folder, secrets)
    refused = [read.lines.placed(each) for each in refusals(read)]
    if refused:
        raise InputErrors(refused, read.file.locale)
    calendars = read_calendars(folder_of(folder), read.file.settings, read.lines, progress)
    references = list(reference_errors(read))
    errors = [
        *read.file.errors,
        *_table_errors(read.tables.values()),
        *read.errors,
        *missing_tables(read.missing, references),
        *references,
        *calendars.errors,
    ]
    if errors:
        wrong = {error.file for error in errors if not error.cell}
        wrong |= {table.table.file for table in read.tables.values() if table.errors} | _tables_of(references, read)
        found = [read.lines.placed(each) for each in (*errors, *_cross_file_errors(read, wrong))]
        raise InputErrors(_without_consequences(found), read.file.locale)
    network = Network.model_validate(calendars.added_to(_parts(read)))
    for each in (*read.remarks, *calendars.remarks, *remarks(network)):
        remark(read.lines.placed(each))
    return read, network


def moved(folder: Path) -> InputError | None:
    """Return where the network lives that was in a folder; None if the folder is its home, or never was."""
    sign = folder / MOVED_FILE
    if is_workbook(folder) or (folder / SETTINGS_FILE).exists() or not sign.exists():
        return None
    text = decode(sign.read_bytes(), MOVED_FILE)
    read = text if isinstance(text, InputError) else read_toml(text, MOVED_FILE)
    if isinstance(read, InputError):
        return read
    return file_error(SETTINGS_FILE, MOVED, store=str(read.get("store")), network=str(read.get("network")))


def _tables_of(errors: Iterable[InputError], read: ReadHome) -> set[str]:
    """Return the files of tables that errors with cells are about."""
    files = {sheet: file for file, sheet in (read.cells.sheets.items() if read.cells else ())}
    return {files[start] for error in errors if (start := f"{error.cell.rpartition('!')[0]}!") in files}


def _without_consequences(errors: Sequence[InputError]) -> list[InputError]:
    """Return the errors without others at a cell whose formula has no value."""
    unvalued = {each.cell for each in errors if each.said.message == NO_VALUE}
    return [each for each in errors if each.cell not in unvalued or each.said.message == NO_VALUE]


def _read(home: Path, secrets: Mapping[str, str]) -> ReadHome:
    raw = _read_workbook(home) if is_workbook(home) else _read_folder(home)
    settings, cells = _with_ids(replace(raw, file=_with_secrets(raw.file, secrets)))
    forms, weeks = _forms(settings), _week_columns(settings)
    sheets = raw.cells.sheets if raw.cells else {}
    tables = {
        name: read_rows(
            each,
            replace(forms, either=True) if forms and each.table.file in sheets else forms,
            weeks if each.table.open_columns else (),
        )
        for name, each in cells.items()
    }
    return replace(raw, file=settings, tables=tables)


def _read_folder(folder: Path) -> ReadHome:
    if not folder.is_dir():
        raise InputErrors([file_error(folder.name or str(folder), NO_FOLDER, folder=str(folder))])
    if not (folder / SETTINGS_FILE).exists():
        whole = next(
            (each for each in sorted(folder.glob("[!~.]*.xlsx")) if each.with_suffix(".csv").name not in _FILES), None
        )
        said = NO_SETTINGS if whole is None else WORKBOOK_THERE
        gone = moved(folder)
        raise InputErrors(
            [gone or file_error(SETTINGS_FILE, said, folder=str(folder), found=whole.name if whole else None)]
        )
    data = _bytes(folder / SETTINGS_FILE)
    settings = SettingsFile(errors=(data,)) if isinstance(data, InputError) else read_settings(data)
    books = _table_books(folder)
    tables: dict[str, TableFile] = {}
    cells, remarked = Cells(), list[InputError]()
    for table in TABLES:
        if table.name not in books:
            tables[table.name] = _cells(folder, table)
            continue
        tables[table.name], own, own_remarks = _of_book(folder, table, *books[table.name])
        cells = replace(cells, sheets={**cells.sheets, **own.sheets}, columns={**cells.columns, **own.columns})
        remarked += own_remarks
    missing = {each.name for each in TABLES if each.name not in books and not (folder / each.file).exists()}
    return ReadHome(
        settings, tables, cells if books else None, frozenset(missing), tuple(_unknown_tables(folder)), tuple(remarked)
    )


_FILES = frozenset(table.file for table in TABLES)


BookResult = WorkbookFile | TableOfBook | BoundMessage | InputError
"""What a workbook says, or why it cannot be read."""


def _table_books(folder: Path) -> dict[str, tuple[Path, BookResult]]:
    """Return the tables of a folder that are workbooks: file and content of each by name."""
    found = {
        table.name: path
        for table in TABLES
        for suffix in WORKBOOK_SUFFIXES
        if (path := (folder / table.file).with_suffix(suffix)).exists()
    }
    data = {name: _bytes(path) for name, path in found.items()}
    books = iter(read_books([(each, found[name].name, name) for name, each in data.items() if isinstance(each, bytes)]))
    return {name: (found[name], each if isinstance(each, InputError) else next(books)) for name, each in data.items()}


def _of_book(folder: Path, table: Table, path: Path, book: BookResult) -> tuple[TableFile, Cells, list[InputError]]:
    if (folder / table.file).exists():
        return TableFile(table, errors=(file_error(table.file, TWO_FORMS, found=path.name),)), Cells(), []
    if isinstance(book, TableOfBook):
        return TableFile(table, book.text, (), book.errors), book.cells, book.remarks
    wrong = InputError(path.name, book) if isinstance(book, BoundMessage) else book
    return TableFile(table, errors=(wrong,) if isinstance(wrong, InputError) else ()), Cells(), []


def _read_workbook(path: Path) -> ReadHome:
    if not path.is_file():
        raise InputErrors([file_error(path.name, NO_WORKBOOK, path=str(path))])
    data = _bytes(path)
    if isinstance(data, InputError):
        raise InputErrors([data])
    [found] = read_books([(data, path.name, None)])
    if not isinstance(found, WorkbookFile):
        raise InputErrors([InputError(path.name, found)] if isinstance(found, BoundMessage) else [])
    lines = Lines(settings=found.lines, cells=found.cells)
    settings = SettingsFile() if found.written is None else read_written(found.written, lines)
    wrong = tuple(each for each in settings.errors if not _is_within(each.path, found.wrong))
    if found.wrong:
        settings = replace(settings, settings=None, errors=wrong)
    texts = found.tables
    tables = {each.name: TableFile(each, texts[each.name][0], (), texts[each.name][1]) for each in TABLES}
    missing = frozenset(name for name, (text, _) in texts.items() if text == CsvText(complete=True))
    return ReadHome(settings, tables, found.cells, missing, tuple(found.errors), tuple(found.remarks))


def _is_within(path: KeyPath, others: Iterable[KeyPath]) -> bool:
    return any(path[: len(each)] == each or each[: len(path)] == path for each in others)


def _with_ids(read: ReadHome) -> tuple[SettingsFile, dict[str, TableFile]]:
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
    if not named or any(error.said.message in HARMFUL for error in file.errors):
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
        others = (path.with_suffix(suffix) for suffix in SPREADSHEET_SUFFIXES)
        workbook = next((each for each in others if each.exists()), None)
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
    """Yield an error for each unknown table; hidden files and lock files of spreadsheets are ignored.

    A workbook of any other name may be one of the planner's own.
    """
    known = [table.file for table in TABLES]
    for path in sorted(folder.iterdir()):
        if path.suffix.casefold() == ".csv" and path.name not in known and not path.name.startswith((".", "~")):
            yield file_error(path.name, UNKNOWN_TABLE, hint=hint(path.name, known))


def _cross_file_errors(read: ReadHome, wrong: set[str]) -> Iterator[InputError]:
    """Yield inconsistencies between files that are valid by themselves."""
    if read.file.settings is not None:
        sound = [table.name for table in TABLES if table.file not in wrong]
        yield from network_errors(Network.model_construct(**_parts(read)), sound)


def _parts(read: ReadHome) -> dict[str, Any]:
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


UPLOAD_SUFFIXES = (".toml", ".csv", ".ics", *WORKBOOK_SUFFIXES)
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
    whole = whole_workbook(files)
    with TemporaryDirectory(prefix="planner-") as name:
        folder = Path(name)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        home = folder / whole if whole else folder
        return read_home(home, remark, secrets, lambda read: _wrong_sources(read.file, files))[1]


def whole_workbook(files: Iterable[str]) -> str | None:
    """Return the one among the names of files that is a workbook with all of a network; None if there is none."""
    names = [*files]
    books = [each for each in names if PurePath(each).suffix in WORKBOOK_SUFFIXES]
    whole = [each for each in books if PurePath(each).with_suffix(".csv").name not in _FILES]
    return whole[0] if len(whole) == 1 and SETTINGS_FILE not in names else None


def _upload_errors(files: Mapping[str, bytes]) -> Iterator[InputError]:
    """Yield errors for unacceptable names, too many files or lines, and missing settings."""
    for name in files:
        if not (_PLAIN_NAME.fullmatch(name) and name.isprintable() and PurePath(name).suffix in UPLOAD_SUFFIXES):
            yield file_error(name, WRONG_NAME, endings=list(UPLOAD_SUFFIXES))
    if len(files) > UPLOAD_FILES_MAX:
        yield file_error(SETTINGS_FILE, TOO_MANY_FILES, most=UPLOAD_FILES_MAX)
    if sum(data.count(b"\n") for data in files.values()) > UPLOAD_LINES_MAX:
        yield file_error(SETTINGS_FILE, TOO_MANY_ROWS, most=UPLOAD_LINES_MAX)
    if SETTINGS_FILE not in files and whole_workbook(files) is None:
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

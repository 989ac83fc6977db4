"""Parse a table from bytes to validated rows, and edit its rows while preserving all other bytes.

Workbooks are read in a process of its own, which can be ended: a few kilobytes may unpack to terabytes.

Networks have hundreds of thousands of busy rows, so equal rows are validated once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import zip_longest
from types import GenericAlias
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from calendars.child import Child, ChildEndedError
from calendars.language import LOCALES, BoundMessage, Locale, Message
from planner.errors import InputError, KeyPath
from planner.files.cells import CellForms, Column, header_errors, read_columns
from planner.files.names import column_names
from planner.files.text import CsvText, column_name, decode, file_error, header_row, parts_of, read_csv
from planner.files.validation import in_words, translate
from planner.network.references import TARGETS, Cells
from planner.network.tables import STAFF, Table, columns_of

USED = Message("files.tables.used", "the file is missing, but staff are named in {files}")

_STAFF_PLACES = tuple(TARGETS[name].where for name in ("people", "teams"))


def missing_tables(missing: Collection[str], errors: Iterable[InputError]) -> Iterator[InputError]:
    """Yield an error for the missing file that explains many errors about references.

    Args:
        missing: names of the tables that have no file.
        errors: errors about references.
    """
    files = sorted({error.file for error in errors if error.said.values.get("where") in _STAFF_PLACES})
    if STAFF.name in missing and files:
        yield file_error(STAFF.file, USED, files=files)


NO_ROWS = Message("files.tables.no_rows", "the table has no rows")

Line = tuple[str, ...]
"""The cells of a row."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table as far as it could be read.

    Attributes:
        table: which table it is.
        text: its cells; None if not even those could be read.
        rows: one model for each line, if there are no errors.
        errors: everything that is wrong.
    """

    table: Table
    text: CsvText | None = None
    rows: Sequence[Any] = ()
    errors: tuple[InputError, ...] = ()


def read_table(data: bytes, table: Table, forms: CellForms | None, open_columns: Sequence[str] | None) -> TableFile:
    """Parse a table.

    Args:
        data: the content of the file.
        table: which table it is.
        forms: formats of dates and numbers; None if the settings could not be read.
        open_columns: further columns it may have, which the settings name; None if those could not be read.
    """
    return read_rows(read_cells(data, table), forms, open_columns)


def read_cells(data: bytes, table: Table) -> TableFile:
    """Split a table into cells; it has no rows yet."""
    decoded = decode(data, table.file)
    if isinstance(decoded, InputError):
        return TableFile(table, errors=(decoded,))
    text = read_csv(decoded, table.file, column_names(table))
    return TableFile(table, text if text.columns else None, errors=text.errors)


def read_rows(read: TableFile, forms: CellForms | None, open_columns: Sequence[str] | None) -> TableFile:
    """Parse the rows of a table that has been split into cells; for arguments see `read_table`."""
    table, text = read.table, read.text
    if text is None or not text.columns:
        return read
    header = list(header_errors(table, text, open_columns))
    columns = read_columns(table, text, forms, open_columns)
    cells = [error for column in columns for error in column.errors(table, text)]
    readable = forms is not None and not header
    rows, refusals = _validated(table, text, columns, {error.path[0] for error in cells}) if readable else ((), [])
    empty = [file_error(table.file, NO_ROWS)] if table.required and text.complete and not text.lines else []
    return TableFile(table, text, rows, (*text.errors, *header, *empty, *cells, *refusals))


def _validated(
    table: Table, text: CsvText, columns: Sequence[Column], wrong: set[str | int]
) -> tuple[Sequence[Any], list[InputError]]:
    """Return the models of the rows without wrong cells, and the errors of whole rows."""
    told = [column for column in columns if column.name != table.grouped_by]
    lines = list(zip(*(column.cells for column in told), strict=True))
    sound = [row for row in range(len(lines)) if row not in wrong] if wrong else range(len(lines))
    distinct = list(dict.fromkeys(lines[row] for row in sound))
    try:
        found = _adapter(table).validate_python([_arguments(table, told, line) for line in distinct])
    except ValidationError as error:
        return (), list(_row_errors(table, text, error, _rows_of(lines, sound, distinct)))
    by_line = dict(zip(distinct, found, strict=True))
    return [by_line[lines[row]] for row in sound], []


@cache
def _adapter(table: Table) -> TypeAdapter[list[Any]]:
    rows: Any = GenericAlias(list, table.row)
    return TypeAdapter(rows)


def _arguments(table: Table, columns: Sequence[Column], line: Line) -> dict[str, object]:
    found = {column.name: column.values[cell] for column, cell in zip(columns, line, strict=True)}
    if table.open_columns is None:
        return found
    own = columns_of(table)
    further = {name: value for name, value in found.items() if name not in own and value is not None}
    return {**{name: value for name, value in found.items() if name in own}, table.open_columns: further}


def _rows_of(lines: Sequence[Line], sound: Sequence[int], distinct: Sequence[Line]) -> Mapping[int, list[int]]:
    """Return the rows that equal each distinct line, by its index."""
    place = {line: number for number, line in enumerate(distinct)}
    rows: dict[int, list[int]] = {}
    for row in sound:
        rows.setdefault(place[lines[row]], []).append(row)
    return rows


def _row_errors(
    table: Table, text: CsvText, error: ValidationError, rows_of: Mapping[int, list[int]]
) -> Iterator[InputError]:
    for details in error.errors(include_url=False):
        place, *names = details["loc"]
        column = str(names[-1]) if names else ""
        for row in rows_of[int(place)]:
            cell = text.columns[column][row] if column in text.columns else None
            path = (row, column) if column else (row,)
            yield InputError(table.file, in_words(translate(details, cell or "")), path, text.lines[row], cell)


_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Record:
    """A row as text with its line end, its cells, and the line on which it begins, counted from 1."""

    text: str
    cells: list[str]
    line: int


@dataclass(frozen=True, slots=True)
class _TableText:
    """A table with everything needed to write it back unchanged.

    Attributes:
        mark: the text before the table: a byte order mark, a line `sep=;`.
        separator: between cells.
        line_end: between rows.
        records: the rows, the header included.
        names: the columns by the names they may be called.
    """

    mark: str
    separator: str
    line_end: str
    records: list[Record]
    names: Mapping[str, str]

    @classmethod
    def of(cls, data: bytes, table: Table) -> _TableText:
        text = data.decode()
        bom = _BOM if text.startswith(_BOM) else ""
        names = column_names(table)
        before, body, separator = parts_of(text.removeprefix(bom), names)
        found = list(records(body, separator, 2 if before else 1))
        return cls(bom + before, separator, _line_end(body), found, names)

    @property
    def header(self) -> int:
        """Index of the record that names the columns."""
        filled = [n for n, record in enumerate(self.records) if any(map(str.strip, record.cells))]
        return filled[header_row((self.records[n].cells for n in filled), self.names)]

    def columns(self) -> list[str]:
        return [column_name(cell, self.names) for cell in self.records[self.header].cells]

    def with_columns(self, names: Sequence[str]) -> _TableText:
        """Return the table with empty columns appended at the right."""
        first = self.header
        width = len(self.records[first].cells)
        records = [
            record
            if n < first or len(record.cells) != width
            else self._wider(record, names if n == first else [""] * len(names))
            for n, record in enumerate(self.records)
        ]
        return replace(self, records=records)

    def data(self, without: Collection[int], added: Iterable[Mapping[str, str]]) -> bytes:
        """Return its bytes without the rows that begin on these lines, and with other rows appended."""
        kept = "".join(record.text for record in self.records if record.line not in without)
        columns = self.columns()
        more = "".join(self._row([cells.get(name, "") for name in columns]) for cells in added)
        gap = self.line_end if more and not kept.endswith(("\n", "\r")) else ""
        return f"{self.mark}{kept}{gap}{more}".encode()

    def _wider(self, record: Record, cells: Sequence[str]) -> Record:
        bare = record.text.rstrip("\r\n")
        text = self.separator.join([bare, *cells]) + record.text[len(bare) :]
        return Record(text, [*record.cells, *cells], record.line)

    def _row(self, cells: Sequence[str]) -> str:
        row = io.StringIO()
        csv.writer(row, delimiter=self.separator, lineterminator=self.line_end).writerow(cells)
        return row.getvalue()


def edit_rows(data: bytes, table: Table, without: Collection[int], added: Sequence[Mapping[str, str]]) -> bytes:
    """Remove rows from a table and append others.

    Args:
        data: the content of a table without errors.
        table: which table it is.
        without: lines, counted from 1, on which the rows to remove begin.
        added: cells of the new rows by column; missing columns are added where a cell needs them.

    Returns:
        The content of the edited table.
    """
    text = _TableText.of(data, table)
    needed = dict.fromkeys(name for cells in added for name, cell in cells.items() if cell)
    lacking = [name for name in needed if name not in text.columns()]
    return (text.with_columns(lacking) if lacking else text).data(without, added)


def header_and_rows(data: bytes, table: Table) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the cells of the header, and of each row with the line on which it begins, as they are written.

    Raises:
        UnicodeDecodeError: if the table is not UTF-8.
        csv.Error: if it cannot be split into cells.
    """
    text = _TableText.of(data, table)
    first = text.header
    return text.records[first].cells, [(record.line, record.cells) for record in text.records[first + 1 :]]


def replace_row(data: bytes, table: Table, line: int, cells: Sequence[str]) -> bytes:
    """Write other cells into the row that begins on a line, and leave everything else as it is; no cells remove it."""
    text = _TableText.of(data, table)
    parts = [
        record.text if record.line != line else text._row(cells) if cells else ""  # noqa: SLF001 - of this file
        for record in text.records
    ]
    return f"{text.mark}{''.join(parts)}".encode()


def change_rows(data: bytes, table: Table, cells: Mapping[int, Mapping[str, str]]) -> bytes:
    """Write some cells of some rows, and leave everything else as it is.

    Args:
        data: the content of a table without errors.
        table: which table it is.
        cells: the cells by column, by the line on which their row begins; missing columns are added.
    """
    text = _TableText.of(data, table)
    needed = dict.fromkeys(name for found in cells.values() for name, cell in found.items() if cell)
    lacking = [name for name in needed if name not in text.columns()]
    text = text.with_columns(lacking) if lacking else text
    columns = text.columns()
    parts = []
    for record in text.records:
        new = cells.get(record.line)
        if new is None:
            parts.append(record.text)
            continue
        row = [new.get(name, cell) for name, cell in zip_longest(columns, record.cells, fillvalue="")]
        ends = record.text.endswith(("\n", "\r"))
        parts.append(text._row(row) if ends else text._row(row).rstrip("\r\n"))  # noqa: SLF001 - of this file
    return f"{text.mark}{''.join(parts)}".encode()


def append_row(data: bytes, table: Table, cells: Sequence[str]) -> bytes:
    """Write another row at the end."""
    text = _TableText.of(data, table)
    return edit_rows(data, table, (), [dict(zip(text.columns(), cells, strict=False))])


def empty_like(data: bytes, table: Table, columns: Sequence[str]) -> bytes:
    """Return an empty table with these columns, in the format of another table, whose content is given."""
    other = _TableText.of(data, table)
    bom = _BOM if other.mark.startswith(_BOM) else ""
    return f"{bom}{other.separator.join(columns)}{other.line_end}".encode()


def records(body: str, separator: str, line: int) -> Iterator[Record]:
    """Yield the rows of a table as they are written; `line` is that of the first."""
    lines = list(io.StringIO(body, newline=""))
    reader = csv.reader(lines, delimiter=separator)
    begin = 0
    for cells in reader:
        yield Record("".join(lines[begin : reader.line_num]), cells, line + begin)
        begin = reader.line_num


def _line_end(body: str) -> str:
    return next((end for end in ("\r\n", "\n", "\r") if end in body), "\n")


WORKBOOK_SECONDS_MAX = 120
WORKBOOK_MEBIBYTES_MAX = 2048
"""Address space of the process, of which ordinary workbooks take a tenth."""
TOO_SLOW = Message("reading_workbook.too_slow", "the workbook could not be read within {seconds} seconds")
TOO_LARGE = Message("reading_workbook.too_large", "the workbook could not be read with {mebibytes} MB of memory")
FAILED = Message("reading_workbook.failed", "the workbook could not be read: the program that reads it came to an end")

TextOfTable: TypeAlias = tuple[CsvText | None, tuple[InputError, ...]]
"""A table as text, None if it could not be read, and what is wrong with it."""
ReadingJob: TypeAlias = tuple[bytes, str, str | None]
"""A workbook, the name of its file, and the name of the table in it, None if it is all of a network."""


@dataclass
class TableOfBook:
    """A table of a folder that is a workbook: its text, errors, cells, and what is not read."""

    text: CsvText | None
    errors: tuple[InputError, ...]
    cells: Cells
    remarks: list[InputError]


@dataclass
class WorkbookFile:
    """A workbook as far as it could be read.

    Attributes:
        written: the settings as parsed TOML would be; None if there is no sheet with them.
        lines: row of each value of the settings, by its path.
        tables: every table.
        cells: where it all stands.
        wrong: paths of the settings whose cells are wrong.
        remarks: what is not read.
    """

    file: str
    written: dict[str, Any] | None = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    tables: dict[str, TextOfTable] = field(default_factory=dict)
    cells: Cells = field(default_factory=Cells)
    errors: list[InputError] = field(default_factory=list)
    remarks: list[InputError] = field(default_factory=list)
    wrong: list[KeyPath] = field(default_factory=list)

    @property
    def locale(self) -> Locale | None:
        """The language that the settings state, if it is one of ours."""
        return next((each for each in LOCALES if each == (self.written or {}).get("locale")), None)


_WORKBOOK_READER = "planner.files.workbook.source:tell_books"


def read_books(jobs: Sequence[ReadingJob]) -> list[WorkbookFile | TableOfBook | BoundMessage]:
    """Return what each workbook says, or why it cannot be read."""
    if not jobs:
        return []
    with Child(WORKBOOK_MEBIBYTES_MAX, ahead=_WORKBOOK_READER.partition(":")[0]) as child:
        child.call(_WORKBOOK_READER, jobs)
        return list(_outcomes(child, len(jobs)))


def _outcomes(child: Child, n: int) -> Iterator[WorkbookFile | TableOfBook | BoundMessage]:
    ended: BoundMessage | None = None
    for _ in range(n):
        outcome: WorkbookFile | TableOfBook | BoundMessage | None = ended
        try:
            outcome = outcome or child.receive(WORKBOOK_SECONDS_MAX)
        except ChildEndedError as gone:
            memory = gone.killed or "MemoryError" in str(gone)
            ended = outcome = (
                BoundMessage(TOO_LARGE, {"mebibytes": WORKBOOK_MEBIBYTES_MAX}) if memory else BoundMessage(FAILED)
            )
        if outcome is None:
            ended = outcome = BoundMessage(TOO_SLOW, {"seconds": WORKBOOK_SECONDS_MAX})
        yield outcome

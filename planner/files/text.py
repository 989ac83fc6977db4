"""Decode the text of files saved by any program, and split tables into cells (CSV, RFC 4180, and its dialects).

Comma, semicolon or tab is detected from the header, or from the line `sep=;` that spreadsheets may put before it. What
spreadsheets leave behind is passed over: empty rows, empty columns at the right, a title above the header, and rows
with fewer or more empty cells at the right than the header.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from calendars.language import BoundMessage, Message
from planner.errors import InputError


def file_error(
    file: str,
    sentence: Message,
    *,
    line: int | None = None,
    column: str = "",
    found: str | None = None,
    **values: object,
) -> InputError:
    """Return an error of that file, at that line and column if they are known."""
    shown = values if found is None else {"found": found, **values}
    return InputError(file, BoundMessage(sentence, shown), (column,) if column else (), line, found)


UTF16 = Message(
    "text.utf16", 'the file is saved as "Unicode text" (UTF-16); save it again as UTF-8 (in Excel: "CSV UTF-8")'
)
NOT_UTF8 = Message(
    "text.not_utf8",
    "the file is saved in an older form, in which letters such as '{char}' here are lost elsewhere; save it again as"
    ' UTF-8 (in Excel: "CSV UTF-8")',
)
WORKBOOK = Message(
    "text.workbook",
    "this is a workbook (such as .xlsx, .ods or .xls), whatever its name ends with; save its table again as UTF-8 (in"
    ' Excel: "CSV UTF-8")',
)
CONTROL = Message("text.control", "there is a control character here ({code}) that no text has; is this a text file?")

_WORKBOOK_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""First bytes of ZIP archives (.xlsx, .ods) and of compound files (.xls)."""
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decode(data: bytes, file: str) -> str | InputError:
    """Return the text in composed form (Unicode NFC), or the error that keeps it from being read."""
    if data.startswith(_WORKBOOK_SIGNATURES):
        return file_error(file, WORKBOOK)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return file_error(file, UTF16, line=1)
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        wrong = data[error.start : error.start + 1]
        line = data.count(b"\n", 0, error.start) + 1
        shown = wrong.decode("cp1252", errors="replace")
        return file_error(file, NOT_UTF8, line=line, char=shown)
    control = _CONTROL_CHARACTERS.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        return file_error(file, CONTROL, line=line, code=f"U+{ord(control[0]):04X}")
    return text


INVISIBLE = Message(
    "text.invisible", "'{found}' holds an invisible character ({name}); delete it, or type the text anew"
)

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Characters that show nothing and that no word needs; joiners, which some scripts need, are not among them."""


GARBLED = Message(
    "text.garbled",
    "letters of '{found}' were lost when the text was saved or opened elsewhere; type it anew, and save as UTF-8 "
    '(in Excel: "CSV UTF-8")',
)
_GARBLED = re.compile(
    "\ufffd|Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
"""The replacement of a letter that was lost, and letters of UTF-8 read as Windows-1252."""
HARMFUL = frozenset({INVISIBLE, GARBLED})


def invisible(text: str) -> BoundMessage | None:
    """Return a message about what nobody means to write: letters that were lost, or an invisible character; or None.

    The first invisible character is shown and named.
    """
    if _GARBLED.search(text):
        return BoundMessage(GARBLED, {"found": text})
    match = _INVISIBLE.search(text)
    if match is None:
        return None
    shown = _INVISIBLE.sub(lambda each: f"<U+{ord(each[0]):04X}>", text)
    name = unicodedata.name(match[0], "").lower() or f"U+{ord(match[0]):04X}"
    return BoundMessage(INVISIBLE, {"found": shown, "name": name})


def without_invisible(text: str) -> str:
    """Return the text without invisible characters."""
    return _INVISIBLE.sub("", text)


_SEPARATORS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r'"?sep=([;,\t])"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)

NO_HEADER = Message("text.no_header", "the file is empty; its first line names the columns")
QUOTES = Message(
    "text.quotes",
    'the quotes do not match; a cell with quotes or separators in it stands in quotes, and its own are doubled ("")',
)
CELLS = Message(
    "text.cells",
    "the row has {n} {n:cell|cells}, the header {expected}; a cell with a {separator} in it stands in quotes",
)
COMMA = Message("text.comma", "comma")
SEMICOLON = Message("text.semicolon", "semicolon")
TAB = Message("text.tab", "tab")
_SEPARATOR_NAMES = dict(zip(_SEPARATORS, (COMMA, SEMICOLON, TAB), strict=True))
COLUMN_TWICE = Message("text.column_twice", "there are two columns with this name")
COLUMNS_MAX = 1_000
"""Columns of a table."""
TOO_MANY_COLUMNS = Message("text.too_many_columns", "the table has more than {n} {n:column|columns}")
NO_NAME = Message("text.no_name", "column {number} has cells but no name in the header")


_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_BETWEEN_WORDS = re.compile(r"[\s_-]+")


def name_key(name: str) -> str:
    """Return the name of a column without what does not tell columns apart: capitals, and signs between words."""
    return _BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFC", name).strip()).casefold()


def column_name(cell: str, names: Mapping[str, str]) -> str:
    """Return the column that a cell of the header names, or the cell itself if it is none of the known ones."""
    name = unicodedata.normalize("NFC", cell.strip())
    return names.get(name_key(name), name)


@dataclass(frozen=True, slots=True)
class CsvText:
    """A table as text.

    Attributes:
        columns: stripped cells of every column by name; shape (rows,).
        lines: line of the file on which each row begins, counted from 1; shape (rows,).
        header: line of the file on which the header begins.
        errors: what could not be read.
        complete: whether every row could be read.
    """

    columns: dict[str, Sequence[str]] = field(default_factory=dict)
    lines: Sequence[int] = ()
    header: int = 1
    complete: bool = False
    errors: tuple[InputError, ...] = ()


def read_csv(text: str, file: str, names: Mapping[str, str] = _NO_NAMES) -> CsvText:
    """Split the text of a table into columns.

    Args:
        text: the text.
        file: name of the file.
        names: the table's columns by the names they may be called, as `name_key` simplifies these.
    """
    mark, body, separator = parts_of(text, names)
    before = 1 if mark else 0
    try:
        rows = _rows(body, separator, before)
    except csv.Error:
        line = _broken_line(body, separator) + before
        return CsvText(errors=(file_error(file, QUOTES, line=line),))
    if not rows.cells:
        return CsvText(errors=(file_error(file, NO_HEADER, line=1),))
    if max(map(len, rows.cells)) > COLUMNS_MAX:
        line = next(line for cells, line in zip(rows.cells, rows.lines, strict=True) if len(cells) > COLUMNS_MAX)
        return CsvText(errors=(file_error(file, TOO_MANY_COLUMNS, line=line, n=COLUMNS_MAX),))
    return _csv_text(file, rows, _SEPARATOR_NAMES[separator], names)


def parts_of(text: str, names: Mapping[str, str] = _NO_NAMES) -> tuple[str, str, str]:
    """Return the line `sep=;` if there is one, the table itself, and the separator of its cells."""
    marked = _SEPARATOR_LINE.match(text)
    if marked:
        return marked[0], text[marked.end() :], marked[1]
    return "", text, _separator(text, names)


_SEPARATOR_CHARACTERS = 100_000
"""Characters of a line that tell the separator; the parser takes no longer cells."""
_TITLE_ROWS_MAX = 10
"""Rows, from the first, among which the header is looked for."""
_HEADER_NAMES_MIN = 2
"""Columns that a row must name to be the header if the first row names fewer; no table has fewer that it needs."""


def header_row(rows: Iterable[Sequence[str]], names: Mapping[str, str]) -> int:
    """Return the index of the row that names the columns: the first one, unless it is a title and a later one does."""
    named = (_named(cells, names) >= _HEADER_NAMES_MIN for cells, _ in zip(rows, range(_TITLE_ROWS_MAX), strict=False))
    return next((number for number, found in enumerate(named) if found), 0)


def _named(cells: Sequence[str], names: Mapping[str, str]) -> int:
    """Return how many columns a row names."""
    return len({names[key] for cell in cells if (key := name_key(cell)) in names})


def _separator(text: str, names: Mapping[str, str]) -> str:
    """Return the separator with which a line names most columns, or else splits the first line into most cells."""
    lines = text.lstrip("\r\n").splitlines()[:_TITLE_ROWS_MAX]

    def fitness(separator: str) -> tuple[int, int]:
        rows = [next(csv.reader([line[:_SEPARATOR_CHARACTERS]], delimiter=separator), []) for line in lines]
        return max((_named(cells, names) for cells in rows), default=0), len(rows[0]) if rows else 0

    return max(_SEPARATORS, key=fitness)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of cells, each with its line."""

    cells: list[list[str]]
    lines: Sequence[int]

    def where(self, keep: Callable[[list[str]], bool]) -> _Rows:
        """Return the rows to keep, without copying if that is all of them."""
        lost = [number for number, cells in enumerate(self.cells) if not keep(cells)]
        if not lost:
            return self
        kept = sorted({*range(len(self.cells))}.difference(lost))
        return _Rows([self.cells[number] for number in kept], [self.lines[number] for number in kept])


def _rows(text: str, separator: str, before: int) -> _Rows:
    """Return the rows that are not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = list(reader)
    lines = range(1, len(rows) + 1) if reader.line_num == len(rows) else _lines(text, separator)
    return _Rows(rows, [line + before for line in lines]).where(_has_text)


def _has_text(cells: list[str]) -> bool:
    return bool(cells) and (bool(cells[0].strip()) or any(map(str.strip, cells)))


def _lines(text: str, separator: str) -> Iterator[int]:
    """Yield the line on which each row begins; cells may contain line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begin = 1
    for _ in reader:
        yield begin
        begin = reader.line_num + 1


def _broken_line(text: str, separator: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begin = 1
    try:
        for _ in reader:
            begin = reader.line_num + 1
    except csv.Error:
        return begin
    return reader.line_num


def _csv_text(file: str, rows: _Rows, sign: Message, names: Mapping[str, str]) -> CsvText:
    first = header_row(rows.cells, names)
    header = [column_name(cell, names) for cell in rows.cells[first]]
    return _table(file, header, rows.lines[first], _Rows(rows.cells[first + 1 :], rows.lines[first + 1 :]), sign)


def _table(file: str, header: list[str], header_line: int, rows: _Rows, sign: Message) -> CsvText:
    width = len(header)
    rows = _Rows([_of_width(cells, width) for cells in rows.cells], rows.lines)
    whole = rows.where(lambda cells: len(cells) == width)
    errors = [
        file_error(file, CELLS, line=line, n=len(cells), expected=width, separator=sign)
        for cells, line in (zip(rows.cells, rows.lines, strict=True) if whole is not rows else ())
        if len(cells) != width
    ]
    columns = [_stripped(column) for column in zip(*whole.cells, strict=True)] or [()] * width
    errors += _header_errors(file, header_line, header, columns)
    named = {name: column for name, column in zip(header, columns, strict=True) if name}
    errors += _invisible_errors(file, header_line, named, whole.lines)
    named = {without_invisible(name): _visible(column) for name, column in named.items()}
    return CsvText(named, whole.lines, header_line, whole is rows, tuple(errors))


NO_VALUE = Message(
    "source.no_value",
    "the cell holds a formula whose value is not saved; open the workbook in a spreadsheet and save it, or write the"
    " value itself",
)


@dataclass(frozen=True, slots=True)
class SheetText:
    """A sheet of a workbook as a table.

    Attributes:
        text: the table.
        columns: place of each column in the sheet, counted from 0, by name.
        notes: row and column (from 0) of the first cell beside the table, which is not read; None if there is none.
    """

    text: CsvText
    columns: Mapping[str, int]
    notes: tuple[int, int] | None = None


def read_sheet(cells: Sequence[list[str]], lines: Sequence[int], file: str, names: Mapping[str, str]) -> SheetText:
    """Find the table on a sheet.

    It reaches from its first column to the first one without a name after the last one that is known; what stands
    farther to the right is a note.

    Args:
        cells: rows that are not empty.
        lines: the number of each row.
        file: name of the file that the sheet stands for.
        names: as for `read_csv`.
    """
    rows = _Rows(list(cells), lines).where(_has_text)
    if not rows.cells:
        return SheetText(CsvText(errors=(file_error(file, NO_HEADER, line=1),)), {})
    first = header_row(rows.cells, names)
    header = [column_name(cell, names) for cell in rows.cells[first]]
    known = {*names.values()}
    end = max((n for n, name in enumerate(header) if name in known), default=-1) + 1
    while end < len(header) and header[end]:
        end += 1
    below = _Rows(rows.cells[first + 1 :], rows.lines[first + 1 :])
    if end > COLUMNS_MAX:
        error = file_error(file, TOO_MANY_COLUMNS, line=rows.lines[first], n=COLUMNS_MAX)
        return SheetText(CsvText(errors=(error,)), {})
    beside = (
        (line, n) for row, line in zip(below.cells, below.lines, strict=True) for n in range(end, len(row)) if row[n]
    )
    table = _Rows([row[:end] for row in below.cells], below.lines).where(_has_text)
    text = _table(file, header[:end], rows.lines[first], table, COMMA)
    columns = {name: n for n, name in reversed([*enumerate(header[:end])]) if name}
    return SheetText(text, columns, next(beside, None))


def _of_width(cells: list[str], width: int) -> list[str]:
    """Return a row with empty cells added or removed at the right, as far as that gives it the width of the header."""
    if len(cells) < width:
        return [*cells, *[""] * (width - len(cells))]
    return cells[:width] if len(cells) > width and not any(map(str.strip, cells[width:])) else cells


def _invisible_errors(
    file: str, header_line: int, columns: Mapping[str, Sequence[str]], lines: Sequence[int]
) -> Iterator[InputError]:
    """Yield an error for each name and each cell with an invisible character."""
    for name, column in columns.items():
        said = invisible(name)
        if said:
            yield InputError(file, said, (without_invisible(name),), header_line, str(said.values["found"]))
        wrong = {cell: said for cell in set(column) if (said := invisible(cell))}
        for row, cell in enumerate(column) if wrong else ():
            if cell in wrong:
                said = wrong[cell]
                yield InputError(file, said, (row, without_invisible(name)), lines[row], str(said.values["found"]))


def _visible(column: Sequence[str]) -> Sequence[str]:
    """Return the cells without invisible characters; fast for columns without any."""
    if not any(map(_INVISIBLE.search, set(column))):
        return column
    return tuple(without_invisible(cell).strip() for cell in column)


def _stripped(column: Sequence[str]) -> Sequence[str]:
    """Return the cells on one line, without surrounding spaces; fast for columns without any."""
    if all(cell == cell.strip() and "\n" not in cell and "\r" not in cell for cell in set(column)):
        return column
    return tuple(_LINE_BREAK.sub(" ", cell.strip()) for cell in column)


_LINE_BREAK = re.compile(r"\s*[\r\n]\s*")


def _header_errors(file: str, line: int, header: list[str], cells: Sequence[Sequence[str]]) -> Iterator[InputError]:
    for number, (name, column) in enumerate(zip(header, cells, strict=True), start=1):
        if name and name in header[: number - 1]:
            yield file_error(file, COLUMN_TWICE, line=line, column=name)
        if not name and any(column):
            yield file_error(file, NO_NAME, line=line, number=number)

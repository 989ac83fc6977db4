"""Decode the text of files saved by any program, and split tables into cells (CSV, RFC 4180, and its dialects).

Comma or semicolon is detected from the header, or from the line `sep=;` that spreadsheets may put before it. Empty
rows, and empty columns at the right, which spreadsheets leave behind, are skipped.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

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


UTF16 = Message("text.utf16", 'the file is saved as UTF-16; save it as UTF-8 (in Excel: "CSV UTF-8")')
NOT_UTF8 = Message(
    "text.not_utf8",
    "byte {byte} is not UTF-8 ('{char}' if the file is saved as Windows-1252); save the file as UTF-8 (in Excel:"
    ' "CSV UTF-8")',
)
CONTROL = Message("text.control", "there is a control character here ({code}) that no text has; is this a text file?")

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decode(data: bytes, file: str) -> str | InputError:
    """Return the text in composed form (Unicode NFC), or the error that keeps it from being read."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return file_error(file, UTF16, line=1)
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        wrong = data[error.start : error.start + 1]
        line = data.count(b"\n", 0, error.start) + 1
        shown = wrong.decode("cp1252", errors="replace")
        return file_error(file, NOT_UTF8, line=line, byte=f"0x{wrong.hex().upper()}", char=shown)
    control = _CONTROL_CHARACTERS.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        return file_error(file, CONTROL, line=line, code=f"U+{ord(control[0]):04X}")
    return text


_SEPARATOR_LINE = re.compile(r'"?sep=([;,])"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)

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
COLUMN_TWICE = Message("text.column_twice", "there are two columns with this name")
COLUMNS_MAX = 1_000
"""Columns of a table."""
TOO_MANY_COLUMNS = Message("text.too_many_columns", "the table has more than {n} {n:column|columns}")
NO_NAME = Message("text.no_name", "column {number} has cells but no name in the header")


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


def read_csv(text: str, file: str) -> CsvText:
    """Split the text of a table into columns."""
    mark, body, separator = parts_of(text)
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
    return _csv_text(file, rows, COMMA if separator == "," else SEMICOLON)


def parts_of(text: str) -> tuple[str, str, str]:
    """Return the line `sep=;` if there is one, the table itself, and the separator of its cells."""
    marked = _SEPARATOR_LINE.match(text)
    if marked:
        return marked[0], text[marked.end() :], marked[1]
    return "", text, _separator(text)


_SEPARATOR_CHARACTERS = 100_000
"""Characters of the first line that tell the separator; the parser takes no longer cells."""


def _separator(text: str) -> str:
    """Return the separator that splits the first line into more cells."""
    first = [line[:_SEPARATOR_CHARACTERS] for line in text.lstrip("\r\n").splitlines()[:1]]
    return max((",", ";"), key=lambda separator: len(next(csv.reader(first, delimiter=separator), [])))


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


def _csv_text(file: str, rows: _Rows, sign: Message) -> CsvText:
    header, header_line = [cell.strip() for cell in rows.cells[0]], rows.lines[0]
    width = len(header)
    rows = _Rows(rows.cells[1:], rows.lines[1:])
    whole = rows.where(lambda cells: len(cells) == width)
    errors = [
        file_error(file, CELLS, line=line, n=len(cells), expected=width, separator=sign)
        for cells, line in (zip(rows.cells, rows.lines, strict=True) if whole is not rows else ())
        if len(cells) != width
    ]
    columns = [_stripped(column) for column in zip(*whole.cells, strict=True)] or [()] * width
    errors += _header_errors(file, header_line, header, columns)
    named = {name: column for name, column in zip(header, columns, strict=True) if name}
    return CsvText(named, whole.lines, header_line, whole is rows, tuple(errors))


def _stripped(column: Sequence[str]) -> Sequence[str]:
    """Return the cells without surrounding spaces; fast for columns without any, and for repeated cells."""
    if all(cell == cell.strip() for cell in set(column)):
        return column
    return tuple(cell.strip() for cell in column)


def _header_errors(file: str, line: int, header: list[str], cells: Sequence[Sequence[str]]) -> Iterator[InputError]:
    for number, (name, column) in enumerate(zip(header, cells, strict=True), start=1):
        if name and name in header[: number - 1]:
            yield file_error(file, COLUMN_TWICE, line=line, column=name)
        if not name and any(column):
            yield file_error(file, NO_NAME, line=line, number=number)

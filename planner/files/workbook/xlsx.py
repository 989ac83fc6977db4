"""Read the cells of a workbook as text (Office Open XML, ECMA-376), with limits on everything in it.

Only values are read: formulas by the value that was saved with them, and neither macros nor what is linked. Text is
what a CSV file would hold: dates and times in ISO form, numbers with a point. What is empty but formatted, as whole
sheets often are, is passed over before it is parsed.
"""

from __future__ import annotations

import io
import posixpath
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import IO
from xml.parsers import expat

from calendars.language import BoundMessage, Message, WrongValueError
from planner.network.fields import SERIAL

FILE_BYTES_MAX = 64 * 2**20
UNPACKED_BYTES_MAX = 2**30
"""Bytes of the parts that are read; they are never all in memory."""
PART_BYTES_MAX = 64 * 2**20
"""Bytes of a part that is not a sheet."""
CELLS_MAX = 3_000_000
"""Cells that are not empty, in all sheets."""
PARTS_MAX = 5_000
"""Files in the archive."""
TEXT_MAX = 200_000_000
"""Characters of all cells together."""

ODS = Message("xlsx.ods", "this is an OpenDocument spreadsheet (.ods); save it as an Excel workbook (.xlsx)")
XLS = Message("xlsx.xls", "this is a workbook in the form before 2007 (.xls); save it as an Excel workbook (.xlsx)")
XLSB = Message("xlsx.xlsb", "this is a binary workbook (.xlsb); save it as an Excel workbook (.xlsx)")
NUMBERS = Message("xlsx.numbers", "this is a document of Numbers; export it as an Excel workbook (.xlsx)")
ENCRYPTED = Message("xlsx.encrypted", "the workbook is protected with a password; save it without one")
NOT_ONE = Message("xlsx.not_one", "this is no workbook (.xlsx)")
BROKEN = Message("xlsx.broken", "the workbook is damaged; open it in a spreadsheet and save it again")
TOO_LARGE = Message("xlsx.too_large", "the workbook is larger than {n} MB")
TOO_MUCH = Message("xlsx.too_much", "unpacked, the workbook is larger than {n} MB")
TOO_MANY_CELLS = Message("xlsx.too_many_cells", "the workbook has more than {n} {n:cell|cells} with content")
ENTITIES = Message("xlsx.entities", "the workbook defines entities, as no spreadsheet does; it is not read")

_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 2**20
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, LookupError)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Attributes:
        title: as its tab says.
        rows: cells of every row that is not empty, from column A on; stripped of empty cells at the right.
        numbers: number of each row, counted from 1.
        without_value: row and column (from 0) of the formulas that have not been worked out.
    """

    title: str
    rows: Sequence[list[str]] = ()
    numbers: Sequence[int] = ()
    without_value: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook.

    Attributes:
        sheets: in the order of the tabs.
        macros: whether there are macros in it, which are not read.
        since_1904: whether its days count from 1904.
    """

    sheets: Sequence[Sheet] = ()
    macros: bool = False
    since_1904: bool = False

    def day(self, text: str) -> str:
        """Return a date that a cell shows as a number as one that other workbooks show so."""
        number = self.since_1904 and SERIAL.fullmatch(text)
        return str(int(text) + (_ZERO_1904 - _ZERO).days) if number else text


def refuse(sentence: Message, **values: object) -> WrongValueError:
    """Return the error of a workbook that is not read."""
    return WrongValueError(BoundMessage(sentence, values))


def read_book(data: bytes) -> Book:
    """Return the cells of a workbook.

    Raises:
        WrongValueError: if it is none, damaged, or beyond limits.
    """
    if len(data) > FILE_BYTES_MAX:
        raise refuse(TOO_LARGE, n=FILE_BYTES_MAX // 2**20)
    if not data.startswith(_ZIP):
        raise refuse(_other_kind(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(archive).book()
    except (*_UNREADABLE, expat.ExpatError, ValueError) as error:
        if isinstance(error, WrongValueError):
            raise
        raise refuse(BROKEN) from None


def sheet_titles(data: IO[bytes]) -> list[str]:
    """Return the titles of the sheets of a workbook; none if they cannot be read."""
    try:
        with zipfile.ZipFile(data) as archive:
            return [title for title, _ in _Reader(archive).sheets()]
    except (*_UNREADABLE, expat.ExpatError, ValueError):
        return []


def _other_kind(data: bytes) -> Message:
    if not data.startswith(_COMPOUND):
        return NOT_ONE
    return ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in data else XLS


class _Reader:
    """Reads an archive and counts what comes out of it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.casefold(): name for name in archive.namelist()}
        if len(self._names) > PARTS_MAX:
            raise refuse(TOO_MUCH, n=UNPACKED_BYTES_MAX // 2**20)
        self._unpacked = 0
        self._cells = 0
        self._characters = 0
        self._main = self._main_part()
        self._1904 = False

    def book(self) -> Book:
        found = self.sheets()
        shared = self._shared()
        styles = self._styles()
        sheets = [self._sheet(title, part, shared, styles) for title, part in found]
        return Book(sheets, any(name.endswith("vbaproject.bin") for name in self._names), self._1904)

    def sheets(self) -> list[tuple[str, str]]:
        """Return the title of every sheet with the name of its part."""
        parts = self._related(self._main)
        found: list[tuple[str, str]] = []

        def start(name: str, values: Mapping[str, str]) -> None:
            if name == "workbookPr":
                self._1904 = values.get("date1904") in {"1", "true"}
            elif name == "sheet":
                key = next((each for attribute, each in values.items() if attribute.endswith(":id")), "")
                title = unicodedata.normalize("NFC", values.get("name", ""))
                found.append((title, parts.get(key, ("", ""))[1]))

        self._parse(self._main, start)
        return found

    def _main_part(self) -> str:
        names = self._names
        if "xl/workbook.bin" in names:
            raise refuse(XLSB)
        if "mimetype" in names and b"opendocument" in self._archive.read(names["mimetype"])[:100]:
            raise refuse(ODS)
        if any(name.endswith(".iwa") for name in names):
            raise refuse(NUMBERS)
        if "_rels/.rels" not in names:
            raise refuse(NOT_ONE)
        main = [part for kind, part in self._related("").values() if kind == "officeDocument"]
        if not main or main[0].casefold() not in names or "word/" in main[0]:
            raise refuse(NOT_ONE)
        return main[0]

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return kind and name of the parts that a part is related to, by id."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, values: Mapping[str, str]) -> None:
            if name == "Relationship" and values.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, values.get("Target", "")))
                found[values.get("Id", "")] = values.get("Type", "").rpartition("/")[2], target.lstrip("/")

        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations.casefold() in self._names:
            self._parse(relations, start)
        return found

    def _related_part(self, kind: str) -> str | None:
        parts = [part for each, part in self._related(self._main).values() if each == kind]
        return next((part for part in parts if part.casefold() in self._names), None)

    def _chunks(self, part: str, most: int) -> Iterator[bytes]:
        with self._archive.open(self._names[part.casefold()]) as file:
            left = most
            while chunk := file.read(_CHUNK):
                left -= len(chunk)
                self._unpacked += len(chunk)
                if left < 0 or self._unpacked > UNPACKED_BYTES_MAX:
                    raise refuse(TOO_MUCH, n=min(most, UNPACKED_BYTES_MAX) // 2**20)
                yield chunk

    def _parse(
        self,
        part: str,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Parse a small part; names come without prefix."""
        parser = _parser()
        parser.StartElementHandler = lambda name, values: start(name.rpartition(":")[2], values)
        if end is not None:
            parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        parser.CharacterDataHandler = text
        for chunk in self._chunks(part, PART_BYTES_MAX):
            parser.Parse(chunk)
        parser.Parse(b"", True)  # noqa: FBT003 - no name for it

    def _shared(self) -> list[str]:
        """Return the shared strings: rich text without its forms, and without how it is pronounced."""
        part = self._related_part("sharedStrings")
        found: list[str] = []
        pieces: list[str] = []
        inside = [False, 0]  # whether in <t>; how deep in <rPh>

        def start(name: str, _values: Mapping[str, str]) -> None:
            if name == "si":
                pieces.clear()
            elif name == "rPh":
                inside[1] += 1
            inside[0] = name == "t" and not inside[1]

        def end(name: str) -> None:
            if name == "si":
                found.append(_as_text("".join(pieces)))
                self._count(found[-1])
            elif name == "rPh":
                inside[1] -= 1
            inside[0] = False

        def text(data: str) -> None:
            if inside[0]:
                pieces.append(data)

        if part is not None:
            self._parse(part, start, end, text)
        return found

    def _count(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > TEXT_MAX:
            raise refuse(TOO_MUCH, n=TEXT_MAX // 10**6)

    def _styles(self) -> list[_Form]:
        """Return the form of the numbers of each style."""
        part = self._related_part("styles")
        own: dict[str, str] = {}
        found: list[_Form] = []
        in_cells = [False]

        def start(name: str, values: Mapping[str, str]) -> None:
            if name == "numFmt":
                own[values.get("numFmtId", "")] = values.get("formatCode", "")
            elif name == "cellXfs":
                in_cells[0] = True
            elif name == "xf" and in_cells[0]:
                number = values.get("numFmtId", "0")
                found.append(_form(own[number]) if number in own else _USUAL.get(number, _NUMBER))

        def end(name: str) -> None:
            if name == "cellXfs":
                in_cells[0] = False

        if part is not None:
            self._parse(part, start, end)
        return found

    def _sheet(self, title: str, part: str, shared: Sequence[str], styles: Sequence[_Form]) -> Sheet:
        if part.casefold() not in self._names:
            return Sheet(title)
        cells = _SheetCells(shared, styles, _ZERO_1904 if self._1904 else _ZERO, self._count_cells)
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = cells.start, cells.end
        parser.CharacterDataHandler = cells.text
        for chunk in _without_empty(self._chunks(part, UNPACKED_BYTES_MAX)):
            parser.Parse(chunk)
        parser.Parse(b"", True)  # noqa: FBT003 - no name for it
        return cells.sheet(title)

    def _count_cells(self, row: Sequence[str]) -> None:
        self._cells += len(row)
        if self._cells > CELLS_MAX:
            raise refuse(TOO_MANY_CELLS, n=CELLS_MAX)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_entities
    return parser


def _refuse_entities(*_: object) -> None:
    raise refuse(ENTITIES)


_EMPTY = re.compile(rb'<((?:\w+:)?)(?:c|row)\b(?=[^<>]*\sr=")[^<>]*(?:/>|(?<!/)>\s*</\1(?:c|row)>)')
"""A cell or row that says where it is and has no content."""
_OPEN = re.compile(rb"<(?:\w+:)?(?:c|row)\b[^<>]*>\s*$|<[^<>]*$")


def _without_empty(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the XML of a sheet without most of its empty cells and rows, of which there may be millions."""
    rest = b""
    for chunk in chunks:
        data = _EMPTY.sub(b"", _EMPTY.sub(b"", rest + chunk))
        cut = _OPEN.search(data, max(0, len(data) - 10_000))
        whole = cut.start() if cut else len(data)
        rest = data[whole:]
        yield data[:whole]
    yield rest


class _SheetCells:
    """Takes the elements of a sheet and keeps its cells."""

    def __init__(
        self, shared: Sequence[str], styles: Sequence[_Form], zero: date, count: Callable[[Sequence[str]], None]
    ) -> None:
        self._shared, self._styles, self._zero, self._count = shared, styles, zero, count
        self._rows: list[list[str]] = []
        self._numbers: list[int] = []
        self._without_value: list[tuple[int, int]] = []
        self._same: dict[str, str] = {}
        self._row, self._column = 0, -1
        self._cells: list[str] = []
        self._kind, self._style = "", ""
        self._value: list[str] = []
        self._valued = self._formula = self._taken = False
        self._spoken = 0

    def start(self, name: str, values: Mapping[str, str]) -> None:
        """Begin an element."""
        local = name.rpartition(":")[2] if ":" in name else name
        if local == "c":
            place = values.get("r")
            self._column = _column(place) if place else self._column + 1
            self._kind, self._style = values.get("t", "n"), values.get("s", "0")
            self._value, self._valued, self._formula = [], False, False
        elif local in {"v", "t"}:
            self._taken = not self._spoken
            self._valued = True
        elif local == "f":
            self._formula = True
        elif local == "row":
            number = values.get("r")
            self._row = int(number) if number else self._row + 1
            self._column, self._cells = -1, []
        elif local == "rPh":
            self._spoken += 1

    def text(self, data: str) -> None:
        """Take text inside an element."""
        if self._taken:
            self._value.append(data)

    def end(self, name: str) -> None:
        """End an element."""
        local = name.rpartition(":")[2] if ":" in name else name
        self._taken = False
        if local == "c":
            self._end_cell()
        elif local == "row":
            if any(self._cells):
                self._rows.append(self._cells)
                self._numbers.append(self._row)
                self._count(self._cells)
            self._cells = []
        elif local == "rPh":
            self._spoken -= 1

    def _end_cell(self) -> None:
        value = "".join(self._value)
        if self._formula and not value and self._kind != "str":
            self._without_value.append((self._row, self._column))
        text = self._text(value) if value else ""
        if not text:
            return
        cells, column = self._cells, self._column
        if column >= _COLUMNS_MAX:
            return
        while len(cells) <= column:
            cells.append("")
        cells[column] = self._same.setdefault(text, text)

    def _text(self, value: str) -> str:
        match self._kind:
            case "s":
                return self._shared[int(value)]
            case "n":
                style = int(self._style)
                form = self._styles[style] if style < len(self._styles) else _NUMBER
                return _number_text(value, form, self._zero)
            case "b":
                return "true" if value == "1" else "false"
            case "d":
                return _iso_text(value)
            case _:
                return _as_text(value)

    def sheet(self, title: str) -> Sheet:
        """Return the sheet."""
        return Sheet(title, self._rows, self._numbers, self._without_value)


_COLUMNS_MAX = 1_001
"""Columns that are kept: one more than a table may have, so that more are noticed."""


@cache
def _column_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _column(place: str) -> int:
    return _column_of(place.rstrip("0123456789").upper())


def letters_of(column: int) -> str:
    """Return the letters of a column counted from 0, such as "AA" for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _as_text(value: str) -> str:
    """Return a text in composed form, its escaped characters as themselves, line ends as they are in text files."""
    if "_x" in value:
        value = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return unicodedata.normalize("NFC", value) if not value.isascii() else value


@dataclass(frozen=True, slots=True)
class _Form:
    """How numbers of a style are shown: as dates, as times, or with that many digits at least."""

    is_date: bool = False
    is_time: bool = False
    digits: int = 0


_NUMBER = _Form()
_DATE, _TIME, _MOMENT = _Form(is_date=True), _Form(is_time=True), _Form(is_date=True, is_time=True)
_USUAL: Mapping[str, _Form] = {
    **{str(n): _DATE for n in (*range(14, 18), *range(27, 32), 36, *range(50, 55), 57, 58)},
    **{str(n): _TIME for n in (*range(18, 22), 32, 33, 34, 35, 45, 46, 47, 55, 56)},
    "22": _MOMENT,
}
"""Forms that have a number and no code."""
_NO_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ZERO, _ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SECONDS = 86_400


@cache
def _form(code: str) -> _Form:
    """Return what a code of a number format says, such as "dd-mm-yyyy" or "0000"."""
    first = _NO_LETTERS.sub("", code.partition(";")[0]).casefold().replace("general", "")
    is_time = bool(re.search(r"[hs]", first))
    is_date = bool(re.search(r"[yd]", first)) or ("m" in first and not is_time)
    return _Form(is_date, is_time, len(first) if re.fullmatch(r"00+", first) else 0)


def _number_text(value: str, form: _Form, zero: date) -> str:
    if (form.is_date or form.is_time) and (shown := _moment_text(float(value), form, zero)):
        return shown
    if value.isdecimal():
        return value.zfill(form.digits) if form.digits else value
    number = float(value)
    if number.is_integer() and abs(number) < 10**15:
        return str(int(number)).zfill(form.digits)
    return repr(number)


def _moment_text(serial: float, form: _Form, zero: date) -> str:
    """Return a serial number as a date, a time, or both; "" if it is none."""
    days, seconds = divmod(round(serial * _SECONDS), _SECONDS)
    if serial < 0:
        return ""
    if not form.is_date or (form.is_time and serial < 1):
        return _clock_text(days * _SECONDS + seconds)
    try:
        day = (zero + timedelta(days)).isoformat()
    except OverflowError:
        return ""
    return f"{day} {_clock_text(seconds)}" if seconds else day


def _clock_text(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{rest:02}" if rest else f"{hours:02}:{minutes:02}"


def _iso_text(value: str) -> str:
    """Return a moment in ISO form as tables write it: without midnight, and a time without its seconds if 0."""
    text = value.rstrip("Z").replace("T", " ")
    text = re.sub(r"(:\d\d):00(?:\.0+)?$", r"\1", text)
    return text.removesuffix(" 00:00")

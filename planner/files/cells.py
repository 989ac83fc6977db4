"""Parse the cells of a table into the values of its columns, and what people type into the form of the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from types import UnionType
from typing import Annotated, Any, Optional, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from calendars.language import LOCALES, BoundMessage, Locale, Message, WrongValueError, decimal_symbol, puts_day_first
from planner.errors import (
    NO_HINT,
    SETTINGS_FILE,
    InputError,
    hint,
    hint_or_list,
    rejected_value,
    system_locale,
)
from planner.files.names import MESSAGES, column_names, option_names, options_of
from planner.files.text import CsvText, decode, file_error, name_key
from planner.files.toml import read_toml
from planner.network.fields import DateForm, DayList, to_clock
from planner.network.settings import TableForms
from planner.network.tables import Table, columns_of

_WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_WITH_DECIMALS = re.compile(r"([+-]?\d{1,15})[.,](\d{1,2})", re.ASCII)
"""At most two decimals, as three digits after a separator are more likely thousands."""
_YES, _NO = ("yes", "ja", "true", "sand", "1"), ("no", "nej", "false", "falsk", "0")
_HALF_DAY = re.compile(r"(\d{1,2})[:.](\d\d)(?::00)?\s*([AP])\.?M\.?", re.ASCII | re.IGNORECASE)
_HALF_DAY_HOURS = 12
_PART_OF_DAY = re.compile(r"0,\d+|0\.\d{3,}", re.ASCII)
_DAY_MINUTES = 24 * 60
_MOMENT = re.compile(r"(.*?)[ T]+(?:kl\.? *)?(\d{1,2}[:.]\d\d)(?:[:.]([0-5]\d))?", re.ASCII | re.IGNORECASE)
"""A date and a time of day, perhaps with seconds."""
_SERIAL_MOMENT = re.compile(r"([2-9]\d{4})[.,](\d+)", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+(?:([.,])\d+)?", re.ASCII)

WHOLE = Message("cells.whole", "'{found}' is not a whole number; it is written without separators, such as 1200")
DECIMALS = Message("cells.decimals", "'{found}' has decimals; only whole numbers stand here: write {rounded}")
NUMBER = Message("cells.number", "'{found}' is not a number such as {example}")
OTHER_SIGN = Message(
    "cells.other_sign",
    "'{found}' has another decimal sign than stated; write {example}, or say under [tables] which is used",
)
YES_OR_NO = Message("cells.yes_or_no", "'{found}' is neither yes nor no")
CLOCK = Message("cells.clock", "'{found}' is not a clock time such as 10:00")

Reader = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class CellForms:
    """The formats of dates and decimal numbers in the tables."""

    dates: DateForm
    decimal: str
    either: bool = False
    """Whether the other decimal sign is read too: workbooks have numbers, which are the same in every language."""

    @classmethod
    def of(cls, tables: TableForms, locale: Locale) -> CellForms:
        """Return the formats that the settings state, by default those usual for the language."""
        return cls(DateForm.of(tables.dates), tables.decimal or decimal_symbol(locale))

    def decimal_number(self, text: str) -> float:
        """Parse a decimal number.

        Raises:
            WrongValueError: if it is none, or has the wrong decimal separator.
        """
        match = _DECIMAL.fullmatch(text)
        if match is None:
            raise rejected_value(NUMBER, found=text, example=f"55{self.decimal}67")
        if match[1] not in {None, self.decimal} and not self.either:
            raise rejected_value(OTHER_SIGN, found=text, example=text.replace(match[1], self.decimal))
        return float(text.replace(",", "."))

    def moment(self, text: str) -> datetime:
        """Parse a date, perhaps with a time of day after it, or the serial number of both.

        Raises:
            WrongValueError: if it is none.
        """
        serial = _SERIAL_MOMENT.fullmatch(text)
        found = _MOMENT.fullmatch(text)
        if serial is not None:
            return datetime.combine(self.dates.read(serial[1]), clock(f"0,{serial[2]}"))
        if found is None:
            return datetime.combine(self.dates.read(text), time.min)
        return datetime.combine(self.dates.read(found[1]), clock(found[2])).replace(second=int(found[3] or 0))


def whole_number(text: str) -> int:
    """Parse a whole number.

    Raises:
        WrongValueError: if it is none, or contains separators or decimals.
    """
    parts = _WITH_DECIMALS.fullmatch(text)
    if parts is not None:
        raise rejected_value(DECIMALS, found=text, rounded=str(round(float(f"{parts[1]}.{parts[2]}"))))
    if not _WHOLE.fullmatch(text):
        raise rejected_value(WHOLE, found=text)
    return int(text)


def clock(text: str) -> time:
    """Parse a time of day with colon or period, with AM or PM, or as the part of a day that spreadsheets hold.

    Raises:
        WrongValueError: if it is none, or 24:00.
    """
    found = to_clock(text) or _clock_of_spreadsheet(text)
    if found is None:
        raise rejected_value(CLOCK, found=text)
    return found


def _clock_of_spreadsheet(text: str) -> time | None:
    """Parse "8:30 PM", or the part of a day, such as 0,354166667 for 8:30, to the minute; None if it is neither."""
    half = _HALF_DAY.fullmatch(text)
    if half is not None and 1 <= int(half[1]) <= _HALF_DAY_HOURS:
        return to_clock(f"{int(half[1]) % _HALF_DAY_HOURS + _HALF_DAY_HOURS * (half[3] in 'Pp')}:{half[2]}")
    if not _PART_OF_DAY.fullmatch(text):
        return None
    hour, minute = divmod(round(float(text.replace(",", ".")) * _DAY_MINUTES), 60)
    return to_clock(f"{hour}:{minute:02}")


def yes_or_no(text: str) -> bool:
    """Parse a truth value in Danish or English, or as programs write it.

    Raises:
        WrongValueError: if it is neither yes nor no.
    """
    word = text.casefold()
    if word not in {*_YES, *_NO}:
        raise rejected_value(YES_OR_NO, found=text)
    return word in _YES


def reader_of(annotation: object, forms: CellForms | None) -> Reader:
    """Return the parser of a column of that type; without `forms`, values that depend on them are left as text."""
    readers: dict[object, Reader] = {int: whole_number, time: clock, bool: yes_or_no}
    if forms is not None:
        readers |= {
            date: forms.dates.read,
            datetime: forms.moment,
            DayList: forms.dates.days,
            float: forms.decimal_number,
        }
    kind = bare_type(annotation)
    return readers.get(kind) or option_reader(options_of(kind))


def option_reader(options: Sequence[str]) -> Reader:
    """Return the parser of one of few words, which may be in any language; other texts are left as they are."""
    names = option_names(tuple(options))
    return (lambda text: names.get(name_key(text), text)) if names else str


def bare_type(annotation: Any) -> object:  # noqa: ANN401 - types of every kind
    """Return the type without constraints and without None."""
    if get_origin(annotation) is Annotated:
        return bare_type(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return bare_type(next(each for each in get_args(annotation) if each is not type(None)))
    return annotation


UNKNOWN_COLUMN = Message("cells.unknown_column", "this column is not known{hint}")
MISSING_COLUMN = Message("cells.missing_column", "this column is missing")
EMPTY_CELL = Message("cells.empty_cell", "the cell is empty; it must be filled in")

FORMULA_ERROR = Message(
    "cells.formula_error", "'{found}' is what a spreadsheet writes when a formula finds nothing; write the value itself"
)
TOO_NARROW = Message(
    "cells.too_narrow", "'{found}' is what a spreadsheet shows in a column too narrow; make it wider and save again"
)
_FORMULA_ERRORS = frozenset(
    [
        "#N/A",
        "#I/T",
        "#REF!",
        "#REFERENCE!",
        "#VALUE!",
        "#VÆRDI!",
        "#DIV/0!",
        "#DIVISION/0!",
        "#NAME?",
        "#NAVN?",
        "#NUM!",
        "#NULL!",
        "#NUL!",
        "#SPILL!",
        "#OVERLØB!",
        "#CALC!",
        "#BEREGN!",
    ]
)
"""Error values of Excel and LibreOffice, in English and Danish."""

_WEEK_FIELD = FieldInfo(annotation=Optional[int], default=None)  # noqa: UP045 - as a value it needs its old name
"""The type of an open column: week numbers, some of which may be missing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its cells, and the value or the error of each distinct cell."""

    name: str
    cells: Sequence[str]
    values: Mapping[str, object]
    wrong: Mapping[str, BoundMessage]

    def errors(self, table: Table, text: CsvText) -> Iterator[InputError]:
        """Yield an error for each cell without a value."""
        for row, cell in enumerate(self.cells) if self.wrong else ():
            if cell in self.wrong:
                yield InputError(table.file, self.wrong[cell], (row, self.name), text.lines[row], cell or None)


def header_errors(table: Table, text: CsvText, open_columns: Sequence[str] | None) -> Iterator[InputError]:
    """Yield an error for each unknown and each missing column.

    Args:
        table: the table.
        text: its cells.
        open_columns: further columns that the table may have; None if unknown.
    """
    known = {**columns_of(table), **dict.fromkeys(open_columns or (), _WEEK_FIELD)}
    for name in text.columns:
        if name not in known and open_columns is not None:
            unused = [other for other in known if other not in text.columns]
            spoken = {MESSAGES[other].say(locale) for other in unused if other in MESSAGES for locale in LOCALES}
            near, listed = hint(name, sorted({*unused, *spoken})), hint_or_list(name, unused)
            if near is NO_HINT and listed is not NO_HINT:
                said = [BoundMessage(MESSAGES[other]) if other in MESSAGES else other for other in sorted(unused)]
                near = BoundMessage(listed.message, {"names": said})
            yield InputError(table.file, BoundMessage(UNKNOWN_COLUMN, {"hint": near}), (name,), text.header, name)
    for name, info in known.items():
        if info.is_required() and name not in text.columns:
            yield file_error(table.file, MISSING_COLUMN, line=text.header, column=name)


def read_columns(
    table: Table, text: CsvText, forms: CellForms | None, open_columns: Sequence[str] | None
) -> list[Column]:
    """Parse the known columns; each distinct cell is parsed once."""
    known = {**columns_of(table), **dict.fromkeys(open_columns or (), _WEEK_FIELD)}
    return [_read_column(name, known[name], cells, forms) for name, cells in text.columns.items() if name in known]


def _read_column(name: str, info: FieldInfo, cells: Sequence[str], forms: CellForms | None) -> Column:
    read = reader_of(info.annotation, forms)
    values: dict[str, object] = {}
    wrong: dict[str, BoundMessage] = {}
    for cell in set(cells):
        try:
            values[cell] = read(not_an_error(cell)) if cell else _default(info)
        except WrongValueError as error:
            wrong[cell] = error.said
    return Column(name, cells, values, wrong)


def not_an_error(cell: str) -> str:
    """Return the cell.

    Raises:
        WrongValueError: if it is what a spreadsheet writes in place of a value.
    """
    if cell.upper() in _FORMULA_ERRORS:
        raise rejected_value(FORMULA_ERROR, found=cell)
    if len(cell) > 1 and not cell.strip("#"):
        raise rejected_value(TOO_NARROW, found=cell)
    return cell


def _default(info: FieldInfo) -> object:
    if info.is_required():
        raise WrongValueError(BoundMessage(EMPTY_CELL))
    return info.get_default(call_default_factory=True)


_HOUR = re.compile(r"\d{1,2}", re.ASCII)
_DATE = re.compile(r"(?<![\d./-])\d{1,2}\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{4}(?![\d-])", re.ASCII)
_CLOCK_AFTER = re.compile(r"(?<=\d)[ T]+kl(?:okken|\.)? *(?=\d)", re.ASCII | re.IGNORECASE)
_GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:[.\s]\d{3})+(?:,\d+)?", re.ASCII),
    ",": re.compile(r"[+-]?\d{1,3}(?:[,\s]\d{3})+(?:\.\d+)?", re.ASCII),
}
"""Numbers with signs between thousands, by that sign."""
_NO_DECIMALS = re.compile(r"([+-]?\d+)[.,]0+", re.ASCII)


def typed_day(text: str, locale: Locale, form: DateForm | None = None) -> date:
    """Return the day that somebody types in that language: in ISO form or the given one, or day, month and year.

    Raises:
        WrongValueError: if it is none, or may be two.
    """
    return (form or DateForm()).typed(text.strip(), day_first=puts_day_first(locale))


def typed_clock(text: str) -> time:
    """Return the time of day that somebody types, such as 9.30, 9:30, kl. 9 or 9.

    Raises:
        WrongValueError: if it is none.
    """
    return clock(f"{text}:00" if _HOUR.fullmatch(text) else text)


def typed_whole(text: str, locale: Locale) -> int:
    """Return the whole number that somebody types in that language, perhaps with signs between thousands.

    Raises:
        WrongValueError: if it is none.
    """
    plain = _without_thousands(text, "." if decimal_symbol(locale) == "," else ",")
    return whole_number(_NO_DECIMALS.sub(r"\1", plain) if _NO_DECIMALS.fullmatch(plain) else plain)


def typed_number(text: str) -> float:
    """Return the number that somebody types; a single sign in it is the decimal sign, comma or period.

    Raises:
        WrongValueError: if it is none.
    """
    return CellForms(DateForm(), ".", either=True).decimal_number(_plain_number(text))


def _plain_number(text: str) -> str:
    if text.count(".") + text.count(",") <= 1 and " " not in text:
        return text
    sign = next((each for each in ".," if _GROUPED[each].fullmatch(text)), "")
    return _without_thousands(text, sign) if sign else text


def _without_thousands(text: str, sign: str) -> str:
    return re.sub(rf"[{sign}\s]", "", text) if _GROUPED[sign].fullmatch(text) else text


def forms_of(settings: bytes | None) -> CellForms:
    """Return the formats of the tables that the settings state, as far as they can be read."""
    text = decode(settings or b"", SETTINGS_FILE)
    written: Any = {} if isinstance(text, InputError) else read_toml(text, SETTINGS_FILE)
    written = {} if isinstance(written, InputError) else written
    locale = next((each for each in LOCALES if each == written.get("locale")), system_locale())
    with suppress(ValidationError):
        return CellForms.of(TableForms.model_validate(written.get("tables", {}), strict=True), locale)
    return CellForms.of(TableForms(), locale)


def typed_row(  # noqa: PLR0913, PLR0917 - what a row is made of
    table: Table, header: Sequence[str], cells: Sequence[str], before: Sequence[str], forms: CellForms, locale: Locale
) -> tuple[str, ...]:
    """Return the cells of a row in the form of their table.

    Args:
        table: the table.
        header: the names of its columns, as they are written.
        cells: what was typed.
        before: the cells as they stood, which stay as they are; () of a new row.
        forms: the formats of the table.
        locale: the language in which it was typed.

    Returns:
        As many cells; what cannot be read is left to be told.
    """
    names, columns = column_names(table), columns_of(table)
    found = []
    for n, cell in enumerate(cells):
        info = columns.get(names.get(name_key(header[n]), "")) if n < len(header) else None
        if info is None or not cell.strip() or (n < len(before) and cell == before[n]):
            found.append(cell)
            continue
        try:
            found.append(_writers(forms, locale).get(bare_type(info.annotation), str)(cell.strip()))
        except WrongValueError:
            found.append(cell)
    return tuple(found)


def _writers(forms: CellForms, locale: Locale) -> Mapping[object, Callable[[str], str]]:
    return {
        date: lambda text: forms.dates.write(typed_day(text, locale, forms.dates)),
        datetime: lambda text: _CLOCK_AFTER.sub(" ", typed_dates(text, forms.dates, locale)),
        DayList: lambda text: typed_dates(text, forms.dates, locale),
        time: lambda text: f"{typed_clock(text):%H:%M}",
        int: lambda text: str(typed_whole(text, locale)),
        float: lambda text: _decimal(text, forms),
    }


def _decimal(text: str, forms: CellForms) -> str:
    typed_number(text)
    plain = _plain_number(text)
    return plain.replace(",", ".").replace(".", forms.decimal)


def typed_dates(text: str, form: DateForm, locale: Locale) -> str:
    """Return a text with each date that somebody typed in it in that form."""

    def written(match: re.Match[str]) -> str:
        try:
            return form.write(typed_day(match[0], locale, form))
        except WrongValueError:
            return match[0]

    return _DATE.sub(written, text)


def as_typed(form: str, text: str, locale: Locale) -> str:
    """Return a "date" or "time" that somebody typed in ISO form; the text itself if it cannot be read."""
    with suppress(WrongValueError):
        return typed_day(text, locale).isoformat() if form == "date" else typed_clock(text).isoformat("minutes")
    return text

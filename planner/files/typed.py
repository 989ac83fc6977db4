"""Values as people type them into forms and commands, and how a table keeps what was typed into one of its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from pydantic import ValidationError

from calendars.language import LOCALES, Locale, WrongValueError, decimal_symbol, puts_day_first
from planner.errors import SETTINGS_FILE, InputError, system_locale
from planner.files.cells import CellForms, bare_type, clock, whole_number
from planner.files.names import column_names
from planner.files.text import decode, name_key
from planner.files.toml import read_toml
from planner.network.fields import DateForm, DayList
from planner.network.settings import TableForms
from planner.network.tables import Table, columns_of

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
        datetime: lambda text: _CLOCK_AFTER.sub(" ", _with_dates(text, forms, locale)),
        DayList: lambda text: _with_dates(text, forms, locale),
        time: lambda text: f"{typed_clock(text):%H:%M}",
        int: lambda text: str(typed_whole(text, locale)),
        float: lambda text: _decimal(text, forms),
    }


def _decimal(text: str, forms: CellForms) -> str:
    typed_number(text)
    plain = _plain_number(text)
    return plain.replace(",", ".").replace(".", forms.decimal)


def _with_dates(text: str, forms: CellForms, locale: Locale) -> str:
    """Return the text with each date in it in the form of the table."""

    def written(match: re.Match[str]) -> str:
        try:
            return forms.dates.write(typed_day(match[0], locale, forms.dates))
        except WrongValueError:
            return match[0]

    return _DATE.sub(written, text)

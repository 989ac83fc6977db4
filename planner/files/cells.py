"""From the text of a cell to the value its column holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from calendars.language import Locale, Sentence
from planner.errors import refused
from planner.network.date_form import DateForm
from planner.network.fields import to_clock
from planner.network.settings import TableForms

_WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_WITH_DECIMALS = re.compile(r"([+-]?\d{1,15})[.,](\d{1,2})", re.ASCII)
"""Three digits after the sign would rather be thousands."""
_YES, _NO = ("yes", "ja", "true", "sand", "1"), ("no", "nej", "false", "falsk", "0")
_DECIMAL = re.compile(r"[+-]?\d+(?:([.,])\d+)?", re.ASCII)

WHOLE = Sentence(
    en="'{found}' is not a whole number; it is written without separators, such as 1200",
    da="'{found}' er ikke et helt tal; det skrives uden skilletegn, f.eks. 1200",
)
DECIMALS = Sentence(
    en="'{found}' has decimals; only whole numbers stand here: write {rounded}",
    da="'{found}' har decimaler; her står kun hele tal: skriv {rounded}",
)
NUMBER = Sentence(en="'{found}' is not a number such as {example}", da="'{found}' er ikke et tal som {example}")
OTHER_SIGN = Sentence(
    en="'{found}' has another decimal sign than stated; write {example}, or say under [tables] which is used",
    da="'{found}' har et andet decimaltegn end angivet; skriv {example}, eller angiv under [tables], hvilket I bruger",
)
YES_OR_NO = Sentence(en="'{found}' is neither yes nor no", da="'{found}' er hverken ja eller nej")
CLOCK = Sentence(en="'{found}' is not a clock time such as 10:00", da="'{found}' er ikke et klokkeslæt som 10:00")

Reader = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class CellForms:
    """How dates and decimal numbers are written in the tables."""

    dates: DateForm
    decimal: str

    @classmethod
    def of(cls, tables: TableForms, locale: Locale) -> CellForms:
        """As the settings state it, else as is usual in that language."""
        return cls(DateForm.of(tables.dates), tables.decimal or ("," if locale == "da" else "."))

    def decimal_number(self, text: str) -> float:
        """The number.

        Raises:
            WrongValueError: if it is none, or is written with the other sign.
        """
        match = _DECIMAL.fullmatch(text)
        if match is None:
            raise refused(NUMBER, found=text, example=f"55{self.decimal}67")
        if match[1] not in {None, self.decimal}:
            raise refused(OTHER_SIGN, found=text, example=text.replace(match[1], self.decimal))
        return float(text.replace(",", "."))


def whole_number(text: str) -> int:
    """The number.

    Raises:
        WrongValueError: if it is none, or has separators or decimals in it.
    """
    parts = _WITH_DECIMALS.fullmatch(text)
    if parts is not None:
        raise refused(DECIMALS, found=text, rounded=str(round(float(f"{parts[1]}.{parts[2]}"))))
    if not _WHOLE.fullmatch(text):
        raise refused(WHOLE, found=text)
    return int(text)


def clock(text: str) -> time:
    """The clock time, with colon or point.

    Raises:
        WrongValueError: if it is none, or 24:00.
    """
    found = to_clock(text)
    if found is None:
        raise refused(CLOCK, found=text)
    return found


def yes_or_no(text: str) -> bool:
    """Whether it says yes, in Danish or English or as programs write it.

    Raises:
        WrongValueError: if it says neither yes nor no.
    """
    word = text.casefold()
    if word not in {*_YES, *_NO}:
        raise refused(YES_OR_NO, found=text)
    return word in _YES


def reader_of(annotation: object, forms: CellForms | None) -> Reader:
    """How cells of a column of that type are read; as they stand if it depends on forms that are not known."""
    readers: dict[object, Reader] = {int: whole_number, time: clock, bool: yes_or_no}
    if forms is not None:
        readers |= {date: forms.dates.read, float: forms.decimal_number}
    return readers.get(_plain(annotation), str)


def _plain(annotation: Any) -> object:  # noqa: ANN401 - types of every kind
    """The type itself without limits and without None."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return _plain(next(each for each in get_args(annotation) if each is not type(None)))
    return annotation

"""How dates are written in tables: a planner shows it by writing 5 March 2023."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from calendars.language import Said, Sentence
from planner.errors import refused

_EXAMPLE = date(2023, 3, 5)
_PARTS = re.compile(r"(\d{1,4})([-./ ])(\d{1,2})\2(\d{1,4})", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ORDERS = (("day", "month", "year"), ("month", "day", "year"), ("year", "month", "day"))
_YEAR_DIGITS = 4

NOT_AN_EXAMPLE = Sentence(
    en="'{found}' does not show how 5 March 2023 is written, such as 2023-03-05, 5.3.2023 or 05/03/2023",
    da="'{found}' viser ikke, hvordan den 5. marts 2023 skrives, f.eks. 2023-03-05, 5.3.2023 eller 05/03/2023",
)
NOT_A_DATE = Sentence(
    en="'{found}' is not a date; dates are written like {example} here",
    da="'{found}' er ikke en dato; datoer skrives her som {example}",
)
AMBIGUOUS = Sentence(
    en="'{found}' can be read in several ways; write {readings}, or dates = \"{form}\" under [tables] if the table is"
    " written so",
    da="'{found}' kan læses på flere måder; skriv {readings}, eller dates = \"{form}\" under [tables], hvis tabellen er"
    " skrevet sådan",
)
OTHER_FORM = Sentence(
    en="'{found}' is not in the form stated for dates; write {example}, or dates = \"{form}\" under [tables] if the"
    " table is written so",
    da="'{found}' er ikke i den form, der er angivet for datoer; skriv {example}, eller dates = \"{form}\" under"
    " [tables], hvis tabellen er skrevet sådan",
)
NO_SUCH_DAY = Sentence(en="there is no day '{found}'", da="der er ingen dag '{found}'")
SHORT_YEAR = Sentence(
    en="the year of '{found}' needs four digits, as in {example}",
    da="årstallet i '{found}' skal have fire cifre, som i {example}",
)
OR = Sentence(
    en="{one_text} ({one:date}) or {other_text} ({other:date})",
    da="{one_text} ({one:date}) eller {other_text} ({other:date})",
)


@dataclass(frozen=True, slots=True)
class DateForm:
    """A form of dates; the ISO form is understood beside it.

    Attributes:
        order: "day", "month" and "year" as they follow each other.
        separator: the sign between them.
        padded: whether single digits have a zero in front (only when writing; both are read).
    """

    order: tuple[str, ...] = ("year", "month", "day")
    separator: str = "-"
    padded: bool = True

    @classmethod
    def of(cls, example: str) -> DateForm:
        """The form in which that is 5 March 2023.

        Raises:
            WrongValueError: if it is not.
        """
        match = _PARTS.fullmatch(example)
        for order in _ORDERS if match else ():
            if match and _reading(order, match) == _EXAMPLE:
                return cls(order, match[2], padded="05" in example)
        raise refused(NOT_AN_EXAMPLE, found=example)

    def read(self, text: str) -> date:
        """The day that the text means.

        Raises:
            WrongValueError: if it means none, or could mean another.
        """
        match = _PARTS.fullmatch(text)
        if match is None:
            raise refused(NOT_A_DATE, found=text, example=self.write(_EXAMPLE))
        if _ISO.fullmatch(text):
            day = _reading(_ORDERS[2], match)
        elif match[2] == self.separator:
            day = _reading(self.order, match)
        else:
            day = None
        if day is None:
            raise self._refusal(text, match)
        return day

    def write(self, day: date) -> str:
        """The day in this form."""
        parts = {"day": day.day, "month": day.month, "year": day.year}
        width = 2 if self.padded else 1
        return self.separator.join(f"{parts[name]:0{4 if name == 'year' else width}}" for name in self.order)

    def _refusal(self, text: str, match: re.Match[str]) -> ValueError:
        # Days come before months in most of the world, so that reading stands first.
        readings = {day: order for order in reversed(_ORDERS) if (day := _reading(order, match))}
        days = sorted(readings, key=lambda day: _ORDERS.index(readings[day]))
        form = DateForm(readings[days[0]], match[2], padded="0" in {match[1][0], match[3][0]}) if days else self
        if len(days) > 1:
            one, other = days
            texts = {"one_text": self.write(one), "other_text": self.write(other)}
            readings_said = Said(OR, {"one": one, "other": other, **texts})
            return refused(AMBIGUOUS, found=text, readings=readings_said, form=form.write(_EXAMPLE))
        if days:
            return refused(OTHER_FORM, found=text, example=self.write(days[0]), form=form.write(_EXAMPLE))
        if _YEAR_DIGITS not in {len(match[1]), len(match[4])}:
            return refused(SHORT_YEAR, found=text, example=self.write(_EXAMPLE))
        return refused(NO_SUCH_DAY, found=text)


def _reading(order: tuple[str, ...], match: re.Match[str]) -> date | None:
    """The day meant if the parts stand in that order, or None if that makes no day."""
    parts = dict(zip(order, (match[1], match[3], match[4]), strict=True))
    if len(parts["year"]) != _YEAR_DIGITS or any(len(parts[name]) > 2 for name in ("day", "month")):  # noqa: PLR2004
        return None
    try:
        return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None

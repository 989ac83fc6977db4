"""Field types of the settings and tables: texts, ids, spans, hours, shares, date formats and yearly days."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from fractions import Fraction
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

from calendars.days import EasterDay, Hours, MonthDay, NthWeekday, Span, Weekday
from calendars.language import BoundMessage, Message, WrongValueError
from planner.errors import rejected_value

_SHOWN_CHARACTERS_MAX = 60
_QUOTED_DATE = re.compile(r'"(\d{4}-\d{2}-\d{2})"', re.ASCII)


def as_written(value: object) -> str:
    """Return a value much as written in the file, shortened: texts in quotes, lists in brackets, dates plain."""
    text = (
        _isoformat(value)
        if isinstance(value, date | time)
        else json.dumps(value, default=_isoformat, ensure_ascii=False)
    )
    return shortened(_QUOTED_DATE.sub(r"\1", text))


NUMBER_MAX = 10**12
"""Largest number, of either sign, that anything may have as its value."""
FIRST_TODAY, LAST_TODAY = date(1900, 1, 1), date(2199, 12, 31)
"""Days that may be taken for today: calendars and clocks have no days far before or after them."""
DayOfToday = Annotated[date, Field(ge=FIRST_TODAY, le=LAST_TODAY)]


def has_immense_number(value: object) -> bool:
    """Return whether there is a number beyond `NUMBER_MAX` in the value, or one that is not finite."""
    if isinstance(value, dict | list):
        return any(map(has_immense_number, value.values() if isinstance(value, dict) else value))
    return isinstance(value, int | float) and not -NUMBER_MAX <= value <= NUMBER_MAX


def shortened(text: str) -> str:
    """Return the text, cut with an ellipsis if it is too long for a sentence."""
    return text if len(text) <= _SHOWN_CHARACTERS_MAX else f"{text[:_SHOWN_CHARACTERS_MAX]}..."


def _isoformat(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)


WINDOW = Message(
    "fields.window",
    "{found} was found where two days were expected, the first and the last, such as [2023-01-16, 2023-06-16]",
)
BACKWARDS = Message("fields.backwards", "the last day, {last:date}, lies before the first, {first:date}")
HOURS = Message(
    "fields.hours",
    '{found} was found where two clock times were expected, the start and the end, such as ["10:00", "15:30"]',
)
CLOCK = Message("fields.clock", '{found} was found where a clock time was expected, such as "09:30"')
HOURS_BACKWARDS = Message("fields.hours_backwards", "the end, {end}, is not after the start, {start}")
SHARE = Message(
    "fields.share", '{found} was found where a share above 0 and at most 1 was expected, such as "1/4" or 0.25'
)
MIDNIGHT = Message(
    "fields.midnight", "a clock shows '{found}' as 00:00 of the next day; write 23:59 for the end of the day"
)
NO_POINTS = Message(
    "fields.no_points",
    "0 points is no price: leave points out if no meeting may be held, and the closed days if they do not matter",
)


_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)(?::00)?", re.ASCII)
_KL = re.compile(r"^kl(?:okken|\.)? *(?=\d)", re.ASCII | re.IGNORECASE)
_FULL_HOUR = re.compile(r"kl(?:okken|\.)? *(\d{1,2})()", re.ASCII | re.IGNORECASE)


NO_ADDRESS = Message("settings.no_address", "{found} is not a web address, such as https://example.org/meetings")


def _web_address(found: str) -> str:
    if urlsplit(found).scheme not in {"http", "https"} or not urlsplit(found).netloc:
        raise rejected_value(NO_ADDRESS, found=found)
    return found


class Section(BaseModel):
    """A part of the settings; immutable."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_by_name=True, validate_by_alias=True
    )

    def changed(self, **fields: object) -> Self:
        """Return the section with those fields replaced, validated again.

        Raises:
            pydantic.ValidationError: if a value is invalid.
        """
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        return self.model_validate({**kept, **fields})


def to_window(value: object) -> Span:
    """Convert a pair of dates, or of texts in ISO form, to the span from the first to the last.

    Raises:
        WrongValueError: if it is anything else, or in the wrong order.
    """
    if isinstance(value, Span):
        return value
    match value:
        case [first, last]:
            return span(_date(first, value), _date(last, value))
        case _:
            raise rejected_value(WINDOW, found=as_written(value))


def span(first: date, last: date | None) -> Span:
    """Return the days from first to last, or the first alone.

    Raises:
        WrongValueError: if the last is before the first.
    """
    if last is not None and last < first:
        raise rejected_value(BACKWARDS, first=first, last=last)
    return Span(first, last or first)


def to_hours(value: object) -> Hours:
    """Convert a pair of times, or of texts, to the hours of a meeting, overnight if the end is not after the start.

    Raises:
        WrongValueError: if it is anything else.
    """
    if isinstance(value, Hours):
        return value
    match value:
        case [start, end]:
            first, last = _clock(start, value), _clock(end, value)
            return Hours(first, last, overnight=last <= first)
        case _:
            raise rejected_value(HOURS, found=as_written(value))


def hours(start: time, end: time) -> Hours:
    """Return the hours from start to end.

    Raises:
        WrongValueError: if the end is not after the start.
    """
    if end <= start:
        raise rejected_value(HOURS_BACKWARDS, start=start, end=end)
    return Hours(start, end)


def to_share(value: object) -> Fraction:
    """Convert a fraction or decimal number to an exact fraction.

    Raises:
        WrongValueError: if it is anything else, or not above 0 and at most 1.
    """
    try:
        share = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise rejected_value(SHARE, found=as_written(value)) from None
    if not 0 < share <= 1:
        raise rejected_value(SHARE, found=as_written(value))
    return share


def _date(value: object, window: object) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise rejected_value(WINDOW, found=as_written(window)) from None


def to_clock(text: str) -> time | None:
    """Parse a time of day with colon or period, perhaps after "kl.", and with seconds only if they are zero.

    Returns:
        The time; None if it is none. The minutes may be missing only after "kl.".

    Raises:
        WrongValueError: if it is 24:00, for which the sentence suggests 23:59.
    """
    match = _CLOCK.fullmatch(_KL.sub("", text)) or _FULL_HOUR.fullmatch(text)
    if match and (match[1], match[2] or "00") == ("24", "00"):
        raise rejected_value(MIDNIGHT, found=text)
    try:
        return time(int(match[1]), int(match[2] or 0)) if match else None
    except ValueError:
        return None


def _clock(value: object, hours: object) -> time:
    found = value if isinstance(value, time) else to_clock(str(value))
    if found is None:
        raise rejected_value(HOURS, found=as_written(hours))
    return found


def _local(value: time) -> time:
    if value.tzinfo is not None:
        raise rejected_value(CLOCK, found=value.isoformat())
    return value


def to_clock_text(value: object) -> str:
    """Convert a time of day to text, such as 09:30.

    Raises:
        WrongValueError: if it is none.
    """
    found = value if isinstance(value, time) else to_clock(str(value))
    if found is None:
        raise rejected_value(CLOCK, found=as_written(value))
    return f"{found:%H:%M}"


def _not_free(points: object) -> object:
    """Reject 0 points, which could be read both as free of charge and as forbidden."""
    if points == 0 and not isinstance(points, bool):
        raise rejected_value(NO_POINTS)
    return points


Id = Annotated[str, StringConstraints(pattern=r"^[^\s/](?:[^\n\r\t/]*[^\s/])?$", max_length=60)]
"""A short identifier without slash, tab or line break, and without surrounding spaces."""

CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]
WebAddress = Annotated[Text, AfterValidator(_web_address)]
Whole = Annotated[int, Field(ge=0, le=10**9)]
Count = Annotated[int, Field(ge=1, le=10**6)]
Percent = Annotated[int, Field(ge=0, le=100)]
Days = Annotated[int, Field(ge=0, le=3660)]
Minutes = Annotated[int, Field(ge=0, le=7 * 24 * 60)]
ClosurePoints = Annotated[int, BeforeValidator(_not_free), Field(ge=1, le=10**9)]
"""Points that a meeting on closed days costs; where they may not be held at all, none are stated."""
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Ids = Annotated[tuple[Id, ...], Field(min_length=1)]

Window = Annotated[
    Span,
    PlainValidator(to_window),
    PlainSerializer(lambda days: [days.first.isoformat(), days.last.isoformat()]),
    WithJsonSchema({"type": "array", "items": {"type": "string", "format": "date"}, "minItems": 2, "maxItems": 2}),
]
ClockTime = Annotated[time, AfterValidator(_local)]
"""A time of day where the meeting is, without an offset from UTC."""
ClockText = Annotated[
    str,
    BeforeValidator(to_clock_text),
    WithJsonSchema({"type": "string", "format": "time"}),
]
"""A time of day as text, 09:30."""
MeetingHours = Annotated[
    Hours,
    PlainValidator(to_hours),
    PlainSerializer(lambda hours: [hours.start.isoformat(), hours.end.isoformat()]),
    WithJsonSchema({"type": "array", "items": {"type": "string", "format": "time"}, "minItems": 2, "maxItems": 2}),
]
Share = Annotated[
    Fraction,
    PlainValidator(to_share),
    PlainSerializer(str),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^[0-9]+/[0-9]+$"},
                {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
            ]
        }
    ),
]


_EXAMPLE = date(2023, 3, 5)
_PARTS = re.compile(r"(\d{1,4})([-./ ])(\d{1,2})\2(\d{1,4})", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})(/)(\d{1,2})-(\d{4})", re.ASCII)
"""5/3-2023, as Danes write; nobody puts the month first so."""
_TYPED = re.compile(r"(\d{1,2})\s*([-./ ])\s*(\d{1,2})\s*[-./ ]\s*(\d{4})", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]0?0[:.]00(?:[:.]00(?:[.,]0+)?)?$", re.ASCII)
SERIAL = re.compile(r"[2-9]\d{4}", re.ASCII)
"""A date as spreadsheets count days: those from 1954 on, so that no year is one."""
_SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of the dates of spreadsheets, for days from March 1900 on."""
_ORDERS = (("day", "month", "year"), ("month", "day", "year"), ("year", "month", "day"))
_YEAR_DIGITS = 4

NOT_AN_EXAMPLE = Message(
    "fields.not_an_example",
    "'{found}' does not show how 5 March 2023 is written, such as 2023-03-05, 5.3.2023 or 05/03/2023",
)
NOT_A_DATE = Message("fields.not_a_date", "'{found}' is not a date; dates are written like {example} here")
AMBIGUOUS = Message(
    "fields.ambiguous",
    "'{found}' can be read in several ways; write {readings}, or dates = \"{form}\" under [tables] if the table is"
    " written so",
)
OTHER_FORM = Message(
    "fields.other_form",
    "'{found}' is not in the form stated for dates; write {example}, or dates = \"{form}\" under [tables] if the"
    " table is written so",
)
NO_SUCH_DAY = Message("fields.no_such_day", "there is no day '{found}'")
SHORT_YEAR = Message("fields.short_year", "the year of '{found}' needs four digits, as in {example}")
OR = Message("fields.or", "{one_text} ({one:date}) or {other_text} ({other:date})")


@dataclass(frozen=True, slots=True)
class DateForm:
    """A format of dates; ISO dates, dates in words, midnight after a date, and spreadsheets' numbers are read too.

    Attributes:
        order: the order of "day", "month" and "year".
        separator: the character between them.
        padded: whether single digits are written with a leading zero; both are read.
    """

    order: tuple[str, ...] = ("year", "month", "day")
    separator: str = "-"
    padded: bool = True

    @classmethod
    def of(cls, example: str) -> DateForm:
        """Return the format in which the example is 5 March 2023.

        Raises:
            WrongValueError: if there is none.
        """
        match = _PARTS.fullmatch(example)
        for order in _ORDERS if match else ():
            if match and _reading(order, match) == _EXAMPLE:
                return cls(order, match[2], padded="05" in example)
        raise rejected_value(NOT_AN_EXAMPLE, found=example)

    def read(self, text: str) -> date:
        """Parse a date.

        Raises:
            WrongValueError: if it is none, or ambiguous.
        """
        if SERIAL.fullmatch(text):
            return _SERIAL_ZERO + timedelta(days=int(text))
        text = _MIDNIGHT.sub("", text)
        match = _PARTS.fullmatch(text) or _SLASHED.fullmatch(text)
        in_words = None if match else _in_words(text.casefold())
        if in_words is not None:
            return in_words
        if match is None:
            raise rejected_value(NOT_A_DATE, found=text, example=self.write(_EXAMPLE))
        if _ISO.fullmatch(text):
            day = _reading(_ORDERS[2], match)
        elif match.re is _SLASHED:
            day = _reading(_ORDERS[0], match)
        elif match[2] == self.separator:
            day = _reading(self.order, match)
        else:
            day = None
        if day is None:
            raise self._refusal(text, match)
        return day

    def typed(self, text: str, *, day_first: bool) -> date:
        """Parse a date that somebody types: in this form, or with other signs between day, month and year.

        Args:
            text: what was typed.
            day_first: whether the language puts the day before the month; otherwise only what has one reading is read.

        Raises:
            WrongValueError: as of `read`.
        """
        try:
            return self.read(text)
        except WrongValueError:
            match = _TYPED.fullmatch(text)
            orders = _ORDERS[:1] if day_first else _ORDERS[:2]
            readings = {day for order in orders if match and (day := _reading(order, match))}
            if len(readings) != 1:
                raise
            return readings.pop()

    def days(self, text: str) -> DayList:
        """Parse days with commas between them: single days, from one to another, and weekdays.

        Raises:
            WrongValueError: if a part is none of these.
        """
        spans: list[Span] = []
        weekdays: list[str] = []
        for part in filter(None, _BETWEEN_DAYS.split(text.strip())):
            if any(map(str.isdigit, part)):
                spans.append(self._span(part))
                continue
            try:
                weekdays += to_weekdays(part)
            except ValueError:
                later = self.write(_EXAMPLE + timedelta(days=4))
                raise rejected_value(DAYS_ASKED, found=part, example=self.write(_EXAMPLE), other=later) from None
        return DayList(tuple(spans), tuple(day for day in _DAY_NAMES if day in weekdays))

    def _span(self, text: str) -> Span:
        parts = _FROM_TO.split(text, maxsplit=1)
        if len(parts) == 1 and self.separator != "-" and not (_ISO.fullmatch(text) or _SLASHED.fullmatch(text)):
            parts = text.split("-", 1)
        ends = [self.read(each.strip()) for each in parts]
        return span(ends[0], ends[-1])

    def write(self, day: date) -> str:
        """Return the day in this format."""
        parts = {"day": day.day, "month": day.month, "year": day.year}
        width = 2 if self.padded else 1
        return self.separator.join(f"{parts[name]:0{4 if name == 'year' else width}}" for name in self.order)

    def _refusal(self, text: str, match: re.Match[str]) -> ValueError:
        # Day before month is the more common order worldwide, so that reading is suggested first.
        readings = {day: order for order in reversed(_ORDERS) if (day := _reading(order, match))}
        days = sorted(readings, key=lambda day: _ORDERS.index(readings[day]))
        form = DateForm(readings[days[0]], match[2], padded="0" in {match[1][0], match[3][0]}) if days else self
        if len(days) > 1:
            one, other = days
            texts = {"one_text": self.write(one), "other_text": self.write(other)}
            readings_said = BoundMessage(OR, {"one": one, "other": other, **texts})
            return rejected_value(AMBIGUOUS, found=text, readings=readings_said, form=form.write(_EXAMPLE))
        if days:
            return rejected_value(OTHER_FORM, found=text, example=self.write(days[0]), form=form.write(_EXAMPLE))
        if _YEAR_DIGITS not in {len(match[1]), len(match[4])}:
            return rejected_value(SHORT_YEAR, found=text, example=self.write(_EXAMPLE))
        return rejected_value(NO_SUCH_DAY, found=text)


_WORDED = re.compile(r"(?:([^\W\d]+),? (?:den )?)?(\d{1,2})\.? ([^\W\d]{3,})\.?,? (\d{4})")


def _in_words(text: str) -> date | None:
    """Return the day of a date such as "2. marts 2027" or "tuesday 2 mar 2027"; None if it is none."""
    found = _WORDED.fullmatch(text)
    months = {n for name, n in _MONTHS.items() if name.startswith(found[3])} if found else set()
    if found is None or len(months) != 1:
        return None
    try:
        day = date(int(found[4]), months.pop(), int(found[2]))
    except ValueError:
        return None
    return day if found[1] is None or _WEEKDAYS.get(found[1]) == day.weekday() else None


def _reading(order: tuple[str, ...], match: re.Match[str]) -> date | None:
    """Return the date with its parts in that order; None if it does not exist."""
    parts = dict(zip(order, (match[1], match[3], match[4]), strict=True))
    if len(parts["year"]) != _YEAR_DIGITS or any(len(parts[name]) > 2 for name in ("day", "month")):  # noqa: PLR2004
        return None
    try:
        return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None


YearlyRule = MonthDay | NthWeekday | EasterDay

YEARLY = Message(
    "fields.yearly",
    '{found} was found where a day of the year was expected, such as "08-11", "last saturday of june" or "easter - 8"',
)
NO_SUCH_YEARLY_DAY = Message("fields.no_such_yearly_day", "no year has the day {found}")

_ORDINAL_NAMES = "first second third fourth last første anden tredje fjerde sidste"
_ORDINALS = dict(zip(_ORDINAL_NAMES.split(), (1, 2, 3, 4, -1) * 2, strict=True))
_WEEKDAY_NAMES = (
    "monday tuesday wednesday thursday friday saturday sunday mandag tirsdag onsdag torsdag fredag lørdag søndag"
)
_WEEKDAYS = {name: Weekday(n % 7) for n, name in enumerate(_WEEKDAY_NAMES.split())}
_MONTH_NAMES = (
    "january february march april may june july august september october november december"
    " januar februar marts april maj juni juli august september oktober november december"
)
_MONTHS = {name: n % 12 + 1 for n, name in enumerate(_MONTH_NAMES.split())}
WEEKDAYS_ASKED = Message(
    "fields.weekdays",
    '{found} was found where weekdays were expected, such as "monday, wednesday" or "monday-friday"',
)
_DAY_NAMES = tuple(_WEEKDAY_NAMES.split()[:7])
_SHORT_WEEKDAYS = "mon tue wed thu fri sat sun man tir ons tor fre lør søn"
_WEEKDAY_NUMBERS = {name: int(day) for name, day in _WEEKDAYS.items()} | {
    name: n % 7 for n, name in enumerate(_SHORT_WEEKDAYS.split())
}
_BETWEEN_WEEKDAYS = re.compile(r"\s*(?:,|;|\+|&|\band\b|\bog\b)\s*")
_WEEKDAY_RANGE = re.compile(r"(\w+)\s*(?:-|–|\bto\b|\btil\b)\s*(\w+)")


def to_weekdays(value: object) -> tuple[str, ...]:
    """Parse weekdays in English or Danish, such as "monday, wednesday", "mandag-fredag" or "man og ons".

    Returns:
        Their English names in lower case, in the order of the week.

    Raises:
        WrongValueError: if it is anything else.
    """
    parts = _BETWEEN_WEEKDAYS.split(value.casefold().strip()) if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not parts:
        raise rejected_value(WEEKDAYS_ASKED, found=as_written(value))
    found: set[int] = set()
    for part in parts:
        text = str(part).strip().removesuffix(".")
        ends = match.groups() if (match := _WEEKDAY_RANGE.fullmatch(text)) else (text, text)
        if not {*ends} <= _WEEKDAY_NUMBERS.keys():
            raise rejected_value(WEEKDAYS_ASKED, found=as_written(value))
        first, last = (_WEEKDAY_NUMBERS[each] for each in ends)
        found |= {day % 7 for day in range(first, last + 1 if first <= last else last + 8)}
    return tuple(_DAY_NAMES[day] for day in sorted(found))


WeekdayNames = Annotated[
    tuple[str, ...],
    PlainValidator(to_weekdays),
    PlainSerializer(list),
    WithJsonSchema({"type": "array", "items": {"enum": list(_DAY_NAMES)}, "minItems": 1}),
]

DAYS_ASKED = Message(
    "fields.days_asked",
    "'{found}' was found where days were expected, with commas between them: {example}, {example} to {other}, or"
    " weekdays such as monday-thursday",
)
_BETWEEN_DAYS = re.compile(r"\s*[,;\n]\s*")
_FROM_TO = re.compile(r"\s+(?:-|–|to|til)\s+|\s*(?:\.\.|–)\s*")


@dataclass(frozen=True, slots=True)
class DayList:
    """Days as somebody lists them: single days and spans, and weekdays by their English names; any of both."""

    spans: tuple[Span, ...] = ()
    weekdays: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.spans or self.weekdays)

    def __str__(self) -> str:
        return ", ".join(self.texts())

    def texts(self) -> list[str]:
        """Return each item as text that every form of dates can read."""
        spans = (f"{each.first}" if each.first == each.last else f"{each.first} to {each.last}" for each in self.spans)
        return [*spans, *self.weekdays]

    def in_spans(self, day: date) -> bool:
        """Return whether one of the spans has the day."""
        return any(day in each for each in self.spans)

    def on_weekday(self, day: date) -> bool:
        """Return whether it is one of the weekdays."""
        return _DAY_NAMES[day.weekday()] in self.weekdays


def to_day_list(value: object) -> DayList:
    """Convert a text, or a list of texts, to days; dates are in ISO form.

    Raises:
        WrongValueError: if it is anything else.
    """
    if isinstance(value, DayList):
        return value
    if value is None or isinstance(value, list | tuple):
        return DateForm().days(", ".join(map(str, value or ())))
    return DateForm().days(str(value))


_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_NTH = re.compile(r"(\w+) (\w+) (?:of|in|i) (\w+)")
_EASTER = re.compile(r"(?:easter|påske)(?: ?([+-]) ?(\d{1,3}))?")


def to_yearly(value: object) -> YearlyRule:
    """Parse a day of every year, such as "08-11", "last saturday of june" or "easter+1", in English or Danish.

    Raises:
        WrongValueError: if it is none.
    """
    if isinstance(value, YearlyRule):
        return value
    text = " ".join(str(value).casefold().split())
    try:
        found = _month_day(text) or _nth(text) or _easter(text)
    except ValueError:
        raise rejected_value(NO_SUCH_YEARLY_DAY, found=as_written(value)) from None
    if found is None:
        raise rejected_value(YEARLY, found=as_written(value))
    return found


def _month_day(text: str) -> MonthDay | None:
    match = _MONTH_DAY.fullmatch(text)
    return MonthDay(int(match[1]), int(match[2])) if match else None


def _nth(text: str) -> NthWeekday | None:
    match = _NTH.fullmatch(text)
    if not match or match[1] not in _ORDINALS or match[2] not in _WEEKDAYS or match[3] not in _MONTHS:
        return None
    return NthWeekday(_ORDINALS[match[1]], _WEEKDAYS[match[2]], _MONTHS[match[3]])


def _easter(text: str) -> EasterDay | None:
    match = _EASTER.fullmatch(text)
    return EasterDay(int(f"{match[1]}{match[2]}") if match[1] else 0) if match else None


def written(rule: YearlyRule) -> str:
    """Return the day as English text that `to_yearly` reads back."""
    match rule:
        case MonthDay(month, day):
            return f"{month:02}-{day:02}"
        case NthWeekday(n, weekday, month):
            return f"{_name(_ORDINALS, n)} {_name(_WEEKDAYS, weekday)} of {_name(_MONTHS, month)}"
        case EasterDay(offset):
            return f"easter {'-' if offset < 0 else '+'} {abs(offset)}"


def _name(names: Mapping[str, int], value: int) -> str:
    return next(name for name, meant in names.items() if meant == value)


YearlyDay = Annotated[
    YearlyRule, PlainValidator(to_yearly), PlainSerializer(written), WithJsonSchema({"type": "string"})
]

SuitingDays = Annotated[
    DayList,
    PlainValidator(to_day_list),
    PlainSerializer(DayList.texts),
    WithJsonSchema({"type": "array", "items": {"type": "string"}}),
]
"""Days as somebody lists them, such as "2016-10-03, 2016-10-17 to 2016-10-28, monday-thursday"."""

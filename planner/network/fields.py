"""The kinds of value a network is written in: ids, days, windows, hours, shares."""

from __future__ import annotations

import re
from datetime import date, time
from fractions import Fraction
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

from calendars.language import Sentence
from calendars.span import Hours, Span
from planner.errors import refused
from planner.network.as_written import as_written

WINDOW = Sentence(
    en="{found} was found where two days were expected, the first and the last, such as [2023-01-16, 2023-06-16]",
    da="{found} står, hvor der ventes to dage, den første og den sidste, f.eks. [2023-01-16, 2023-06-16]",
)
BACKWARDS = Sentence(
    en="the last day, {last:date}, lies before the first, {first:date}",
    da="den sidste dag, {last:date}, ligger før den første, {first:date}",
)
HOURS = Sentence(
    en='{found} was found where two clock times were expected, the start and the end, such as ["10:00", "15:30"]',
    da='{found} står, hvor der ventes to klokkeslæt, start og slut, f.eks. ["10:00", "15:30"]',
)
HOURS_BACKWARDS = Sentence(
    en="the end, {end}, is not after the start, {start}", da="slutningen, {end}, ligger ikke efter starten, {start}"
)
SHARE = Sentence(
    en='{found} was found where a share above 0 and at most 1 was expected, such as "1/4" or 0.25',
    da='{found} står, hvor der ventes en andel over 0 og højst 1, f.eks. "1/4" eller 0.25',
)
MIDNIGHT = Sentence(
    en="a clock shows '{found}' as 00:00 of the next day; write 23:59 for the end of the day",
    da="et ur viser '{found}' som 00:00 den næste dag; skriv 23:59 for dagens slutning",
)
NO_POINTS = Sentence(
    en="0 points is no price: leave points out if no meeting may be held, and the closed days if they do not matter",
    da="0 point er ingen pris: udelad points, hvis der ikke må holdes møder, og de lukkede dage, hvis de er uden"
    " betydning",
)


_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)(?::00)?", re.ASCII)


class Section(BaseModel):
    """A part of the settings; immutable."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_by_name=True, validate_by_alias=True
    )

    def changed(self, **fields: object) -> Self:
        """The same with those fields replaced, checked anew.

        Raises:
            pydantic.ValidationError: if a value does not fit.
        """
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        return self.model_validate({**kept, **fields})


def to_window(value: object) -> Span:
    """First and last day, as dates or as text in ISO form.

    Raises:
        WrongValueError: if it is anything else, or backwards.
    """
    if isinstance(value, Span):
        return value
    match value:
        case [first, last]:
            return span(_date(first, value), _date(last, value))
        case _:
            raise refused(WINDOW, found=as_written(value))


def span(first: date, last: date | None) -> Span:
    """The days from first to last, or the first alone.

    Raises:
        WrongValueError: if the last lies before the first.
    """
    if last is not None and last < first:
        raise refused(BACKWARDS, first=first, last=last)
    return Span(first, last or first)


def to_hours(value: object) -> Hours:
    """Start and end on the clock, as times or as text.

    Raises:
        WrongValueError: if it is anything else, or the end is not after the start.
    """
    if isinstance(value, Hours):
        return value
    match value:
        case [start, end]:
            return hours(_clock(start, value), _clock(end, value))
        case _:
            raise refused(HOURS, found=as_written(value))


def hours(start: time, end: time) -> Hours:
    """The hours from start to end.

    Raises:
        WrongValueError: if the end is not after the start.
    """
    if end <= start:
        raise refused(HOURS_BACKWARDS, start=start, end=end)
    return Hours(start, end)


def to_share(value: object) -> Fraction:
    """A share as a fraction or a decimal number, exactly as written.

    Raises:
        WrongValueError: if it is anything else, or not between 0 and 1.
    """
    try:
        share = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise refused(SHARE, found=as_written(value)) from None
    if not 0 < share <= 1:
        raise refused(SHARE, found=as_written(value))
    return share


def _date(value: object, window: object) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise refused(WINDOW, found=as_written(window)) from None


def to_clock(text: str) -> time | None:
    """The clock time, with colon or point and perhaps with seconds that are zero; None if the text is none.

    Raises:
        WrongValueError: if it is 24:00, which needs another word of advice.
    """
    match = _CLOCK.fullmatch(text)
    if match and (match[1], match[2]) == ("24", "00"):
        raise refused(MIDNIGHT, found=text)
    try:
        return time(int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def _clock(value: object, hours: object) -> time:
    found = value if isinstance(value, time) else to_clock(str(value))
    if found is None:
        raise refused(HOURS, found=as_written(hours))
    return found


def _not_free(points: object) -> object:
    """Zero points would read as free to the one and as forbidden to the other."""
    if points == 0 and not isinstance(points, bool):
        raise refused(NO_POINTS)
    return points


Id = Annotated[str, StringConstraints(pattern=r"^[^\s/](?:[^\n\r\t/]*[^\s/])?$", max_length=60)]
"""A short name without slash, tab or line break, and without spaces at its ends."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Whole = Annotated[int, Field(ge=0, le=10**9)]
Count = Annotated[int, Field(ge=1, le=10**6)]
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

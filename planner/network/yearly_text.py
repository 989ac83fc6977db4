"""Days that come once a year, as planners write them: "08-11", "last saturday of june", "easter - 8"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from calendars.language import Sentence
from calendars.weekdays import Weekday
from calendars.yearly import EasterDay, MonthDay, NthWeekday
from planner.errors import refused
from planner.network.as_written import as_written

YearlyRule = MonthDay | NthWeekday | EasterDay

YEARLY = Sentence(
    en="{found} was found where a day of the year was expected, such as"
    ' "08-11", "last saturday of june" or "easter - 8"',
    da='{found} står, hvor der ventes en dag i året, f.eks. "08-11", "sidste lørdag i juni" eller "påske - 8"',
)
NO_SUCH_DAY = Sentence(en="no year has the day {found}", da="intet år har dagen {found}")

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

_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_NTH = re.compile(r"(\w+) (\w+) (?:of|in|i) (\w+)")
_EASTER = re.compile(r"(?:easter|påske)(?: ?([+-]) ?(\d{1,3}))?")


def to_yearly(value: object) -> YearlyRule:
    """The day that the text means.

    Raises:
        WrongValueError: if it means none.
    """
    if isinstance(value, YearlyRule):
        return value
    text = " ".join(str(value).casefold().split())
    try:
        found = _month_day(text) or _nth(text) or _easter(text)
    except ValueError:
        raise refused(NO_SUCH_DAY, found=as_written(value)) from None
    if found is None:
        raise refused(YEARLY, found=as_written(value))
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
    """The day as English text that `to_yearly` reads."""
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

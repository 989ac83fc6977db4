"""Time zones as calendars name them: by the tz database, by Windows, or in the words of a menu."""

from __future__ import annotations

import re
import zoneinfo
from datetime import timedelta, timezone, tzinfo
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo

from icalendar.timezone import tzp

_OFFSET = re.compile(r"(?:UTC|GMT)(?:([+-]\d{1,2}):?(\d{2})?)?")


def forget_described() -> None:
    """Forget the zones that the calendars read so far have described themselves (VTIMEZONE)."""
    tzp.use_default()


def zone_named(name: str) -> tzinfo | None:
    """The zone meant by a TZID, or None if it cannot be told.

    A menu's text such as "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris" is understood by the first of its cities
    that the tz database has, since the offset in front says nothing of summer time.
    """
    known = cast("tzinfo | None", tzp.timezone(name))
    return known or _in_any_case(name) or _by_city(name) or _by_offset(name)


def _in_any_case(name: str) -> tzinfo | None:
    key = _keys().get(name.lower())
    return ZoneInfo(key) if key else None


def _by_city(name: str) -> tzinfo | None:
    cities = name.rpartition(")")[2].split(",")
    key = next((_cities()[city] for given in cities if (city := given.strip().lower()) in _cities()), None)
    return ZoneInfo(key) if key else None


def _by_offset(name: str) -> tzinfo | None:
    found = _OFFSET.fullmatch(name.upper())
    if not found:
        return None
    hours, minutes = int(found[1] or 0), int(found[2] or 0)
    return timezone(timedelta(hours=hours, minutes=-minutes if hours < 0 else minutes))


@cache
def _keys() -> dict[str, str]:
    return {key.lower(): key for key in zoneinfo.available_timezones()}


@cache
def _cities() -> dict[str, str]:
    places = sorted(key for key in zoneinfo.available_timezones() if "/" in key and not key.startswith("Etc/"))
    return {key.rpartition("/")[2].replace("_", " ").lower(): key for key in places}

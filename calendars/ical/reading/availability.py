"""Times taken that are not entries: published free and busy times, and hours outside which somebody is not to be had.

The second is VAVAILABILITY (RFC 7953): whoever publishes it is taken whenever none of its AVAILABLE parts says
otherwise, and one of a higher priority overrides the others for as long as it lasts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta, tzinfo

from icalendar import Component

from calendars.ical.reading.outcome import LeaveOut, or_leave_out
from calendars.ical.reading.series import times_taken
from calendars.ical.reading.timing import Clock, every, value_of
from calendars.interval import Interval, union, within, without

_LOWEST_PRIORITY = 10  # 1 is the highest, 9 the lowest, and 0 says none


def published_busy(component: Component, zone: tzinfo) -> Iterator[Interval]:
    """The busy times of a VFREEBUSY, in UTC."""
    clock = Clock(zone)
    for period in every(component, "FREEBUSY"):
        start, end = clock.real(period.start), clock.real(period.end)
        if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE" and start < end:
            yield Interval(start, end)


def outside_hours(
    availabilities: Iterable[Component], window: Interval, zone: tzinfo, leave_out: LeaveOut
) -> tuple[Interval, ...]:
    """When somebody is not to be had, inside the window and in UTC."""
    busy: tuple[Interval, ...] = ()
    for component in sorted(availabilities, key=_priority, reverse=True):
        with or_leave_out(leave_out):
            lasts = within(_lasting(component, window, zone), window)
            open_hours = times_taken(component.subcomponents, window, zone, leave_out)
            busy = union((*without(busy, lasts), *without(lasts, open_hours)))
    return busy


def _priority(component: Component) -> int:
    return int(component.get("PRIORITY", 0)) or _LOWEST_PRIORITY


def _lasting(component: Component, window: Interval, zone: tzinfo) -> tuple[Interval, ...]:
    """From its beginning to its end; one that it does not have is the window's."""
    clock = Clock(zone)
    start, until = value_of(component, "DTSTART"), value_of(component, "DTEND")
    first = clock.real(start) if isinstance(start, date) else window.start
    last = clock.real(until) if isinstance(until, date) else window.end
    length = value_of(component, "DURATION")
    if isinstance(length, timedelta):
        last = first + length
    return (Interval(first, last),) if first < last else ()

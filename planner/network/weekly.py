"""Patterns of every week, and days that a venue offers, as the times at which somebody or something cannot be had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from types import MappingProxyType

from calendars.days import Hours, Span
from calendars.language import BoundMessage, Message
from constraints.problem.busy import WHOLE_DAY, Busy, minutes
from constraints.problem.naming import WEEKDAYS
from planner.network.network import Network
from planner.network.tables import VenueOffer, WeeklyKind, WeeklyTime, part_of_day

COMES_ONLY = Message("weekly.comes_only", "comes only {times}{reason}")
NEVER_COMES = Message("weekly.never_comes", "never comes {times}{reason}")
OPEN_ONLY = Message("weekly.open_only", "open only {times}{reason}")
NEVER_OPEN = Message("weekly.never_open", "never open {times}{reason}")
OFFERED = Message("weekly.offered", "only the offered days can be had: {days}")
OFFERED_MANY = Message("weekly.offered_many", "only the {n} offered days can be had")
ON = Message("weekly.on", "on {weekdays}")
ON_AT = Message("weekly.on_at", "on {weekdays} {hours}")
BECAUSE = Message("weekly.because", " ({reason})")
NOT_SAID = Message("weekly.not_said", "")
FROM = Message("weekly.from", "from {start}")
UNTIL = Message("weekly.until", "until {end}")
BETWEEN = Message("weekly.between", "from {start} to {end}")
TO = Message("weekly.to", "{first} to {last}")

_PAIR = 2
_PLURALS = {
    "monday": Message("weekly.monday", "Mondays"),
    "tuesday": Message("weekly.tuesday", "Tuesdays"),
    "wednesday": Message("weekly.wednesday", "Wednesdays"),
    "thursday": Message("weekly.thursday", "Thursdays"),
    "friday": Message("weekly.friday", "Fridays"),
    "saturday": Message("weekly.saturday", "Saturdays"),
    "sunday": Message("weekly.sunday", "Sundays"),
}
_DAYS_LISTED_MAX = 8
"""Offered days that a sentence lists; of more it only says how many."""
ANYBODY = "*"
"""Stands for the owner of a pattern, so that those with the same pattern share it."""
_DAY_END = time(23, 59)


@dataclass(frozen=True, slots=True)
class WeeklyClosure:
    """Days, or the same hours on each of them, that a pattern closes, and the words of the pattern."""

    busy: Busy
    why: BoundMessage


NO_PATTERNS: Mapping[str, Sequence[WeeklyClosure]] = MappingProxyType({})
_Part = tuple[int, int, BoundMessage]
"""A closed part of a day: its minutes from and to, and why."""


def of_people(network: Network) -> Mapping[str, Sequence[WeeklyClosure]]:
    """Return when people cannot come by their weekly patterns, by id; who has the same pattern shares the objects."""
    if not network.weekly:
        return NO_PATTERNS
    return _by_owner(network.weekly, network.settings.horizon, "person")


def of_venues(network: Network, days: Span) -> Mapping[str, Sequence[WeeklyClosure]]:
    """Return when venues are closed on those days by their opening hours and by what they offer, by id."""
    found = {venue: [*closed] for venue, closed in _by_owner(network.weekly, days, "venue").items()}
    offers: dict[str, list[VenueOffer]] = {}
    for offer in network.venue_offered:
        offers.setdefault(offer.venue, []).append(offer)
    for venue, own in offers.items():
        found.setdefault(venue, []).extend(_not_offered(own, days))
    return found


def hours_name(hours: Hours) -> BoundMessage:
    """Return the hours for a sentence, without a limit that is that of the day."""
    if hours.start == time.min:
        return BoundMessage(UNTIL, {"end": hours.end})
    if hours.end == _DAY_END:
        return BoundMessage(FROM, {"start": hours.start})
    return BoundMessage(BETWEEN, {"start": hours.start, "end": hours.end})


def _by_owner(rows: Iterable[WeeklyTime], days: Span, owner: str) -> dict[str, Sequence[WeeklyClosure]]:
    own: dict[str, list[WeeklyTime]] = {}
    closed: dict[str, Sequence[WeeklyClosure]] = {}
    for row in rows:
        whose = getattr(row, owner)
        if whose is not None:
            own.setdefault(whose, []).append(row)
    alike: dict[tuple[WeeklyTime, ...], Sequence[WeeklyClosure]] = {}
    for whose, found in own.items():
        patterns = tuple(_anybodys(row) for row in found)
        if patterns not in alike:
            alike[patterns] = _closures(patterns, days, owner)
        closed[whose] = alike[patterns]
    return closed


def _anybodys(row: WeeklyTime) -> WeeklyTime:
    return replace(row, person=None, venue=ANYBODY) if row.person is None else replace(row, person=ANYBODY)


def _closures(patterns: Sequence[WeeklyTime], days: Span, owner: str) -> Sequence[WeeklyClosure]:
    only, never = (COMES_ONLY, NEVER_COMES) if owner == "person" else (OPEN_ONLY, NEVER_OPEN)
    said: dict[tuple[int, ...], BoundMessage] = {}

    def why(message: Message, found: Sequence[WeeklyTime]) -> BoundMessage:
        return said.setdefault(tuple(map(id, found)), _said(message, found))

    def closed(day: date) -> Iterator[_Part]:
        here = [row for row in patterns if row.in_force(day)]
        allowed = [row for row in here if row.kind is WeeklyKind.ONLY]
        if allowed:
            spans = [_minutes(row) for row in allowed if WEEKDAYS[day.weekday()] in row.weekdays]
            yield from ((start, end, why(only, allowed)) for start, end in gaps(spans))
        for row in here:
            if row.kind is WeeklyKind.NEVER and WEEKDAYS[day.weekday()] in row.weekdays:
                yield (*_minutes(row), why(never, [row]))

    return tuple(_in_runs((day, closed(day)) for day in days))


def _said(message: Message, rows: Sequence[WeeklyTime]) -> BoundMessage:
    reasons = dict.fromkeys(row.reason for row in rows if row.reason)
    because = BoundMessage(BECAUSE, {"reason": ", ".join(reasons)}) if reasons else BoundMessage(NOT_SAID)
    return BoundMessage(message, {"times": [_time(row) for row in rows], "reason": because})


def _time(row: WeeklyTime) -> BoundMessage:
    weekdays, hours = _names(row.weekdays), part_of_day(row.start, row.end)
    if hours is None:
        return BoundMessage(ON, {"weekdays": weekdays})
    return BoundMessage(ON_AT, {"weekdays": weekdays, "hours": hours_name(hours)})


def _names(weekdays: Sequence[str]) -> list[BoundMessage]:
    """Return the weekdays for a sentence, three or more in a row by the first and the last."""
    runs: list[list[int]] = []
    for number in (WEEKDAYS.index(day) for day in WEEKDAYS if day in weekdays):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = [BoundMessage(_PLURALS[day]) for day in WEEKDAYS]
    found: list[BoundMessage] = []
    for run in runs:
        ends = {"first": names[run[0]], "last": names[run[-1]]}
        found += [BoundMessage(TO, ends)] if len(run) > _PAIR else [names[number] for number in run]
    return found


def _minutes(row: WeeklyTime | VenueOffer) -> tuple[int, int]:
    start, _ = minutes(part_of_day(row.start, row.end))
    return start, WHOLE_DAY[1] if row.end is None else minutes(part_of_day(row.start, row.end))[1]


def gaps(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a day (minutes from and to) that none of the spans covers."""
    begin, end = WHOLE_DAY
    for start, stop in sorted(spans):
        if start > begin:
            yield begin, start
        begin = max(begin, stop)
    if begin < end:
        yield begin, end


def _not_offered(offers: Sequence[VenueOffer], days: Span) -> Iterator[WeeklyClosure]:
    on: dict[date, list[tuple[int, int]]] = {}
    for offer in offers:
        for day in offer.span():
            on.setdefault(day, []).append(_minutes(offer))
    listed = sorted(on)
    why = BoundMessage(OFFERED_MANY, {"n": len(listed)})
    if len(listed) <= _DAYS_LISTED_MAX:
        why = BoundMessage(OFFERED, {"days": listed})
    parts = ((day, ((start, end, why) for start, end in gaps(on.get(day, ())))) for day in days)
    yield from _in_runs(parts)


def _in_runs(days: Iterable[tuple[date, Iterable[_Part]]]) -> Iterator[WeeklyClosure]:
    """Yield the closed parts of days, those that are alike on days in a row as one."""
    running: dict[tuple[int, int, int], tuple[date, date, BoundMessage]] = {}
    for day, parts in days:
        now = {(start, end, id(why)): why for start, end, why in parts}
        for key in [key for key in running if key not in now]:
            yield _closure(key, running.pop(key))
        for key, why in now.items():
            running[key] = (running[key][0] if key in running else day, day, why)
    for key, run in running.items():
        yield _closure(key, run)


def _closure(key: tuple[int, int, int], run: tuple[date, date, BoundMessage]) -> WeeklyClosure:
    start, end, _ = key
    first, last, why = run
    hours = None if (start, end) == WHOLE_DAY else Hours(_clock(start), _clock(end))
    return WeeklyClosure(Busy(Span(first, last), hours), why)


def _clock(minute: int) -> time:
    return _DAY_END if minute >= WHOLE_DAY[1] else time(minute // 60, minute % 60)

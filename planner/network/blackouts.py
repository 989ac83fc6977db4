"""All closed days of a network, from holidays, elections, sections and tables, with their reasons.

Patterns of every week and days that a venue offers become the times at which somebody or something cannot be had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import chain
from types import MappingProxyType

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from calendars.days import ONE_DAY, Hours, Span
from calendars.holidays import IsoWeek
from calendars.holidays import SchoolHoliday as HolidayWithName
from calendars.language import BoundMessage, Message
from constraints.problem.busy import WHOLE_DAY, Busy, minutes
from constraints.problem.naming import WEEKDAYS
from constraints.problem.problem import RoomClosure
from planner.network.closures import Closure, SchoolHoliday, WeekColumn, election_source, holiday_rule, public_holidays
from planner.network.fields import span
from planner.network.network import Network
from planner.network.tables import VenueClosure, VenueOffer, WeeklyKind, WeeklyTime, part_of_day


def while_region_exists(network: Network, blackout: Blackout) -> Iterator[Blackout]:
    """Yield a blackout of a region restricted to the days on which the region exists; others unchanged.

    A joint meeting must avoid the closed days of every region, but not of one that has been merged into another.
    """
    if blackout.scope is not BlackoutScope.REGION:
        yield blackout
        return
    yield from (replace(blackout, span=days) for days in _existence(network, blackout.target, blackout.span))


def _existence(network: Network, region: str, within: Span) -> list[Span]:
    """Return the spans within which the region has municipalities."""
    changes = {change.from_day for change in network.region_changes}
    firsts = sorted({within.first, *(day for day in changes if day in within)})
    found: list[Span] = []
    for first, last in zip(firsts, [*(day - ONE_DAY for day in firsts[1:]), within.last], strict=True):
        if network.membership.municipalities_of(region, first):
            goes_on = bool(found) and found[-1].last + ONE_DAY == first
            found.append(Span(found.pop().first if goes_on else first, last))
    return found


def of_those_who_moved(network: Network, blackout: Blackout) -> Iterator[Blackout]:
    """Yield a hard blackout of a region for each municipality that moves there while it meets with another region.

    It still meets with its old region until the window of the round ends, but has the closed days of the new one.
    """
    if blackout.scope is not BlackoutScope.REGION or not blackout.hard:
        return
    for round_ in (written.round for written in network.rounds if written.round.kind == "regional"):
        for municipality, days in network.membership.moves_within(round_.window):
            common = days.within(blackout.span)
            if common and network.membership.region_of(municipality, days.first) == blackout.target:
                yield replace(blackout, span=common, scope=BlackoutScope.MUNICIPALITY, target=municipality)


_MARGIN = timedelta(days=14)
"""How far blackouts beyond the horizon matter: for bridge days inside it, and for setup on the day before."""

PART_OF_DAY = Message("network.blackouts.part_of_day", "{reason}, {hours}")
NO_REASON = Message("network.blackouts.no_reason", "no reason given")


def blackouts(network: Network) -> tuple[Blackout, ...]:
    """Return every blackout that overlaps the horizon or lies just beside it, in order of days."""
    horizon = network.settings.horizon
    within = Span(horizon.first - _MARGIN, horizon.last + _MARGIN)
    found = (clipped for blackout in _all_blackouts(network, within) if (clipped := _clip(blackout, within)))
    there = chain.from_iterable(
        (*while_region_exists(network, blackout), *of_those_who_moved(network, blackout)) for blackout in found
    )
    return tuple(sorted(there, key=lambda each: (each.span, each.scope, each.target, each.reason)))


def _all_blackouts(network: Network, within: Span) -> Iterator[Blackout]:
    settings = network.settings
    for public in settings.public_holidays:
        known = public_holidays(public, settings.country)
        yield from _scoped(public, known.blackouts(within, settings.locale))
    for school in settings.school_holidays:
        yield from _school_holidays(network, school, within)
    for election in settings.elections:
        yield from _scoped(election, election_source(election).blackouts(within, settings.locale))
    for own in settings.blackouts:
        days = span(own.first_day, own.last_day)
        yield from _scoped(own, [Blackout(days, own.reason, BlackoutKind(own.kind), source=own.source)])
    yield from _from_tables(network)
    for venue, found in of_venues(network, within).items():
        for closure in found:
            yield Blackout(
                closure.busy.span, closure.why.say(settings.locale), scope=BlackoutScope.VENUE, target=venue,
                hours=closure.busy.hours,
            )  # fmt: skip


def _from_tables(network: Network) -> Iterator[Blackout]:
    for row in network.blackouts:
        yield Blackout(
            row.span(), row.reason, BlackoutKind(row.kind), row.scope, row.target or "", row.points or 0, row.source
        )
    for closed in network.venue_closed:
        if closed.room is None:
            yield Blackout(
                closed.span(), _reason(network, closed), scope=BlackoutScope.VENUE, target=closed.venue,
                source=closed.source, hours=closed.hours(),
            )  # fmt: skip


def room_closures(network: Network) -> tuple[RoomClosure, ...]:
    """Return when single rooms are closed."""
    place = {(room.venue, room.id): n for n, room in enumerate(network.rooms)}
    return tuple(
        RoomClosure(place[closed.venue, closed.room], closed.span(), _reason(network, closed), closed.hours())
        for closed in network.venue_closed
        if closed.room is not None
    )


def _reason(network: Network, closed: VenueClosure) -> str:
    locale, hours = network.settings.locale, closed.hours()
    reason = closed.reason or NO_REASON.say(locale)
    return reason if hours is None else PART_OF_DAY.say(locale, reason=reason, hours=hours_name(hours))


def _scoped(section: Closure, found: Iterable[Blackout]) -> Iterator[Blackout]:
    """Yield each blackout once for each target that the section names."""
    targets = list(section.targets())
    for blackout in found:
        source = section.source or blackout.source
        for scope, target in targets:
            yield replace(
                blackout, scope=scope, target=target, points=section.points or 0, source=source,
                in_person=section.in_person,
            )  # fmt: skip


def _school_holidays(network: Network, section: SchoolHoliday, within: Span) -> Iterator[Blackout]:
    if isinstance(section.week, WeekColumn):
        yield from _by_municipality(network, section, section.week.column, within)
    else:
        holiday = HolidayWithName(section.reason, holiday_rule(section), section.source)
        yield from _scoped(section, holiday.blackouts(within, network.settings.locale))


def _by_municipality(network: Network, section: SchoolHoliday, column: str, within: Span) -> Iterator[Blackout]:
    """Yield the school holiday of each municipality in its own week; without a week it has none."""
    targets = set(section.targets())
    for municipality in network.municipalities:
        week = municipality.weeks.get(column)
        holiday = HolidayWithName(section.reason, IsoWeek(week), section.source) if week else None
        for blackout in holiday.blackouts(within, network.settings.locale) if holiday else ():
            region = network.membership.region_of(municipality.id, blackout.span.first)
            meant = {
                (BlackoutScope.EVERYONE, ""),
                (BlackoutScope.MUNICIPALITY, municipality.id),
                (BlackoutScope.REGION, region),
            }
            if meant & targets:
                yield replace(
                    blackout,
                    scope=BlackoutScope.MUNICIPALITY,
                    target=municipality.id,
                    points=section.points or 0,
                    in_person=section.in_person,
                )


def _clip(blackout: Blackout, within: Span) -> Blackout | None:
    days = blackout.span.within(within)
    return blackout if days == blackout.span else None if days is None else replace(blackout, span=days)


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

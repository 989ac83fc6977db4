"""All closed days of a network, from holidays, elections, sections and tables, with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from calendars.days import ONE_DAY, Span
from calendars.holidays import IsoWeek
from calendars.holidays import SchoolHoliday as HolidayWithName
from calendars.language import Message
from constraints.problem.problem import RoomClosure
from planner.network.closures import Closure, SchoolHoliday, WeekColumn, election_source, holiday_rule, public_holidays
from planner.network.fields import span
from planner.network.network import Network
from planner.network.tables import VenueClosure
from planner.network.weekly import hours_name, of_venues


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
            yield replace(blackout, scope=scope, target=target, points=section.points or 0, source=source)


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
                    blackout, scope=BlackoutScope.MUNICIPALITY, target=municipality.id, points=section.points or 0
                )


def _clip(blackout: Blackout, within: Span) -> Blackout | None:
    days = blackout.span.within(within)
    return blackout if days == blackout.span else None if days is None else replace(blackout, span=days)

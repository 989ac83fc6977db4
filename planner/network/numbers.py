"""Members, staff, venues and rooms of a problem, and the index of each id in the problem's tuples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import Protocol, Self

import numpy as np

from calendars.blackouts import Blackout, BlackoutScope
from calendars.language import Message
from constraints.problem.busy import Busy, BusyTimes, minutes
from constraints.problem.problem import (
    Booking,
    CancellationTerms,
    Member,
    PricePer,
    Room,
    RoomPrice,
    StaffPerson,
    Venue,
)
from planner.network import tables as written
from planner.network.blackouts import NO_PATTERNS, WeeklyClosure
from planner.network.network import Network


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Numbers:
    """The index of each id in the problem's tuples, which are in the order of the network's; own halls come last."""

    regions: Mapping[str, int]
    municipalities: Mapping[str, int]
    members: Mapping[str, int]
    staff: Mapping[str, int]
    venues: Mapping[str, int]

    @classmethod
    def of(cls, network: Network) -> Self:
        """Return the indices for a network."""
        return cls(
            _indices(network.settings.regions),
            _indices(network.municipalities),
            _indices(network.members),
            _indices(network.staff),
            {
                **_indices(network.venues),
                **{own_hall_id(each): len(network.venues) + n for n, each in enumerate(network.own_halls)},
            },
        )


def _indices(things: Iterable[_WithId]) -> dict[str, int]:
    return {thing.id: number for number, thing in enumerate(things)}


def members(network: Network, numbers: Numbers) -> tuple[Member, ...]:
    """Return the members."""
    home = numbers.municipalities
    return tuple(
        Member(each.id, home[each.municipality], each.role, each.from_day, each.last_day, _share(network, each))
        for each in network.members
    )


def _share(network: Network, member: written.Member) -> Fraction:
    """Return the share of the price that a member pays, who takes over what somebody else has paid or joins later.

    Who takes part only before or after the time that is planned pays nothing, and has paid nothing for others.
    """
    settings, fees = network.settings, network.settings.fees
    if not member.takes_part_within(settings.horizon):
        return Fraction(0)
    gone = [each for each in network.members if each.id == member.replaces] if member.replaces else []
    if member.replaces and all(each.takes_part_within(settings.horizon) for each in gone):
        return Fraction(0)
    if fees is None or not fees.in_proportion or member.from_day is None or member.from_day <= settings.first_day:
        return Fraction(1)
    left = (settings.last_day - member.from_day).days + 1
    return Fraction(max(left, 0), len(settings.horizon))


def staff(network: Network) -> tuple[StaffPerson, ...]:
    """Return the staff."""
    return tuple(StaffPerson(each.id, each.team, each.name) for each in network.staff)


def busy_times(
    people: Iterable[str],
    busy: Mapping[str, Sequence[Busy]],
    blackouts: Iterable[Blackout],
    weekly: Mapping[str, Sequence[WeeklyClosure]] = NO_PATTERNS,
) -> BusyTimes:
    """Return when each person is unavailable, by busy times, weekly patterns and blackouts that forbid meetings.

    A spell that many people share is one object, so each object is converted once.
    """
    patterns = {id(each.busy): each.why for found in weekly.values() for each in found}
    spells = [
        [*busy.get(person, ()), *closed, *(each.busy for each in weekly.get(person, ()))]
        for person, closed in _closed_to(people, blackouts).items()
    ]
    distinct = {id(spell): spell for spell in chain.from_iterable(spells)}
    place = {key: n for n, key in enumerate(distinct)}
    cells = np.array([_spell_numbers(spell) for spell in distinct.values()], dtype=np.int64).reshape(-1, 4)
    order = np.array([place[id(spell)] for spell in chain.from_iterable(spells)], dtype=np.int64)
    person = np.repeat(np.arange(len(spells), dtype=np.int64), [len(each) for each in spells])
    found = BusyTimes(len(spells), person, *cells[order].T)
    if not patterns:
        return found
    reasons = [*{id(why): why for why in patterns.values()}.values()]
    number = {id(why): n for n, why in enumerate(reasons)}
    reason = [number[id(patterns[key])] if key in patterns else -1 for key in distinct]
    return replace(found, reason=np.array(reason, dtype=np.int64)[order], reasons=tuple(reasons))


def _closed_to(people: Iterable[str], blackouts: Iterable[Blackout]) -> dict[str, list[Busy]]:
    closed: dict[str, list[Busy]] = {person: [] for person in people}
    for blackout in blackouts:
        if blackout.scope is BlackoutScope.PERSON and blackout.hard and blackout.target in closed:
            closed[blackout.target].append(Busy(blackout.span))
    return closed


def _spell_numbers(spell: Busy) -> tuple[int, int, int, int]:
    """Return a spell as first day, last day (proleptic ordinals), first minute and last minute of the day."""
    return (spell.span.first.toordinal(), spell.span.last.toordinal(), *minutes(spell.hours))


def venue_region(network: Network, venue: written.Venue, day: date) -> str | None:
    """Return the id of the region in which the venue lies on that day; None if in none."""
    if venue.municipality is not None:
        return network.membership.region_of(venue.municipality, day)
    return None if venue.region is None else network.membership.merged_into(venue.region, day)


def venues(network: Network, numbers: Numbers) -> tuple[Venue, ...]:
    """Return the venues, each with its region on the first day."""
    first = network.settings.first_day
    steps: dict[str, list[tuple[int, int]]] = {}
    for row in sorted(network.venue_terms, key=lambda term: -term.days):
        steps.setdefault(row.venue, []).append((row.days, row.percent))
    found = [_venue(each, venue_region(network, each, first), numbers, steps.get(each.id)) for each in network.venues]
    return (*found, *_own_halls(network, numbers, first))


def own_hall_id(municipality: str) -> str:
    """Return the id of a municipality's own hall as a venue; none of venues.csv can have it, because of the slash."""
    return f"own-hall/{municipality}"


OWN_HALL = Message("numbers.own_hall", "{municipality}: own hall")
HALL = Message("numbers.hall", "Hall")


def _own_halls(network: Network, numbers: Numbers, day: date) -> Iterator[Venue]:
    for municipality in hall_owners(network):
        name = OWN_HALL.say(network.settings.locale, municipality=municipality.name)
        region = numbers.regions[network.membership.region_of(municipality.id, day)]
        yield Venue(
            own_hall_id(municipality.id), name, "", region=region, latitude=municipality.lat,
            longitude=municipality.lon, by_clock=True,
        )  # fmt: skip


def hall_owners(network: Network) -> list[written.Municipality]:
    """Return the municipalities in whose own halls meetings are held, in the order of these as venues."""
    known = {each.id: each for each in network.municipalities}
    return [known[each] for each in network.own_halls]


def _venue(
    venue: written.Venue, region: str | None, numbers: Numbers, steps: Sequence[tuple[int, int]] | None
) -> Venue:
    return Venue(
        venue.id,
        venue.name,
        venue.town,
        venue.address,
        None if region is None else numbers.regions[region],
        venue.lat,
        venue.lon,
        (venue.setup_minutes if venue.by_clock else venue.setup_half_days) or 0,
        (venue.teardown_minutes if venue.by_clock else venue.teardown_half_days) or 0,
        None if steps is None else CancellationTerms(tuple(steps), venue.moving_cancels),
        venue.by_clock,
        PricePer(venue.price_per),
        venue.online,
    )


def rooms(network: Network, numbers: Numbers) -> tuple[Room, ...]:
    """Return the rooms, each with those that are parts of it."""
    parts, worth = _parts(network), _worth(network)
    found = [
        Room(
            each.id,
            numbers.venues[each.venue],
            each.name,
            each.seats(),
            _exchanged(each.rate, worth[each.venue]),
            frozenset(parts[n]),
        )
        for n, each in enumerate(network.rooms)
    ]
    for municipality, seats in network.own_halls.items():
        venue, name = numbers.venues[own_hall_id(municipality)], HALL.say(network.settings.locale)
        found.append(Room("hall", venue, name, dict.fromkeys(written.LAYOUTS, seats), 0, frozenset({len(found)})))
    return tuple(found)


def room_prices(network: Network) -> tuple[RoomPrice, ...]:
    """Return what rooms cost on days on which it is not their rate, those of whole venues first."""
    worth = _worth(network)
    return tuple(
        RoomPrice(n, row.span(), _exchanged(row.rate, worth[row.venue]) if row.rate is not None else _exchanged(
            room.rate, worth[row.venue] * Fraction(row.percent or 0, 100)
        ))
        for row in sorted(network.venue_prices, key=lambda each: each.room is not None)
        for n, room in enumerate(network.rooms)
        if room.venue == row.venue and row.room in {None, room.id}
    )  # fmt: skip


def _worth(network: Network) -> dict[str, Fraction]:
    """Return what one unit of the currency of each venue is worth in that of the network, as it is written."""
    rates = {code: Fraction(str(rate)) for code, rate in network.settings.currencies.items()}
    return {each.id: rates.get(each.currency or "", Fraction(1)) for each in network.venues}


def _exchanged(price: int, worth: Fraction) -> int:
    """Return a price in whole units of the network's currency, rounded to the nearest, a half upwards."""
    return int(price * worth + Fraction(1, 2))


def _parts(network: Network) -> list[set[int]]:
    """Return for each room the set of itself and all its direct and indirect parts."""
    place = {(room.venue, room.id): n for n, room in enumerate(network.rooms)}
    inside = written.wholes(network.rooms)
    found = [{n} for n in range(len(network.rooms))]
    for n, room in enumerate(network.rooms):
        around = [*inside[room.venue, room.id]]
        while around:
            whole = around.pop()
            found[place[room.venue, whole]].add(n)
            around += inside[room.venue, whole]
    return found


def bookings(network: Network, numbers: Numbers) -> tuple[Booking, ...]:
    """Return what is booked."""
    place = {(room.venue, room.id): n for n, room in enumerate(network.rooms)}
    worth = _worth(network)
    return tuple(
        Booking(
            numbers.venues[each.venue], each.span(), each.state, each.meeting, each.hours(),
            tuple(place[each.venue, room] for room in each.rooms),
            None if each.price is None else _exchanged(each.price, worth[each.venue]), each.until,
            tuple(numbers.staff[person] for person in each.staff),
        )
        for each in network.bookings
    )  # fmt: skip

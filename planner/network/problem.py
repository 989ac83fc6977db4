"""Build the problem that a network states, with what may come and how likely it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from calendars.elections import EarlyElections, PastElection, early_elections, past_elections
from calendars.risks import DAYS_IN_YEAR, PossibleClosure
from constraints.problem.problem import Municipality, Problem, Region
from constraints.problem.problem import Risk as RiskOfProblem
from planner.errors import InputErrors
from planner.network import travel
from planner.network.blackouts import blackouts, of_people, of_those_who_moved, room_closures, while_region_exists
from planner.network.closures import Risk
from planner.network.meetings import Meetings
from planner.network.network import Network
from planner.network.numbers import Numbers, bookings, busy_times, members, room_prices, rooms, staff, venues
from planner.network.settings import in_force


def build_problem(network: Network) -> Problem:
    """Return the problem: rounds and series as meetings, closed days, travel minutes, rules in force.

    Raises:
        InputErrors: if travel that a rule in force needs is neither in a table nor can be estimated.
    """
    numbers, settings, closed = Numbers.of(network), network.settings, blackouts(network)
    meetings, weekly = Meetings(network, numbers), of_people(network)
    minutes, venue_minutes = travel.travel(network, numbers), travel.venue_travel(network, numbers)
    needed, staff_needed = travel.journeys(network, numbers, meetings.all)
    unknown = list(travel.unknown_travel(network, minutes, needed))
    unknown_of_staff = list(travel.unknown_venue_travel(network, venue_minutes, staff_needed))
    rules = in_force(settings.rules)
    errors = [
        *(
            unknown
            if any(rule.needs_travel for rule in rules) or any(each.home_shares for each in meetings.all)
            else ()
        ),
        *(unknown_of_staff if any(rule.needs_venue_travel for rule in rules) else ()),
    ]
    if errors:
        raise InputErrors(errors, settings.locale)
    if unknown:  # Figures of some municipalities alone would be taken for those of all.
        minutes = np.zeros_like(minutes)
    return Problem(
        name=settings.name,
        locale=settings.locale,
        timezone=settings.timezone,
        currency=settings.currency,
        horizon=settings.horizon,
        regions=tuple(Region(each.id, each.name) for each in settings.regions),
        municipalities=tuple(Municipality(each.id, each.name) for each in network.municipalities),
        members=members(network, numbers),
        staff=staff(network),
        venues=venues(network, numbers),
        rooms=rooms(network, numbers),
        meetings=meetings.all,
        rounds=meetings.rounds,
        successive=meetings.successive,
        member_busy=busy_times(numbers.members, network.busy, closed, weekly),
        staff_busy=busy_times(numbers.staff, network.busy, closed, weekly),
        travel=np.maximum(minutes, 0),
        venue_travel=venue_minutes,
        blackouts=closed,
        rules=rules,
        price_per_member=settings.price_per_member,
        vat_percent=settings.fees.vat_percent if settings.fees else 0,
        meal=settings.meal,
        bookings=bookings(network, numbers),
        room_closures=room_closures(network),
        room_prices=room_prices(network),
        risks=risks(network),
    )


@dataclass(frozen=True)
class Lengths:
    """How long an event may take, and how often it comes.

    Attributes:
        rate: events in a year, on average; None if one is certain.
        days_to_poll: of an election the days from the call to the poll, each as likely as another; of other events
            the days from the first to the last that is closed.
        days_to_cabinet: days from the poll to the new cabinet, likewise; 0 alone if the days are open after the poll,
            and for other events.
        history: the past elections of the country that the section names, if they are known whole.
        early: else how often they were early.
    """

    rate: float | None
    days_to_poll: tuple[int, ...]
    days_to_cabinet: tuple[int, ...]
    history: tuple[PastElection, ...] = ()
    early: EarlyElections | None = None

    @classmethod
    def of(cls, section: Risk) -> Lengths:
        """Return those of a section."""
        if section.days is not None:
            return cls(section.rate, tuple(days - 1 for days in section.days), (0,))
        early = early_elections().get(section.history or "")
        held = past_elections(section.history) if section.history and not early else ()
        usual = len(held[1:]) / ((held[-1].polling_day - held[0].polling_day).days / DAYS_IN_YEAR) if held else None
        usual = early.rate if early else usual
        polls = tuple((each.polling_day - each.called).days for each in held if each.called)
        cabinets = tuple((each.cabinet - each.polling_day).days for each in held if each.cabinet)
        return cls(
            None if section.certain or section.chances else section.rate or usual,
            section.days_to_poll or polls,
            section.days_to_cabinet or cabinets or (0,),
            held,
            early,
        )

    def together(self) -> tuple[tuple[int, float], ...]:
        """Return the chance of each number of days from the first to the last; campaign and cabinet independent."""
        sums = Counter(poll + cabinet for poll in self.days_to_poll for cabinet in self.days_to_cabinet)
        return tuple((days, n / sums.total()) for days, n in sorted(sums.items()))


def possible_closure(section: Risk, network: Network) -> PossibleClosure:
    """Return when the event of a section may begin, and how long it takes."""
    lengths, days = Lengths.of(section), tuple(sorted((section.chances or {}).items()))
    last = days[-1][0] if days else section.last_day or network.settings.last_day
    return PossibleClosure(last, lengths.rate, lengths.together(), section.first_day, days or None)


def risks(network: Network) -> tuple[RiskOfProblem, ...]:
    """Return what may come and close days, for more than single members, in the order of the file."""
    found = []
    for section in network.settings.risks:
        when = possible_closure(section, network)
        closed = tuple(_closing(network, section))
        if closed:
            found.append(RiskOfProblem(section.reason, when, closed))
    return tuple(found)


def _closing(network: Network, section: Risk) -> Iterator[Blackout]:
    kind = BlackoutKind.ELECTION if section.kind == "election" else BlackoutKind.OWN
    staff = {each.id for each in network.staff}
    for scope, target in section.targets():
        if scope is not BlackoutScope.PERSON or target in staff:
            plain = Blackout(
                network.settings.horizon,
                section.reason,
                kind,
                scope=scope,
                target=target,
                source=section.source,
                in_person=section.in_person,
            )
            yield from chain(while_region_exists(network, plain), of_those_who_moved(network, plain))

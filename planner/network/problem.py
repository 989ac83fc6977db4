"""Build the problem that a network states."""

from __future__ import annotations

import numpy as np

from constraints.problem.problem import Municipality, Problem, Region
from planner.errors import InputErrors
from planner.network import travel
from planner.network.blackouts import blackouts, of_people, room_closures
from planner.network.meetings import Meetings
from planner.network.network import Network
from planner.network.numbers import Numbers, bookings, busy_times, members, rooms, staff, venues
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
        *(unknown if any(rule.needs_travel for rule in rules) else ()),
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
    )

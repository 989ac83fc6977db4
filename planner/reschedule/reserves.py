"""Days in reserve, found for an accepted plan; `in_reserve.py` makes proposals of them.

They are found with the plan as it is: every reserve is a meeting of its own, held at another time by the same people,
under all rules of the network but those that limit what everything costs together. So no reserve wants a room or a
person that the plan or another reserve wants at the time, and gaps to the meetings before and after hold in whichever
way first days and reserves are mixed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from calendars.days import ONE_DAY, Span
from calendars.risks import MILLION
from constraints.check import check
from constraints.model.domains import possible_candidates
from constraints.problem.naming import meeting_name
from constraints.problem.outcome import OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import BookingState, PlannedMeeting
from constraints.problem.reserves import ReserveTerms, reserves_to_come, takes
from constraints.replanning import replanned
from constraints.solve import solve_next
from planner.network.problem import build_problem
from planner.network.tables import BookingRow
from planner.reschedule.moves import held_fields
from planner.schemas.common import MeetingPlace
from planner.schemas.foresight import InReserve

if TYPE_CHECKING:
    from constraints.problem.outcome import Outcome, Verdict
    from constraints.problem.plan import ScheduledMeeting
    from constraints.problem.problem import Meeting, Problem
    from planner.network.network import Network
    from planner.reschedule.search import SearchResources

MARK = " (reserve)"
"""What the id of a reserve has after that of its meeting."""
SOURCE = "reserve"
"""What stands under source in the rows of `booking_rows`, which the next ones replace."""
TRY_MIN_SECONDS = 2.0
"""Seconds that each solve may take at least, if so many are left."""


@dataclass(frozen=True)
class Wanted:
    """What reserves are asked for.

    Attributes:
        terms: for which rounds, and what they must be like.
        problem: the plan as it is, without any reserve.
        held: the meetings of these rounds that an event may hit, in order of time.
        chances: how likely each of them is hit by any event, by id, in millionths added up.
    """

    terms: ReserveTerms
    problem: Problem
    held: tuple[ScheduledMeeting, ...]
    chances: Mapping[str, int]

    @classmethod
    def of(cls, problem: Problem, plan: Plan, as_of: date) -> Wanted | None:
        """Return what the rules ask for of a plan on a day; None if they ask for nothing."""
        terms = next((rule.reserves for rule in problem.rules if rule.reserves is not None), None)
        if terms is None:
            return None
        free = replanned(problem, plan, as_of, {each.meeting for each in plan.meetings})
        left = Plan(tuple(each.published for each in free.meetings if each.published is not None))
        chances = {}
        for each in check(free, left).schedule:
            meeting = each.meeting
            if meeting.round in terms.rounds and not meeting.apart and meeting.host is None and each.day > as_of:
                chances[each.id] = hit(free, each)
        to_come = (each for each in check(free, left).schedule if chances.get(each.id))
        return cls(terms, free, tuple(sorted(to_come, key=lambda each: (each.start, each.id))), chances)

    def both(self, first: ScheduledMeeting, second: ScheduledMeeting) -> int:
        """Return the greatest chance, in millionths, that a single event takes both."""
        return both(self.problem, first, second)

    def with_reserves(self, names: Collection[str]) -> Problem:
        """Return the problem in which the plan stands still and these meetings have a reserve, to be given a place."""
        base, horizon = self.problem, self.problem.horizon
        stands = tuple(replace(each, frozen=each.published is not None) for each in base.meetings)
        number = {meeting.id: n for n, meeting in enumerate(base.meetings)}
        copies: dict[int, int] = {}
        added: list[Meeting] = []
        for held in self.held:
            if held.id in names:
                copies[number[held.id]] = len(stands) + len(added)
                last = min(held.day + timedelta(self.terms.within_days + held.meeting.days - 1), horizon.last)
                added.append(replace(
                    held.meeting, id=held.id + MARK, published=None, fixed_day=None, wanted=None, apart=True,
                    stands_in=held.meeting.published, window=Span(min(held.span.last + ONE_DAY, last), last),
                ))  # fmt: skip
        rounds = tuple(
            replace(each, meetings=(*each.meetings, *(copies[n] for n in each.meetings if n in copies)))
            for each in base.rounds
        )
        pairs = [
            pair
            for earlier, later in base.successive
            for pair in ((copies.get(earlier), later), (earlier, copies.get(later)),
                         (copies.get(earlier), copies.get(later)))
        ]  # fmt: skip
        mixed = tuple((earlier, later) for earlier, later in pairs if earlier is not None and later is not None)
        return replace(
            base, meetings=(*stands, *added), rounds=rounds, successive=(*base.successive, *mixed),
            rules=tuple(rule for rule in base.rules if not rule.limits_costs),
        )  # fmt: skip


def hit(problem: Problem, held: ScheduledMeeting) -> int:
    """Return how likely a meeting is hit by any event, in millionths added up, as seen today."""
    risks = (risk for risk in problem.risks if takes(problem, risk, held))
    return sum(risk.when.both(problem.as_of or held.day, held.day, held.day) for risk in risks)


def both(problem: Problem, first: ScheduledMeeting, second: ScheduledMeeting) -> int:
    """Return the greatest chance, in millionths, that a single event takes both places of a meeting."""
    return max(
        (
            risk.when.both(problem.as_of or first.day, first.day, second.day)
            for risk in problem.risks
            if takes(problem, risk, first) and takes(problem, risk, second)
        ),
        default=0,
    )


@dataclass(frozen=True)
class FoundReserves:
    """The reserves of a plan.

    Attributes:
        places: where each is, by the id of its meeting; some meetings may have none.
        verdict: check of the plan with all reserves held as well; None if there are none.
        outcome: of the last solve that found them; None if there are none.
        all_together: whether they are the best for all meetings that have any possible day, so that the proof of the
            outcome is one for all; else they were looked for in halves, the most exposed first, as long as they fit.
    """

    places: Mapping[str, PlannedMeeting]
    verdict: Verdict | None = None
    outcome: Outcome | None = None
    all_together: bool = True

    @property
    def held(self) -> tuple[ScheduledMeeting, ...]:
        """The reserves, looked up, as meetings of their own."""
        schedule = self.verdict.schedule if self.verdict else ()
        return tuple(each for each in schedule if each.id.endswith(MARK))

    @property
    def proved(self) -> bool:
        """Whether it is proved that no others have fewer points."""
        return self.all_together and (self.outcome is None or self.outcome.status is OutcomeStatus.OPTIMAL)


def find_reserves(
    wanted: Wanted, solving: SearchResources, on_try: Callable[[int], None] = lambda _n: None
) -> FoundReserves:
    """Return the best reserves, or if no plan has all of them those that fit, the most exposed meetings first.

    Args:
        wanted: what is asked for.
        solving: the process that solves, and the limits of all solves together.
        on_try: told before each solve for how many meetings it is.

    Raises:
        WrongPlanError, EngineFailedError: as for `constraints.solve.solve`.
    """
    begun = time.monotonic()

    def solved(names: Collection[str], share: int) -> FoundReserves | None:
        left = solving.limits.seconds - (time.monotonic() - begun)
        if left <= 0 or solving.stopped:
            return None
        on_try(len(names))
        problem = wanted.with_reserves(names)
        limits = replace(solving.limits, seconds=max(left / share, min(left, TRY_MIN_SECONDS)))
        outcome = solve_next(problem, limits, solving.turns, on_progress=solving.on_progress, stop=solving.stop)
        if outcome.plan is None or outcome.verdict is None:
            return None
        places = {
            each.meeting.removesuffix(MARK): each for each in outcome.plan.meetings if each.meeting.endswith(MARK)
        }
        return FoundReserves(places, outcome.verdict, outcome)

    possible = set(_with_days(wanted))
    if not possible:
        return FoundReserves({})
    found = solved(possible, 2)
    if found is not None:
        return found
    order = sorted(possible, key=lambda name: (-wanted.chances[name], name))
    fitting, best = set[str](), FoundReserves({}, all_together=False)
    middle = (len(order) + 1) // 2
    parts = [order[middle:], order[:middle]]  # the last is tried next
    while parts := [part for part in parts if part]:
        part = parts.pop()
        more = solved({*fitting, *part}, 2 * len(parts) + 2)
        if more is not None:
            fitting |= {*part}
            best = replace(more, all_together=False)
        elif len(part) > 1:
            half = (len(part) + 1) // 2
            parts += [part[half:], part[:half]]
    return best


def _with_days(wanted: Wanted) -> Iterator[str]:
    """Yield the meetings for whose reserve there is any possible day, whatever the others are."""
    problem = wanted.with_reserves([each.id for each in wanted.held])
    possible = possible_candidates(problem)
    for number, meeting in enumerate(problem.meetings):
        if meeting.id.endswith(MARK) and len(possible.day[possible.of(number)]):
            yield meeting.id.removesuffix(MARK)


def booking_rows(wanted: Wanted, found: FoundReserves) -> tuple[BookingRow, ...]:
    """Return the rows by which the reserves are booked, each until its first day is near, in order of time."""
    zone, firsts = wanted.problem.zone, {each.id: each for each in wanted.held}
    rows = []
    for name, planned in found.places.items():
        start, end = planned.start.astimezone(zone), planned.end.astimezone(zone)
        daily = end.time() > start.time() and not firsts[name].meeting.hours.overnight
        hours: Mapping[str, Any] = {"from": start.time(), "to": end.time()} if daily else {}
        released = firsts[name].day - timedelta(wanted.terms.release_days)
        rows.append(BookingRow(
            venue=planned.venue, rooms=planned.rooms, staff=planned.staff, meeting=name, source=SOURCE,
            first_day=start.date(), last_day=None if start.date() == end.date() else end.date(),
            state=BookingState.RESERVE, until=max(released, wanted.problem.as_of or released), **hours,
        ))  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.first_day, row.meeting or "")))


def without_found(network: Network) -> Network:
    """Return the network without the days in reserve that were found before, which new ones replace."""
    left = (each for each in network.bookings if each.state is not BookingState.RESERVE or each.source != SOURCE)
    return network.model_copy(update={"bookings": tuple(left)})


def reserves_shown(wanted: Wanted, found: FoundReserves) -> Iterator[InReserve]:
    """Yield every meeting that reserves were looked for, with what was found."""
    places = {held.meeting.stands_in.meeting: held for held in found.held if held.meeting.stands_in is not None}
    rows = {row.meeting: row for row in booking_rows(wanted, found)}
    plan = check(wanted.problem, Plan(tuple(each.meeting.published for each in wanted.held if each.meeting.published)))
    for first in wanted.held:
        second, schedule = places.get(first.id), found.verdict.schedule if found.verdict else None
        row = rows.get(first.id)
        yield InReserve(
            id=first.id,
            name=meeting_name(wanted.problem, first.meeting),
            chance=min(wanted.chances[first.id] / MILLION, 1.0),
            first=MeetingPlace(**held_fields(plan.schedule, first)),
            second=MeetingPlace(**held_fields(schedule, second)) if schedule and second else None,
            both=wanted.both(first, second) / MILLION if second else None,
            rent=schedule.rent(second) if schedule and second else None,
            until=row.until if row else None,
            booking=row,
        )


def in_reserve(network: Network, plan: Plan, as_of: date) -> tuple[InReserve, ...]:
    """Return what is held in reserve for the meetings of an accepted plan that are still to come, in order of time.

    Left out is what the plan itself uses, and what was held until a day that is past.

    Args:
        network: the network of today.
        plan: the plan.
        as_of: the day that is taken for today.
    """
    problem = replace(build_problem(network), as_of=as_of)
    schedule, found = check(problem, plan).schedule, list[InReserve]()
    firsts = {held.id: held for held in schedule if held.day >= as_of}
    rows = dict(zip(problem.bookings, network.bookings, strict=True))
    for reserve in reserves_to_come(problem):
        booking, first = reserve.booking, firsts.get(reserve.meeting.id)
        if first is None or first.span.overlaps(booking.span):
            continue
        other = check(problem, Plan((reserve.planned(problem),))).schedule
        for second in other:
            found.append(InReserve(
                id=first.id, name=meeting_name(problem, first.meeting), chance=min(hit(problem, first) / MILLION, 1.0),
                first=MeetingPlace(**held_fields(schedule, first)), second=MeetingPlace(**held_fields(other, second)),
                both=both(problem, first, second) / MILLION,
                rent=other.rent(second) if booking.price is None else booking.price, until=booking.until,
                booking=rows[booking],
            ))  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.first.start, each.id)))

"""Live through futures drawn from the risks of a network: plan, event, best repair, next event.

    python -m benchmarks.stress [--futures N] [--seed N] [--points P]

The default example, planned on its first day: without protection, with [rules.exposure] points = P, with the days in
reserve that `planner reserve` finds for all rounds, and with both. Each future is drawn from [[risks]]; every event is
answered by the days in reserve that still hold, else by the best repair that moves nothing else, else by the best plan
there is, and where there is none the meetings that are hit are lost. The figures are means over the futures, with their
standard errors; what is held in reserve is of the plan. The table stands in the section "Futures" of RESULTS.md.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from benchmarks.results import machine, replace_section, table
from constraints.check import check
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.published import fee
from constraints.problem.rule import all_rules
from constraints.rules.reserve import Reserve
from constraints.search.sessions import SequentialSession
from constraints.solve import solve
from planner.changes.change import with_settings
from planner.changes.kinds import apply_changes
from planner.changes.meetings import Cancel
from planner.examples import folder
from planner.files.load import load_network
from planner.network.problem import build_problem
from planner.reschedule.foresight import Event, PlanAhead, RiskAhead
from planner.reschedule.in_reserve import reserve_of_each, with_reserves
from planner.reschedule.reserves import Wanted, booking_rows, find_reserves
from planner.reschedule.search import Search, SearchResources
from planner.reschedule.situation import RescheduleProblem, Situation, movable
from planner.reschedule.windows import windows_said, with_wider_windows
from planner.schemas.figures import price
from planner.schemas.proposals import MayMove

if TYPE_CHECKING:
    from constraints.problem.plan import Plan
    from constraints.problem.problem import PlannedMeeting, Problem
    from constraints.problem.rule import Rule
    from planner.changes.kinds import Change
    from planner.network.network import Network
    from planner.network.tables import BookingRow

EXAMPLE = "ledernetvaerk"
REPAIR_SECONDS = 20.0
PLAN_SECONDS = 120.0
RESERVE_SECONDS = 40.0


@dataclass
class Lived:
    """What came of one future.

    Attributes:
        moved: meetings that were given another day, hours or venue, each time.
        told: how often each person was told of an event: members invited and staff on duty.
        fees: cancellation fees.
        rent: new rent less old rent.
        lost: meetings that could not be held.
        beyond: meetings moved besides those that were hit, as there was no other way.
        other_year: meetings that ended in another calendar year than theirs.
        unproved: repairs that are not proved to be the best.
        on_reserves: meetings that were moved to the day and venue that were in reserve for them.
    """

    moved: int = 0
    told: Counter[str] = field(default_factory=Counter)
    fees: int = 0
    rent: int = 0
    lost: int = 0
    beyond: int = 0
    other_year: int = 0
    unproved: int = 0
    on_reserves: int = 0

    @property
    def twice(self) -> int:
        """People who were told more than once."""
        return sum(n > 1 for n in self.told.values())


WAYS = (
    ("without protection", False, False),
    ("exposure", True, False),
    ("reserve", False, True),
    ("exposure and reserve", True, True),
)
"""Names of ways to plan, and whether each has [rules.exposure] and days in reserve."""
FIGURES = (
    "meetings moved",
    "people told",
    "people told twice",
    "money",
    "fees",
    "meetings lost",
    "beside",
    "in another year",
)


def figures(lived: Lived) -> tuple[float, ...]:
    """Return the figures of a future, in the order of `FIGURES`."""
    return (
        lived.moved, len(lived.told), lived.twice, lived.fees + lived.rent, lived.fees, lived.lost, lived.beyond,
        lived.other_year,
    )  # fmt: skip


def live(network: Network, plan: Plan, events: Sequence[Event], turns: SequentialSession) -> Lived:
    """Return what comes of a plan if these events happen one after the other, each on its first day."""
    lived, original = Lived(), plan
    for event in sorted(events, key=lambda each: each.day):
        if event.day > network.settings.last_day:
            continue
        changes: list[Change] = [event.change]
        ahead = PlanAhead(plan, network, event.day)
        hit = ahead.hit_on(event.change)
        if not hit:
            network = apply_changes(network, plan, changes, event.day).network
            continue
        lived.told.update(ahead.people(hit))
        found = next(filter(None, (_repair(network, plan, changes, event.day, turns, lived, may)
                                   for may in (MayMove.NOTHING, MayMove.ALL))), None)  # fmt: skip
        if found is None:
            lived.lost += len(hit)
            changes += [Cancel(meetings=tuple(sorted(hit)), later=False)]
            found = type(plan)(tuple(each for each in plan.meetings if each.meeting not in hit))
        else:
            _count(network, plan, found, event.day, hit, lived)
        network, plan = apply_changes(network, plan, changes, event.day).network, found
    lived.other_year = _in_other_years(build_problem(network), original, plan)
    return lived


def _repair(  # noqa: PLR0913, PLR0917 - what a repair is made of
    network: Network, plan: Plan, changes: Sequence[Change], day: date, turns: SequentialSession, lived: Lived,
    may_move: MayMove,
) -> Plan | None:  # fmt: skip
    changed = apply_changes(network, plan, changes, day)
    situation = Situation.of(plan, changed, build_problem(changed.network), day)
    free = movable(situation, may_move)
    situation = with_wider_windows(with_reserves(situation), free, windows_said(changes, network))
    question = RescheduleProblem.of(situation, free)
    solving = SearchResources(turns, Limits(REPAIR_SECONDS, workers=1))
    search = Search(question, 1, solving, sparing=may_move is not MayMove.NOTHING)
    search.run()
    if not search.found:
        lived.unproved += search.status is OutcomeStatus.UNKNOWN
        return None
    (best, *_) = search.found
    lived.unproved += best.outcome.status is not OutcomeStatus.OPTIMAL and not best.reserve
    return best.plan


def _count(network: Network, plan: Plan, found: Plan, day: date, hit: frozenset[str], lived: Lived) -> None:  # noqa: PLR0913, PLR0917 - what is counted
    problem, places = PlanAhead(plan, network, day).now.free, {each.meeting: each for each in plan.meetings}
    before, after = check(problem, plan).schedule, check(problem, found).schedule
    moved = {each.meeting for each in found.meetings if _place(each) != _place(places[each.meeting])}
    lived.moved += len(moved)
    booked = reserve_of_each(problem)
    for each in found.meetings:
        reserve = booked.get(each.meeting) if each.meeting in moved else None
        where = None if reserve is None else (problem.venues[reserve.booking.venue].id, reserve.booking.span.first)
        lived.on_reserves += where == (each.venue, each.start.astimezone(problem.zone).date())
    lived.beyond += len(moved - hit)
    lived.fees += sum(fee(problem, each.index, problem.index(each.day), each.venue) for each in after)
    lived.rent += price(after).rent - price(before).rent


def _place(meeting: PlannedMeeting) -> tuple[object, ...]:
    return meeting.start, meeting.end, meeting.venue


def _in_other_years(problem: Problem, original: Plan, plan: Plan) -> int:
    years = {each.id: each.year for each in problem.meetings}
    before = {each.meeting for each in original.meetings if each.start.year != years.get(each.meeting)}
    return sum(
        each.start.year != years.get(each.meeting, each.start.year) and each.meeting not in before
        for each in plan.meetings
    )


def planned(network: Network, as_of: date, points: int = 0, reserve: Rule | None = None) -> Plan:
    """Return the best plan on a day, with so many points for a meeting that is hit for sure.

    Args:
        network: what is planned.
        as_of: the day.
        points: of the rule exposure.
        reserve: the rule of days in reserve, if it is to leave some.

    Raises:
        RuntimeError: if none is found.
    """
    rules = (reserve,) if reserve else ()
    problem = build_problem(protected(network, points, *rules))
    plan = solve(replace(problem, as_of=as_of), Limits(PLAN_SECONDS)).plan
    if plan is None:
        raise RuntimeError(network.settings.name)
    return plan


def protected(network: Network, points: int, *others: Rule) -> Network:
    """Return the network with the rule exposure at that price, and other rules."""
    rules = (all_rules()["exposure"].model_validate({"points": points}), *others)
    return with_settings(network, rules={**network.settings.rules, **{rule.key(): rule for rule in rules}})


def in_reserve(
    network: Network, plan: Plan, as_of: date, rule: Reserve, turns: SequentialSession
) -> tuple[tuple[BookingRow, ...], int]:
    """Return the bookings of days in reserve for a plan, as `planner reserve` finds them, and their rent."""
    asked = with_settings(network, rules={**network.settings.rules, rule.key(): rule})
    wanted = Wanted.of(build_problem(asked), plan, as_of)
    if wanted is None:
        return (), 0
    found = find_reserves(wanted, SearchResources(turns, Limits(RESERVE_SECONDS, workers=1)))
    rent = sum(found.verdict.schedule.rent(each) for each in found.held) if found.verdict else 0
    return booking_rows(wanted, found), rent


def reserve_rule(network: Network, points: int) -> Reserve:
    """Return the rule of days in reserve for all rounds."""
    return Reserve(rounds=tuple(each.round.id for each in network.rounds), points=points)


def drawn(network: Network, as_of: date, random: Random) -> Iterator[Event]:
    """Yield the events of one future: of each risk one at most."""
    for risk in RiskAhead.all(network, as_of):
        never = max(1 - math.fsum(risk.chances.values()), 0.0)
        (day,) = random.choices([*risk.chances, None], [*risk.chances.values(), never])
        if day is not None:
            lengths = risk.lengths
            yield risk.lasting(day, random.choice(lengths.days_to_poll), random.choice(lengths.days_to_cabinet))


def summary(lived: Sequence[Lived]) -> list[str]:
    """Return the mean of each figure, with its standard error."""
    columns = zip(*((*figures(each), each.on_reserves) for each in lived), strict=True)
    return [f"{statistics.fmean(each):,.2f} ± {_error(each):,.2f}" for each in columns]


def _error(values: Sequence[float]) -> float:
    return statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def main() -> None:
    """Draw, live through, print and write the results."""
    parser = argparse.ArgumentParser(description="What comes of plans when what may come comes.")
    parser.add_argument("--futures", type=int, default=40, help="(default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the futures (default: %(default)s)")
    parser.add_argument("--points", type=int, default=60_000, help="of [rules.exposure] (default: %(default)s)")
    arguments = parser.parse_args()
    network = load_network(folder(EXAMPLE))
    as_of = network.settings.first_day
    random = Random(arguments.seed)  # noqa: S311 - no secret
    futures = [[*drawn(network, as_of, random)] for _ in range(arguments.futures)]
    rows = []
    with SequentialSession.start(Limits(REPAIR_SECONDS, workers=1)) as turns:
        for name, exposure, reserves in WAYS:
            rule = reserve_rule(network, arguments.points) if reserves else None
            plan = planned(network, as_of, arguments.points * exposure, rule)
            booked, rent = in_reserve(network, plan, as_of, rule, turns) if rule else ((), 0)
            known = network.model_copy(update={"bookings": booked})
            lived = [live(known, plan, events, turns) for events in futures]
            rows.append([name, *summary(lived), sum(each.unproved for each in lived), len(booked), rent])
            print(rows[-1], flush=True)
    body = (
        f"{table(['plan', *FIGURES, 'moved to a reserve', 'not proved', 'held in reserve', 'rent of it'], rows)}\n\n"
        f"`python -m benchmarks.stress`: {arguments.futures} futures, seed {arguments.seed}, {arguments.points} "
        f"points; {machine(runs=1)}"
    )
    replace_section("Futures", body)


if __name__ == "__main__":
    main()

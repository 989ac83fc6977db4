"""The search for repairs: the least to give up that makes a problem solvable, and the child process that tries it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from calendars.child import messages_from_parent
from constraints.check import check
from constraints.conflicts.conflict import Concession, given_up, loosenings_of
from constraints.conflicts.oracle import EngineOracle, UnsureError
from constraints.engines.cp_sat import CpSat
from constraints.engines.highs import Highs
from constraints.engines.presolve import shrink
from constraints.engines.program import MipProgram, SolveRequest, SolveStatus
from constraints.model.model import Model, plan_of
from constraints.problem.relaxations import restricted, with_fixed

if TYPE_CHECKING:
    from constraints.conflicts.conflict import Conflict
    from constraints.conflicts.oracle import Oracle
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Meeting, Problem
    from constraints.problem.relaxations import Relaxation


Amounts = tuple[int, ...]
"""One for each of some loosenings, in their order."""
Best = Callable[["Problem", float], "Plan | None"]
"""Given a problem and a deadline."""
SECOND_OPINION = 5.0
"""Seconds that the second oracle has to deny that less is enough."""


@dataclass(frozen=True, slots=True)
class Enough:
    """Amounts with which a problem can be solved.

    Attributes:
        amounts: of each loosening.
        least: whether two engines agree that less of any one of them is not enough.
        plan: keeps everything that is still demanded, by the check.
    """

    amounts: Amounts
    least: bool
    plan: Plan


class RepairSearch:
    """Asks oracles about a problem with more or less of it given up.

    Args:
        problem: as it stands; impossible.
        first: is asked.
        second: is asked too whether less would not have been enough.
        deadline: on the clock of `time.monotonic`, in seconds.
        best: the plan with the fewest points, or None if that is not known in time.
    """

    def __init__(
        self, problem: Problem, first: Oracle, second: Oracle, deadline: float, best: Best = lambda *_: None
    ) -> None:
        self._problem = replace(problem, rules=tuple(rule for rule in problem.rules if rule.hard))
        self._first, self._second = first, second
        self._deadline = deadline
        self._best = best
        self._known: Plan | None = None

    def least(
        self, loosenings: Sequence[Relaxation], meetings: frozenset[int], at_least: Amounts | None = None
    ) -> Enough | None:
        """The least amounts with which those meetings can be held; None if even the most is not enough.

        Amounts are made smaller one after the other, so that none of them alone could be smaller still.

        Args:
            loosenings: given up together.
            meetings: indices of the meetings that are asked about; the others are left out.
            at_least: amounts below which it is known that there is no plan.
        """
        at_least = at_least or (1,) * len(loosenings)
        question = _Question(self, loosenings, meetings)
        amounts = at_least
        measured = any(
            each.measured for each in loosenings
        )  # whether a little is enough is harder to say than how much
        plan = None if measured else question.plan(at_least)
        if plan is None:
            amounts = tuple(each.most for each in loosenings)
            plan = question.plan(amounts)
        if plan is None:
            return None
        sure = True
        for place, low in enumerate(at_least):
            amounts, plan, agreed = question.shrunk(amounts, plan, place, low)
            sure &= agreed
        return Enough(amounts, sure, plan)

    def ask(self, problem: Problem) -> Plan | None:
        """A plan that the check accepts; None if there is none, by the word of the first oracle."""
        return self._ask(self._first, problem, self._deadline)

    def _ask(self, oracle: Oracle, problem: Problem, deadline: float) -> Plan | None:
        if time.monotonic() > self._deadline:
            raise UnsureError
        plan = oracle.plan(problem, deadline)
        if plan is not None and check(problem, plan).broken:
            raise UnsureError
        return plan

    def plan(self, concessions: Sequence[Concession], meetings: frozenset[int]) -> Plan | None:
        """A plan for those meetings with that given up; most others stay as they were last if they can."""
        loose = given_up(self._problem, concessions)
        if len(meetings) < len(loose.meetings):
            return self.ask(restricted(loose, meetings))
        moving = frozenset().union(*(each.loosening.meetings for each in concessions))
        if self._known is not None and len(moving) < len(meetings):
            near = self.ask(_staying(loose, self._known, moving))
            if near is not None:
                return near
        found = self.ask(loose)
        self._known = found or self._known
        return found

    def cheapest(
        self, loosening: Relaxation, concessions: Sequence[Concession], meetings: frozenset[int]
    ) -> Plan | None:
        """The plan that needs the least of a loosening that can be measured; None if that is not known in time."""
        if loosening.measured is None:
            return None
        problem = loosening.measured(restricted(given_up(self._problem, concessions), meetings))
        return self._best(problem, self._deadline)

    def denied(self, concessions: Sequence[Concession], meetings: frozenset[int]) -> bool:
        """Whether the second oracle has no plan either."""
        problem = restricted(given_up(self._problem, concessions), meetings)
        return self._ask(self._second, problem, min(self._deadline, time.monotonic() + SECOND_OPINION)) is None

    def fits(self, plan: Plan, concessions: Sequence[Concession], meetings: frozenset[int]) -> bool:
        """Whether a plan of those meetings still keeps everything with only that given up."""
        loose = given_up(self._problem, concessions)
        return not check(restricted(loose, meetings), plan).broken


class _Question:
    """Whether some meetings can be held with certain amounts of some loosenings."""

    def __init__(self, seeker: RepairSearch, loosenings: Sequence[Relaxation], meetings: frozenset[int]) -> None:
        self._seeker = seeker
        self._loosenings = loosenings
        self._meetings = meetings

    def plan(self, amounts: Amounts) -> Plan | None:
        """A plan with these amounts."""
        return self._seeker.plan(self._concessions(amounts), self._meetings)

    def shrunk(self, amounts: Amounts, plan: Plan, place: int, low: int) -> tuple[Amounts, Plan, bool]:
        """The least amount in that place, not below `low`; its plan; and whether the second oracle agrees."""
        at_least = low
        amounts = self._as_planned(amounts, plan, place, low)
        cheapest = self._cheapest(amounts, place, low)
        if cheapest is not None:
            amounts, plan = self._as_planned(amounts, cheapest, place, low), cheapest
            low = amounts[place]
        while amounts[place] > low:
            middle = (low + amounts[place] - 1) // 2
            found = self.plan(_with(amounts, place, middle))
            if found is None:
                low = middle + 1
            else:
                amounts, plan = self._as_planned(_with(amounts, place, middle), found, place, low), found
        return amounts, plan, low == at_least or self._denied(_with(amounts, place, low - 1))

    def _cheapest(self, amounts: Amounts, place: int, low: int) -> Plan | None:
        if amounts[place] == low:
            return None
        return self._seeker.cheapest(self._loosenings[place], self._concessions(amounts), self._meetings)

    def _denied(self, amounts: Amounts) -> bool:
        """Whether the second oracle says too that these are not enough."""
        try:
            return self._seeker.denied(self._concessions(amounts), self._meetings)
        except UnsureError:
            return False

    def _as_planned(self, amounts: Amounts, plan: Plan, place: int, low: int) -> Amounts:
        """The least amount in that place with which this plan keeps everything."""
        high = amounts[place]
        while low < high:
            middle = (low + high) // 2
            if self._seeker.fits(plan, self._concessions(_with(amounts, place, middle)), self._meetings):
                high = middle
            else:
                low = middle + 1
        return _with(amounts, place, high)

    def _concessions(self, amounts: Amounts) -> list[Concession]:
        return [Concession(*each) for each in zip(self._loosenings, amounts, strict=True) if each[1]]


def _with(amounts: Amounts, place: int, amount: int) -> Amounts:
    return (*amounts[:place], amount, *amounts[place + 1 :])


def _staying(problem: Problem, plan: Plan, moving: frozenset[int]) -> Problem:
    """The problem with every meeting but those kept on the day and at the venue of a plan."""
    places = {planned.meeting: (planned.start.date(), planned.venue) for planned in plan.meetings}
    venues = {venue.id: number for number, venue in enumerate(problem.venues)}

    def fixed(meeting: Meeting) -> Meeting:
        day, venue = places[meeting.id]
        return replace(meeting, fixed_day=day, fixed_venue=venues[venue])

    stay = ((n, meeting) for n, meeting in enumerate(problem.meetings) if n not in moving and meeting.id in places)
    return with_fixed(problem, {number: fixed(meeting) for number, meeting in stay})


@dataclass(frozen=True, slots=True)
class Trial:
    """A question: how much of some loosenings is enough?

    Attributes:
        places: of the loosenings among all of those for the clashes.
        at_least: amounts below which it is known that there is no plan.
        meetings: indices of the meetings that are asked about.
        besides: what is given up anyway: place and amount of each.
    """

    places: tuple[int, ...]
    at_least: Amounts
    meetings: frozenset[int]
    besides: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """The answer: what is enough, or None if nothing is or it could not be told in time."""

    trial: Trial
    enough: Enough | None


def run_trials(problem: Problem, clashes: Sequence[Conflict], seconds: float, tell: Callable[[object], None]) -> None:
    """Answer every trial that comes in."""
    trials = Trials(problem, clashes, time.monotonic() + seconds)
    while True:
        tell(trials.tried(cast("Trial", messages_from_parent.get())))


class Trials:
    """Answers trials; what is given up besides makes a problem of its own, which is kept for the next trial."""

    def __init__(self, problem: Problem, clashes: Sequence[Conflict], deadline: float) -> None:
        self._problem = problem
        self._loosenings = loosenings_of(problem, clashes)
        self._deadline = deadline
        self._seekers: dict[tuple[tuple[int, int], ...], RepairSearch] = {}

    def tried(self, trial: Trial) -> Tried:
        """The answer to one trial."""
        loosenings = [self._loosenings[place] for place in trial.places]
        try:
            enough = self._seeker(trial.besides).least(loosenings, trial.meetings, trial.at_least)
        except UnsureError:
            enough = None
        return Tried(trial, enough)

    def _seeker(self, besides: tuple[tuple[int, int], ...]) -> RepairSearch:
        if besides not in self._seekers:
            given = [Concession(self._loosenings[place], amount) for place, amount in besides]
            oracles = EngineOracle(Highs(), shrunk=True), EngineOracle(CpSat(), shrunk=False)
            loose = given_up(self._problem, given)
            self._seekers[besides] = RepairSearch(loose, *oracles, self._deadline, cheapest_plan)
        return self._seekers[besides]


def cheapest_plan(problem: Problem, deadline: float) -> Plan | None:
    """The plan with the fewest points; None if that is not proved by the deadline."""
    model = Model(problem)
    program = MipProgram.of(model.matrix())
    found = shrink(program)
    if found is None:
        return None
    smaller, back = found
    answer = Highs().solve(SolveRequest(smaller, deadline - time.monotonic()))
    if answer.word is not SolveStatus.OPTIMAL or answer.point is None:
        return None
    return plan_of(model, back(answer.point))

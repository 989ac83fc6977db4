"""The search for least amounts of relaxations that make a problem feasible, and the child process that runs it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from calendars.child import messages_from_parent
from constraints.check import check
from constraints.conflicts.conflict import Concession, apply_concessions, loosenings_of
from constraints.conflicts.oracle import ContradictionError, EngineOracle, UndecidedError
from constraints.engines.cp_sat import CpSat
from constraints.engines.highs import Highs
from constraints.engines.presolve import shrink
from constraints.engines.program import MipProgram, SolveRequest, SolveStatus
from constraints.model.model import MipModel, plan_of
from constraints.problem.relaxations import restricted
from constraints.problem.waivers import with_fixed, without_soft_rules

if TYPE_CHECKING:
    from constraints.conflicts.conflict import Conflict
    from constraints.conflicts.oracle import Oracle
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Meeting, Problem
    from constraints.problem.relaxations import Relaxation


Amounts = tuple[int, ...]
"""Amounts of some relaxations, in their order."""
Best = Callable[["Problem", float], "Plan | None"]
"""Function of a problem and a deadline that returns the plan with the fewest points, or None if it is not known."""
CONFIRMATION_SECONDS = 5.0
"""Seconds for the second oracle to confirm that less does not suffice."""


@dataclass(frozen=True, slots=True)
class SufficientAmounts:
    """Amounts of relaxations with which a problem is feasible.

    Attributes:
        amounts: amount of each relaxation.
        least: whether two engines agree that a smaller amount of any one of them does not suffice.
        plan: a plan that satisfies everything that is still required, according to the check.
    """

    amounts: Amounts
    least: bool
    plan: Plan


class RepairSearch:
    """Finds least amounts by asking oracles about relaxed problems.

    Args:
        problem: an infeasible problem.
        first: oracle for the search.
        second: oracle that confirms that less does not suffice.
        deadline: as `time.monotonic` gives it, in seconds.
        best: returns the plan with the fewest points, or None if it is not known in time.
    """

    def __init__(
        self, problem: Problem, first: Oracle, second: Oracle, deadline: float, best: Best = lambda *_: None
    ) -> None:
        self._problem = without_soft_rules(problem)
        self._first, self._second = first, second
        self._deadline = deadline
        self._best = best
        self._known: Plan | None = None

    def least(
        self, relaxations: Sequence[Relaxation], meetings: frozenset[int], at_least: Amounts | None = None
    ) -> SufficientAmounts | None:
        """Return least amounts with which those meetings have a plan, or None if the largest do not suffice.

        Amounts are reduced one after the other, so that in the end no single one can be smaller.

        Args:
            relaxations: relaxations that are applied together.
            meetings: indices of the meetings; the others are left out.
            at_least: amounts below which there is known to be no plan; 1 for each if not given.

        Raises:
            UnsureError: if it is not known in time.
        """
        at_least = at_least or (1,) * len(relaxations)
        question = _AmountSearch(self, relaxations, meetings)
        amounts = at_least
        # Where the least amount can be measured by one solve, that is faster than to test the smallest amounts first.
        measured = any(each.measured for each in relaxations)
        plan = None if measured else question.plan(at_least)
        if plan is None:
            amounts = tuple(each.most for each in relaxations)
            plan = question.plan(amounts)
        if plan is None:
            return None
        sure = True
        for place, low in enumerate(at_least):
            amounts, plan, agreed = question.shrunk(amounts, plan, place, low)
            sure &= agreed
        return SufficientAmounts(amounts, sure, plan)

    def ask(self, problem: Problem) -> Plan | None:
        """Return a checked plan of the first oracle, or None if it finds that there is none."""
        return self._ask(self._first, problem, self._deadline)

    def _ask(self, oracle: Oracle, problem: Problem, deadline: float) -> Plan | None:
        if time.monotonic() > self._deadline:
            raise UndecidedError
        try:
            plan = oracle.plan(problem, deadline)
        except ContradictionError:
            raise UndecidedError from None
        if plan is not None and check(problem, plan).broken:
            raise UndecidedError
        return plan

    def plan(self, concessions: Sequence[Concession], meetings: frozenset[int]) -> Plan | None:
        """Return a plan of those meetings after these concessions, near the last known one if possible, or None."""
        loose = apply_concessions(self._problem, concessions)
        if len(meetings) < len(loose.meetings):
            return self.ask(restricted(loose, meetings))
        moving = frozenset().union(*(each.loosening.meetings for each in concessions))
        if self._known is not None and len(moving) < len(meetings):
            near = self.ask(_with_others_fixed(loose, self._known, moving))
            if near is not None:
                return near
        found = self.ask(loose)
        self._known = found or self._known
        return found

    def cheapest(
        self, loosening: Relaxation, concessions: Sequence[Concession], meetings: frozenset[int]
    ) -> Plan | None:
        """Return the plan that needs the least amount of a measurable relaxation; None if not known in time."""
        if loosening.measured is None:
            return None
        problem = loosening.measured(restricted(apply_concessions(self._problem, concessions), meetings))
        return self._best(problem, self._deadline)

    def denied(self, concessions: Sequence[Concession], meetings: frozenset[int]) -> bool:
        """Return whether the second oracle finds no plan either."""
        problem = restricted(apply_concessions(self._problem, concessions), meetings)
        return self._ask(self._second, problem, min(self._deadline, time.monotonic() + CONFIRMATION_SECONDS)) is None

    def fits(self, plan: Plan, concessions: Sequence[Concession], meetings: frozenset[int]) -> bool:
        """Return whether a plan of those meetings satisfies everything that these concessions leave."""
        loose = apply_concessions(self._problem, concessions)
        return not check(restricted(loose, meetings), plan).broken


class _AmountSearch:
    """The question which amounts of some relaxations suffice for some meetings."""

    def __init__(self, seeker: RepairSearch, relaxations: Sequence[Relaxation], meetings: frozenset[int]) -> None:
        self._seeker = seeker
        self._loosenings = relaxations
        self._meetings = meetings

    def plan(self, amounts: Amounts) -> Plan | None:
        """Return a plan for these amounts, or None."""
        return self._seeker.plan(self._concessions(amounts), self._meetings)

    def shrunk(self, amounts: Amounts, plan: Plan, place: int, low: int) -> tuple[Amounts, Plan, bool]:
        """Reduce the amount in that place as far as possible, but not below `low`.

        Returns:
            The amounts, their plan, and whether the second oracle confirms that less does not suffice.
        """
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
        """Return whether the second oracle confirms that these amounts do not suffice."""
        try:
            return self._seeker.denied(self._concessions(amounts), self._meetings)
        except UndecidedError:
            return False

    def _as_planned(self, amounts: Amounts, plan: Plan, place: int, low: int) -> Amounts:
        """Reduce the amount in that place to the least one that this plan needs."""
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


def _with_others_fixed(problem: Problem, plan: Plan, moving: frozenset[int]) -> Problem:
    """Return the problem with all meetings but the moving ones fixed to their day and venue of a plan."""
    places = {planned.meeting: (planned.start.date(), planned.venue) for planned in plan.meetings}
    venues = {venue.id: number for number, venue in enumerate(problem.venues)}

    def fixed(meeting: Meeting) -> Meeting:
        day, venue = places[meeting.id]
        return replace(meeting, fixed_day=day, fixed_venue=venues[venue])

    stay = ((n, meeting) for n, meeting in enumerate(problem.meetings) if n not in moving and meeting.id in places)
    return with_fixed(problem, {number: fixed(meeting) for number, meeting in stay})


@dataclass(frozen=True, slots=True)
class Trial:
    """A request to find the least amounts of some relaxations.

    Attributes:
        places: indices of the relaxations in `loosenings_of` the conflicts.
        at_least: amounts below which there is known to be no plan.
        meetings: indices of the meetings.
        besides: pairs (index, amount) of relaxations that are applied in any case.
    """

    places: tuple[int, ...]
    at_least: Amounts
    meetings: frozenset[int]
    besides: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TrialResult:
    """The result of a trial: amounts that suffice, or None if none do or it is not known in time."""

    trial: Trial
    enough: SufficientAmounts | None


def run_trials(problem: Problem, clashes: Sequence[Conflict], seconds: float, tell: Callable[[object], None]) -> None:
    """Run in the child process: send the result of every trial that the parent sends."""
    trials = Trials(problem, clashes, time.monotonic() + seconds)
    while True:
        tell(trials.tried(cast("Trial", messages_from_parent.get())))


class Trials:
    """Runs trials on the conflicts of a problem; searches are kept for later trials with equal `besides`."""

    def __init__(self, problem: Problem, clashes: Sequence[Conflict], deadline: float) -> None:
        self._problem = problem
        self._loosenings = loosenings_of(problem, clashes)
        self._deadline = deadline
        self._seekers: dict[tuple[tuple[int, int], ...], RepairSearch] = {}

    def tried(self, trial: Trial) -> TrialResult:
        """Return the result of one trial."""
        relaxations = [self._loosenings[place] for place in trial.places]
        try:
            enough = self._seeker(trial.besides).least(relaxations, trial.meetings, trial.at_least)
        except UndecidedError:
            enough = None
        return TrialResult(trial, enough)

    def _seeker(self, besides: tuple[tuple[int, int], ...]) -> RepairSearch:
        if besides not in self._seekers:
            given = [Concession(self._loosenings[place], amount) for place, amount in besides]
            oracles = EngineOracle(CpSat(), shrunk=True), EngineOracle(Highs(), shrunk=False)
            loose = apply_concessions(self._problem, given)
            self._seekers[besides] = RepairSearch(loose, *oracles, self._deadline, cheapest_plan)
        return self._seekers[besides]


def cheapest_plan(problem: Problem, deadline: float) -> Plan | None:
    """Return the plan with the fewest points, or None if none is proved to be optimal by the deadline."""
    model = MipModel(problem)
    program = MipProgram.of(model.matrix())
    found = shrink(program)
    if found is None:
        return None
    smaller, back = found
    answer = Highs().solve(SolveRequest(smaller, deadline - time.monotonic()))
    if answer.status is not SolveStatus.OPTIMAL or answer.point is None or not smaller.admits(answer.point):
        return None
    return plan_of(model, back(answer.point))

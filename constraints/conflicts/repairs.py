"""Why a problem has no plan, and its cheapest repairs: concessions that suffice, each with a plan as evidence.

Repairs are ordered by their number of concessions; then by the kind of their relaxations (see `Asks`: settings of the
planners first, then money, comfort, venues, people's time, laws and announcements); then by the amounts as fractions of
the largest ones.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import TYPE_CHECKING, Self, TypeAlias

from calendars.child import Child, ChildEndedError
from constraints.check import check
from constraints.conflicts.conflict import Concession, apply_concessions, dearness, loosenings_of
from constraints.conflicts.find import find_conflicts
from constraints.conflicts.quick_checks import counted_conflicts
from constraints.conflicts.repair_search import Trial, TrialResult

if TYPE_CHECKING:
    import threading

    from calendars.language import BoundMessage
    from constraints.conflicts.conflict import Conflict
    from constraints.conflicts.repair_search import SufficientAmounts
    from constraints.problem.outcome import Limits, Verdict
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Problem


POLL_SECONDS = 0.01
"""Seconds between two looks at each process."""


class RepairWorkers:
    """A pool of child processes that run trials; a context manager that ends them.

    Args:
        problem: an infeasible problem.
        clashes: its conflicts.
        limits: seconds, number of processes and memory to use.
        stop: event that ends the pool when it is set.
    """

    def __init__(
        self, problem: Problem, clashes: Sequence[Conflict], limits: Limits, stop: threading.Event | None = None
    ) -> None:
        self._task = problem, tuple(clashes)
        self._limits = limits
        self._stop = stop
        self._begun = time.monotonic()
        self._idle = [self._new_process() for _ in range(max(limits.workers, 1))]
        self._busy: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for child in (*self._idle, *self._busy):
            child.kill()

    def ask(self, trials: Iterable[Trial]) -> Iterator[tuple[Trial, SufficientAmounts]]:
        """Run trials, and yield those with amounts that suffice, in order of completion.

        Trials that are still running when the caller stops iterating are abandoned; so is one whose process ends.
        """
        waiting = deque(trials)
        try:
            while (waiting or self._busy) and not self._is_over():
                while waiting and self._idle:
                    self._begin(waiting.popleft())
                yield from self._completed()
        finally:
            for child in self._busy:
                child.kill()
            self._idle += [] if self._is_over() else [self._new_process() for _ in self._busy]
            self._busy = []

    def _begin(self, trial: Trial) -> None:
        child = self._idle.pop()
        child.send(trial)
        self._busy.append(child)

    def _completed(self) -> Iterator[tuple[Trial, SufficientAmounts]]:
        for child in [*self._busy]:
            try:
                message = child.receive(POLL_SECONDS)
            except ChildEndedError:
                self._busy.remove(child)
                self._idle.append(self._new_process())
                continue
            if isinstance(message, TrialResult):
                self._busy.remove(child)
                self._idle.append(child)
                if message.enough is not None:
                    yield message.trial, message.enough

    def _new_process(self) -> Child:
        child = Child(self._limits.memory_mib, ahead="constraints.conflicts.repair_search")
        child.call(
            "constraints.conflicts.repair_search:run_trials", *self._task, self._limits.seconds - self._seconds()
        )
        return child

    def _is_over(self) -> bool:
        """Return whether no more answers are wanted: after the limit they would be that nothing is known."""
        return self._seconds() > self._limits.seconds or (self._stop is not None and self._stop.is_set())

    def _seconds(self) -> float:
        return time.monotonic() - self._begun


START_MIN_SECONDS = 1.0
"""Least time that must be left to start a process, which needs about as long to read the problem."""
MOST_REPAIRS = 5
"""Greatest number of repairs that are searched for at a time."""
MOST_PAIRED = 10
"""Number of relaxations of which all pairs are tried where no single one suffices."""

Places: TypeAlias = tuple[int, ...]
Option: TypeAlias = "tuple[Trial, SufficientAmounts]"


@dataclass(frozen=True, slots=True)
class Repair:
    """Concessions that together end one or more conflicts.

    Attributes:
        clashes: numbers of the conflicts.
        concessions: what is given up.
        least: whether two engines agree that less of any one concession does not suffice.
        plan: a plan of the whole problem, after the first repair of any conflict that this one leaves.
        told: each concession with the figures of the plan, as a message.
    """

    clashes: tuple[int, ...]
    concessions: tuple[Concession, ...]
    least: bool
    plan: Plan
    told: tuple[BoundMessage, ...]


def find_repairs(
    problem: Problem, clashes: Sequence[Conflict], limits: Limits, stop: threading.Event | None = None
) -> tuple[Repair, ...]:
    """Return the cheapest repairs in order: of all conflicts at once if there are such, else of each conflict.

    Args:
        problem: an infeasible problem.
        clashes: its conflicts.
        limits: seconds, processors and memory to use.
        stop: event that ends the search when it is set.

    Returns:
        The repairs; none if there is not one for every conflict in time.
    """
    if not clashes or limits.seconds < START_MIN_SECONDS:
        return ()
    with RepairWorkers(problem, clashes, limits, stop) as crew:
        return tuple(_Search(problem, clashes, crew).run())


class _Search:
    def __init__(self, problem: Problem, clashes: Sequence[Conflict], crew: RepairWorkers) -> None:
        self._problem = problem
        self._clashes = clashes
        self._crew = crew
        self._loosenings = loosenings_of(problem, clashes)

    def run(self) -> list[Repair]:
        """Return the repairs of all conflicts at once, or else of each."""
        options = self._options()
        if not all(options):
            return []
        everywhere = set.intersection(*({trial.places for trial, _ in each} for each in options))
        found = self._confirmed([_at_once(places, options) for places in sorted(everywhere)], options)
        return [*(found or self._one_by_one(options)).values()]

    def _one_by_one(self, options: list[list[Option]]) -> dict[Places, Repair]:
        """Return the repairs of one conflict after the other; some may end several."""
        found: dict[Places, Repair] = {}
        for mine in options if len(options) > 1 else []:
            first = (each[0] for each in options if each is not mine)
            besides = {place: amount for option in first for place, amount in _pairs(*option)}
            new = [option for option in mine if option[0].places not in found]
            found |= self._confirmed(new, options, tuple(besides.items()))
        ended = {clash for way in found.values() for clash in way.clashes}
        return found if len(ended) == len(options) else {}

    def _options(self) -> list[list[Option]]:
        """Return for each conflict what suffices to end it if there are no others, the cheapest first.

        Smaller conflicts among the meetings of a larger one are ended first, each by its cheapest option.
        """
        found: dict[int, list[Option]] = {}
        for number in sorted(range(len(self._clashes)), key=lambda n: len(self._clashes[n].meetings)):
            clash = self._clashes[number]
            inside = [each[0] for n, each in found.items() if each and self._clashes[n].meetings < clash.meetings]
            besides = {place: amount for option in inside for place, amount in _pairs(*option)}
            found[number] = self._of_clash(clash, tuple(besides.items()))
        return [found[number] for number in range(len(self._clashes))]

    def _of_clash(self, clash: Conflict, besides: tuple[tuple[int, int], ...]) -> list[Option]:
        mine = [place for place, each in enumerate(self._loosenings) if clash.meetings & each.meetings]
        found = self._sorted(self._crew.ask(Trial((place,), (1,), clash.meetings, besides) for place in mine))
        easiest = sorted(mine, key=lambda place: self._loosenings[place].asks)[:MOST_PAIRED]
        pairs = [] if found else [Trial(pair, (1, 1), clash.meetings, besides) for pair in combinations(easiest, 2)]
        return found or self._sorted(self._crew.ask(pairs))

    def _sorted(self, options: Iterable[Option]) -> list[Option]:
        return sorted(options, key=lambda option: dearness(self._concessions(*option)))

    def _confirmed(
        self, wanted: Sequence[Option], options: list[list[Option]], besides: tuple[tuple[int, int], ...] = ()
    ) -> dict[Places, Repair]:
        """Return the repairs for which a wanted option suffices in the whole problem, the cheapest first.

        Args:
            wanted: the options to try.
            options: the options of each conflict.
            besides: pairs (index, amount) of relaxations that are applied in any case.
        """
        whole = frozenset(range(len(self._problem.meetings)))
        agreed = {trial.places: enough.least for trial, enough in wanted}
        trials = [Trial(trial.places, enough.amounts, whole, besides) for trial, enough in self._sorted(wanted)]
        found: dict[Places, Repair] = {}
        asked = [(trial, enough) for trial, enough in wanted if (trial.meetings, trial.besides) == (whole, besides)]
        others = [trial for trial in trials if trial.places not in {known.places for known, _ in asked}]
        for trial, enough in chain(asked, self._crew.ask(others)):
            verdict = self._verdict(trial, enough)
            if not verdict.broken:
                ended = tuple(n for n, each in enumerate(options) if trial.places in {one.places for one, _ in each})
                least, concessions = enough.least and agreed[trial.places], self._concessions(trial, enough)
                told = tuple(each.told(verdict.schedule) for each in concessions)
                found[trial.places] = Repair(ended, concessions, least, enough.plan, told)
            if len(found) == MOST_REPAIRS:
                break
        return dict(sorted(found.items(), key=lambda item: dearness(item[1].concessions)))

    def _verdict(self, trial: Trial, enough: SufficientAmounts) -> Verdict:
        """Return the verdict of the check on the plan of a trial."""
        given = [Concession(self._loosenings[place], amount) for place, amount in trial.besides]
        return check(apply_concessions(self._problem, (*given, *self._concessions(trial, enough))), enough.plan)

    def _concessions(self, trial: Trial, enough: SufficientAmounts) -> tuple[Concession, ...]:
        return tuple(Concession(self._loosenings[place], amount) for place, amount in _pairs(trial, enough))


def _pairs(trial: Trial, enough: SufficientAmounts) -> list[tuple[int, int]]:
    """Return the pairs (index of the relaxation, amount) of an option."""
    return [*zip(trial.places, enough.amounts, strict=True)]


def _at_once(places: Places, options: list[list[Option]]) -> Option:
    """Return the option of those relaxations with amounts that suffice for each conflict."""
    same = [option for each in options for option in each if option[0].places == places]
    amounts = tuple(max(each) for each in zip(*(enough.amounts for _, enough in same), strict=True))
    trial, enough = same[0]
    return trial, replace(enough, amounts=amounts, least=all(each.least for _, each in same))


MOST_SECONDS = 60.0
"""Greatest time for the conflicts, and again for the repairs."""
CONFLICTS_SHARE = 0.5
"""Fraction of the time that is spent on the conflicts."""


@dataclass(frozen=True, slots=True)
class Infeasibility:
    """The explanation why a problem has no plan.

    Attributes:
        conflicts: the conflicts.
        repairs: the repairs, the cheapest first.
        complete: whether there are no other conflicts; False if the search for them was not finished.
    """

    conflicts: tuple[Conflict, ...] = ()
    repairs: tuple[Repair, ...] = ()
    complete: bool = True


def explain_infeasibility(problem: Problem, limits: Limits, stop: threading.Event | None = None) -> Infeasibility:
    """Return the conflicts and repairs of an infeasible problem, found within the limits and `MOST_SECONDS` for each.

    Args:
        problem: an infeasible problem.
        limits: seconds, processors and memory to use.
        stop: event that ends the search when it is set.
    """
    begun = time.monotonic()
    found = find_conflicts(problem, limits.at_most(min(CONFLICTS_SHARE * limits.seconds, MOST_SECONDS)), stop=stop)
    clashes = found.clashes
    if not found.complete:
        clashes = (*clashes, *counted_conflicts(problem, clashes, begun + limits.seconds))
    left = limits.after(time.monotonic() - begun).at_most(MOST_SECONDS)
    return Infeasibility(clashes, find_repairs(problem, clashes, left, stop), found.complete)

"""Why a problem has no plan, and the cheapest repairs: what it is enough to give up, each shown by a plan.

Cheap is, in this order: to give up one thing rather than two; what planners have set themselves rather than money,
money rather than comfort, comfort rather than other people's houses, those rather than people's time, and laws and
announcements last; and of one kind a small share of what there is rather than a large one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import TYPE_CHECKING, Self, TypeAlias

from calendars.child import Child, GoneError
from constraints.check import check
from constraints.conflicts.conflict import Concession, dearness, given_up, loosenings_of
from constraints.conflicts.find import find_conflicts
from constraints.conflicts.quick_checks import counted_conflicts
from constraints.conflicts.repair_search import Trial, Tried

if TYPE_CHECKING:
    import threading

    from calendars.language import Said
    from constraints.conflicts.conflict import Conflict
    from constraints.conflicts.repair_search import Enough
    from constraints.problem.outcome import Limits, Verdict
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Problem


TICK = 0.01
"""Seconds between looks at the processes."""


class RepairWorkers:
    """As many processes as there may be workers, ended by leaving the `with`.

    Args:
        clashes: of the problem, the same in every trial.
        stop: set it to have no more answers.
    """

    def __init__(
        self, problem: Problem, clashes: Sequence[Conflict], limits: Limits, stop: threading.Event | None = None
    ) -> None:
        self._task = problem, tuple(clashes)
        self._limits = limits
        self._stop = stop
        self._begun = time.monotonic()
        self._idle = [self._started() for _ in range(max(limits.workers, 1))]
        self._busy: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for child in (*self._idle, *self._busy):
            child.kill()

    def ask(self, trials: Iterable[Trial]) -> Iterator[tuple[Trial, Enough]]:
        """What is enough, in the order in which it comes; who stops listening stops the work on the other trials.

        A process that dies takes its trial with it.
        """
        waiting = deque(trials)
        try:
            while (waiting or self._busy) and not self._over():
                while waiting and self._idle:
                    self._begin(waiting.popleft())
                yield from self._heard()
        finally:
            for child in self._busy:
                child.kill()
            self._idle += [] if self._over() else [self._started() for _ in self._busy]
            self._busy = []

    def _begin(self, trial: Trial) -> None:
        child = self._idle.pop()
        child.send(trial)
        self._busy.append(child)

    def _heard(self) -> Iterator[tuple[Trial, Enough]]:
        for child in [*self._busy]:
            try:
                message = child.receive(TICK)
            except GoneError:
                self._busy.remove(child)
                self._idle.append(self._started())
                continue
            if isinstance(message, Tried):
                self._busy.remove(child)
                self._idle.append(child)
                if message.enough is not None:
                    yield message.trial, message.enough

    def _started(self) -> Child:
        child = Child(self._limits.memory_mib, ahead="constraints.conflicts.repair_search")
        child.call(
            "constraints.conflicts.repair_search:run_trials", *self._task, self._limits.seconds - self._seconds()
        )
        return child

    def _over(self) -> bool:
        """Whether no more answers are wanted: those that come after the limit are that nothing is known."""
        return self._seconds() > self._limits.seconds or (self._stop is not None and self._stop.is_set())

    def _seconds(self) -> float:
        return time.monotonic() - self._begun


LEAST_SECONDS = 1.0
"""With fewer left no process is started: it would take longer until it had read the problem."""
SHOWN = 5
"""Ways out that are looked for at a time."""
PAIRED = 10
"""Of so many loosenings every two are tried together where no single one is enough."""

Places: TypeAlias = tuple[int, ...]
Option: TypeAlias = "tuple[Trial, Enough]"


@dataclass(frozen=True, slots=True)
class Repair:
    """What it is enough to give up to end one or more of the clashes.

    Attributes:
        clashes: their numbers.
        concessions: what is given up, together.
        least: whether two engines agree that less of any of it is not enough.
        plan: of the whole problem; where clashes are left, with the first way out of these besides.
        told: what each of the concessions comes to in the plan, to be said to people.
    """

    clashes: tuple[int, ...]
    concessions: tuple[Concession, ...]
    least: bool
    plan: Plan
    told: tuple[Said, ...]


def find_repairs(
    problem: Problem, clashes: Sequence[Conflict], limits: Limits, stop: threading.Event | None = None
) -> tuple[Repair, ...]:
    """The cheapest ways out, cheapest first: of all clashes at once if there are such, else of each clash in turn.

    None if the time does not allow to find one for every clash; `stop` ends the search.
    """
    if not clashes or limits.seconds < LEAST_SECONDS:
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
        """What ends all clashes at once, or else each of them."""
        options = self._options()
        if not all(options):
            return []
        everywhere = set.intersection(*({trial.places for trial, _ in each} for each in options))
        found = self._confirmed([_at_once(places, options) for places in sorted(everywhere)], options)
        return [*(found or self._one_by_one(options)).values()]

    def _one_by_one(self, options: list[list[Option]]) -> dict[Places, Repair]:
        """The ways out of one clash after the other; some may end several."""
        found: dict[Places, Repair] = {}
        for mine in options if len(options) > 1 else []:
            first = (each[0] for each in options if each is not mine)
            besides = {place: amount for option in first for place, amount in _pairs(*option)}
            new = [option for option in mine if option[0].places not in found]
            found |= self._confirmed(new, options, tuple(besides.items()))
        ended = {clash for way in found.values() for clash in way.clashes}
        return found if len(ended) == len(options) else {}

    def _options(self) -> list[list[Option]]:
        """For each clash what is enough if no other is in the way, cheapest first.

        Smaller clashes among the meetings of a larger one are ended first, by the cheapest that is enough for them.
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
        easiest = sorted(mine, key=lambda place: self._loosenings[place].asks)[:PAIRED]
        pairs = [] if found else [Trial(pair, (1, 1), clash.meetings, besides) for pair in combinations(easiest, 2)]
        return found or self._sorted(self._crew.ask(pairs))

    def _sorted(self, options: Iterable[Option]) -> list[Option]:
        return sorted(options, key=lambda option: dearness(self._concessions(*option)))

    def _confirmed(
        self, wanted: Sequence[Option], options: list[list[Option]], besides: tuple[tuple[int, int], ...] = ()
    ) -> dict[Places, Repair]:
        """Of the wanted options, cheapest first, what is enough for the whole problem with that given up besides."""
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
            if len(found) == SHOWN:
                break
        return dict(sorted(found.items(), key=lambda item: dearness(item[1].concessions)))

    def _verdict(self, trial: Trial, enough: Enough) -> Verdict:
        """What the check says of the plan."""
        given = [Concession(self._loosenings[place], amount) for place, amount in trial.besides]
        return check(given_up(self._problem, (*given, *self._concessions(trial, enough))), enough.plan)

    def _concessions(self, trial: Trial, enough: Enough) -> tuple[Concession, ...]:
        return tuple(Concession(self._loosenings[place], amount) for place, amount in _pairs(trial, enough))


def _pairs(trial: Trial, enough: Enough) -> list[tuple[int, int]]:
    """Places and amounts of what is enough."""
    return [*zip(trial.places, enough.amounts, strict=True)]


def _at_once(places: Places, options: list[list[Option]]) -> Option:
    """What is enough for every clash by itself."""
    same = [option for each in options for option in each if option[0].places == places]
    amounts = tuple(max(each) for each in zip(*(enough.amounts for _, enough in same), strict=True))
    trial, enough = same[0]
    return trial, replace(enough, amounts=amounts, least=all(each.least for _, each in same))


MOST_SECONDS = 60.0
"""For the clashes, and for the ways out."""
SHARE = 0.5
"""Of the time for both, for the clashes."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """What is said of an impossible problem.

    Attributes:
        clashes: what cannot be kept together.
        ways_out: of the clashes, the cheapest first.
        complete: whether there are no other clashes; if not, the search for them was not finished.
    """

    clashes: tuple[Conflict, ...] = ()
    ways_out: tuple[Repair, ...] = ()
    complete: bool = True


def why_impossible(problem: Problem, limits: Limits, stop: threading.Event | None = None) -> Impossible:
    """The clashes and the ways out, as far as the limits and a minute for each of the two allow; `stop` ends it."""
    begun = time.monotonic()
    found = find_conflicts(problem, limits.at_most(min(SHARE * limits.seconds, MOST_SECONDS)), stop=stop)
    clashes = found.clashes
    if not found.complete:
        clashes = (*clashes, *counted_conflicts(problem, clashes, begun + limits.seconds))
    left = limits.after(time.monotonic() - begun).at_most(MOST_SECONDS)
    return Impossible(clashes, find_repairs(problem, clashes, left, stop), found.complete)

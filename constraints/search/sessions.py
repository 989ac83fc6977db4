"""Solver sessions: the child processes that solve, seen from the parent, and the messages that they send."""

from __future__ import annotations

import time
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self

from calendars.child import Child, ChildEndedError, children_memory

if TYPE_CHECKING:
    from calendars.language import BoundMessage
    from constraints.problem.outcome import Limits, OutcomeStatus
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Problem


@dataclass(frozen=True, slots=True)
class PlanFound:
    """Message: a better plan, and its points according to the model."""

    plan: Plan
    objective: int


@dataclass(frozen=True, slots=True)
class Bound:
    """Message: a lower bound on the points of any plan.

    Attributes:
        points: the bound.
        proof: what it rests on: our own arithmetic, or two engines.
    """

    points: int
    proof: BoundMessage


@dataclass(frozen=True, slots=True)
class Refuted:
    """Message: there is no plan, because some of the meetings have none.

    Attributes:
        proof: what it rests on.
    """

    proof: BoundMessage


@dataclass(frozen=True, slots=True)
class PhaseDone:
    """Message: the wall-clock seconds that a phase of the work took."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """Message: the end of a solve.

    Attributes:
        status: what is proved.
        proof: what the status rests on.
        peak_memory: bytes of the solving processes together.
    """

    status: OutcomeStatus
    proof: tuple[BoundMessage, ...]
    peak_memory: int


class SolverSession:
    """The processes of one solve; a context manager that ends them.

    Attributes:
        whole: the process that solves the problem.
        early: the process that finds plans for a warm start until `whole` has a better one, or None.
        begun: time of their start, as `time.monotonic` gives it.
        early_memory: peak memory of the `early` process in bytes, once it has ended.
    """

    def __init__(self, whole: Child, early: Child | None = None) -> None:
        self.whole, self.early = whole, early
        self.begun = whole.begun
        self.early_memory = 0
        self._asked = False
        self._both = early is not None

    @classmethod
    def start(cls, limits: Limits, *, early: bool) -> Self:
        """Start the processes before the problem is known, with one for a warm start if `early`."""
        whole = Child(limits.memory_mib, ahead="constraints.search.pipeline")
        return cls(whole, Child(limits.memory_mib, ahead="constraints.search.warm_start") if early else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def begin(self, problem: Problem, limits: Limits) -> None:
        """Send the problem to the processes, unless that is done; the limits count from their start."""
        if self._asked:
            return
        self._asked = True
        left = replace(limits, seconds=max(limits.seconds - (time.monotonic() - self.begun), 0.0))
        if self.early is not None:
            self.early.call("constraints.search.warm_start:run_warm_start", problem, left)
        self.whole.call("constraints.search.pipeline:run", problem, left)

    def begin_again(self, problem: Problem, limits: Limits) -> bool:  # noqa: ARG002 - see `SequentialSession`
        """Replace processes that ended while they waited for work, and return whether that was possible."""
        return False

    def send_best(self, points: int) -> None:
        """Tell the process that solves the whole what the best plan of both costs, so that it looks for better ones."""
        if self._both:
            self.whole.send(points)

    def early_message(self) -> object:
        """Return the next message of the warm start, or None."""
        if self.early is None:
            return None
        try:
            return self.early.receive(0)
        except ChildEndedError:  # completed or failed, which does not matter: the result comes from `whole`
            self.end_early()
            return None

    def end_early(self) -> None:
        """End the warm start."""
        if self.early is not None:
            self.early.kill()
            self.early, self.early_memory = None, children_memory()

    def kill(self) -> None:
        """End all processes at once."""
        self.end_early()
        self.whole.kill()


class SequentialSession(SolverSession):
    """A session that solves several problems in turn in one process, which is replaced if it ends."""

    def __init__(self, whole: Child, memory_mib: int | None = None) -> None:
        super().__init__(whole)
        self._memory_mib = memory_mib
        self._last: Problem | None = None
        self._ended = False

    @classmethod
    def start(cls, limits: Limits, *, early: bool = False) -> Self:  # noqa: ARG003 - it has no warm start
        """Start the process before the first problem is known."""
        return cls(_process(limits.memory_mib), limits.memory_mib)

    def begin(self, problem: Problem, limits: Limits) -> None:
        """Send the next problem, as the fields that differ from the one before; the limits count from now."""
        if self.whole.is_gone:  # ended from outside while it waited for work
            self.kill()
        if self._ended:
            self.whole, self._ended = _process(self._memory_mib), False
        self.begun = time.monotonic()
        if self._last is None:
            self.whole.call("constraints.search.pipeline:run_sequence", problem)
        self.whole.send((_differences(self._last or problem, problem), limits))
        self._last = problem

    def begin_again(self, problem: Problem, limits: Limits) -> bool:
        """Replace the process, send the problem to the new one, and return True."""
        self.kill()
        self.begin(problem, limits)
        return True

    def kill(self) -> None:
        """End the process at once."""
        super().kill()
        self._last, self._ended = None, True


def _process(memory_mib: int | None) -> Child:
    return Child(memory_mib, ahead="constraints.search.pipeline")


def _differences(old: Problem, new: Problem) -> dict[str, Any]:
    """Return the fields of `new` that are neither the same objects as in `old` nor tuples of equal elements."""
    pairs = ((each.name, getattr(old, each.name), getattr(new, each.name)) for each in fields(new))
    return {name: value for name, before, value in pairs if not _same(before, value)}


def _same(before: object, value: object) -> bool:
    return value is before or (isinstance(value, tuple) and isinstance(before, tuple) and value == before)

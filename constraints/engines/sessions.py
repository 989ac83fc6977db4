"""Solver sessions: the child processes that solve, as the one that asks sees them, and the messages they send."""

from __future__ import annotations

import time
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self

from calendars.child import Child, GoneError, children_memory

if TYPE_CHECKING:
    from calendars.language import Said
    from constraints.problem.outcome import Limits, Status
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Problem


@dataclass(frozen=True, slots=True)
class Found:
    """A better plan, and what it costs by the model's account."""

    plan: Plan
    objective: int


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan costs less than this."""

    points: int


@dataclass(frozen=True, slots=True)
class Phase:
    """How long a part of the work took, in seconds."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The end: how sure it is, on what it rests, and the most memory the solving processes held together (bytes)."""

    status: Status
    proof: tuple[Said, ...]
    peak_memory: int


class SolverSession:
    """The processes of one solve, to be ended by leaving the `with`.

    Attributes:
        whole: solves the problem.
        early: looks for a plan among a few choices until `whole` has a better one; None if that is not wanted.
        begun: when they were started, on the clock of `time.monotonic`.
        early_memory: most bytes that the early one has held, as far as is known.
    """

    def __init__(self, whole: Child, early: Child | None = None) -> None:
        self.whole, self.early = whole, early
        self.begun = whole.begun
        self.early_memory = 0
        self._asked = False

    @classmethod
    def start(cls, limits: Limits, *, early: bool) -> Self:
        """Start them, so that they are ready when the problem is."""
        whole = Child(limits.memory_mib, ahead="constraints.engines.pipeline")
        return cls(whole, Child(limits.memory_mib, ahead="constraints.engines.warm_start") if early else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def begin(self, problem: Problem, limits: Limits) -> None:
        """Hand the problem to them, unless it was done before; the time since they were started counts."""
        if self._asked:
            return
        self._asked = True
        left = replace(limits, seconds=max(limits.seconds - (time.monotonic() - self.begun), 0.0))
        if self.early is not None:
            self.early.call("constraints.engines.warm_start:run_warm_start", problem, left)
        self.whole.call("constraints.engines.pipeline:run", problem, left)

    def begin_again(self, problem: Problem, limits: Limits) -> bool:  # noqa: ARG002 - see `Turns`
        """Whether new ones could be started for it, as those that waited for work turned out to be dead."""
        return False

    def early_message(self) -> object:
        """What the early one says; None if nothing."""
        if self.early is None:
            return None
        try:
            return self.early.receive(0)
        except GoneError:  # it is done, or it failed: the plan that counts comes from the whole
            self.end_early()
            return None

    def end_early(self) -> None:
        """A better plan of the whole makes the early ones worthless."""
        if self.early is not None:
            self.early.kill()
            self.early, self.early_memory = None, children_memory()

    def kill(self) -> None:
        """End them at once."""
        self.end_early()
        self.whole.kill()


class SequentialSession(SolverSession):
    """As the one who asks sees it; a process that had to be ended is replaced by a new one."""

    def __init__(self, whole: Child, memory_mib: int | None = None) -> None:
        super().__init__(whole)
        self._memory_mib = memory_mib
        self._last: Problem | None = None
        self._ended = False

    @classmethod
    def start(cls, limits: Limits, *, early: bool = False) -> Self:  # noqa: ARG003 - problems so alike need no early plan
        """Start the process, so that it is ready when the first problem is."""
        return cls(_process(limits.memory_mib), limits.memory_mib)

    def begin(self, problem: Problem, limits: Limits) -> None:
        """Hand over the next problem: of all but the first only what is different."""
        if self.whole.is_gone:  # somebody else ended it while there was nothing to do
            self.kill()
        if self._ended:
            self.whole, self._ended = _process(self._memory_mib), False
        self.begun = time.monotonic()
        if self._last is None:
            self.whole.call("constraints.engines.pipeline:run_sequence", problem)
        self.whole.send((_differences(self._last or problem, problem), limits))
        self._last = problem

    def begin_again(self, problem: Problem, limits: Limits) -> bool:
        """See the base class; this one can."""
        self.kill()
        self.begin(problem, limits)
        return True

    def kill(self) -> None:
        """End the process at once."""
        super().kill()
        self._last, self._ended = None, True


def _process(memory_mib: int | None) -> Child:
    return Child(memory_mib, ahead="constraints.engines.pipeline")


def _differences(old: Problem, new: Problem) -> dict[str, Any]:
    """The fields of the new one that are not the very same objects as in the old one, nor tuples of equals."""
    pairs = ((each.name, getattr(old, each.name), getattr(new, each.name)) for each in fields(new))
    return {name: value for name, before, value in pairs if not _same(before, value)}


def _same(before: object, value: object) -> bool:
    return value is before or (isinstance(value, tuple) and isinstance(before, tuple) and value == before)

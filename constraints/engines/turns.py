"""One solving process for several problems in turn, each much like the one before; `in_turn` is what it runs."""

from __future__ import annotations

import time
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Self

from calendars.fenced.process import Child
from constraints.engines.solvers import Solvers

if TYPE_CHECKING:
    from constraints.outcome import Limits
    from constraints.problem import Problem


class Turns(Solvers):
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
            self.whole.call("constraints.engines.in_turn:run", problem)
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

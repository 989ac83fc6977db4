"""The processes that solve a problem, as the one that asks sees them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from calendars.fenced.process import Child, GoneError
from calendars.fenced.worker import children_memory

if TYPE_CHECKING:
    from constraints.outcome import Limits
    from constraints.problem import Problem


class Solvers:
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
        return cls(whole, Child(limits.memory_mib, ahead="constraints.engines.early") if early else None)

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
            self.early.call("constraints.engines.early:run", problem, left)
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

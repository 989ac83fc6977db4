"""Two engines that are asked in turn, and never believed without the check or each other."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from constraints.check import check
from constraints.clash.counting import plainly_impossible
from constraints.clash.oracle import UnsureError

if TYPE_CHECKING:
    from constraints.clash.oracle import Oracle
    from constraints.plan import Plan
    from constraints.problem import Problem

P = ParamSpec("P")
R = TypeVar("R")


class LiedError(Exception):
    """An engine's word did not stand up to the check, to the other engine or to its own."""


class Asking:
    """A first engine that searches, and a second one that is asked to deny what comes of it.

    Args:
        deadline: on the clock of `time.monotonic`, in seconds.
    """

    def __init__(self, first: Oracle, second: Oracle, deadline: float) -> None:
        self._first, self._second = first, second
        self._deadline = deadline
        self._counting = True

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self._deadline

    def plan(self, problem: Problem, patience: float = math.inf) -> Plan | None:
        """A plan by the first engine, or None if it says that there is none.

        Args:
            problem: without soft rules.
            patience: most seconds to wait for the answer.

        Raises:
            LiedError: if the check finds that the plan breaks a rule.
            UnsureError: if there is no answer in time.
        """
        return self._checked(self._first, problem, patience)

    def possible(self, problem: Problem, patience: float = math.inf) -> bool:
        """Whether there is a plan, by simple counting or the first engine; otherwise as `plan`."""
        return not (self._counting and plainly_impossible(problem)) and self.plan(problem, patience) is not None

    def deny(self, problem: Problem) -> None:
        """Have both engines look for the plan that there seems not to be.

        Raises:
            LiedError: if one finds it.
            UnsureError: if there is no answer in time.
        """
        if any(self._checked(oracle, problem) is not None for oracle in (self._first, self._second)):
            raise LiedError

    def trusted(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function finds out by asking.

        If somebody has lied, it is asked once more with the engines changed about and without counting.

        Raises:
            UnsureError: if one lies again, or if there is no answer in time.
        """
        try:
            return function(*args, **kwargs)
        except LiedError:
            self._first, self._second = self._second, self._first
            self._counting = False
        try:
            return function(*args, **kwargs)
        except LiedError:
            raise UnsureError from None

    def _checked(self, oracle: Oracle, problem: Problem, patience: float = math.inf) -> Plan | None:
        if self.over:
            raise UnsureError
        plan = oracle.plan(problem, min(self._deadline, time.monotonic() + patience))
        if plan is not None and check(problem, plan).broken:
            raise LiedError
        return plan

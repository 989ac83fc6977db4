"""Two engines that are asked in turn, and never believed without the check or each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from constraints.check import check
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

    def plan(self, problem: Problem) -> Plan | None:
        """A plan by the first engine, or None if it says that there is none.

        Raises:
            LiedError: if the check finds that the plan breaks a rule.
            UnsureError: if there is no answer in time.
        """
        return self._checked(self._first, problem)

    def possible(self, problem: Problem) -> bool:
        """Whether the first engine has a plan; errors as for `plan`."""
        return self.plan(problem) is not None

    def deny(self, problem: Problem) -> None:
        """Have the second engine look for the plan that the first says there is not.

        Raises:
            LiedError: if it finds one.
            UnsureError: if there is no answer in time.
        """
        if self._checked(self._second, problem) is not None:
            raise LiedError

    def trusted(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function finds out by asking; asked once more with the engines changed about if one has lied.

        Raises:
            UnsureError: if one lies again, or if there is no answer in time.
        """
        try:
            return function(*args, **kwargs)
        except LiedError:
            self._first, self._second = self._second, self._first
        try:
            return function(*args, **kwargs)
        except LiedError:
            raise UnsureError from None

    def _checked(self, oracle: Oracle, problem: Problem) -> Plan | None:
        if time.monotonic() > self._deadline:
            raise UnsureError
        plan = oracle.plan(problem, self._deadline)
        if plan is not None and check(problem, plan).broken:
            raise LiedError
        return plan

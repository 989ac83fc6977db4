"""Cross-check of a claim by a second engine, CP-SAT, in a child process."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING, Self, cast

from calendars.child import Child, ChildEndedError, messages_from_parent
from constraints.engines.program import SolveRequest, SolveResult, SolveStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from constraints.search.reduced_cost_search import Claim


ATTEMPTS = 2
"""Number of times that a claim is sent, as a process may end without a result."""


class CrossCheck:
    """The second engine in its child process, which checks one claim at a time; a context manager that ends it.

    Args:
        function: "module:name" of a function of a claim, seconds, a seed, and a function to send a `SolveResult`.
    """

    name = "CP-SAT"

    def __init__(self, function: str = "constraints.search.cross_check:cp_sat") -> None:
        self._function = function
        self._spare: Child | None = None
        self._child: Child | None = None
        self._claim: Claim | None = None
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._drop()
        if self._spare is not None:
            self._spare.kill()

    def get_ready(self) -> None:
        """Start a process that loads the engine ahead of the first claim."""
        if self._spare is None and (self._child is None or self._claim is not None):
            self._spare = Child(ahead="constraints.engines.cp_sat")

    def ask(self, claim: Claim, deadline: float, seed: int) -> None:
        """Start to search for a solution that refutes the claim, unless that has begun, and abandon any earlier claim.

        Args:
            claim: the claim.
            deadline: as `time.monotonic` gives it, in seconds.
            seed: seed of the engine.
        """
        if self._claim is claim:
            return
        if self._claim is not None:
            self._drop()
        self._claim = claim
        self._number += 1
        self._free_child().send((self._number, claim, deadline - time.monotonic(), seed))

    def answer(self, claim: Claim, deadline: float, seed: int) -> SolveResult | None:
        """Return the result for a claim, or None if there is none by the deadline; arguments as for `ask`.

        The search is started if it has not been, and once again if its process ends without a result.
        """
        for _ in range(ATTEMPTS):
            if self._claim is not claim:
                self.ask(claim, deadline, seed)
            try:
                found = self._received(deadline)
            except ChildEndedError:
                self._drop()
            else:
                self._claim = None if found else claim
                return found
        return SolveResult(SolveStatus.STOPPED)

    def _received(self, deadline: float) -> SolveResult | None:
        """Return the result for the last claim, past any that come late for an earlier one; None if there is none."""
        while True:
            message = self._free_child().receive(deadline - time.monotonic())
            if message is None:
                return None
            number, found = cast("tuple[int, SolveResult]", message)
            if number == self._number:
                return found

    def _free_child(self) -> Child:
        """Return the process that checks claims: the present one, the one loaded ahead, or a new one."""
        if self._child is None:
            self._child, self._spare = self._spare or Child(), None
            self._child.call("constraints.search.cross_check:answer_requests", self._function)
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            self._child.kill()
        self._child = self._claim = None


def answer_requests(function: str, tell: Callable[[object], None]) -> None:
    """Run in the child process: pass each claim to the function ("module:name"), and number its results."""
    module, _, name = function.partition(":")
    answer = getattr(import_module(module), name)
    while True:
        number, claim, seconds, seed = cast("tuple[int, Claim, float, int]", messages_from_parent.get())
        answer(claim, seconds, seed, lambda found, number=number: tell((number, found)))


def cp_sat(claim: Claim, seconds: float, seed: int, tell: Callable[[SolveResult], None]) -> None:
    """Search for a solution that refutes the claim, and send the result."""
    from constraints.engines.cp_sat import CpSat  # noqa: PLC0415 - heavy, and only this process needs it

    tell(CpSat().solve(SolveRequest(claim.core, seconds, seed, claim.limit)))

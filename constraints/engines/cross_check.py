"""A second engine, in a process of its own, asked to deny what the first one claims."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING, Self, cast

from calendars.child import Child, GoneError, messages_from_parent
from constraints.engines.program import SolveRequest, SolveResult, SolveStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from constraints.engines.reduced_cost_search import Claim


ATTEMPTS = 2


class CrossCheck:
    """Asks at most one question at a time, of one process as long as it answers; leaving the `with` ends it.

    Args:
        function: "module:function" that is given a claim, seconds and a seed, and tells an `Answer`.
    """

    name = "CP-SAT"

    def __init__(self, function: str = "constraints.engines.cross_check:cp_sat") -> None:
        self._function = function
        self._spare: Child | None = None
        self._child: Child | None = None
        self._claim: Claim | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._drop()
        if self._spare is not None:
            self._spare.kill()

    def get_ready(self) -> None:
        """Have a process load the engine before there is anything to ask."""
        if self._spare is None and (self._child is None or self._claim is not None):
            self._spare = Child(ahead="constraints.engines.cp_sat")

    def ask(self, claim: Claim, deadline: float, seed: int) -> None:
        """Begin to look for what the claim denies, in place of any earlier claim."""
        if self._claim is not None:
            self._drop()
        self._claim = claim
        self._free_child().send((claim, deadline - time.monotonic(), seed))

    def answer(self, claim: Claim, deadline: float, seed: int) -> SolveResult | None:
        """The answer to this claim, asked now if it has not been; None if there is none in time.

        An engine that dies is asked once more.
        """
        for _ in range(ATTEMPTS):
            if self._claim is not claim:
                self.ask(claim, deadline, seed)
            try:
                found: SolveResult | None = self._free_child().receive(deadline - time.monotonic())
            except GoneError:
                self._drop()
            else:
                self._claim = None if found else claim
                return found
        return SolveResult(SolveStatus.STOPPED)

    def _free_child(self) -> Child:
        """The process that is asked: the one there is, the one that is ready, or a new one."""
        if self._child is None:
            self._child, self._spare = self._spare or Child(), None
            self._child.call("constraints.engines.cross_check:answer_requests", self._function)
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            self._child.kill()
        self._child = self._claim = None


def answer_requests(function: str, tell: Callable[[SolveResult], None]) -> None:
    """What the process runs: answer whatever is asked, each by that function."""
    module, _, name = function.partition(":")
    answer = getattr(import_module(module), name)
    while True:
        answer(*cast("tuple[Claim, float, int]", messages_from_parent.get()), tell)


def cp_sat(claim: Claim, seconds: float, seed: int, tell: Callable[[SolveResult], None]) -> None:
    """Look for what the claim denies."""
    from constraints.engines.cp_sat import CpSat  # noqa: PLC0415 - heavy, and only this process needs it

    tell(CpSat().solve(SolveRequest(claim.core, seconds, seed, claim.limit)))

"""Solve a problem in a child process: check every plan it finds, and enforce the limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from calendars.child import ChildEndedError, children_memory, own_memory
from calendars.language import BoundMessage, Message
from constraints.check import check
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus, Progress, Verdict
from constraints.search.sessions import Bound, Finished, PhaseDone, PlanFound, Refuted, SolverSession

if TYPE_CHECKING:
    import threading

    from constraints.problem.problem import Problem
    from constraints.search.sessions import SequentialSession


POLL_SECONDS = 0.02
"""Seconds between two looks at the clock and at the caller's stop event."""
RESTART_SECONDS = 1.0
"""Seconds after the start in which a process that ended is replaced once: it may have been killed while it waited."""

DIED = Message("solve.died", "The solving process ended before it was done ({reason}).")
KILLED = Message("solve.killed", "The system ended the solving process, perhaps for want of memory.")
HUNG = Message("solve.hung", "The solving process no longer answered and was ended.")
CUT_SHORT = Message(
    "solve.cut_short",
    "The time was up, but the calculation did not end by itself; it was stopped after {seconds} seconds.",
)
STOPPED = Message("solve.stopped", "Stopped by the user.")
REFUTED = Message(
    "solve.refuted",
    "The engines agreed that there is no such plan, but this one was checked; that is an error in this program, please"
    " report it.",
)


class EngineFailedError(Exception):
    """The solving process ended or hung before a plan was found.

    Attributes:
        said: the localised reason.
    """

    def __init__(self, said: BoundMessage) -> None:
        super().__init__(said.say("en"))
        self.said = said


class WrongPlanError(Exception):
    """An engine's plan fails the independent check, which is an error in this program and never in the input.

    Attributes:
        verdict: what the check found.
        claimed: points of the plan according to the engine.
    """

    def __init__(self, verdict: Verdict, claimed: int) -> None:
        findings = " ".join(finding.say("en") for finding in verdict.broken)
        super().__init__(f"claimed {claimed} points, the check finds {verdict.objective}. {findings}".strip())
        self.verdict = verdict
        self.claimed = claimed


def start(limits: Limits) -> SolverSession:
    """Start the solving processes ahead of time, with a second one for a warm start if there is a processor for it."""
    return SolverSession.start(limits, early=limits.workers > 1)


def solve(
    problem: Problem,
    limits: Limits,
    *,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    stop: threading.Event | None = None,
    solvers: SolverSession | None = None,
) -> Outcome:
    """Find the best plan and prove that it is the best, as far as the limits allow.

    Args:
        problem: the problem.
        limits: seconds, processors and memory to use.
        on_progress: called with every better plan and bound.
        stop: event that ends the search with the best plan so far when it is set.
        solvers: processes from `start`; without them one is started, which has no warm start.

    Returns:
        The outcome. Its status tells whether the plan is proved to be optimal, or that there is none.

    Raises:
        WrongPlanError: if an engine's plan fails the independent check.
        EngineFailedError: if the solving process failed before it found a plan.
    """
    with solvers or SolverSession.start(limits, early=False) as team:
        return _Solve(problem, limits, team, on_progress).run(stop)


def solve_next(
    problem: Problem,
    limits: Limits,
    turns: SequentialSession,
    *,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    stop: threading.Event | None = None,
) -> Outcome:
    """Solve like `solve`, but in the process of a session that solves several problems one after the other.

    Args:
        problem: the problem.
        limits: as for `solve`; the seconds count from this call.
        turns: the session.
        on_progress: as for `solve`.
        stop: as for `solve`.
    """
    return _Solve(problem, limits, turns, on_progress).run(stop)


class _Solve:
    def __init__(
        self, problem: Problem, limits: Limits, solvers: SolverSession, on_progress: Callable[[Progress], None]
    ) -> None:
        self._problem = problem
        self._limits = limits
        self._solvers = solvers
        self._on_progress = on_progress
        self._begun = time.monotonic()
        self._newest: PlanFound | None = None
        self._best: PlanFound | None = None
        self._verdict: Verdict | None = None
        self._bound: Bound | None = None
        self._refuted = False
        self._phases: dict[str, float] = {}

    def run(self, stop: threading.Event | None) -> Outcome:
        try:
            return self._run(stop)
        except BaseException:
            self._solvers.kill()  # its further messages must not reach the next problem
            raise

    def _run(self, stop: threading.Event | None) -> Outcome:
        self._solvers.begin(self._problem, self._limits)
        self._begun = self._solvers.begun
        again = False
        while True:
            if stop is not None and stop.is_set():
                return self._ended(BoundMessage(STOPPED), interrupted=True)
            if self._seconds() > self._limits.hard_stop:
                return self._ended(BoundMessage(CUT_SHORT, {"seconds": round(self._seconds())}))
            try:
                message = self._solvers.whole.receive(POLL_SECONDS)
            except ChildEndedError as gone:
                if not again and self._seconds() < RESTART_SECONDS:
                    again = True
                    if self._solvers.begin_again(self._problem, self._limits):
                        continue
                said = (
                    BoundMessage(KILLED) if gone.killed else BoundMessage(DIED, {"reason": str(gone).splitlines()[-1]})
                )
                return self._ended(said, failed=True)
            if message is None and self._solvers.whole.is_hung():
                return self._ended(BoundMessage(HUNG), failed=True)
            if isinstance(message, PlanFound) and self._is_better(message):
                self._solvers.end_early()
            message = self._solvers.early_message() if message is None else message
            if isinstance(message, Finished | Refuted):
                return self._finished(message)
            self._receive(message)

    def _receive(self, message: object) -> None:
        match message:
            case PlanFound():
                if self._is_better(message):
                    self._newest = message
                return
            case Bound() if not self._refuted and (self._bound is None or message.points > self._bound.points):
                self._bound = message
                self._report()
            case PhaseDone(name, seconds):
                self._phases[name] = self._phases.get(name, 0.0) + seconds
            case None:
                self._accept()

    def _is_better(self, found: PlanFound) -> bool:
        return all(known is None or found.objective < known.objective for known in (self._best, self._newest))

    def _accept(self) -> None:
        """Check the newest plan, and make it the best one, unless it costs more than that by the check.

        By the model a plan may cost more than by the check: columns such as "the venue is used" need not be as small as
        they can be.
        """
        if self._newest is None:
            return
        begun = time.monotonic()
        found, self._newest = self._newest, None
        verdict = check(self._problem, found.plan)
        if verdict.broken or verdict.objective > found.objective:
            raise WrongPlanError(verdict, found.objective)
        if self._verdict is None or verdict.objective < self._verdict.objective:
            self._best, self._verdict = found, verdict
            self._solvers.send_best(verdict.objective)
        self._phases["check"] = self._phases.get("check", 0.0) + time.monotonic() - begun
        self._report()

    def _report(self) -> None:
        best, plan = (self._verdict.objective, self._best.plan) if self._verdict and self._best else (None, None)
        if self._bound and best is not None and best < self._bound.points:
            self._bound, self._refuted = None, True
        self._on_progress(Progress(self._seconds(), best, self._points_of_bound, plan, self._verdict))

    @property
    def _points_of_bound(self) -> int | None:
        return self._bound.points if self._bound else None

    def _seconds(self) -> float:
        return time.monotonic() - self._begun

    def _finished(self, message: Finished | Refuted) -> Outcome:
        self._accept()
        if isinstance(message, Refuted):
            self._solvers.kill()
            message = Finished(OutcomeStatus.INFEASIBLE, (message.proof,), 0)
        if self._verdict is None:
            none = message.status is OutcomeStatus.INFEASIBLE
            status = OutcomeStatus.INFEASIBLE if none else OutcomeStatus.UNKNOWN
            return self._outcome(status, message.proof, peak_memory=message.peak_memory)
        # The warm start may have found a plan where the main process found none, or a better one.
        self._refuted |= message.status is OutcomeStatus.INFEASIBLE
        return self._outcome(self._status(), self._proof(*message.proof), peak_memory=message.peak_memory)

    def _ended(self, said: BoundMessage, *, interrupted: bool = False, failed: bool = False) -> Outcome:
        self._accept()
        if failed and self._best is None:
            raise EngineFailedError(said)
        self._solvers.kill()
        return self._outcome(self._status(), (*self._proof(), said), interrupted=interrupted)

    def _proof(self, *otherwise: BoundMessage) -> tuple[BoundMessage, ...]:
        """Return what the status of a plan rests on; what `otherwise` says if nothing is proved about it."""
        if self._refuted:
            return (BoundMessage(REFUTED),)
        return (self._bound.proof,) if self._bound and self._status() is OutcomeStatus.OPTIMAL else otherwise

    def _status(self) -> OutcomeStatus:
        if self._verdict is None:
            return OutcomeStatus.UNKNOWN
        proved = self._bound is not None and self._verdict.objective == self._bound.points
        return OutcomeStatus.OPTIMAL if proved else OutcomeStatus.FEASIBLE

    def _outcome(
        self, status: OutcomeStatus, proof: tuple[BoundMessage, ...], *, peak_memory: int = 0, interrupted: bool = False
    ) -> Outcome:
        best = self._best
        return Outcome(
            status=status,
            plan=best.plan if best else None,
            verdict=self._verdict,
            objective=self._verdict.objective if self._verdict else None,
            bound=self._points_of_bound,
            seconds=self._seconds(),
            phases=self._phases,
            peak_memory=own_memory() + max(peak_memory, children_memory()) + self._solvers.early_memory,
            interrupted=interrupted,
            proof=proof,
        )

"""Limits, progress and outcome of solving a problem, and the verdict of the check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from constraints.problem.plan import Schedule
from constraints.problem.rule import Finding

if TYPE_CHECKING:
    from calendars.language import BoundMessage
    from constraints.problem.plan import Plan


class OutcomeStatus(StrEnum):
    """What is proved about a plan: optimal, merely feasible, that there is none, or nothing."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limits:
    """Resources for one solve.

    Attributes:
        seconds: wall-clock time from the start of the solving process, for everything that is done.
        workers: number of processors; with one, the same problem and seed always give the same plan.
        seed: seed of all random numbers.
        memory_mib: address space of each solving process in MiB, or None for no limit.
        hard_seconds: seconds after which the work is ended by force; None for max(2 s, 20 %) after `seconds`.
    """

    seconds: float = 60.0
    workers: int = 2
    seed: int = 1
    memory_mib: int | None = None
    hard_seconds: float | None = field(default=None, repr=False)

    @property
    def hard_stop(self) -> float:
        """Seconds after which the work is ended by force."""
        return self.seconds + max(2.0, 0.2 * self.seconds) if self.hard_seconds is None else self.hard_seconds

    def after(self, seconds: float) -> Limits:
        """Return what is left of the limits once so many seconds are spent."""
        left, hard = self.seconds - seconds, self.hard_stop - seconds
        return replace(self, seconds=max(left, 0.0), hard_seconds=max(hard, 0.0))

    def at_most(self, seconds: float) -> Limits:
        """Return the limits of a part of the work that may take at most so many seconds."""
        shorter = Limits(min(self.seconds, seconds))
        return replace(self, seconds=shorter.seconds, hard_seconds=min(self.hard_stop, shorter.hard_stop))


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a running solve.

    Attributes:
        seconds: wall-clock seconds since the start.
        best: points of the best plan so far, or None.
        bound: proved lower bound on the points of any plan, or None.
        plan, verdict: the best plan so far and the verdict of the check on it, or None.
    """

    seconds: float
    best: int | None
    bound: int | None
    plan: Plan | None = None
    verdict: Verdict | None = None

    @property
    def gap(self) -> float | None:
        """The gap between the best plan and the bound, as a fraction of its points (see `gap`)."""
        return gap(self.best, self.bound)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a solve.

    Attributes:
        status: what is proved about the plan.
        plan: the best plan found, or None.
        verdict: the verdict of the independent check on the plan, without violations; None if there is no plan.
        objective: points of the plan, or None.
        bound: proved lower bound on the points of any plan, or None.
        seconds: wall-clock time in total.
        phases: wall-clock seconds by phase.
        peak_memory: bytes of this process and the solving processes together.
        interrupted: whether the caller stopped the solve.
        proof: what the status rests on, as messages.
    """

    status: OutcomeStatus
    plan: Plan | None = None
    verdict: Verdict | None = None
    objective: int | None = None
    bound: int | None = None
    seconds: float = 0.0
    phases: Mapping[str, float] = field(default_factory=dict)
    peak_memory: int = 0
    interrupted: bool = False
    proof: tuple[BoundMessage, ...] = ()

    @property
    def gap(self) -> float | None:
        """The gap between the plan and the bound, as a fraction of its points (see `gap`)."""
        return gap(self.objective, self.bound)


def gap(best: int | None, bound: int | None) -> float | None:
    """Return the relative gap (best - bound) / best, at least 0, or None if either is unknown."""
    if best is None or bound is None:
        return None
    return max(best - bound, 0) / best if best else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of checking a plan.

    Attributes:
        schedule: the plan with its ids looked up.
        findings: all violations and all costs in points, rule by rule.
    """

    schedule: Schedule
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The violations of hard rules."""
        return tuple(finding for finding in self.findings if finding.broken)

    @property
    def points(self) -> dict[str, int]:
        """Points times weight by key of the rule, in order of keys and without rules that cost nothing."""
        total: Counter[str] = Counter()
        for finding in self.findings:
            total[finding.rule] += self.weighed(finding)
        return {rule: total[rule] for rule in sorted(total) if total[rule]}

    @property
    def objective(self) -> int:
        """The sum of all points times weights, which solvers minimise."""
        return sum(self.weighed(finding) for finding in self.findings)

    def weighed(self, finding: Finding) -> int:
        """Return the points of a finding times the weight of its rule."""
        return finding.points * self.schedule.problem.weights.get(finding.rule, 1)

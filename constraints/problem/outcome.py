"""What is asked of a solve and what comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from constraints.problem.plan import Schedule
from constraints.problem.rule import Finding

if TYPE_CHECKING:
    from calendars.language import Said
    from constraints.problem.plan import Plan


class Status(StrEnum):
    """How sure the answer is."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a solve may use.

    Attributes:
        seconds: wall clock, from the start of the solving process, for everything that is done.
        workers: processors; with one, the same problem and seed always give the same plan.
        seed: of everything drawn.
        memory_mib: address space of each solving process, or None for no limit.
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
    """How far a solve has come.

    Attributes:
        seconds: since it began.
        best: points of the best plan so far, or None.
        bound: no plan can have fewer points than this, or None if nothing is known yet.
        plan, verdict: the best plan so far and what the check says of it; None as long as there is none.
    """

    seconds: float
    best: int | None
    bound: int | None
    plan: Plan | None = None
    verdict: Verdict | None = None

    @property
    def gap(self) -> float | None:
        """How far the best plan can at most be from the optimum, as a share of its points."""
        return gap(self.best, self.bound)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer.

    Attributes:
        plan: the best plan found, or None.
        verdict: what the independent check says of it; nothing in it is broken.
        objective, bound: points of the plan, and points below which there is no plan.
        seconds: wall clock; `phases` splits it.
        peak_memory: bytes, of this process and the solving ones together.
        interrupted: whether the caller stopped it.
        proof: what the status rests on, in sentences.
    """

    status: Status
    plan: Plan | None = None
    verdict: Verdict | None = None
    objective: int | None = None
    bound: int | None = None
    seconds: float = 0.0
    phases: Mapping[str, float] = field(default_factory=dict)
    peak_memory: int = 0
    interrupted: bool = False
    proof: tuple[Said, ...] = ()

    @property
    def gap(self) -> float | None:
        """How far the plan can at most be from the optimum, as a share of its points."""
        return gap(self.objective, self.bound)


def gap(best: int | None, bound: int | None) -> float | None:
    """(best - bound) / best, or None if either is unknown."""
    if best is None or bound is None:
        return None
    return max(best - bound, 0) / best if best else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check says of a plan.

    Attributes:
        schedule: the plan as it was understood.
        findings: everything broken and everything that costs points, rule by rule.
    """

    schedule: Schedule
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """What makes the plan wrong."""
        return tuple(finding for finding in self.findings if finding.broken)

    @property
    def points(self) -> dict[str, int]:
        """Points by soft rule times its weight, in order of keys; rules that cost nothing are left out."""
        total: Counter[str] = Counter()
        for finding in self.findings:
            total[finding.rule] += self.weighed(finding)
        return {rule: total[rule] for rule in sorted(total) if total[rule]}

    @property
    def objective(self) -> int:
        """All points added up."""
        return sum(self.weighed(finding) for finding in self.findings)

    def weighed(self, finding: Finding) -> int:
        """The points of a finding times the weight of its rule."""
        return finding.points * self.schedule.problem.weights.get(finding.rule, 1)

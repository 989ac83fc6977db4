"""One measured run: something that solves, in a process of its own, and what it told when."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benchmarks.speed.memory import PeakMemory
from calendars.child import Child, GoneError
from constraints.problem.outcome import gap

GRACE = 30.0
"""Seconds beyond its limit after which a run is ended by force: building the model may take long too."""
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Step:
    """A better plan or bound: seconds since the clock began, points of both as far as they are known."""

    seconds: float
    best: int | None
    bound: int | None

    @property
    def gap(self) -> float | None:
        """In percent of the plan's points."""
        share = gap(self.best, self.bound)
        return None if share is None else share * PERCENT


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run says at its end.

    Attributes:
        status: as in `constraints.problem.outcome.Status`; "optimal" only if it was proved.
        checked: points of the plan by the independent check, or None if there is no plan or it is broken.
        phases: seconds by part of the work.
    """

    status: str
    seconds: float
    checked: int | None = None
    phases: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extent:
    """How large the model is; pairs are the options of pair costs, which are priced in rather than written out."""

    columns: int
    rows: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it was observed; `ended` is None if the process had to be ended or failed, `error` then says why."""

    name: str
    steps: tuple[Step, ...]
    ended: Ended | None
    extent: Extent | None
    mib: int
    error: str = ""

    @property
    def label(self) -> str:
        """Its name, with a word to it if there are no figures because it failed or had to be ended by force."""
        if self.ended:
            return self.name
        return f"{self.name} ({'FAILED' if self.error else 'ended by force'})"

    @property
    def best(self) -> int | None:
        """Points of the best plan."""
        return min((step.best for step in self.steps if step.best is not None), default=None)

    @property
    def bound(self) -> int | None:
        """No plan has fewer points than this."""
        return max((step.bound for step in self.steps if step.bound is not None), default=None)

    @property
    def gap(self) -> float | None:
        """The last gap, in percent."""
        return Step(0.0, self.best, self.bound).gap

    @property
    def proved(self) -> float | None:
        """Seconds until the optimum was proved, or None."""
        return self.ended.seconds if self.ended and self.ended.status == "optimal" else None

    def first_plan(self, points: float = float("inf")) -> float | None:
        """Seconds until there was a plan of at most so many points, or None."""
        return next((step.seconds for step in self.steps if step.best is not None and step.best <= points), None)

    def reached(self, percent: float) -> float | None:
        """Seconds until the gap was at most so many percent, or None."""
        known = ((step.seconds, step.gap) for step in self.steps)
        return next((seconds for seconds, gap in known if gap is not None and gap <= percent), None)


def failures(runs: Iterable[Run]) -> str:
    """Which runs failed and why, or nothing: a dash in a table must never stand for an error."""
    found = [f"{run.name} (`{run.error.splitlines()[-1]}`)" for run in runs if run.error]
    return f"**Failed, so these figures are worth nothing: {', '.join(found)}.**" if found else ""


def measured(name: str, job: str, *args: object, seconds: float) -> Run:
    """Run a job, which is given `args`, `seconds` and a function to tell steps, extent and end.

    Args:
        name: of whoever solves.
        job: "module:function".
        *args: what the job is given before its seconds.
        seconds: what the job may take by its own clock.
    """
    steps: list[Step] = []
    ended, extent, error, mib = None, None, "", 0
    deadline = time.monotonic() + 2 * seconds + GRACE
    with Child() as child, PeakMemory(child.pid) as memory:
        child.call(job, *args, seconds)
        while time.monotonic() < deadline:
            try:
                message = child.receive(1.0)
            except GoneError as gone:
                error = "" if ended else str(gone)
                break
            match message:
                case Step():
                    steps.append(message)
                case Ended():
                    ended, mib = message, memory.mib
                case Extent():
                    extent = message
        return Run(name, tuple(steps), ended, extent, mib or memory.mib, error)

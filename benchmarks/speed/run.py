"""One measured run: a solve in a process of its own, and what it reported when."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benchmarks.speed.memory import PeakMemory
from calendars.child import Child, ChildEndedError
from constraints.problem.outcome import gap

GRACE_SECONDS = 30.0
"""Time beyond its limit after which a run is killed; building the model may take long too."""
PERCENT_PER_UNIT = 100


@dataclass(frozen=True, slots=True)
class Step:
    """An improved plan or bound: seconds since the clock started, and the points of both as far as known."""

    seconds: float
    best: int | None
    bound: int | None

    @property
    def gap(self) -> float | None:
        """The gap in percent of the plan's points."""
        share = gap(self.best, self.bound)
        return None if share is None else share * PERCENT_PER_UNIT


@dataclass(frozen=True, slots=True)
class Ended:
    """The final report of a run.

    Attributes:
        status: as in `constraints.problem.outcome.Status`; "optimal" only if it was proved.
        checked: points of the plan by the independent check; None if there is no plan or it breaks rules.
        phases: seconds by phase of the work.
    """

    status: str
    seconds: float
    checked: int | None = None
    phases: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extent:
    """The size of a model; pairs are the options of pair costs that are priced rather than linearised."""

    columns: int
    rows: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run as observed; `ended` is None if the process failed or was killed, and `error` then says why."""

    name: str
    steps: tuple[Step, ...]
    ended: Ended | None
    extent: Extent | None
    mib: int
    error: str = ""

    @property
    def label(self) -> str:
        """The name, with a remark if the run failed or was killed."""
        if self.ended:
            return self.name
        return f"{self.name} ({'FAILED' if self.error else 'ended by force'})"

    @property
    def best(self) -> int | None:
        """Points of the best plan."""
        return min((step.best for step in self.steps if step.best is not None), default=None)

    @property
    def bound(self) -> int | None:
        """The lower bound on the points of any plan."""
        return max((step.bound for step in self.steps if step.bound is not None), default=None)

    @property
    def gap(self) -> float | None:
        """The last gap in percent."""
        return Step(0.0, self.best, self.bound).gap

    @property
    def proved(self) -> float | None:
        """Seconds until optimality was proved; None if it was not."""
        return self.ended.seconds if self.ended and self.ended.status == "optimal" else None

    def first_plan(self, points: float = float("inf")) -> float | None:
        """Return the seconds until there was a plan of at most `points`; None if there was none."""
        return next((step.seconds for step in self.steps if step.best is not None and step.best <= points), None)

    def reached(self, percent: float) -> float | None:
        """Return the seconds until the gap was at most `percent`; None if it never was."""
        known = ((step.seconds, step.gap) for step in self.steps)
        return next((seconds for seconds, gap in known if gap is not None and gap <= percent), None)


def failures(runs: Iterable[Run]) -> str:
    """Return which runs failed and why; "" if none did. So a dash in a table never hides an error."""
    found = [f"{run.name} (`{run.error.splitlines()[-1]}`)" for run in runs if run.error]
    return f"**Failed, so these figures are worth nothing: {', '.join(found)}.**" if found else ""


def measured(name: str, job: str, *args: object, seconds: float) -> Run:
    """Run a job, which is called with `args`, `seconds` and a function that takes its reports.

    Args:
        name: name of the solver.
        job: "module:function".
        *args: arguments before the seconds.
        seconds: time limit by the job's own clock.
    """
    steps: list[Step] = []
    ended, extent, error, mib = None, None, "", 0
    deadline = time.monotonic() + 2 * seconds + GRACE_SECONDS
    with Child() as child, PeakMemory(child.pid) as memory:
        child.call(job, *args, seconds)
        while time.monotonic() < deadline:
            try:
                message = child.receive(1.0)
            except ChildEndedError as gone:
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

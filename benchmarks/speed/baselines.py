"""Part `baselines`: this program and general solvers on the same problems in the same run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.reference import read_network
from benchmarks.results import table
from benchmarks.speed.gap_picture import Line, draw
from benchmarks.speed.reference import MISSING, REFERENCE_SCRIPT, instances
from benchmarks.speed.run import Run, failures, measured
from benchmarks.speed.wish import Wish, percent, seconds
from constraints.problem.problem import Problem
from planner.network.problem import build_problem

DEFAULT_SEED_COUNT = 3
RUN_LIMIT_SECONDS = 50.0
OURS, HIGHS, CP_SAT, TEXTBOOK = "ours", "HiGHS", "CP-SAT", "CP-SAT, textbook model"
JOBS = {
    OURS: "benchmarks.speed.jobs:stated",
    HIGHS: "benchmarks.baselines:highs",
    CP_SAT: "benchmarks.baselines:cp_sat",
    TEXTBOOK: "benchmarks.baselines:textbook",
}
NOTE = (
    "Every clock begins with the problem in memory and counts building the model; every solver has two cores and the"
    " same limit. HiGHS and CP-SAT get our model with its pair costs written out, the last one whole-number dates."
    " Our proof counts the second engine's confirmation, theirs their own word. Points are by the independent check."
)


def measure(wish: Wish) -> None:
    """Solve some seeds of the reference network with all of them."""
    if not REFERENCE_SCRIPT.exists():
        print(f"baselines {MISSING}")
        return
    with instances(wish.seeds or DEFAULT_SEED_COUNT) as folders:
        problems = [build_problem(read_network(folder)) for folder in folders]
    found = [_side_by_side(problem, wish.seconds or RUN_LIMIT_SECONDS) for problem in problems]
    draw_all(found, wish.results.with_name("gap.svg"))
    wish.write(
        "Baselines",
        NOTE,
        ratios(found),
        by_seed(found),
        failures(run for runs in found for run in runs),
        "![Gap over time](gap.svg)",
        runs=len(found),
    )


def _side_by_side(problem: Problem, limit: float) -> list[Run]:
    runs = []
    for name, job in JOBS.items():
        run = measured(name, job, problem, seconds=limit)
        print(f"{run.label}: proved after {seconds(run.proved)} s, gap {percent(run.gap)}", flush=True)
        runs.append(run)
    return runs


def ratios(found: Sequence[Sequence[Run]]) -> str:
    """Return how many times longer the others take, as medians over seeds."""
    to_proof, to_gap = [], []
    for ours, highs, cp_sat, _ in found:
        if ours.proved is not None and highs.ended is not None:
            to_proof.append((highs.ended.seconds, ours.proved, highs.proved is not None))
        theirs, mine = _to_same_gap(cp_sat, ours)
        if theirs is not None and mine is not None:
            to_gap.append((theirs, mine, True))
    rows = [
        ("HiGHS on the same model, to the proof", _ratio(to_proof), "≥ 3"),
        ("CP-SAT with default settings on it, to the gap it ends with", _ratio(to_gap), "≥ 10"),
    ]
    return table(["against", "median of ratios", "goal"], rows)


def _to_same_gap(theirs: Run, ours: Run) -> tuple[float | None, float | None]:
    """Return the seconds of both to the smallest gap that both reach."""
    gap = theirs.gap
    return (None, None) if gap is None else (theirs.reached(gap), ours.reached(gap))


def _ratio(pairs: Sequence[tuple[float, float, bool]]) -> str:
    """Return the median ratio of (their seconds, our seconds, whether theirs finished)."""
    if not pairs:
        return "–"
    at_least = "" if all(ended for _, _, ended in pairs) else "at least "
    return f"{at_least}{median(theirs / ours for theirs, ours, _ in pairs):.1f}"


def by_seed(found: Sequence[Sequence[Run]]) -> str:
    """Return a table with every run."""
    rows = [
        (
            f"seed {seed}: {run.label}",
            seconds(run.first_plan()),
            seconds(run.reached(1.0)),
            seconds(run.proved),
            percent(run.gap),
            run.ended.checked if run.ended and run.ended.checked is not None else "–",
            run.bound or "–",
            run.mib,
        )
        for seed, runs in enumerate(found, start=1)
        for run in runs
    ]
    header = ["", "first plan, s", "gap 1 %, s", "proof, s", "last gap", "points", "at least", "MiB"]
    return table(header, rows)


def draw_all(found: Sequence[Sequence[Run]], file: Path) -> None:
    """Draw the gap over time of every run."""
    lines = [Line(run.name, [(step.seconds, step.gap) for step in run.steps]) for runs in found for run in runs]
    file.write_text(draw("Gap over time, reference network", lines), encoding="utf-8")

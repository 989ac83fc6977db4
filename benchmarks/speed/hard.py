"""Part `hard`: the default example under other, often tighter rules, beside general solvers on the same model."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.results import table
from benchmarks.speed.baselines import CP_SAT, HIGHS, JOBS, OURS
from benchmarks.speed.gap_picture import Line, draw
from benchmarks.speed.run import Run, failures, measured
from benchmarks.speed.wish import Wish, percent, seconds
from constraints.problem.outcome import OutcomeStatus
from constraints.problem.problem import Problem
from planner.files.load import load_network
from planner.files.start import write_starting_network
from planner.network.problem import build_problem

DEFAULT_SEED_COUNT = 5
RUN_LIMIT_SECONDS = 60.0
SETTLED = {OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE}
NOTE = (
    "The example network under rules drawn from a seed. Optimal and infeasible are with the second engine's word for"
    " ours; HiGHS and CP-SAT get the same model with two cores, and have only their own."
)


def measure(wish: Wish) -> None:
    """Plan every network of the folder that the command line names, or networks drawn by seed."""
    with tempfile.TemporaryDirectory() as root:
        found = _given(wish.networks) if wish.networks else _drawn(Path(root), wish.seeds or DEFAULT_SEED_COUNT)
        problems = {folder.name: build_problem(load_network(folder)) for folder in found}
    limit = wish.seconds or RUN_LIMIT_SECONDS
    solvers = (OURS,) if wish.alone else (OURS, HIGHS, CP_SAT)
    runs = {name: _side_by_side(name, problem, limit, solvers) for name, problem in problems.items()}
    every = [run for each in runs.values() for run in each]
    lines = [Line(run.name, [(step.seconds, step.gap) for step in run.steps]) for run in every]
    picture = wish.results.with_name("hard.svg")
    picture.write_text(draw("Gap over time, tight networks", lines), encoding="utf-8")
    ours = summary([each[0] for each in runs.values()])
    wish.write(
        "Tight networks", NOTE, ours, by_network(runs), failures(every), f"![Gap over time]({picture.name})", runs=1
    )


def _given(folder: Path) -> list[Path]:
    return sorted(each.parent for each in folder.glob("*/network.toml"))


def _drawn(root: Path, count: int) -> list[Path]:
    folders = [root / f"seed {seed}" for seed in range(1, count + 1)]
    for seed, folder in enumerate(folders, start=1):
        write_starting_network(folder)
        settings = folder / "network.toml"
        settings.write_text(with_rules(settings.read_text(encoding="utf-8"), rules_of(seed)), encoding="utf-8")
    return folders


def rules_of(seed: int) -> dict[str, dict[str, int]]:
    """Return the rules drawn from a seed with their parameters; what is not among them stays as the example has it."""
    rng = Random(seed)  # noqa: S311 - drawn to be repeated, not to be secret
    rules = {
        "round_span": {"max_days": rng.choice((0, 3, 4, 7, 14, 35))},
        "region_gap": {"min_days": rng.choice((80, 130, 150)), "max_days": rng.choice((210, 230, 260))},
        "staff_week": {"max_meetings": rng.choice((1, 2, 4))},
        "venue_repeat": {"times": rng.choice((2, 3))},
        "left_out_member": {"points": rng.choice((0, 5_000, 30_000))},
        "worst_travel": {"points": rng.choice((0, 50, 400))},
    }
    if rng.randrange(2):
        rules["venue_variety"] = {"few": rng.choice((1_000, 6_000, 15_000))}
    if rng.randrange(2):
        rules["uneven_spacing"] = {"points": rng.choice((50, 300)), "ideal_days": 180}
    if rng.randrange(2):
        rules["budget"] = {"total": rng.choice((2_090_000, 2_110_000, 2_160_000))}
    return rules


def with_rules(text: str, rules: dict[str, dict[str, int]]) -> str:
    """Return the settings of a network with these sections of rules instead of its own of the same names."""
    for rule in rules:
        text = re.sub(rf"(?m)^\[rules\.{rule}\].*\n(?:(?!\[).*\n?)*", "", text)
    sections = (
        f"[rules.{rule}]\n" + "".join(f"{name} = {value}\n" for name, value in fields.items())
        for rule, fields in rules.items()
    )
    return "\n".join([text.rstrip() + "\n", *sections])


def _side_by_side(name: str, problem: Problem, limit: float, solvers: Sequence[str]) -> list[Run]:
    runs = []
    for solver in solvers:
        runs.append(measured(solver, JOBS[solver], problem, seconds=limit))
        print(f"{name}, {runs[-1].label}: {_status(runs[-1])}, gap {percent(runs[-1].gap)}", flush=True)
    return runs


def _status(run: Run) -> str:
    return run.ended.status if run.ended else "–"


def summary(ours: Sequence[Run]) -> str:
    """Return a table of how many of our runs are settled, and how far the others are."""
    settled = [run for run in ours if _status(run) in SETTLED]
    unanswered = [run for run in ours if _status(run) not in {*SETTLED, OutcomeStatus.FEASIBLE}]
    first = [found for run in ours if (found := run.first_plan()) is not None]
    rows = [
        ("settled: optimal, or shown to be impossible", f"{len(settled)} of {len(ours)}", "≥ 80 %"),
        ("without any answer", len(unanswered), "0"),
        ("largest gap", percent(max((run.gap for run in ours if run.gap is not None), default=None)), "≤ 1 %"),
        ("end, median, s", seconds(median(run.ended.seconds for run in ours if run.ended), 1), "10"),
        ("first plan, worst, s", seconds(max(first, default=None), 1), "≤ 5"),
    ]
    return table(["ours", "measured", "goal"], rows)


def by_network(runs: Mapping[str, Sequence[Run]]) -> str:
    """Return a table with every run."""
    rows = [
        (
            f"{name}: {run.label}", _status(run), seconds(run.first_plan(), 1), percent(run.gap),
            seconds(run.ended.seconds if run.ended else None, 1), run.best or "–", run.bound or "–",
        )
        for name, found in runs.items()
        for run in found
    ]  # fmt: skip
    return table(["", "status", "first plan, s", "last gap", "end, s", "points", "at least"], rows)

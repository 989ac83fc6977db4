"""Jobs that solve with this program: each runs in a new process and starts its clock after all imports."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.growing import Size, grown
from benchmarks.reference import read_network
from benchmarks.speed.run import Ended, Extent, Step
from constraints import planning
from constraints.model.model import MipModel
from constraints.problem.outcome import Limits, Progress
from constraints.solve import start
from planner.files.load import load_network
from planner.network.problem import build_problem

if TYPE_CHECKING:
    from constraints.problem.problem import Problem
    from planner.network.network import Network

Tell = Callable[[object], None]


def folder(path: Path, roomier: int, seconds: float, tell: Tell) -> None:
    """Plan a network folder, with every room `roomier` times as large."""

    def read() -> Problem:
        problem = build_problem(load_network(path))
        return problem if roomier == 1 else _roomier(problem, roomier)

    _solve(read, seconds, tell)


def reference(path: Path, seconds: float, tell: Tell) -> None:
    """Plan a folder of the reference network."""

    def read() -> Problem:
        network: Network = read_network(path)
        return build_problem(network)

    _solve(read, seconds, tell)


def stated(problem: Problem, seconds: float, tell: Tell) -> None:
    """Plan a problem that is already in memory."""
    _solve(lambda: problem, seconds, tell)


def growing(size: Size, seconds: float, tell: Tell) -> None:
    """Plan a grown network, drawn before the clock starts, and report the size of its model."""
    problem = grown(size)
    _solve(lambda: problem, seconds, tell)
    matrix = MipModel(problem).matrix()
    tell(Extent(matrix.columns, matrix.rows, sum(pair.cost.size for pair in matrix.pairs)))


def _solve(read: Callable[[], Problem], seconds: float, tell: Tell) -> None:
    limits, begun = Limits(seconds=seconds), time.monotonic()
    with start(limits) as solvers:
        problem = read()
        offset = time.monotonic() - begun

        def on_progress(progress: Progress) -> None:
            tell(Step(time.monotonic() - begun, progress.best, progress.bound))

        outcome = planning.plan(
            problem, limits, on_progress=on_progress, stop=threading.Event(), solvers=solvers
        ).outcome
    took = time.monotonic() - begun
    phases = {"reading": offset, **outcome.phases, "all": took}
    tell(Ended(outcome.status.value, took, outcome.objective, phases))


def _roomier(problem: Problem, factor: int) -> Problem:
    rooms = (replace(room, seats={layout: factor * n for layout, n in room.seats.items()}) for room in problem.rooms)
    return replace(problem, rooms=tuple(rooms))

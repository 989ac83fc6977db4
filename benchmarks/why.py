"""Measure how fast questions about a plan are answered; write the results into RESULTS.md.

    python -m benchmarks.why [--times N] [--seeds 1,2,3]

The default example, and with --seeds networks made by ../shared/reference/make_reference.py. The seconds of a question
about one meeting are those of the slowest meeting; the clock starts after the problem is built and the plan checked.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.reference import read_network
from benchmarks.results import machine, replace_section, spread, table
from constraints.problem.outcome import Limits
from constraints.search.sessions import SequentialSession
from constraints.solve import solve
from planner.examples import folder
from planner.explain.possibilities import candidates, possibilities
from planner.explain.subject import Subject
from planner.explain.why import why_not
from planner.files.load import load_network
from planner.network.problem import build_problem
from planner.schemas.explanations import Answer
from planner.use_cases import questions

if TYPE_CHECKING:
    from constraints.problem.outcome import Outcome
    from constraints.problem.problem import Problem

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "make_reference.py"
PLANNING_LIMITS = Limits(seconds=120)
QUESTION_LIMITS = Limits(seconds=20)
DECIDING_LIMITS = Limits(seconds=600)
GOALS = {
    "why-not, a rule is broken, ms": "≤ 100",
    "why-not by solving, s": "≤ 3",
    "possibilities of one meeting, s": "≤ 1",
    "the same with every day decided by solving, s": "≤ 60",
    "candidates best first, ms": "≤ 300",
}


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description="How fast questions about a plan are answered.")
    parser.add_argument("--times", type=int, default=5, help="meetings asked about (default: %(default)s)")
    parser.add_argument("--seeds", default="", help="seeds of the reference network, with commas between")
    arguments = parser.parse_args()
    rows = []
    for name, problem in problems([int(each) for each in arguments.seeds.split(",") if each]):
        plan = solve(problem, PLANNING_LIMITS).plan
        if plan is None:
            raise RuntimeError(name)
        subject = Subject.of(problem, plan)
        measured = zip(GOALS, figures(subject, arguments.times), strict=True)
        rows += [(f"{name}: {what}", figure, GOALS[what]) for what, figure in measured]
    body = f"{table(['', 'measured', 'goal'], rows)}\n\n`python -m benchmarks.why`: {machine(runs=arguments.times)}"
    print(body)
    replace_section("Questions", body)


def problems(seeds: list[int]) -> Iterator[tuple[str, Problem]]:
    """Yield the default example and the reference networks of these seeds."""
    yield "default example", build_problem(load_network(folder("ledernetvaerk")))
    for seed in seeds:
        with tempfile.TemporaryDirectory() as place:
            subprocess.run([sys.executable, str(REFERENCE), str(seed), place], check=True, capture_output=True)
            yield f"seed {seed}", build_problem(read_network(Path(place)))


def figures(subject: Subject, times: int) -> Iterator[str]:
    """Yield one figure for each goal, over meetings spread through the plan."""
    held = [each for each in subject.verdict.schedule if not each.meeting.joint]
    chosen = held[:: max(len(held) // times, 1)][:times]
    broken = [seconds(why_not, subject, each.index, (sunday(each.day), None), never) for each in chosen]
    yield spread([1000 * each for each in broken], 0)
    yield spread([seconds(asked, subject, each.index, other_day(subject, each.index)) for each in chosen])
    yield spread([seconds(possibilities, subject, each.index) for each in chosen])
    yield spread([seconds(decided, subject, each.id) for each in chosen])
    yield spread([1000 * seconds(candidates, subject, each.index) for each in chosen], 0)


def asked(subject: Subject, meeting: int, day: date) -> None:
    """Ask for a day on which the meeting itself breaks no rule; the answer must be proved."""
    answer = why_not(subject, meeting, (day, None), lambda problem: solve(problem, QUESTION_LIMITS))
    if answer.answer not in {Answer.COSTS, Answer.IMPOSSIBLE}:
        raise RuntimeError(answer.sentence)


def decided(subject: Subject, meeting: str) -> None:
    """Ask for the days of a meeting, and whether there is a plan with each that only other meetings stand against."""
    with SequentialSession.start(DECIDING_LIMITS) as session:
        found = questions.possibilities(subject, meeting, solver=questions.Solver(DECIDING_LIMITS, session))
    if any(each.plan_exists is None for each in found.days):
        raise RuntimeError(meeting)


def other_day(subject: Subject, meeting: int) -> date:
    """Return the most expensive possible day, so that answering needs a solve."""
    days = [each for each in possibilities(subject, meeting).days if each.points is not None and not each.planned]
    return max(days, key=lambda each: each.points or 0).day


def sunday(day: date) -> date:
    """Return the Sunday of the week that contains the day."""
    return date.fromordinal(day.toordinal() + 6 - day.weekday())


def never(problem: Problem) -> Outcome:
    """Fail: a broken rule must be reported without a solve."""
    raise RuntimeError(problem.name)


def seconds(question: Callable[..., object], *about: object) -> float:
    """Return how long the question takes to answer."""
    begun = time.perf_counter()
    question(*about)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()

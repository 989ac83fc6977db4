"""Use cases that the command line and HTTP share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from constraints.check import check
from constraints.problem.outcome import Verdict
from planner.files.plan_file import meant, read_plan

if TYPE_CHECKING:
    from constraints.problem.problem import Problem


def judge(problem: Problem, plan_file: Path) -> Verdict:
    """What the independent check says of a plan in a file.

    Raises:
        InputErrors: if the file does not hold a plan.
    """
    return check(problem, read_plan(plan_file, problem.locale), meant)

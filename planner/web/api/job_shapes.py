"""The form of jobs, as the description of the interface shows it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pydantic import Field

from calendars.language import Locale
from planner.jobs.job import State, View
from planner.web.api.shapes import ProblemJson, Shape
from planner.web.problem_kinds import INTERRUPTED, WORK_FAILED
from planner.web.problems import ProblemError


class ProgressJson(Shape):
    """How far a search is."""

    seconds: float
    best: int | None = Field(description="Points of the best plan so far.")
    bound: int | None = Field(description="No plan has fewer points.")
    gap: float | None = Field(description="How far it can at most be from the best, as a share of its points.")
    plans: int | None = Field(default=None, description="Of a what-if: plans found so far; not all become proposals.")


class JobJson(Shape):
    """Something that takes a while."""

    id: str = Field(examples=["q4MUe5ajo9fcSscNHzDwJA"])
    kind: str = Field(description="What it was asked by: the last part of that address.", examples=["what-if"])
    made_at: datetime
    state: State = Field(description="Where it is; `waiting` and `running` will change.")
    progress: ProgressJson | None = Field(description="How far it is; null before it begins and after a restart.")
    best: Any | None = Field(description="The best so far, in the form of the result.")
    result: Any | None = Field(description="What came of it; of a stopped job the best it had.")
    problem: ProblemJson | None = Field(description="Why nothing came of it.")


def job_text(view: View, locale: Locale) -> str:
    """A job as JSON; what workers wrote is passed on as it is."""
    result = None if view.refused else view.result
    head = {"id": view.id, "kind": view.kind, "made_at": view.made_at.isoformat(), "state": view.state.value}
    tail = {"progress": view.progress, "best": view.best, "result": result, "problem": _problem(view, locale)}
    return json.dumps(head)[:-1] + "".join(f', "{name}": {text or "null"}' for name, text in tail.items()) + "}"


def failure_of(view: View) -> ProblemError:
    """The problem that a job is that came to nothing."""
    error = ProblemError(WORK_FAILED if view.state is State.FAILED else INTERRUPTED, view.failure)
    error.headers["retry-after"] = "1"
    return error


def _problem(view: View, locale: Locale) -> str | None:
    if view.refused:
        return view.result
    if view.failure is None:
        return None
    return json.dumps(failure_of(view).json(locale), ensure_ascii=False)

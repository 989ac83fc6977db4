"""The forms of all tasks that workers on other machines do: those of the interface for programs and those of pages."""

from __future__ import annotations

from collections.abc import Callable
from types import GenericAlias
from typing import Any, get_type_hints

from planner.jobs.forms import Form, Forms
from planner.schemas.explanations import CandidatesJudged, Explanation, Possibilities, Why, WhyNot
from planner.schemas.foresight import Foresight, Reserves
from planner.schemas.plans import SolvedJson
from planner.schemas.proposals import Answer
from planner.web import tasks
from planner.web.page import tasks as page_tasks

_RESULTS: dict[Callable[..., Any], Any] = {
    tasks.solve: SolvedJson,
    tasks.what_if: Answer,
    tasks.candidates: CandidatesJudged,
    tasks.possibilities: Possibilities,
    tasks.reasons: Why,
    tasks.counter_reasons: WhyNot,
    tasks.explanation: Explanation,
    tasks.foresee: Foresight,
    tasks.reserve: Reserves,
    page_tasks.solve: SolvedJson,
    page_tasks.what_if: Answer,
    page_tasks.foresee: Foresight,
    page_tasks.reserve: Reserves,
    page_tasks.answer: Possibilities | Why | WhyNot | Explanation,
}
"""Every task, and what comes of it."""


def task_forms() -> Forms:
    """Return the forms of this release."""
    return Forms(
        {f"{task.__module__}:{task.__name__}": Form(_arguments(task), made) for task, made in _RESULTS.items()}
    )


def _arguments(task: Callable[..., Any]) -> Any:  # noqa: ANN401 - a type
    """Return the type of the arguments of a task after its context."""
    hints = get_type_hints(task)
    hints.pop("return")
    return GenericAlias(tuple, tuple(hints.values())[1:])  # the first is the context

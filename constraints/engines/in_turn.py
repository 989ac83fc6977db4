"""The work of a process that solves several problems in turn; the model is kept while only weights are different."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from calendars.fenced import inbox
from constraints.engines.highs import Highs
from constraints.engines.pipeline import Pipeline
from constraints.engines.second_opinion import SecondOpinion

if TYPE_CHECKING:
    from constraints.model import Model
    from constraints.outcome import Limits
    from constraints.problem import Problem


def run(problem: Problem, tell: Callable[[object], None]) -> None:
    """What the process runs: solve the problem, then as often as the parent says with other fields."""
    model: Model | None = None
    with SecondOpinion() as second:
        while True:
            changed, limits = cast("tuple[dict[str, Any], Limits]", inbox.said.get())
            problem = replace(problem, **changed)
            pipeline = Pipeline(limits, tell, Highs(), second)
            tell(pipeline.run(problem, model if changed.keys() <= {"weights"} else None))
            model = pipeline.model

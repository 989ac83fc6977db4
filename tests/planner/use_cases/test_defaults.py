"""The command line and HTTP have the same defaults, those of the use cases."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from fastapi import FastAPI

from constraints.problem.outcome import Limits
from planner.cli.program import program
from planner.use_cases import defaults
from planner.web.api import questions

SAME = {
    ("solve", "seconds"): ("solve", "seconds"),
    ("solve", "seed"): ("solve", "seed"),
    ("reschedule", "seconds"): ("what-if", "seconds"),
    ("reschedule", "wanted"): ("what-if", "k"),
    ("reschedule", "may_move"): ("what-if", "may_move"),
    ("explain", "seconds"): ("explanation", "seconds"),
    ("why", "seconds"): ("why", "seconds"),
    ("why", "others"): ("why", "others"),
    ("why-not", "seconds"): ("why-not", "seconds"),
    ("why-not", "others"): ("why-not", "others"),
}
"""Command and parameter, and where HTTP has the same."""


@cache
def described() -> dict[str, Any]:
    """What HTTP says of the questions."""
    api = FastAPI()
    for router in (questions.solve_router, questions.what_if_router, questions.questions_router):
        api.include_router(router)
    return api.openapi()


@pytest.mark.parametrize(("command", "http"), SAME.items())
def test_both_doors_have_the_same_default(command: tuple[str, str], http: tuple[str, str]) -> None:
    name, parameter = command
    (said,) = (each.default for each in program("en").commands[name].params if each.name == parameter)
    question, field = http
    document = described()
    ((operation,),) = ([*each.values()] for path, each in document["paths"].items() if path.endswith(f"/{question}"))
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        model = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        assert model["properties"][field]["default"] == said
    else:
        (found,) = (each["schema"] for each in operation["parameters"] if each["name"] == field)
        assert found["default"] == said


def test_limits_that_nobody_names_are_those_of_a_solve() -> None:
    assert Limits() == Limits(defaults.SOLVE_SECONDS, defaults.WORKERS, defaults.SEED)

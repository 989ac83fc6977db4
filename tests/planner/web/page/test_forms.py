"""All that servers ask of workers, as it travels."""

from __future__ import annotations

import inspect
from datetime import date
from typing import get_type_hints

import pytest

from constraints.explain.choosing import OtherMeetings
from constraints.problem.outcome import Limits
from planner.changes.kinds import KINDS
from planner.changes.reading import read_changes
from planner.jobs.job import Done, JobContext
from planner.use_cases.foresight.assumptions import ForesightRequest
from planner.use_cases.homes import Home
from planner.use_cases.rescheduling import RescheduleRequest
from planner.web import tasks
from planner.web.page import tasks as page_tasks
from planner.web.page.tasks import Place, Question, task_forms
from planner.web.task_arguments import About, Foresee, Solve, TradeOffQuestion, WhatIf

FORMS = task_forms()
STORE = "postgresql://anne:secret@host/base"
LIMITS, DAY = Limits(12.5, hard_seconds=20.0), date(2023, 2, 1)


CHECKS = {"bring_in", "mark", "edit_files", "replace_files", "accept_plan", "accept_proposal", "undo_to", "warm_up"}
"""What is never sent to another machine."""


def is_task(each: object) -> bool:
    types = [*get_type_hints(each).values()] if inspect.isfunction(each) else []
    return bool(types) and types[0] is JobContext and types[-1] is Done


def test_whatever_a_worker_elsewhere_may_be_asked_has_a_form() -> None:
    found = {
        f"{module.__name__}:{name}"
        for module in (tasks, page_tasks)
        for name, each in vars(module).items()
        if name not in CHECKS and getattr(each, "__module__", "") == module.__name__ and is_task(each)
    }
    assert len(found) > 12
    assert {task for task in found if not FORMS.name(task)} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_change_arrives_as_it_was_said(kind: str) -> None:
    changes = read_changes({"changes": [KINDS[kind].model_json_schema()["examples"][0]]}, "da")
    request = RescheduleRequest(changes, DAY, 2, keep_windows=True, save=True)
    for task, args in (
        ("planner.web.tasks:what_if", ("da", WhatIf(STORE, "net", request, LIMITS))),
        ("planner.web.page.tasks:what_if", ("da", Place(STORE, Home("net")), request, LIMITS)),
    ):
        document = FORMS.packed(task, args)
        assert "secret" not in document
        found = FORMS.unpacked(task, document, STORE)
        assert found == args
        arrived = next(each.request if isinstance(each, WhatIf) else each for each in found[1:]
                       if isinstance(each, WhatIf | RescheduleRequest))  # fmt: skip
        assert arrived.changes[0].model_fields_set == changes[0].model_fields_set


@pytest.mark.parametrize(
    ("task", "args"),
    [
        ("planner.web.tasks:solve", ("en", Solve(STORE, "net", LIMITS, DAY, from_scratch=True))),
        ("planner.web.tasks:counter_reasons",
         ("da", About(STORE, "net", LIMITS, "kickoff", DAY, "messe-c", OtherMeetings.FREE, most=3, decide=True))),
        ("planner.web.tasks:foresee", ("da", Foresee(STORE, "net", ForesightRequest(DAY, 75), LIMITS))),
        ("planner.web.page.tasks:foresee", ("da", Place(STORE, Home("net")), LIMITS, DAY)),
        ("planner.web.tasks:reserve", ("da", Foresee(STORE, "net", ForesightRequest(DAY), LIMITS))),
        ("planner.web.page.tasks:reserve", ("da", Place(STORE, Home("net")), LIMITS, DAY)),
        ("planner.web.tasks:trade_off", ("da", TradeOffQuestion(STORE, "net", LIMITS, DAY, 5, 75, from_scratch=True))),
        ("planner.web.page.tasks:trade_off", ("da", Place(STORE, Home("net")), LIMITS, DAY, True)),
        ("planner.web.page.tasks:solve", ("da", Place(STORE, Home("net")), LIMITS, None, False)),
        ("planner.web.page.tasks:answer", ("da", Place(STORE, Home("net")), Question("why-not", LIMITS, "x", DAY))),
    ],
)  # fmt: skip
def test_every_question_arrives_as_it_was_asked(task: str, args: tuple[object, ...]) -> None:
    document = FORMS.packed(task, args)
    assert "secret" not in document
    assert FORMS.unpacked(task, document, STORE) == args

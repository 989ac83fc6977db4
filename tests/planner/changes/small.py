"""A small network with a plan, and the networks that follow from changes."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from calendars.days import Span
from constraints.problem.plan import Plan
from constraints.problem.problem import Meeting, PlannedMeeting, Problem
from planner.changes.kinds import ChangedNetwork, apply_changes
from planner.changes.reading import parse_change
from planner.network.network import Network
from planner.network.problem import build_problem
from tests.planner.network_files import small_network, small_round, small_settings

AS_OF = date(2023, 3, 1)
ZONE = ZoneInfo("Europe/Copenhagen")


def regional(name: str, month: int) -> Any:
    window = Span(date(2023, month, 1), date(2023, month, 20))
    return small_round(id=name, title=f"Møde {name}", kind="regional", window=window)


def network(**changes: Any) -> Network:
    """Return a network with rounds in January, March and June, each in two regions."""
    rounds = (regional("1", 1), regional("2", 3), regional("3", 6))
    theme = {"id": "lov", "title": "Loven", "in_force": "2023-02-01", "in_force_reason": "Loven gælder"}
    return small_network(small_settings(rounds=rounds, themes=(theme,), **changes))


def held(meeting: str, day: date) -> PlannedMeeting:
    start, end = (datetime.combine(day, time(hour), ZONE) for hour in (10, 15))
    return PlannedMeeting(meeting, start, end, "akkc", ("A",))


PLAN = Plan.of([
    *(held(f"1/{region}", date(2023, 1, 12)) for region in ("nord", "syd")),
    *(held(f"2/{region}", date(2023, 3, 14)) for region in ("nord", "syd")),
    *(held(f"3/{region}", date(2023, 6, 8)) for region in ("nord", "syd")),
])  # fmt: skip


def after(*texts: str, before: Network | None = None, as_of: date = AS_OF) -> ChangedNetwork:
    changes = [change for text in texts for change in parse_change(text, "en")]
    return apply_changes(before or network(), PLAN, changes, as_of)


def problem_after(*texts: str) -> Problem:
    return build_problem(after(*texts).network)


def meeting(problem: Problem, name: str) -> Meeting:
    found = problem.meeting(name)
    assert found is not None
    return found

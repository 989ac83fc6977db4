"""Whatever happens: it can be said in every form, and makes a network that goes together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constraints.problem.plan import Plan
from planner.changes.kinds import KINDS, Changes, apply_changes
from planner.changes.reading import as_command_line, parse_change, read_changes
from planner.network.problem import build_problem
from tests.planner.changes import strategies
from tests.planner.changes.strategies import AS_OF, Fields, any_change, example

NOTHING_PLANNED = Plan(())
in_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)


def as_toml(changes: list[Fields]) -> str:
    """The changes as a person would write them in a file: JSON's values are TOML's but for dates and tables."""
    lines: list[str] = []
    for change in changes:
        lines.append("[[changes]]")
        for key, value in change.items():
            lines.append(f"{key} = {_toml(key, value)}")
    return "\n".join(lines)


def _toml(key: str, value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(name, each)}" for name, each in value.items()) + " }"
    dates = {"first_day", "last_day", "from_day", "day", "until", "first", "last", "in_force", "polling_day", "called"}
    return str(value) if key in {*dates, "cabinet"} else json.dumps(value, ensure_ascii=False)


def test_every_kind_is_drawn() -> None:
    assert {*strategies.KINDS, "room_smaller"} == {*KINDS}


@in_folder
@given(written=st.lists(any_change, min_size=1, max_size=3))
def test_a_change_is_the_same_in_every_form(written: list[Fields], tmp_path: Path) -> None:
    document = {"changes": written}
    (tmp_path / "a.json").write_text(json.dumps(document), encoding="utf-8")
    (tmp_path / "a.toml").write_text(as_toml(written), encoding="utf-8")
    said = read_changes(document, "da")
    assert parse_change(str(tmp_path / "a.json"), "da") == said
    assert parse_change(str(tmp_path / "a.toml"), "da") == said
    assert Changes.model_validate(document).changes == said
    assert Changes.model_validate_json(Changes(changes=said).model_dump_json(by_alias=True)).changes == said


@settings(max_examples=100, deadline=None)
@given(written=any_change)
def test_a_change_is_the_same_on_the_command_line(written: Fields) -> None:
    (change,) = read_changes({"changes": [written]}, "da")
    assert parse_change(as_command_line(change), "da") == (change,)


@settings(max_examples=25, deadline=None)
@given(written=any_change)
def test_a_change_leaves_a_network_that_goes_together(written: Fields) -> None:
    changed = apply_changes(example(), NOTHING_PLANNED, read_changes({"changes": [written]}, "da"), AS_OF)
    problem = build_problem(changed.network)
    gone = {meeting.id for meeting in build_problem(example()).meetings} - {each.id for each in problem.meetings}
    assert changed.dropped == (gone if written["kind"] == "cancel" else frozenset())
    assert changed.network != example() or written["kind"] in {"free", "window"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_kind_can_happen(kind: str) -> None:
    written = KINDS[kind].model_json_schema()["examples"][0]
    changed = apply_changes(example(), NOTHING_PLANNED, read_changes({"changes": [written]}, "da"), AS_OF)
    assert changed.network != example()
    assert build_problem(changed.network).meetings

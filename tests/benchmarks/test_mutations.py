"""The single changes that are made to see whether the tests notice."""

import ast
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.mutations import (
    CHANCE,
    ROOT,
    Copy,
    Outcome,
    Recorded,
    chance_of,
    drawn,
    equivalent,
    files_at_stake,
    limits,
    mirroring_tests,
    mutants,
)

FILE = Path("constraints/rules/otherwise.py")
IMPORTED = Path("constraints/rules/staff_week.py")
"""Has a change of what runs while it is imported."""
SHARED = Path("constraints/rules/one_meeting_per_room.py")
"""Its functions are there before the tests are collected."""


def test_each_change_is_of_one_expression_in_its_place() -> None:
    source = (ROOT / FILE).read_bytes()
    found = [*mutants(FILE)]
    for each in found:
        assert ast.unparse(ast.parse(source[each.start : each.end].decode())) == each.before
        changed = source[: each.start] + each.after.encode() + source[each.end :]
        assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(source))
    assert ("meeting in earlier.places", "(meeting not in earlier.places)") in [
        (each.before, each.after) for each in found
    ]
    assert not [each for each in found if "TYPE_CHECKING" in each.before]


def test_every_kind_of_change_is_made() -> None:
    found = {(each.before, each.after) for each in mutants(Path("constraints/rules/window.py"))}
    assert {
        ("room > 0", "(room >= 0)"),
        ("0", "(1)"),
        ("end + amount * step", "(end - amount * step)"),
        ("True", "(False)"),
        (
            "held.span.within(window) != held.span or not held.span.overlaps(schedule.problem.horizon)",
            "(held.span.within(window) != held.span and (not held.span.overlaps(schedule.problem.horizon)))",
        ),
        ("not held.span.overlaps(schedule.problem.horizon)", "(held.span.overlaps(schedule.problem.horizon))"),
        ("FROM_TO if len(window) > 1 else ONE_DAY_ONLY", "(FROM_TO if not len(window) > 1 else ONE_DAY_ONLY)"),
    } <= found


def test_a_seed_draws_the_same_changes_again() -> None:
    assert drawn([FILE], 3, "a") == drawn([FILE], 3, "a")
    assert len(drawn([FILE], 1000, "a")) == len([*mutants(FILE)])


def test_the_tests_of_a_file_are_those_that_mirror_it() -> None:
    assert mirroring_tests(Path("planner/store/proposals.py"))[0][0] == "tests/planner/store/test_proposals.py"
    keys = mirroring_tests(Path("planner/store/keys.py"))[0]
    assert (keys[0], keys[2]) == ("tests/planner/store/test_keys.py", "tests/planner/cli/test_keys_command.py")
    assert mirroring_tests(FILE)[0] == ["tests/constraints/rules/test_otherwise.py"]
    for file in files_at_stake():
        for tests in mirroring_tests(file):
            assert all((ROOT / each).exists() for each in tests if each.startswith("tests/"))


def test_what_is_called_equivalent_is_a_change_that_is_made_and_has_a_reason() -> None:
    for file, reasons in equivalent().items():
        assert reasons.keys() <= {each.name for each in mutants(Path(file))}
        assert all(len(each) > 20 for each in reasons.values())


@pytest.mark.parametrize(("noticed", "tried", "low", "high"), [(380, 400, 0.924, 0.967), (30, 30, 0.886, 1.0)])
def test_the_share_lies_between_the_limits_of_wilson(noticed: int, tried: int, low: float, high: float) -> None:
    assert [*limits(noticed, tried)] == pytest.approx([low, high], abs=0.001)


def test_a_sample_fails_only_where_chance_does_not_explain_it() -> None:
    assert chance_of(0, 30) == pytest.approx(1)
    assert chance_of(7, 30) > CHANCE > chance_of(8, 30)
    assert chance_of(3, 3) < CHANCE < chance_of(2, 2)


def test_a_change_belongs_to_the_lines_of_its_statement_without_those_inside(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("benchmarks.mutations.ROOT", tmp_path)
    lines = [
        "def found(x):",
        "    if (",
        "        x > 1",
        "    ):",
        "        return x + 1",
        "    match x:",
        "        case 0:",
    ]
    (tmp_path / "a.py").write_text("\n".join([*lines, "            return not x", "LIMIT = [", "    7,", "]", ""]))
    found = {each.before: each.lines for each in mutants(Path("a.py"))}
    assert found["x > 1"] == range(2, 5)
    assert found["x + 1"] == range(5, 6)
    assert found["not x"] == range(8, 9)
    assert found["7"] == range(9, 12)


@pytest.mark.slow
def test_a_change_is_noticed_or_lives_and_leaves_no_trace(tmp_path: Path) -> None:
    copy = Copy(tmp_path, [FILE, IMPORTED, SHARED], Recorded())
    turned, field, number = (
        next(each for each in mutants(file) if each.name == name)
        for file, name in (
            (FILE, "DiffersFromProposals.tied: meeting in earlier.places  ->  meeting not in earlier.places"),
            (IMPORTED, "StaffWeek: 1  ->  2"),
            (SHARED, "OneMeetingPerRoom.check: 0  ->  1 (2)"),
        )
    )
    before = (copy.root / FILE).read_bytes()
    for each in (turned, field, number):
        assert copy.outcome(each, math.inf) is Outcome.NOTICED
        assert copy.outcome(replace(each, after=each.before), math.inf) is Outcome.LIVED
    assert copy.outcome(turned, 0) is Outcome.UNKNOWN
    assert (copy.root / FILE).read_bytes() == before
    copy.close()

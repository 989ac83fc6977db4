"""The single changes that are made to see whether the tests notice."""

import ast
from pathlib import Path

from benchmarks.mutations import ROOT, drawn, mirroring_tests, mutants

FILE = Path("constraints/rules/otherwise.py")


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
    assert mirroring_tests(Path("planner/store/revisions.py")) == ["tests/planner/store/test_revisions.py"]
    assert mirroring_tests(Path("planner/store/archive.py")) == ["tests/planner/store"]
    assert mirroring_tests(FILE)[0] == "tests/constraints/rules/test_otherwise.py"
    for path in ("constraints/check.py", "planner/web/authentication.py", "planner/feeds/entries.py"):
        assert (ROOT / mirroring_tests(Path(path))[0]).exists()

"""The section on changes in docs/files.md says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from constraints.problem.plan import Plan
from planner.changes.kinds import KINDS, apply_changes
from planner.changes.reading import parse_change
from planner.changes.records import in_force, parse_records
from planner.network.problem import build_problem
from tests.planner.changes.strategies import AS_OF, example

SECTION = (Path(__file__).parents[3] / "docs" / "files.md").read_text(encoding="utf-8").partition("## Changes")[2]
(LINES,) = re.findall(r"```text\n(.*?)```", SECTION, re.DOTALL)
(TOML,) = re.findall(r"```toml\n(.*?)```", SECTION, re.DOTALL)


def test_the_example_of_what_has_happened_is_read_and_in_force() -> None:
    document = (Path(__file__).parents[3] / "docs" / "files.md").read_text(encoding="utf-8")
    (shown,) = re.findall(
        r"```toml\n(.*?)```", document.partition("## changes.toml")[2].partition("## Changes")[0], re.DOTALL
    )
    found = in_force(example(), parse_records(shown.encode(), "da"))
    assert [each.n for each in found.changes] == [1, 2, 3]
    assert build_problem(found).meetings


def test_every_kind_has_a_line_and_is_explained() -> None:
    assert {line.split()[0] for line in LINES.splitlines()} == {*KINDS}
    explained = re.findall(r"^\| (\w[\w, ]*) \|", SECTION, re.MULTILINE)
    assert {kind for kinds in explained for kind in kinds.split(", ")} - {"kind"} == {*KINDS}


def test_the_file_says_the_same_as_the_first_lines(tmp_path: Path) -> None:
    file = tmp_path / "changes.toml"
    file.write_text(TOML, encoding="utf-8")
    changes = parse_change(str(file), "en")
    assert changes == tuple(change for line in LINES.splitlines()[:3] for change in parse_change(line, "en"))
    assert build_problem(apply_changes(example(), Plan(()), changes, AS_OF).network).meetings


def test_every_line_can_happen_to_the_example() -> None:
    for line in LINES.splitlines():
        changed = apply_changes(example(), Plan(()), parse_change(line, "en"), AS_OF)
        assert build_problem(changed.network).meetings, line

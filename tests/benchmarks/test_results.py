"""The file of results keeps one section for each part."""

from pathlib import Path

import pytest

from benchmarks.results import machine, replace_section, spread, table


def test_section_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    for title, body in [("One", "first"), ("Two", "second"), ("One more", "third")]:
        replace_section(title, body, file)
    before = file.read_text(encoding="utf-8")
    replace_section("One", "new\n", file)
    after = file.read_text(encoding="utf-8")
    assert after == before.replace("first", "new")
    assert [line for line in after.splitlines() if line.startswith("##")] == ["## One", "## Two", "## One more"]


def test_writing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    replace_section("One", "first", file)
    replace_section("Two", "second", file)
    before = file.read_bytes()
    replace_section("One", "first", file)
    assert file.read_bytes() == before


def test_columns_of_figures_are_set_to_the_right() -> None:
    assert table(["what", "s"], [("one", 1.5), ("two", "–"), ("three", -2)]).splitlines()[1] == "| --- | ---: |"


@pytest.mark.parametrize(
    ("values", "text"), [([], "–"), ([1.0], "1.00"), ([3.0, 1.0, 2.0], "2.00 (1.00–3.00)")], ids=str
)
def test_spread_is_median_with_least_and_most(values: list[float], text: str) -> None:
    assert spread(values) == text


def test_machine_names_versions_and_runs() -> None:
    line = machine("numpy", runs=3)
    assert ", numpy " in line
    assert line.endswith("3 runs.")

"""The tables of the examples are those that their script writes."""

from pathlib import Path

import pytest

from benchmarks.make_examples import EXAMPLES, RECIPES, Recipe, write_tables


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_tables_in_the_package_are_what_the_script_writes(recipe: Recipe, tmp_path: Path) -> None:
    write_tables(recipe, tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in (EXAMPLES / recipe.name).glob("*.csv")}

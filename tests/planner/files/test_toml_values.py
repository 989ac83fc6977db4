"""A value is put into TOML, and nothing else of the text changes."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.files.toml import CannotEditError, toml_document, with_value

TEXT = """\
name = "x"  # called so

# Points
[rules.kept]  # of what was announced
# for another day
day = 5  # dear
near = [1,
  2]

[[rounds]]
id = "a"
"""


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (("rules", "kept", "day"), 70, "day = 5  # dear", "day = 70  # dear"),
        (("rules", "kept", "day"), None, "day = 5  # dear\n", ""),
        (("rules", "kept", "near"), None, "near = [1,\n  2]\n", ""),
        (("rules", "kept", "near"), [3], "[1,\n  2]", "[3]"),
        (("rules", "kept", "room"), 0.5, "  2]\n", "  2]\nroom = 0.5\n"),
        (("name",), 'y "z"', '"x"', '"y \\"z\\""'),
        (("locale",), "da", "# called so\n", '# called so\nlocale = "da"\n'),
        (("rules", "rent", "points"), 1, 'id = "a"\n', 'id = "a"\n\n[rules.rent]\npoints = 1\n'),
        (("rules", "rent", "points"), None, "", ""),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_value_is_put_where_it_stands(
    path: tuple[str, ...], value: object, before: str, after: str, line_end: str
) -> None:
    expected = TEXT.replace(before, after, 1) if before else TEXT
    assert with_value(TEXT.replace("\n", line_end), path, value) == expected.replace("\n", line_end)


def test_what_cannot_be_taken_out_of_an_inline_table_is_refused() -> None:
    text = "rules = { kept = { day = 1 } }\n"
    assert with_value(text, ("rules", "kept", "day"), 2) == "rules = { kept = { day = 2 } }\n"
    with pytest.raises(CannotEditError):
        with_value(text, ("rules", "kept", "day"), None)
    with pytest.raises(CannotEditError):
        with_value(text, ("rules", "rent", "points"), 1)


NAMES = st.sampled_from(["a", "b", "day", "points"])
VALUES = st.one_of(st.integers(-9, 9), st.text(max_size=5), st.booleans(), st.lists(st.integers(0, 9), max_size=3))
SECTIONS = st.dictionaries(NAMES, VALUES, max_size=3)


@given(
    st.fixed_dictionaries({"rules": st.dictionaries(NAMES, SECTIONS, min_size=1, max_size=3), "end": VALUES}),
    NAMES, NAMES, st.none() | VALUES,
)  # fmt: skip
def test_the_document_says_the_same_but_for_that_value(
    settings: dict[str, Any], rule: str, key: str, value: object
) -> None:
    text = toml_document(settings)
    parsed = tomllib.loads(text)
    found = tomllib.loads(with_value(text, ("rules", rule, key), value))
    parsed.setdefault("rules", {}).setdefault(rule, {}).pop(key, None)
    if value is not None:
        parsed["rules"][rule][key] = value
    found.setdefault("rules", {}).setdefault(rule, {})
    assert found == parsed

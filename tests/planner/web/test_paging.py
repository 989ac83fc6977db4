"""Pages: together they are the list, whatever their size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.web.api.dependencies import page
from planner.web.problems import ProblemError, wanted


@given(st.lists(st.text(), unique=True) | st.lists(st.integers(), unique=True), st.integers(1, 5))
def test_all_pages_together_are_the_list(items: list[str] | list[int], limit: int) -> None:
    ordered = sorted(items)
    found: list[object] = []
    cursor: str | None = None
    while True:
        shown, cursor = page(ordered, lambda each: each, cursor, limit)  # type: ignore[arg-type,return-value]
        assert len(shown) <= limit
        found += shown
        if cursor is None:
            break
    assert found == ordered


def test_what_is_added_meanwhile_neither_repeats_nor_hides_the_rest() -> None:
    _, cursor = page(["b", "d", "f"], str, None, 2)
    assert page(["a", "b", "c", "d", "e", "f"], str, cursor, 9) == (["e", "f"], None)


@given(st.text(max_size=50))
def test_a_cursor_that_no_page_gave_is_refused(text: str) -> None:
    with pytest.raises(ProblemError, match="invalid"):
        page([1, 2], int, f"{text}!", 1)


def test_a_cursor_of_another_list_is_refused() -> None:
    _, cursor = page(["a", "b"], str, None, 1)
    with pytest.raises(ProblemError, match="invalid"):
        page([1, 2], int, cursor, 1)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("da", "da"), ("en-GB,en;q=0.9", "en"), ("da-DK, en;q=0.8", "da"), ("da;q=0.2, en;q=0.8", "en"), ("fr", None),
        ("", None), ("*", None), ("da;q=0", None), ("fr, da ; q=0.5", "da"), ("nonsense;;;,en", "en"),
        ("x" * 5000 + ",da", "da"), ("fr," * 30 + "da", None),
    ],
)  # fmt: skip
def test_the_language_that_is_wanted_most_is_spoken(header: str, expected: str | None) -> None:
    assert wanted(header) == expected

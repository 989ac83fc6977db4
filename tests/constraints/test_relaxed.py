"""The numbers of rules, what they tie together and what their relaxations change are as read in `relaxed.txt`."""

import pytest

from tests.constraints.relaxed import KEPT, told

TOLD = told()
READ = KEPT.read_text(encoding="utf-8").strip().split("\n\n")


@pytest.mark.parametrize("name", TOLD)
def test_a_relaxation_changes_what_was_read(name: str) -> None:
    (read,) = (each for each in READ if each.startswith(f"[{name}]\n"))
    assert TOLD[name].strip() == read


def test_nothing_else_is_kept() -> None:
    assert len(READ) == len(TOLD)

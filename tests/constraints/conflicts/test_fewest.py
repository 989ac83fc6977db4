from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constraints.conflicts.conflict import TooManyError, minimal_subset

SETS = st.lists(st.frozensets(st.integers(0, 7), min_size=1, max_size=4), min_size=1, max_size=4)


@given(SETS)
def test_what_is_found_is_too_much_and_nothing_less_is(clashes: list[frozenset[int]]) -> None:
    def too_much(some: object) -> bool:
        return any(clash <= frozenset(some) for clash in clashes)  # type: ignore[call-overload]

    found = minimal_subset(range(8), too_much)
    assert too_much(found)
    assert not any(too_much(fewer) for fewer in combinations(found, len(found) - 1))


def test_items_stay_in_their_order_and_earlier_ones_are_preferred() -> None:
    assert minimal_subset("abcdef", lambda some: {"b", "e"} <= {*some} or {"c", "f"} <= {*some}) == ["b", "e"]


def test_nothing_is_found_where_everything_is_too_much() -> None:
    assert minimal_subset("abc", lambda _some: True) == []


def test_a_search_for_few_ends_when_more_are_needed() -> None:
    def all_of_them(some: object) -> bool:
        return some == [*range(8)] or len(some) == 8  # type: ignore[arg-type]

    assert minimal_subset(range(8), all_of_them, most=8) == [*range(8)]
    with pytest.raises(TooManyError):
        minimal_subset(range(8), all_of_them, most=7)

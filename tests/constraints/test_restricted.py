"""A problem restricted to some of its meetings."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints.model.domains import possible_candidates
from constraints.problem.candidates import restricted_candidates
from constraints.problem.problem import NoGood, Problem, Requirement
from constraints.problem.relaxations import restricted
from tests.constraints.builders import JOINT, SYD, meeting, on, problem
from tests.constraints.random_problems import problems

WHOLE = problem([meeting("a"), meeting("all", JOINT), meeting("b", SYD, round="b"), meeting("c"), meeting("d")])


def test_meetings_are_numbered_anew_and_rounds_keep_their_places() -> None:
    some = restricted(WHOLE, [4, 0])
    assert [each.id for each in some.meetings] == ["a", "d"]
    assert [each.meetings for each in some.rounds] == [(0,), (), (), (), (1,)]


def test_only_meetings_that_follow_each_other_in_the_whole_do_so_in_a_part() -> None:
    assert WHOLE.successive == ((0, 3), (3, 4))
    assert restricted(WHOLE, [0, 4]).successive == ()
    assert restricted(WHOLE, [3, 4]).successive == ((0, 1),)


def test_what_is_waived_stays_waived() -> None:
    waived = {
        Requirement("budget"), Requirement("window", frozenset({3})), Requirement("round_span", frozenset({0, 2, 3})),
        Requirement("window", frozenset({1})),
    }  # fmt: skip
    assert restricted(replace(WHOLE, waived=frozenset(waived)), [0, 3]).waived == {
        Requirement("budget"), Requirement("window", frozenset({1})), Requirement("round_span", frozenset({0, 1})),
    }  # fmt: skip


def test_an_earlier_proposal_counts_where_all_its_meetings_are() -> None:
    earlier = NoGood({1: (on(3), 0), 3: (on(9), 1)}, differing=1)
    whole = replace(WHOLE, no_goods=(earlier,))
    assert restricted(whole, [1, 2, 3]).no_goods == (NoGood({0: (on(3), 0), 2: (on(9), 1)}, differing=1),)
    assert restricted(whole, [1, 2]).no_goods == ()


@given(problems(), st.data())
@settings(max_examples=25, deadline=None)
def test_candidates_are_those_that_the_meetings_have_by_themselves(whole: Problem, data: st.DataObject) -> None:
    meetings = data.draw(st.sets(st.sampled_from(range(len(whole.meetings))), min_size=1))
    taken = restricted_candidates(possible_candidates(whole), meetings)
    own = possible_candidates(restricted(whole, meetings))
    assert len(taken) == len(own)
    for column in ("meeting", "day", "venue", "expected", "points"):
        assert np.array_equal(getattr(taken, column), getattr(own, column))

"""Some meetings of a problem as a problem of its own."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints.candidates import Candidates
from constraints.parts import candidates_of, part_of
from constraints.problem import Problem, Round
from constraints.requirement import Requirement
from tests.constraints.builders import domain_rules, meeting, problem
from tests.constraints.random_problems import problems

ROUNDS = {"first": (0, 1), "second": (2,), "third": (1, 3)}


def test_what_is_said_of_meetings_is_said_of_the_same_ones() -> None:
    whole = replace(
        problem([meeting(name) for name in "abcd"], *domain_rules()),
        rounds=tuple(Round(name, name, regional=True, meetings=held) for name, held in ROUNDS.items()),
        successive=((0, 2), (1, 3)),
        waived=frozenset(
            {Requirement("window"), Requirement("hours", frozenset({3})), Requirement("rent", frozenset({0}))}
        ),
    )
    part = part_of(whole, [1, 3])
    assert [each.id for each in part.meetings] == ["b", "d"]
    assert [each.meetings for each in part.rounds] == [(0,), (0, 1)]
    assert part.successive == ((0, 1),)
    assert part.waived == {Requirement("window"), Requirement("hours", frozenset({1}))}


@given(problems(), st.data())
@settings(max_examples=25, deadline=None)
def test_candidates_are_those_that_the_part_has_by_itself(whole: Problem, data: st.DataObject) -> None:
    numbers = st.sampled_from(range(len(whole.meetings)))
    meetings = sorted(data.draw(st.sets(numbers, min_size=1)))
    part = part_of(whole, meetings)
    taken, own = candidates_of(part, Candidates.possible(whole), meetings), Candidates.possible(part)
    assert len(taken) == len(own)
    for column in ("meeting", "day", "venue", "expected", "points"):
        assert np.array_equal(getattr(taken, column), getattr(own, column))

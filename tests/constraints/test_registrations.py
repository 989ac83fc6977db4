"""Answers to single meetings: who has a place, who waits, and what follows for the plan."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constraints.model.model import MipModel, plan_of
from constraints.problem.problem import Meeting
from constraints.problem.registrations import Answer, Registration, standings
from constraints.rules.absent_member import AbsentMember
from constraints.rules.quorum import Quorum
from constraints.rules.rooms_fit import RoomsFit
from tests.constraints.builders import MONDAY, days, judged, meeting, planned, problem, rooms_of
from tests.constraints.solving import best_values

YES, NO, WAITING = Answer
FIRST = MONDAY
ALL = range(8)


def said(*answers: tuple[int, Answer]) -> tuple[Registration, ...]:
    return tuple(Registration(who, answer) for who, answer in answers)


def test_places_go_by_the_order_of_receipt() -> None:
    found = standings(said((3, YES), (1, YES), (2, YES), (0, NO)), 2, FIRST, ALL)
    assert found == {3: YES, 1: YES, 2: WAITING, 0: NO}


def test_the_first_who_waits_moves_up_when_somebody_withdraws() -> None:
    found = standings(said((3, YES), (1, YES), (2, YES), (4, YES), (3, NO)), 2, FIRST, ALL)
    assert [*found.items()] == [(1, YES), (2, YES), (4, WAITING), (3, NO)]


def test_who_withdraws_and_comes_back_is_last() -> None:
    found = standings(said((3, YES), (1, YES), (3, NO), (3, YES)), 1, FIRST, ALL)
    assert [*found.items()] == [(1, YES), (3, WAITING)]


def test_saying_yes_again_keeps_the_place() -> None:
    assert standings(said((3, YES), (1, YES), (3, YES)), 1, FIRST, ALL) == {3: YES, 1: WAITING}


def test_whom_the_organiser_lets_wait_takes_no_place() -> None:
    assert standings(said((3, WAITING), (1, YES)), 1, FIRST, ALL) == {3: WAITING, 1: YES}


def test_an_answer_about_another_day_or_of_somebody_not_invited_counts_for_nothing() -> None:
    about = (Registration(0, NO, FIRST), Registration(1, YES, FIRST + timedelta(1)), Registration(9, YES))
    assert standings(about, 1, FIRST, ALL) == {0: NO}
    assert standings(about, 1, FIRST + timedelta(1), ALL) == {1: YES}


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(Answer)), max_size=12), st.integers(0, 4))
def test_never_more_come_than_there_are_places_and_no_place_stays_empty(
    answers: list[tuple[int, Answer]], places: int
) -> None:
    found = standings(said(*answers), places, FIRST, range(5))
    last = {who: answer for who, answer in answers if who < 5}
    assert {*found} == {*last}
    wanted = [who for who, answer in last.items() if answer is YES]
    assert sum(answer is YES for answer in found.values()) == min(places, len(wanted))
    assert all(found[who] is last[who] or (last[who] is YES and found[who] is WAITING) for who in found)


def asked(**other: Any) -> Meeting:
    return meeting("a", window=days(1, 2), venues=(0,), **other)


@pytest.mark.parametrize(
    ("registrations", "places", "expected", "absent"),
    [
        ((), None, 8, set()),
        ((), 3, 3, set()),
        (said((0, NO), (1, NO)), None, 6, {0, 1}),
        (said((0, YES), (1, YES)), 1, 1, {1}),
        ((Registration(0, NO, days(2).first),), None, 8, set()),
        ((Registration(0, NO, days(1).first),), None, 7, {0}),
    ],
)
def test_answers_and_places_say_how_many_are_expected(
    registrations: tuple[Registration, ...], places: int | None, expected: int, absent: set[int]
) -> None:
    each = asked(members=tuple(ALL), registrations=registrations, places=places)
    of = problem([each], RoomsFit(), AbsentMember(points=5), rooms=rooms_of(0, seats=(20,)))
    [held] = judged(of, planned(of, "a", 1)).schedule
    assert (held.expected, held.absent) == (expected, frozenset(absent))
    table = MipModel(of).candidates
    first = table.day == 1
    assert table.expected[first].tolist() == [expected]
    assert table.points[first].tolist() == [5 * len(absent)]


def test_a_smaller_room_will_do_when_many_decline() -> None:
    of = problem([asked(members=tuple(ALL))], RoomsFit(), rooms=rooms_of(0, seats=(6,)))
    assert best_values(MipModel(of)) is None
    fewer = problem(
        [asked(members=tuple(ALL), registrations=said((0, NO), (1, NO)))], RoomsFit(), rooms=rooms_of(0, seats=(6,))
    )
    assert best_values(MipModel(fewer)) is not None


def test_who_declined_is_missing_for_the_quorum_on_that_day_alone() -> None:
    declined = tuple(Registration(who, NO, days(1).first) for who in range(5))
    of = problem([asked(members=tuple(ALL), registrations=declined)], Quorum(member_share=Decimal("0.5")))
    model = MipModel(of)
    values = best_values(model)
    assert values is not None
    assert [each.start.date() for each in plan_of(model, values).meetings] == [days(2).first]

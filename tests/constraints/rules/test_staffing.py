"""The ways out that rules about staff have in common."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from constraints.problem.problem import Problem
from constraints.rules.shared.staffing import (
    ANOTHER,
    NO_SPEAKER,
    comes_anyway,
    fewer_people,
    venue_classes,
    without_speaker,
)
from tests.constraints.builders import busy, days, meeting, problem, team

ONE = frozenset({0})


def network(size: int, away: dict[int, Iterable[Any]] | None = None, **changes: Any) -> Problem:
    """A meeting of three days at most to choose from, and a team of so many people, busy at these times."""
    held = meeting("a", **{"staff": {"KL": 1}, "window": days(0, 2), **changes})
    return problem([held], staff=team("KL", size), staff_busy=busy(size, away))


@pytest.mark.parametrize(("needed", "speakers", "most"), [
    (1, (), [1]), (1, (0,), []), (2, (0,), [1]), (2, (0, 1), []), (3, (1,), [2]),
])  # fmt: skip
def test_fewer_come_but_all_speakers(needed: int, speakers: tuple[int, ...], most: list[int]) -> None:
    of = network(3, staff={"KL": needed}, speakers=speakers)
    assert [each.most for each in fewer_people("rule", of, ONE)] == most


@pytest.mark.parametrize(("size", "needed", "left", "said"), [
    (1, 1, [0], [NO_SPEAKER]), (2, 2, [1], [NO_SPEAKER]), (2, 1, [1, 0], [ANOTHER, NO_SPEAKER]),
])  # fmt: skip
def test_another_comes_for_a_speaker_where_there_is_one_else_nobody(
    size: int, needed: int, left: list[int], said: list[object]
) -> None:
    of = network(size, staff={"KL": needed}, speakers=(0,))
    (found,) = without_speaker("rule", of, ONE)
    amounts = range(1, found.most + 1)
    after = [found.apply(of, amount).meetings[0] for amount in amounts]
    assert [(each.speakers, each.staff["KL"]) for each in after] == [((), number) for number in left]
    assert [found.say(amount).message for amount in amounts] == said


@pytest.mark.parametrize(("away", "speakers", "chosen"), [
    ({0: [0, 1], 1: [0]}, (), [["KL-2"], ["KL-1"]]),
    ({0: [0, 1], 1: [0]}, (0,), [["KL-1"], ["KL-2"]]),
    ({0: [0]}, (1,), [["KL-1"]]),
    ({0: [9]}, (), []),
])  # fmt: skip
def test_speakers_come_anyway_before_those_who_are_busy_on_the_fewest_days(
    away: dict[int, Iterable[int]], speakers: tuple[int, ...], chosen: list[list[str]]
) -> None:
    of = network(3, away, speakers=speakers)
    assert [each.values["people"] for each in comes_anyway("rule", of, ONE)] == chosen


def test_so_many_come_anyway_as_the_team_lacks() -> None:
    of = network(3, {0: [0, 1, 2], 1: [0, 1], 2: [1]}, staff={"KL": 3})
    found = [each.values["people"] for each in comes_anyway("rule", of, ONE)]
    assert found == [["KL-3"], ["KL-2"], ["KL-1"]]
    worse = network(3, {0: [0, 1, 2], 1: [0, 1, 2], 2: [1]}, staff={"KL": 3})
    assert [each.values["people"] for each in comes_anyway("rule", worse, ONE)] == [
        ["KL-3", "KL-1"], ["KL-3", "KL-2"], ["KL-1", "KL-2"],
    ]  # fmt: skip


def test_venues_are_alike_that_are_as_far_from_and_to_all_others() -> None:
    near = np.zeros((3, 3), dtype=np.bool_)
    far = near.copy()
    far[0, 2] = far[1, 2] = True
    one, other, third = venue_classes([near, far]).tolist()
    assert one == other != third
    back = near.copy()
    back[2, 0] = True
    assert len({*venue_classes([far, back]).tolist()}) == 3

"""Grown networks have the size that is asked for and can be drawn again."""

import pickle

import numpy as np
import pytest

from benchmarks.growing import MUNICIPALITIES_PER_REGION, VENUES_PER_REGION, Size, grown
from constraints.model.model import MipModel
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.solve import solve
from tests.benchmarks.tiny import tiny

pytestmark = pytest.mark.slow


def test_same_seed_draws_the_same_network() -> None:
    assert pickle.dumps(grown(Size(), seed=3)) == pickle.dumps(grown(Size(), seed=3))
    assert pickle.dumps(grown(Size(), seed=3)) != pickle.dumps(grown(Size(), seed=4))


@pytest.mark.parametrize(
    ("size", "meetings"),
    [(Size(), 37), (Size(years=8), 77), (Size(years=12), 117), (Size(regions=10), 72), (Size(networks=3), 111)],
)
def test_meetings_grow_with_regions_years_and_networks(size: Size, meetings: int) -> None:
    problem = grown(size)
    assert len(problem.meetings) == meetings
    assert len(problem.venues) == VENUES_PER_REGION * size.regions
    assert len(problem.municipalities) == MUNICIPALITIES_PER_REGION * size.regions
    assert len({meeting.id for meeting in problem.meetings}) == meetings


def test_more_members_leave_the_model_as_large_as_it_was() -> None:
    small, large = (MipModel(grown(Size(members=factor))) for factor in (1, 3))
    assert len(large.problem.members) == 3 * len(small.problem.members)
    assert large.matrix().columns == pytest.approx(small.matrix().columns, rel=0.05)


def test_networks_share_venues_and_staff_but_not_members() -> None:
    problem = grown(Size(networks=3, regions=1))
    kickoffs = [meeting for meeting in problem.meetings if meeting.id.endswith("kickoff")]
    assert len({meeting.venues for meeting in kickoffs}) == 1
    assert sum(len(meeting.members) for meeting in kickoffs) == len(problem.members)
    assert len({member for meeting in kickoffs for member in meeting.members}) == len(problem.members)


def test_people_are_busy_about_as_often_as_is_asked() -> None:
    problem = grown(Size())
    busy = problem.staff_busy.by_day(problem.horizon, problem.meetings[0].hours)
    assert 0.2 < float(np.mean(busy)) < 0.3


@pytest.mark.parametrize("size", [Size(regions=1, years=2), Size(regions=2, years=1, networks=2)], ids=str)
def test_grown_networks_can_be_planned(size: Size) -> None:
    assert solve(grown(size), Limits(seconds=60)).status is OutcomeStatus.OPTIMAL


def test_tiny_networks_differ_by_seed() -> None:
    assert tiny(1).meetings != tiny(2).meetings

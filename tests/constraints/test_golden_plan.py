"""One network with one best plan, to the last room and person: the same on every machine with one worker."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting, RoomNeed
from constraints.rules.region_gap import RegionGap
from constraints.rules.rent import Rent
from constraints.rules.staff_free import StaffFree
from constraints.rules.travel import Travel
from constraints.rules.venue_repeat import VenueRepeat
from constraints.rules.wanted_day import WantedDay
from constraints.solve import solve
from tests.constraints.builders import busy, days, domain_rules, meeting, on, problem, team

ZONE = ZoneInfo("Europe/Copenhagen")


def planned(name: str, day: int, venue: str, rooms: tuple[str, ...], staff: str) -> PlannedMeeting:
    start, end = (datetime(2023, 3, day, hour, tzinfo=ZONE) for hour in (10, 15))
    return PlannedMeeting(name, start, end, venue, rooms, (staff,))


def test_the_best_plan_of_a_small_network_is_this_one() -> None:
    small_groups = RoomNeed(breakouts=1, share=RoomNeed().share + 1)
    network = problem(
        [
            meeting("spring", wanted=on(2), staff={"KL": 1}, window=days(0, 6), venues=(0,)),
            meeting("summer", wanted=on(9), staff={"KL": 1}, window=days(7, 18), rooms=small_groups),
        ],
        *domain_rules(),
        RegionGap(min_days=7),
        VenueRepeat(times=2),
        StaffFree(),
        Rent(points=1, per=10),
        Travel(points=1),
        WantedDay(points=50),
        staff=team("KL", 2),
        staff_busy=busy(2, {0: [2], 1: [9, 10]}),
        travel=np.array([[10, 30], [20, 30], [0, 0], [0, 0]]),
    )  # fmt: skip
    outcome = solve(network, Limits(seconds=60, workers=1, seed=1))
    assert outcome.status is OutcomeStatus.OPTIMAL
    assert outcome.plan == Plan((
        planned("spring", 8, "kro", ("r3",), "KL-2"),
        planned("summer", 15, "hal", ("r1", "r3"), "KL-1"),
    ))  # fmt: skip

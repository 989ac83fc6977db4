"""What proposals cost: fees by the ladders of venues, and rents."""

from __future__ import annotations

from datetime import date

import pytest

from planner.network.network import Network
from planner.network.tables import VenueTerm
from tests.planner.reschedule.small import move_of, network, rescheduled

LADDER = ((60, 50), (30, 75), (3, 100))


def with_ladder() -> Network:
    """The trade fair asks for half of the rent with less than 60 days' notice, and for more the later it is."""
    return network(
        venue_terms=tuple(VenueTerm(venue="messe-c", days=days, percent=percent) for days, percent in LADDER)
    )


@pytest.mark.parametrize(
    ("as_of", "percent"),
    [(date(2023, 1, 20), 0), (date(2023, 1, 22), 50), (date(2023, 3, 1), 75), (date(2023, 3, 20), 100)],
)
def test_a_dropped_meeting_costs_what_the_ladder_of_its_venue_asks_for(as_of: date, percent: int) -> None:
    (proposal,) = rescheduled("cancel meetings=1/syd later=no", written=with_ladder(), as_of=as_of).answer.proposals
    cost = move_of(proposal, "1/syd").cost
    assert (cost.fee, cost.fee_percent) == (9000 * percent // 100, percent)
    assert (proposal.money.fees, proposal.money.difference) == (cost.fee, cost.fee - 9000)


def test_moving_costs_the_fee_and_the_difference_in_rent() -> None:
    found = rescheduled("fix meeting=1/syd day=2023-04-19 venue=slot", written=with_ladder())
    (proposal,) = found.answer.proposals[:1]
    cost = move_of(proposal, "1/syd").cost
    assert (cost.fee, cost.rent_before, cost.rent_after) == (6750, 9000, 2000)
    assert (proposal.money.fees, proposal.money.rent_before, proposal.money.rent_after) == (6750, 9000, 2000)
    assert proposal.money.difference == 6750 + 2000 - 9000


def test_a_venue_without_a_ladder_asks_for_nothing() -> None:
    (proposal,) = rescheduled("cancel meetings=1/nord later=no", written=with_ladder()).answer.proposals
    assert proposal.money.fees == 0


@pytest.mark.parametrize(
    "change",
    [
        "venue_closed venue=messe-c first_day=2023-03-22 last_day=2023-03-22 reason=Konkurs",
        "room_closed venue=messe-c room=A",
    ],
)
def test_a_venue_that_closes_itself_asks_for_nothing(change: str) -> None:
    moved = rescheduled(change, written=with_ladder(), wanted=1).answer.proposals[0]
    assert move_of(moved, "1/syd").cost.fee == 0
    (dropped,) = rescheduled(change, "cancel meetings=1/syd later=no", written=with_ladder(), wanted=1).answer.proposals
    assert move_of(dropped, "1/syd").cost.fee == 0

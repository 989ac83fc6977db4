"""Whatever happens to an accepted plan: the proposals keep every rule and leave alone what they must."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints.problem.outcome import OutcomeStatus
from planner.errors import InputErrors
from planner.reschedule.reschedule import Rescheduled
from planner.schemas.proposals import Ending, MayMove
from tests.planner.reschedule.small import HELD, judged, network, places, rescheduled

MEETINGS = st.sampled_from([name for name in HELD if name != "kickoff"])
DAYS = st.dates(date(2023, 3, 2), date(2023, 11, 30))
VENUES = st.sampled_from([venue.id for venue in network().venues])
LENGTHS = st.sampled_from([0, 6, 40, 120])


def _closed(first: date, length: int) -> str:
    return f"first_day={first} last_day={min(first + timedelta(length), date(2023, 12, 31))}"


one_change = st.one_of(
    st.builds(lambda first, length: f"blackout reason=Lukket {_closed(first, length)}", DAYS, LENGTHS),
    st.builds(lambda venue, first, length: f"venue_closed venue={venue} {_closed(first, length)}",
              VENUES, DAYS, LENGTHS),
    st.builds(lambda meetings: f"cancel meetings={','.join(sorted(meetings))}", st.sets(MEETINGS, min_size=1)),
    st.builds(lambda meeting: f"cancel meetings={meeting} later=no", MEETINGS),
    st.builds(lambda person, first, length: f"busy person={person} {_closed(first, length)}",
              st.sampled_from(["a1", "c2", "K1", "K2"]), DAYS, LENGTHS),
    st.builds(lambda gap: f"rules rule=region_gap parameter=min_days value={gap}", st.sampled_from([30, 150, 180])),
    st.builds(lambda seats: f"room_smaller venue=akkc room=A seats.theatre={seats}", st.sampled_from([1, 100])),
    st.just("member_joined id=a9 municipality=0851"),
    st.builds(lambda first: f"member_joined id=a9 municipality=0851 from_day={first}", DAYS),
    st.just("member_left member=c1"),
    st.builds(lambda member, last: f"member_left member={member} last_day={last}", st.sampled_from(["a1", "c1"]), DAYS),
)  # fmt: skip
changes = st.lists(one_change, min_size=1, max_size=2, unique_by=lambda text: text.split()[0])


happenings = given(changes, st.sampled_from(sorted(MayMove)), st.sampled_from([date(2023, 3, 1), date(2023, 7, 1)]))


@happenings
@settings(max_examples=12)
def test_any_change_is_answered_by_plans_that_the_check_accepts_or_not_at_all(
    happened: Sequence[str], may_move: MayMove, as_of: date
) -> None:
    require_good_answer(happened, may_move, as_of)


@pytest.mark.slow
@happenings
@settings(max_examples=300)
def test_very_many_changes(happened: Sequence[str], may_move: MayMove, as_of: date) -> None:
    require_good_answer(happened, may_move, as_of)


def require_good_answer(happened: Sequence[str], may_move: MayMove, as_of: date) -> None:
    """Proposals that keep every rule and leave alone what they must, or the word that there is none."""
    found = _answered(happened, may_move, as_of)
    if found is None:
        return
    hit = {hit.meeting for hit in found.answer.hits if not hit.dropped}
    for number, proposal in enumerate(found.answer.proposals):
        assert judged(found, number, as_of).broken == ()
        assert proposal.proof.status is OutcomeStatus.OPTIMAL
        moved = {move.meeting for move in proposal.moves if move.after is not None}
        assert all(HELD[meeting][0] >= as_of for meeting in moved)
        if may_move is MayMove.NOTHING:
            assert moved <= hit
    spots = places(found.plans)
    for place, one in enumerate(spots):
        for other in spots[:place]:
            assert 2 * sum(one[meeting] != other[meeting] for meeting in hit) >= len(hit)
    assert (found.answer.status is Ending.IMPOSSIBLE) == (not spots)


def _answered(happened: Sequence[str], may_move: MayMove, as_of: date) -> Rescheduled | None:
    """The answer; None if the changes make no sense on that day."""

    try:
        return rescheduled(*happened, may_move=may_move, as_of=as_of)
    except InputErrors:
        return None

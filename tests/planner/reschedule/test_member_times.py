"""Members who come and go, and regions that merge: a meeting is for those who take part on its day."""

from __future__ import annotations

from planner.network.problem import build_problem
from planner.network.published import publish_meetings
from planner.network.tables import Room
from planner.reschedule.reschedule import Rescheduled
from tests.planner.reschedule.small import move_of, network, rescheduled

MARCH, SEPTEMBER = "1/nord", "2/nord"


def invited(found: Rescheduled, number: int = 0) -> dict[str, tuple[str, ...]]:
    """Return the members of each meeting of a proposal, as it would be published."""
    published = publish_meetings(found.network, build_problem(found.network), found.plans[number])
    return {name: meeting.members for name, meeting in published.items()}


def test_who_joins_in_june_is_not_at_a_meeting_in_march_for_which_there_would_be_no_seat() -> None:
    small = network().changed(
        rooms=tuple(Room(venue=room.venue, id="A", rate=room.rate, theatre=2 if room.venue == "akkc" else 200)
                    for room in network().rooms)
    )  # fmt: skip
    found = rescheduled("member_joined id=a3 municipality=0851 from_day=2023-06-01", written=small)
    assert [hit.meeting for hit in found.answer.hits] == [SEPTEMBER]
    assert (invited(found)[MARCH], invited(found)[SEPTEMBER]) == (("a1", "a2"), ("a1", "a2", "a3"))


def test_who_leaves_in_may_stays_invited_in_march() -> None:
    found = rescheduled("member_left member=a1 last_day=2023-05-31")
    assert (found.answer.hits, found.answer.proposals[0].moves) == ((), ())
    assert (invited(found)[MARCH], invited(found)[SEPTEMBER]) == (("a1", "a2"), ("a2",))
    assert invited(found)["kickoff"] == ("a1", "a2", "c1", "c2")


def test_a_meeting_that_is_moved_out_of_the_time_of_a_member_is_no_longer_for_them() -> None:
    found = rescheduled("member_left member=a1 last_day=2023-03-31", "fix meeting=1/nord day=2023-04-04")
    assert invited(found)[MARCH] == ("a2",)
    move = move_of(found.answer.proposals[0], MARCH)
    assert move.attendance is not None
    assert (move.attendance.members, move.attendance.losing, move.attendance.gaining) == (1, (), ())
    assert move.notice.members == 2  # who is told that the meeting is moved


MERGED = "region_merged regions=nord,syd into=midt name=Midt day=2023-04-01"


def test_regions_that_merge_within_a_window_still_meet_each_on_its_own_in_that_round() -> None:
    found = rescheduled(MERGED)
    assert [(hit.meeting, hit.dropped) for hit in found.answer.hits] == [
        ("2/nord", True), ("2/syd", True), ("2/midt", False),
    ]  # fmt: skip
    assert set(invited(found)) == {"kickoff", "1/nord", "1/syd", "2/midt"}
    assert invited(found)["2/midt"] == ("a1", "a2", "c1", "c2")


def test_nobody_loses_a_meeting_when_another_of_the_round_takes_its_place() -> None:
    best = rescheduled(MERGED).answer.proposals[0]
    assert (best.people.without, best.people.losing, best.people.gaining) == (0, 0, 0)


def test_who_cannot_come_to_the_meeting_in_place_of_theirs_loses() -> None:
    busy = ("busy person=a1 first_day=2023-10-10", "busy person=c1 first_day=2023-09-13")
    people = rescheduled(MERGED, "fix meeting=2/midt day=2023-10-10", *busy).answer.proposals[0].people
    assert (people.absent_before, people.absent_after, people.losing, people.gaining) == (1, 1, 1, 1)
    assert [(each.id, each.losing, each.gaining) for each in people.municipalities] == [("0851", 1, 0), ("0607", 0, 1)]


def test_a_dropped_meeting_is_lost_by_those_who_would_have_taken_part_on_its_day() -> None:
    gone = "cancel meetings=2/nord later=no"
    assert rescheduled(gone).answer.proposals[0].people.without == 2
    left = rescheduled(gone, "member_left member=a1 last_day=2023-05-31").answer.proposals[0]
    assert left.people.without == 1

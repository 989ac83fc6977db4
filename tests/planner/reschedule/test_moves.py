"""What a proposal says of each meeting that changes, and of all of them together."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from constraints.check import check
from constraints.problem.plan import Plan
from planner.changes.kinds import apply_changes
from planner.changes.reading import parse_change
from planner.network.tables import StaffPerson
from planner.reschedule.moves import _municipalities, _room_ids, moves
from planner.schemas.proposals import Move, MoveKind, Part, Proposal
from tests.planner.reschedule.small import AS_OF, compared, network, plan, rescheduled, situation


def only(*changes: str, **given: Any) -> tuple[Proposal, Move]:
    """Return the first proposal, and the only meeting that it changes."""
    proposal = rescheduled(*changes, wanted=1, **given).answer.proposals[0]
    (move,) = proposal.moves
    return proposal, move


def told(proposal: Proposal) -> list[tuple[int, int, int]]:
    return [(each.days, each.members, each.staff) for each in proposal.notice]


def test_members_are_not_told_that_somebody_else_of_the_staff_comes() -> None:
    proposal, move = only("staff_away person=K1 first_day=2023-03-21 last_day=2023-03-21")
    assert (move.meeting, move.kind, move.parts, move.hit) == ("1/nord", MoveKind.REARRANGED, (Part.STAFF,), True)
    assert (move.region and move.region.id, move.outside) == ("nord", None)
    assert (move.notice.to_old_day, move.notice.to_new_day, move.notice.least) == (20, 20, 20)
    assert (move.notice.members, move.notice.staff, told(proposal)) == (2, 2, [(20, 0, 2)])
    assert (move.cost.rent_before, move.cost.rent_after, proposal.money.difference) == (5000, 5000, 0)


def test_a_joint_meeting_is_of_no_region_and_told_by_the_nearer_of_its_days() -> None:
    proposal, move = only("cancel meetings=kickoff until=2022-07-20", as_of=date(2022, 5, 10))
    assert (move.kind, move.region, move.parts[0]) == (MoveKind.REPLACED, None, Part.DAY)
    assert move.notice.to_new_day is not None
    assert (move.notice.to_old_day, move.notice.least) == (36, min(36, move.notice.to_new_day))
    assert told(proposal)[0][:2] == (36, 4)


def test_a_dropped_meeting_has_no_new_day_and_leaves_its_members_without() -> None:
    proposal, move = only("cancel meetings=2/nord later=no")
    assert (move.kind, move.parts, move.after, move.attendance, move.hit) == (MoveKind.DROPPED, (), None, None, True)
    assert (move.cost.rent_before, move.cost.rent_after, proposal.money.difference) == (5000, 0, -5000)
    assert (move.notice.to_old_day, move.notice.to_new_day, told(proposal)) == (195, None, [(195, 2, 1)])
    assert (proposal.people.without, proposal.people.losing, proposal.people.absent_after) == (2, 0, 0)


def test_a_meeting_that_is_held_after_all_is_new() -> None:
    without = apply_changes(network(), plan(), parse_change("cancel meetings=2/nord later=no", "en"), AS_OF).network
    accepted = Plan(tuple(each for each in plan().meetings if each.meeting != "2/nord"))
    proposal, move = only("fix meeting=2/nord day=2023-09-12 venue=kro", written=without, accepted=accepted)
    assert (move.kind, move.parts, move.before, move.attendance) == (MoveKind.NEW, (), None, None)
    assert (move.cost.rent_before, move.cost.rent_after, proposal.money.difference) == (0, 1000, 1000)
    assert (move.cost.fee, move.cost.fee_percent) == (0, 0)
    assert (move.notice.to_old_day, move.notice.to_new_day, told(proposal)) == (None, 195, [(195, 2, 1)])


def test_what_is_past_does_not_move_though_who_was_there_is_no_longer_known() -> None:
    found = situation(written=network(staff=(StaffPerson(id="K2", team="KL"),)))
    proposed = Plan.of([replace(each, staff=("K2",)) for each in plan().meetings])
    told = moves(compared(found), check(found.free, proposed).schedule, "en")
    assert [(each.meeting, each.kind) for each in told] == [
        (name, MoveKind.REARRANGED) for name in ("1/nord", "1/syd", "2/nord", "2/syd")
    ]


def test_what_was_not_planned_and_what_will_not_be_held_cost_nothing_else() -> None:
    gone = "cancel meetings=2/nord later=no"
    dropped, accepted = situation(gone), Plan(tuple(each for each in plan().meetings if each.meeting != "2/nord"))
    (lost,) = moves(compared(dropped), check(dropped.free, accepted).schedule, "en")
    cost = lost.cost
    assert (lost.kind, cost.fee, cost.fee_percent, cost.rent_before, cost.rent_after) == (
        MoveKind.DROPPED,
        0,
        0,
        5000,
        0,
    )
    written = dropped.changed.network
    found = situation("fix meeting=2/nord venue=kro", written=written, accepted=accepted)
    (new,) = moves(
        compared(found, written, accepted),
        check(found.free, plan({"2/nord": (date(2023, 9, 12), "kro")})).schedule, "en",
    )  # fmt: skip
    cost = new.cost
    assert (new.kind, cost.fee, cost.fee_percent, cost.rent_before, cost.rent_after) == (MoveKind.NEW, 0, 0, 0, 1000)
    assert (lost.notice.least, new.notice.least, lost.hit, new.hit) == (195, 195, True, True)


def test_the_municipalities_that_lose_most_come_first() -> None:
    found = _municipalities(situation().free, Counter({"c1": 2, "c2": 1, "a1": 1}), Counter({"a2": 1, "c1": 1}))
    assert [(each.name, each.losing, each.gaining) for each in found] == [("Fredericia", 3, 1), ("Aalborg", 1, 1)]


def test_moves_stand_in_order_of_time_whatever_their_names() -> None:
    found = situation("cancel meetings=kickoff", as_of=date(2022, 5, 2))
    proposed = plan({"kickoff": (date(2022, 6, 21), "messe-c"), "1/nord": (date(2023, 3, 28), "akkc")})
    told = moves(compared(found), check(found.free, proposed).schedule, "en")
    assert [(each.meeting, each.kind, each.hit) for each in told] == [
        ("kickoff", MoveKind.REPLACED, True), ("1/nord", MoveKind.MOVED, False),
    ]  # fmt: skip


def test_the_order_of_breakout_rooms_means_nothing_and_which_is_the_plenary_room_does() -> None:
    def rooms(order: str) -> object:
        schedule: Any = SimpleNamespace(rooms=lambda _: [SimpleNamespace(id=each) for each in order])
        held: Any = None
        return _room_ids(schedule, held)

    assert rooms("ABC") == rooms("ACB")
    assert len({rooms("ABC"), rooms("BAC"), rooms("CAB"), rooms("AB"), rooms("A"), rooms("")}) == 6


def test_moves_stand_in_order_of_the_days_that_were_announced() -> None:
    proposal = rescheduled(
        "cancel meetings=2/syd,1/syd", "fix meeting=1/nord day=2023-05-09", wanted=1
    ).answer.proposals[0]
    assert [each.meeting for each in proposal.moves] == ["1/nord", "1/syd", "2/syd"]
    assert [each.kind for each in proposal.moves] == [MoveKind.MOVED, MoveKind.REPLACED, MoveKind.REPLACED]

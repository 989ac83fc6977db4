"""What is answered when something happens to an accepted plan."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.rule import Aim
from planner.errors import InputErrors
from planner.network.tables import Member
from planner.schemas.proposals import Ending, MayMove, MoveKind, Part
from tests.planner.reschedule.small import AS_OF, HELD, judged, move_of, network, places, plan, rescheduled

CLOSED = "blackout reason=Landsmøde first_day=2023-03-20 last_day=2023-03-24"
HIT = {"1/nord", "1/syd"}


def test_a_blackout_hits_the_meetings_it_covers_and_says_why() -> None:
    answer = rescheduled(CLOSED).answer
    assert answer.changes == ("Landsmøde: lukket mandag den 20. marts 2023 til fredag den 24. marts 2023.",)
    assert [hit.meeting for hit in answer.hits] == ["1/nord", "1/syd"]
    assert [reason.rule for hit in answer.hits for reason in hit.reasons] == ["blackout", "blackout"]
    assert "lukket for alle: Landsmøde" in answer.hits[0].reasons[0].sentence
    assert answer.stay == 2


def test_proposals_are_whole_plans_that_keep_every_rule_and_really_differ() -> None:
    found = rescheduled(CLOSED)
    assert found.answer.status is Ending.PROPOSALS
    assert len(found.plans) == len(found.answer.proposals) == 3
    for number, shown in enumerate(found.answer.proposals):
        assert judged(found, number).broken == ()
        assert {each.meeting for each in shown.plan} == set(HELD)
        assert shown.proof.status is OutcomeStatus.OPTIMAL
    spots = places(found.plans)
    for place, one in enumerate(spots):
        for other in spots[:place]:
            assert sum(one[meeting] != other[meeting] for meeting in HIT) >= 1


def test_what_nobody_hit_stays_as_it_is() -> None:
    accepted = {each.meeting: each for each in plan().meetings}
    for proposed in rescheduled(CLOSED).plans:
        assert [each for each in proposed.meetings if each.meeting not in HIT] == [
            each for name, each in accepted.items() if name not in HIT
        ]


def test_what_nobody_hit_may_move_if_the_planner_allows_it() -> None:
    written = network(members=(*network().members, *(Member(id=f"b{n}", municipality="0851") for n in range(9))))
    busy = [f"busy person=b{n} first_day=2023-09-12" for n in range(9)]
    for may_move, moved in ((MayMove.NOTHING, False), (MayMove.ROUND, False), (MayMove.REGION, True)):
        found = rescheduled("cancel meetings=1/nord", *busy, written=written, may_move=may_move)
        most = next(each for each in found.answer.proposals if Aim.MOST_PEOPLE in each.best_at)
        assert ("2/nord" in {move.meeting for move in most.moves}) == moved


def test_proposals_are_ranked_by_points_and_named_by_what_they_are_best_at() -> None:
    found = rescheduled(CLOSED, f"busy person=a1 first_day={AS_OF} last_day=2023-05-05")
    proposals = found.answer.proposals
    assert [each.rank for each in proposals] == [1, 2, 3]
    assert all(one.points.after <= other.points.after for one, other in pairwise(proposals))
    by_aim = {aim: each for each in reversed(proposals) for aim in each.best_at}
    assert set(by_aim) >= {Aim.LEAST_CHANGE, Aim.LOWEST_COST}
    assert by_aim[Aim.LOWEST_COST].money.difference == min(each.money.difference for each in proposals)
    assert by_aim[Aim.MOST_PEOPLE].people.absent_after == min(each.people.absent_after for each in proposals)
    assert all(each.title[0].isupper() for each in proposals)


def test_the_points_of_a_proposal_are_those_of_the_check() -> None:
    found = rescheduled(CLOSED)
    shown = found.answer.proposals[0].points
    assert shown.after == sum(each.after for each in shown.rules)
    assert shown.before == sum(each.before for each in shown.rules)
    unmoved = {rule.rule: rule.after for rule in shown.rules if rule.rule not in {"kept", "cancellation_fee"}}
    judgement = judged(found, 0).points
    assert unmoved == {rule: judgement.get(rule, 0) for rule in unmoved}


def test_members_and_municipalities_that_lose_and_gain_are_counted() -> None:
    busy = ("busy person=c1 first_day=2023-03-22", "busy person=a2 first_day=2023-03-25 last_day=2023-12-31")
    found = rescheduled("fix meeting=1/nord day=2023-03-28", "cancel meetings=1/syd", *busy)
    best = found.answer.proposals[0]
    north, south = (move_of(best, name).attendance for name in ("1/nord", "1/syd"))
    assert north is not None
    assert (north.members, north.absent_before, north.absent_after, north.losing, north.gaining) == (
        2,
        0,
        1,
        ("a2",),
        (),
    )
    assert south is not None
    assert (south.losing, south.gaining) == ((), ("c1",))
    assert (best.people.losing, best.people.gaining) == (1, 1)
    assert [(each.name, each.losing, each.gaining) for each in best.people.municipalities] == [
        ("Aalborg", 1, 0), ("Fredericia", 0, 1),
    ]  # fmt: skip


def test_notice_is_counted_from_the_day_that_is_taken_for_today() -> None:
    proposal = rescheduled(CLOSED, as_of=date(2023, 3, 11)).answer.proposals[0]
    for move in proposal.moves:
        assert move.before is not None
        assert move.after is not None
        days = [(held.start.date() - date(2023, 3, 11)).days for held in (move.before, move.after)]
        assert [move.notice.to_old_day, move.notice.to_new_day] == days
        assert move.notice.least == min(days)
        assert (move.notice.members, move.notice.staff >= 1) == (2, True)
    assert [each.days for each in proposal.notice] == sorted({each.notice.least for each in proposal.moves})
    assert sum(each.members for each in proposal.notice) == 4


def test_what_is_past_never_moves_and_is_not_hit() -> None:
    found = rescheduled(f"blackout reason=Lukket first_day=2022-06-01 last_day={date(2023, 4, 10)}")
    assert {hit.meeting for hit in found.answer.hits} == HIT
    assert all(places([each])[0]["kickoff"] == HELD["kickoff"] for each in found.plans)


def test_pins_hold() -> None:
    found = rescheduled("fix meeting=1/syd day=2023-04-19 venue=slot", CLOSED)
    assert {spots["1/syd"] for spots in places(found.plans)} == {(date(2023, 4, 19), "slot")}


def test_a_cancelled_meeting_is_held_on_another_day_and_replaced() -> None:
    found = rescheduled("cancel meetings=1/nord")
    assert found.replaced == {"1/nord"}
    assert found.answer.hits[0].reasons[0].sentence == "Det er aflyst og skal holdes senere."
    for proposal in found.answer.proposals:
        move = move_of(proposal, "1/nord")
        assert move.kind is MoveKind.REPLACED
        assert Part.DAY in move.parts


def test_a_dropped_meeting_is_hit_and_not_held() -> None:
    found = rescheduled("cancel meetings=2/syd later=no")
    (proposal,) = found.answer.proposals
    move = move_of(proposal, "2/syd")
    assert (move.kind, move.after, move.cost.rent_before, move.cost.rent_after) == (MoveKind.DROPPED, None, 9000, 0)
    assert found.answer.hits[0].dropped
    assert found.replaced == frozenset()
    assert "2/syd" not in places(found.plans)[0]


def test_a_meeting_in_a_closed_time_may_be_held_after_its_window_if_too_little_is_left_of_it() -> None:
    found = rescheduled("blackout reason=Valg first_day=2023-03-02 last_day=2023-05-31")
    assert found.answer.status is Ending.PROPOSALS
    for spots in places(found.plans):
        for meeting in HIT:
            assert date(2023, 5, 31) < spots[meeting][0] <= HELD[meeting.replace("1", "2")][0] - timedelta(days=60)


def test_nobody_is_hit_by_a_member_who_joins() -> None:
    answer = rescheduled("member_joined id=c3 municipality=0607").answer
    assert (answer.hits, answer.stay) == ((), 4)
    (proposal,) = answer.proposals
    assert (proposal.moves, proposal.notice) == ((), ())
    assert proposal.best_at == tuple(Aim)


def test_when_nothing_fits_it_is_said_who_has_no_place() -> None:
    found = rescheduled("fix meeting=1/nord day=2023-03-21", CLOSED)
    assert found.answer.status is Ending.IMPOSSIBLE
    assert not found.answer.proposals
    assert not found.plans
    assert {name for each in found.answer.no_place for name in each.meetings} == {"1/nord"}


def test_changes_that_make_no_sense_are_refused() -> None:
    with pytest.raises(InputErrors):
        rescheduled("venue_closed venue=nowhere")


@pytest.mark.parametrize("wanted", [1, 2, 5])
def test_as_many_proposals_as_are_wanted(wanted: int) -> None:
    assert len(rescheduled(CLOSED, wanted=wanted).answer.proposals) == wanted


def test_a_proposal_that_is_not_proved_says_so() -> None:
    answer = rescheduled(CLOSED, limits=Limits(seconds=0.001, workers=1)).answer
    assert answer.status is Ending.UNKNOWN or all(
        each.proof.status is OutcomeStatus.OPTIMAL or "ikke bevist" in each.proof.sentences[0]
        for each in answer.proposals
    )

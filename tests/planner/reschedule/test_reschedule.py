"""What is answered when something happens to an accepted plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import cast

import pytest

from constraints.check import check
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus, Verdict
from constraints.problem.plan import Plan
from constraints.problem.problem import BookingState, Problem
from constraints.problem.rule import Aim
from constraints.search.sessions import SequentialSession
from planner.changes.change import with_settings
from planner.changes.reading import parse_change
from planner.changes.records import new_records
from planner.errors import InputErrors
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.tables import BookingRow, Member
from planner.reschedule.reschedule import (
    Rescheduled,
    RescheduleOptions,
    SearchEnd,
    _points,
    answer,
    of_files,
    reschedule,
)
from planner.reschedule.search import FoundPlan, SearchResources
from planner.reschedule.situation import RescheduleProblem, Situation
from planner.schemas.plans import ImpossibleJson
from planner.schemas.proposals import Answer, Ending, MayMove, MoveKind, Part
from planner.store.documents import Content
from tests.planner.reschedule.small import (
    AS_OF,
    HELD,
    LIMITS,
    compared,
    judged,
    move_of,
    network,
    places,
    plan,
    rescheduled,
    situation,
)

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


def answered(found: Situation, wish: RescheduleOptions | None = None, ended: SearchEnd | None = None) -> Answer:
    """Return the answer where nothing was found, in English."""
    written = replace(found.written, locale="en")
    return answer(
        compared(replace(found, written=written)), 7, wish or RescheduleOptions([], AS_OF),
        ended or SearchEnd(OutcomeStatus.UNKNOWN, ()),
    )  # fmt: skip


@pytest.mark.parametrize(("status", "may_move", "ending", "sentence"), [
    (OutcomeStatus.UNKNOWN, MayMove.NOTHING, Ending.UNKNOWN, "No plan was found in time; there may be one."),
    (OutcomeStatus.INFEASIBLE, MayMove.NOTHING, Ending.IMPOSSIBLE,
     "Impossible: no plan answers the changes when nothing else may be moved."),
    (OutcomeStatus.INFEASIBLE, MayMove.ROUND, Ending.IMPOSSIBLE,
     "Impossible: no plan answers the changes with what may be moved."),
])  # fmt: skip
def test_how_a_search_ended_is_said(status: OutcomeStatus, may_move: MayMove, ending: Ending, sentence: str) -> None:
    shown = answered(situation(CLOSED), RescheduleOptions([], AS_OF, may_move=may_move), SearchEnd(status, ()))
    assert (shown.status, shown.sentence, shown.proposals, shown.stay) == (ending, sentence, (), 2)


def test_what_happened_is_said_or_that_the_files_are_others_now() -> None:
    changes = parse_change(CLOSED, "en")
    assert answered(situation(CLOSED), RescheduleOptions(changes, AS_OF)).changes == (
        "Landsmøde: closed Monday 20 March 2023 to Friday 24 March 2023.",
    )
    (said,) = answered(situation()).changes
    assert said == "The network as its files say it now, after what was edited since revision 7."
    assert [of_files(said, number, "en") for number in (7, 8)] == [True, False]


def test_what_is_hit_stands_in_order_of_time_and_what_is_new_last() -> None:
    accepted = Plan(tuple(each for each in plan().meetings if each.meeting != "1/nord"))
    dropped = "cancel meetings=2/syd later=no"
    found = situation("blackout reason=Lukket first_day=2023-03-22 last_day=2023-03-23", dropped, accepted=accepted)
    shown = answer(
        compared(found, accepted=accepted), 7, RescheduleOptions([], AS_OF), SearchEnd(OutcomeStatus.UNKNOWN, ())
    )
    assert [(each.meeting, each.dropped) for each in shown.hits] == [
        ("1/syd", False), ("2/syd", True), ("1/nord", False),
    ]  # fmt: skip
    closed, gone, new = shown.hits
    assert (closed.before and closed.before.start.date(), gone.region and gone.region.id) == (date(2023, 3, 22), "syd")
    assert (new.before, new.reasons[0].sentence, new.reasons[0].short) == (
        None,
        *["Det har ikke været planlagt før."] * 2,
    )
    assert (closed.reasons[0].rule, gone.reasons[0].rule) == ("blackout", None)
    assert "Møde 1" in closed.reasons[0].sentence
    assert "Møde 1" not in closed.reasons[0].short


def found_plan(of: Plan, aim: Aim | None) -> FoundPlan:
    verdict = check(situation(CLOSED).free, of)
    return FoundPlan(of, verdict, Outcome(OutcomeStatus.OPTIMAL, of, verdict, verdict.objective), aim, differs=False)


def test_proposals_are_numbered_and_say_what_counts_most_against_them_first() -> None:
    moved = plan({"1/nord": (date(2023, 4, 4), "kro"), "1/syd": (date(2023, 4, 5), "slot")})
    chosen = [(found_plan(each, aim), best) for each, aim, best in (
        (moved, Aim.SOONEST, (Aim.SOONEST,)), (plan(), None, ()),
    )]  # fmt: skip
    shown = answered(situation(CLOSED), ended=SearchEnd(OutcomeStatus.UNKNOWN, chosen))
    assert (shown.status, shown.sentence) == (Ending.PROPOSALS, "2 proposals.")
    assert [(each.rank, each.best_at, each.title) for each in shown.proposals] == [
        (1, (Aim.SOONEST,), "Soonest"), (2, (), "Another way"),
    ]  # fmt: skip
    rules = shown.proposals[0].points.rules
    differences = [abs(each.after - each.before) for each in rules]
    assert differences == sorted(differences, reverse=True)
    assert ([each.after - each.before for each in rules if each.rule == "rent"], len(rules) > 1) == ([-1100], True)
    assert {each.after - each.before for each in shown.proposals[1].points.rules} == {0}
    assert [each.rule for each in shown.proposals[1].points.rules] == sorted(
        each.rule for each in shown.proposals[1].points.rules
    )


def test_the_rules_that_differ_most_come_first() -> None:
    of = compared(situation()).before.schedule

    def verdict(**points: int) -> Verdict:
        return cast("Verdict", SimpleNamespace(points=points, schedule=of))

    found = _points(verdict(rent=50, absent_member=9), verdict(rent=50, absent_member=2, kept=4), "en")
    assert [(each.rule, each.before, each.after) for each in found.rules] == [
        ("absent_member", 9, 2), ("kept", 0, 4), ("rent", 50, 50),
    ]  # fmt: skip
    assert (found.before, found.after) == (59, 56)


def test_bookings_that_are_left_are_said_with_the_region() -> None:
    def row(meeting: str, venue: str, day: date) -> BookingRow:
        return BookingRow(venue=venue, first_day=day, meeting=meeting, state=BookingState.CONFIRMED)

    written = network(bookings=tuple(row(name, venue, day) for name, (day, venue) in HELD.items()))
    found = situation(CLOSED, "cancel meetings=kickoff", written=written, accepted=plan(), as_of=date(2022, 5, 2))
    moved = plan({"1/nord": (date(2023, 4, 4), "kro"), "kickoff": (date(2022, 6, 21), "messe-c")})
    verdict = check(found.free, moved)
    one = FoundPlan(moved, verdict, Outcome(OutcomeStatus.OPTIMAL, moved, verdict, 0), None, differs=False)
    shown = answered(found, ended=SearchEnd(OutcomeStatus.UNKNOWN, [(one, ())]))
    assert [each.partition(" for ")[2] for each in shown.proposals[0].bookings] == [
        "Kick-off (confirmed). Tell the venue.", "Møde 1, Nord (confirmed). Tell the venue.",
    ]  # fmt: skip


def test_options_are_as_usual_unless_said() -> None:
    wish = RescheduleOptions([], AS_OF)
    assert (wish.wanted, wish.may_move, wish.keep_windows) == (3, MayMove.NOTHING, False)


class NoSearch:
    """A search that finds nothing in time, or that there is nothing to find."""

    def __init__(self, status: OutcomeStatus) -> None:
        self.status, self.found = status, list[FoundPlan]()
        self.question: RescheduleProblem | None = None
        self.sparing: object = None

    def __call__(self, question: RescheduleProblem, *_: object, **said: object) -> NoSearch:
        self.question, self.sparing = question, said["sparing"]
        return self

    def run(self, on_found: Callable[[], None]) -> None:
        on_found()


def without_search(
    monkeypatch: pytest.MonkeyPatch, wish: RescheduleOptions, *ticks: float,
    status: OutcomeStatus = OutcomeStatus.UNKNOWN, written: Network | None = None,
) -> tuple[Rescheduled, NoSearch]:  # fmt: skip
    """Return what rescheduling without a search returns, at such times."""
    searching, clock, turns = NoSearch(status), iter(ticks), None
    monkeypatch.setattr("planner.reschedule.reschedule.Search", searching)
    monkeypatch.setattr("planner.reschedule.reschedule.time", SimpleNamespace(monotonic=lambda: next(clock, 0.0)))
    resources = SearchResources(cast("SequentialSession", turns), LIMITS)
    return reschedule(Content(written or network(), plan()), 1, wish, resources), searching


def test_the_time_that_it_took_is_told_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    found, searching = without_search(monkeypatch, RescheduleOptions([], AS_OF), 100, 101.23456)
    assert (found.answer.seconds, searching.sparing) == (1.235, False)
    _, searching = without_search(monkeypatch, RescheduleOptions([], AS_OF, may_move=MayMove.ALL))
    assert searching.sparing is True


def test_changes_are_applied_to_the_network_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    (earlier, *_) = new_records(parse_change("venue_closed venue=kro", "en"), plan(), AS_OF, ())
    today = with_settings(network(), name="I dag").model_copy(update={"changes": (earlier.accepted(),)})
    wish = RescheduleOptions(parse_change(CLOSED, "en"), AS_OF, today=today)
    found, searching = without_search(monkeypatch, wish)
    assert [each.n for each in found.network.changes] == [1, 2]
    assert found.network.settings.name == "I dag"
    assert searching.question is not None
    assert searching.question.situation.changed.network.settings.name == "I dag"
    known, _ = without_search(monkeypatch, replace(wish, today=None))
    assert ([each.n for each in known.network.changes], known.network.settings.name) == ([1], network().settings.name)


def test_what_is_impossible_says_how_long_the_reasons_were_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = ImpossibleJson(complete=False, clashes=(), ways_out=())
    monkeypatch.setattr("constraints.conflicts.repairs.explain_infeasibility", lambda *_: None)
    monkeypatch.setattr("planner.schemas.plans.impossible_json", lambda *_: nothing)
    wish = RescheduleOptions(parse_change("fix meeting=1/nord day=2023-03-21", "en"), AS_OF)
    found, _ = without_search(monkeypatch, wish, 100, 200, 203.5, status=OutcomeStatus.INFEASIBLE)
    assert (found.answer.status, found.plans) == (Ending.IMPOSSIBLE, ())
    assert found.answer.impossible is not None
    assert found.answer.impossible.not_found == "Det nåede ikke at blive fundet på 4 sekunder, hvad der står i vejen."


def test_what_was_accepted_is_built_only_where_it_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    known = build_problem(network())
    built: list[Network] = []

    def build(of: Network) -> Problem:
        built.append(of)
        return known

    monkeypatch.setattr("planner.reschedule.reschedule.build_problem", build)
    without_search(monkeypatch, RescheduleOptions([], AS_OF, accepted=known))
    assert len(built) == 1
    without_search(monkeypatch, RescheduleOptions([], AS_OF))
    assert len(built) == 3

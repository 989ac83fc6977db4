"""What `foresee` says of a plan: repairs with their proofs, and what is not known."""

from __future__ import annotations

import threading
from datetime import date
from functools import cache
from typing import Any

import pytest

from constraints.check import check
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.replanning import replanned
from planner.changes.kinds import apply_changes
from planner.explain.subject import BrokenPlanError
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.foreseen import repaired_plans
from planner.reschedule.foresight import RiskAhead
from planner.reschedule.search import SearchResources
from planner.schemas.foresight import Foresight, Known
from planner.schemas.proposals import MayMove
from planner.store.documents import Content
from planner.use_cases.foresight.assumptions import ForesightRequest, NoRisksError
from planner.use_cases.foresight.foreseeing import foresee
from tests.planner.reschedule import small

ELECTION = {"kind": "election", "reason": "Valg", "certain": True, "days_to_poll": [4], "days_to_cabinet": [2]}
AS_OF = date(2023, 3, 10)


def network(**risk: Any) -> Network:
    """Return the small network with an election that is called by the end of March."""
    plain = small.network()
    written = plain.settings.model_dump()
    section = {**ELECTION, "last_day": date(2023, 3, 31), **risk}
    return plain.model_copy(update={"settings": type(plain.settings).model_validate({**written, "risks": [section]})})


def foreseen(
    written: Network, seconds: float = 20, plan: Plan | None = None, told: list[Any] | None = None, as_of: date = AS_OF
) -> Foresight:
    """Return what is foreseen."""
    content, limits = Content(written, plan or small.plan()), Limits(seconds=seconds, workers=1)
    solving = SearchResources(small.turns(), limits)
    heard = told if told is not None else []
    return foresee(content, 7, ForesightRequest(as_of), solving, on_repair=lambda done, of: heard.append((done, of)))


@cache
def usual() -> Foresight:
    """Return what is foreseen of the small network, with enough time."""
    return foreseen(network())


def test_each_run_of_days_has_the_repair_that_rescheduling_proposes_for_its_middle() -> None:
    (risk,) = usual().risks
    assert [(each.days.first.day, each.days.last.day) for each in risk.groups] == [(15, 15), (16, 21), (22, 22)]
    middle = risk.groups[1].repair
    assert (middle.called, middle.known) == (date(2023, 3, 18), Known.FOUND)
    said = "election reason=Valg called=2023-03-18 polling_day=2023-03-22 cabinet=2023-03-24"
    answer = small.rescheduled(said, as_of=date(2023, 3, 18), wanted=1, may_move=MayMove.NOTHING).answer
    assert middle.moves == answer.proposals[0].moves
    assert {each.meeting for each in middle.moves} == {"1/nord", "1/syd"}
    assert middle.proof is not None
    assert middle.proof.status is OutcomeStatus.OPTIMAL
    assert usual().unknown == 0


def test_money_is_expected_by_the_repairs_that_are_known() -> None:
    (risk,) = usual().risks
    found = [(each.chance, each.repair.money) for each in risk.groups if each.repair.money is not None]
    assert len(found) == 3
    assert risk.money == pytest.approx(sum(chance * money.difference for chance, money in found))
    assert risk.priced == pytest.approx(sum(chance for chance, _ in found)) != 0
    assert risk.currency == "DKK"
    (none,) = foreseen(network(), seconds=0.001).risks
    assert (none.money, none.priced) == (0, 0)


def test_of_another_country_the_rate_of_early_elections_is_known_and_nothing_else() -> None:
    german = {"certain": False, "last_day": None, "history": "DE", "days_to_poll": [60]}
    (risk,) = foreseen(network(**german)).risks
    assert risk.rate == pytest.approx(3 / ((date(2021, 9, 26) - date(1972, 11, 19)).days / 365.25))
    assert "3 " in risk.assumption
    assert "DE efter 1972, til og med 2021" in risk.assumption
    assert "ParlGov" in risk.assumption
    for wrong in ({"days_to_poll": None}, {"history": "NO"}, {"history": "Germany"}):
        with pytest.raises(ValueError, match="history"):
            network(**{**german, **wrong})


def test_single_days_with_chances_are_the_days_on_which_it_may_come() -> None:
    days = {"2023-03-08": 0.2, "2023-03-16": 0.3, "2023-03-22": 0.1}
    (risk,) = foreseen(network(certain=False, last_day=None, chances=days)).risks
    # The first day is past and did not come true: what is left of 0.8 is shared by the others.
    assert {each.day.isoformat(): each.chance for each in risk.days} == {
        "2023-03-16": pytest.approx(0.375), "2023-03-22": pytest.approx(0.125),
    }  # fmt: skip
    assert risk.chance == pytest.approx(0.5)
    assert "2 dage" in risk.assumption
    assert {each.days.first for each in risk.groups} == {date(2023, 3, 16), date(2023, 3, 22)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"chances": {"2023-03-16": 0.7, "2023-03-20": 0.4}}, {"chances": {"2023-03-16": 0.7}, "certain": True},
        {"chances": {"2023-03-16": 0.7}, "rate": 1.0}, {"chances": {}}, {"chances": {"2023-03-16": 1.2}},
    ],
)  # fmt: skip
def test_chances_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="chances"):
        network(**{"certain": False, "last_day": None, **wrong})


def test_every_repair_passes_the_check_on_its_day() -> None:
    (risk,) = usual().risks
    written = network()
    election = RiskAhead.of(written.settings.risks[0], written, AS_OF)
    for each in risk.groups:
        event = election.event(each.repair.called, usual().percent)
        (plan,) = [
            found
            for found in repaired_plans(usual(), small.plan(), event.change, event.day)
            if {one.meeting for one in found.meetings if one not in small.plan().meetings}
            == {hit.id for hit in each.hits}
        ]
        changed = apply_changes(written, small.plan(), [event.change], event.day)
        of = replanned(build_problem(changed.network), small.plan(), event.day, {hit.id for hit in each.hits})
        assert check(of, plan).broken == ()
        assert check(of, small.plan()).broken


def test_every_day_of_calling_and_every_meeting_to_come_is_there() -> None:
    (risk,) = usual().risks
    assert [each.day.day for each in risk.days] == [*range(10, 32)]
    assert {each.day.day: each.hits for each in risk.days if each.hits} == {
        15: ("1/nord",), **dict.fromkeys(range(16, 22), ("1/nord", "1/syd")), 22: ("1/syd",),
    }  # fmt: skip
    assert [(each.id, round(22 * each.chance)) for each in risk.meetings] == [
        ("1/nord", 7), ("1/syd", 7), ("2/nord", 0), ("2/syd", 0),
    ]  # fmt: skip
    assert (risk.moved, risk.some, risk.chance) == pytest.approx((14 / 22, 8 / 22, 1))
    # Both members of a region and the one of the staff, who is told once of both meetings: 3, 6 times 5, and 3.
    assert risk.told == pytest.approx((3 + 6 * 5 + 3) / 22)
    assert risk.worst is not None
    assert (risk.worst.day, risk.worst.hits) == (date(2023, 3, 16), ("1/nord", "1/syd"))


@pytest.mark.slow
def test_a_call_that_leaves_no_day_has_no_repair_and_that_is_proved() -> None:
    found = foreseen(network(days_to_poll=[240], first_day=date(2023, 3, 20), last_day=date(2023, 3, 20)), seconds=60)
    (risk,) = found.risks
    assert {each.repair.known for each in risk.groups} == {Known.IMPOSSIBLE}
    assert all(each.repair.impossible is not None and not each.repair.moves for each in risk.groups)


def test_what_is_not_solved_in_time_is_said_to_be_not_known_and_the_rest_stays_exact() -> None:
    told: list[Any] = []
    found = foreseen(network(), seconds=1e-9, told=told)
    (risk,), (full,) = found.risks, usual().risks
    assert [each.repair.known for each in risk.groups] == [Known.UNKNOWN] * 3
    assert (found.unknown, told) == (3, [])
    assert (risk.moved, risk.told, risk.meetings, risk.days) == (full.moved, full.told, full.meetings, full.days)


def test_all_but_the_repairs_is_told_before_any_is_looked_for() -> None:
    first: list[Foresight] = []
    content, stopped = Content(network(), small.plan()), threading.Event()
    solving = SearchResources(small.turns(), Limits(20, workers=1), stop=stopped)

    def stop(found: Foresight) -> None:
        first.append(found)
        stopped.set()

    last = foresee(content, 7, ForesightRequest(AS_OF), solving, on_first=stop)
    (risk,), (whole,) = first[0].risks, usual().risks
    assert (risk.days, risk.meetings, risk.told, risk.worst) == (whole.days, whole.meetings, whole.told, whole.worst)
    assert {each.repair.known for each in risk.groups} == {Known.UNKNOWN}
    assert (last.risks, last.unknown) == (first[0].risks, 3)


def test_the_likeliest_and_greatest_runs_are_solved_first_and_progress_is_told() -> None:
    told: list[Any] = []
    assert foreseen(network(), told=told).unknown == 0
    assert told == [(0, 3), (1, 3), (2, 3)]


def test_an_election_that_hits_nothing_has_no_worst_day() -> None:
    (risk,) = foreseen(network(venues=["kro"])).risks
    assert (risk.worst, risk.groups, risk.moved, risk.some, risk.told) == (None, (), 0, 0, 0)


def test_a_network_without_risks_says_what_to_write() -> None:
    with pytest.raises(NoRisksError):
        foreseen(small.network())


def test_a_plan_that_is_broken_already_is_refused() -> None:
    with pytest.raises(BrokenPlanError):
        foreseen(network(), plan=Plan(small.plan().meetings[:-1]))

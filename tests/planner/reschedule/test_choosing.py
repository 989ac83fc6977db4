"""What proposals are called: only what is true among all plans that were found."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from calendars.language import Locale
from constraints.problem.rule import Aim
from planner.changes.kinds import apply_changes
from planner.changes.reading import parse_change
from planner.network.problem import build_problem
from planner.reschedule.reschedule import RescheduleOptions
from planner.reschedule.search import FoundPlan, Search, SearchResources, _differ, best_at, chosen, title
from planner.reschedule.situation import RescheduleProblem, Situation, movable
from planner.schemas.proposals import MayMove
from tests.planner.reschedule.small import AS_OF, HELD, LIMITS, network, plan, rescheduled, turns

CLOSED = "blackout reason=Landsmøde first_day=2023-03-20 last_day=2023-03-24"
HIT = {"1/nord", "1/syd"}


@cache
def found() -> list[FoundPlan]:
    """All plans of a search with four aims, when somebody is busy on the days next to the closed ones."""
    changes = [
        *parse_change(CLOSED, "en"),
        *parse_change("busy person=a1 first_day=2023-03-01 last_day=2023-05-05", "en"),
    ]
    wish = RescheduleOptions(changes, AS_OF)
    changed = apply_changes(network(), plan(), wish.changes, AS_OF)
    situation = Situation.of(plan(), changed, build_problem(changed.network), AS_OF)
    search = Search(
        RescheduleProblem.of(situation, movable(situation, MayMove.NOTHING)), 5, SearchResources(turns(), LIMITS)
    )
    search.run()
    return search.found


def test_a_name_is_given_only_for_what_was_looked_for() -> None:
    (proposal,) = rescheduled(CLOSED, wanted=1).answer.proposals
    assert proposal.best_at == (Aim.LEAST_CHANGE,)
    assert proposal.title == "Mindst ændret"
    assert {aim for each in rescheduled(CLOSED, wanted=2).answer.proposals for aim in each.best_at} <= {
        Aim.LEAST_CHANGE, Aim.MOST_PEOPLE,
    }  # fmt: skip


def test_a_plan_that_is_not_shown_takes_the_name_from_those_that_are_not_as_good() -> None:
    soonest, most = (next(each for each in found() if each.aim is aim) for aim in (Aim.SOONEST, Aim.MOST_PEOPLE))
    least = replace(soonest, aim=Aim.LEAST_CHANGE)
    absent = [sum(len(held.absent) for held in each.verdict.schedule) for each in (least, most)]
    assert absent[0] > absent[1]
    named = best_at([least, most], HIT)
    assert Aim.MOST_PEOPLE in named[1]
    assert Aim.MOST_PEOPLE not in named[0]
    like = replace(most, plan=least.plan)  # as if it differed too little to be shown
    (shown,) = chosen([least, like], HIT, 3)
    assert shown == (least, named[0])


@pytest.mark.parametrize(
    ("locale", "called"),
    [("en", "Another way, stressing attendance"), ("da", "En anden udvej med vægt på fremmøde")],
)
def test_a_plan_that_is_best_at_nothing_says_what_it_stresses(locale: Locale, called: str) -> None:
    most = next(each for each in found() if each.aim is Aim.MOST_PEOPLE)
    assert title(most, (), locale) == called
    assert title(most, (Aim.SOONEST,), "en") == "Soonest"


def test_a_plan_is_not_cheaper_because_fewer_people_come_to_eat() -> None:
    written = network()
    dear = written.changed(settings=written.settings.changed(meal=5000))
    changes = (CLOSED, "busy person=a1 first_day=2023-03-01 last_day=2023-05-05")
    answer = rescheduled(*changes, written=dear, wanted=5).answer
    cheapest = [each.money.difference for each in answer.proposals if Aim.LOWEST_COST in each.best_at]
    assert set(cheapest) <= {min(each.money.difference for each in answer.proposals)}


def test_where_others_may_move_the_proof_says_that_change_weighs_too() -> None:
    for may_move, said in ((MayMove.NOTHING, False), (MayMove.REGION, True)):
        for proposal in rescheduled(CLOSED, may_move=may_move).answer.proposals:
            told = "og ændringer 25 gange" in proposal.proof.sentences[0]
            assert told == (said and proposal.proof.aim not in {None, Aim.LEAST_CHANGE})
            assert proposal.proof.sparing == said


@pytest.mark.parametrize(("hit", "moved", "differs"), [
    ((), (), False), ((), ("1/nord",), True), (("1/nord", "1/syd"), ("1/nord",), True),
    (("1/nord", "1/syd"), ("2/nord",), False), (("1/nord", "1/syd", "2/nord"), ("1/nord",), False),
    (("1/nord", "1/syd", "2/nord"), ("1/nord", "2/nord"), True), (("gone",), ("1/nord",), False),
    (("gone",), ("1/nord", "1/syd", "2/nord"), True),
])  # fmt: skip
def test_plans_differ_if_half_of_what_was_hit_is_elsewhere(
    hit: tuple[str, ...], moved: tuple[str, ...], differs: bool  # noqa: FBT001
) -> None:  # fmt: skip
    other = plan({name: (HELD[name][0], "kro") for name in moved})
    assert _differ(other, plan(), hit) == differs

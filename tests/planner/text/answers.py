"""Small answers with every part of a report, as a solve returns them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from calendars.language import BoundMessage, Locale
from constraints.planning import PlanningResult
from constraints.problem.outcome import Outcome, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem, RoomNeed, StaffPerson
from constraints.rules.absent_member import AbsentMember
from constraints.rules.rent import Rent
from tests.constraints import builders
from tests.constraints.builders import JOINT, NORD, SYD, days, meeting, planned
from tests.messages import message

PROVED = message(en="The engine says so.", da="Det siger motoren.")


def small_problem(locale: Locale = "da") -> Problem:
    """Return a joint meeting and one for each of two regions; one member misses two meetings."""
    meetings = (
        meeting("kickoff", JOINT, title="Kick-off", window=days(0, 4), staff={"KL": 2}),
        meeting(
            "2023-1/nord", NORD, round="2023-1", title="Forårsmøde", window=days(7, 18), staff={"KL": 1}, guests=2,
            rooms=RoomNeed(breakouts=2),
        ),
        meeting("2023-1/syd", SYD, round="2023-1", title="Forårsmøde", window=days(7, 18), staff={"KL": 1}, days=2),
    )  # fmt: skip
    staff = (StaffPerson("kl-1", "KL", "Anne"), StaffPerson("kl-2", "KL"))
    found = builders.problem(
        meetings, AbsentMember(points=1000), Rent(points=1, per=10), staff=staff,
        member_busy=builders.busy(8, {1: [1, 8], 5: [1]}), travel=np.array([[10, 80], [20, 90], [70, 5], [75, 15]]),
    )  # fmt: skip
    return replace(found, locale=locale, meal=300, price_per_member=2000)


def small_plan(problem: Problem) -> Plan:
    """Return the kick-off on Tuesday 7 March, Nord on Tuesday 14 March, Syd on the 15th and 16th."""
    return Plan.of(
        [
            planned(problem, "kickoff", 1, venue=0, staff=("kl-1", "kl-2")),
            planned(problem, "2023-1/nord", 8, venue=0, staff=("kl-1",)),
            planned(problem, "2023-1/syd", 9, venue=1, staff=("kl-2",)),
        ]
    )


def small_answer(locale: Locale = "da") -> PlanningResult:
    """Return the plan, proved optimal."""
    problem = small_problem(locale)
    plan = small_plan(problem)
    verdict = builders.judged(problem, *plan.meetings)
    outcome = Outcome(
        OutcomeStatus.OPTIMAL, plan, verdict, verdict.objective, verdict.objective, seconds=1.26,
        phases={"building": 0.25, "search": 1.0}, peak_memory=150 * 2**20, proof=(BoundMessage(PROVED),),
    )  # fmt: skip
    return PlanningResult(problem, outcome)

"""The whole answer as a planner reads it, word for word."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from calendars.language import BoundMessage, Locale
from constraints.planning import PlanningResult
from constraints.problem.outcome import Outcome, OutcomeStatus
from constraints.problem.rule import Finding
from planner.text.console import rendered
from planner.text.plan import answer_report, plan_table, verdict_report
from tests.constraints.builders import judged
from tests.messages import message
from tests.planner.text.answers import small_answer, small_plan, small_problem

DANISH = """\
Prøvenetværk

Møde        Dato                  Tid          Mødested       Lokaler                Medarbejdere  Forventet  Fravær
Kick-off    tirs. 7. mar. 2023    10.00–15.00  Kroen, Alfa    Lokale 0               Anne, kl-2            6       2

Forårsmøde
  Nord      tirs. 14. mar. 2023   10.00–15.00  Kroen, Alfa    Lokale 0, Lokale 1, 2  Anne                  5       1
  Syd       ons. 15. mar. 2023 –  10.00–15.00  Hallen, Gamma  Lokale 0               kl-2                  4       0
            tors. 16. mar. 2023

Point pr. regel
fraværende medlemmer  3.000
lokaleleje               92
i alt                 3.092

Medlemmer, der går glip af flest møder
m1 (Alfa)   2 af 2
m5 (Gamma)  1 af 2

Kommuner, der rejser længst
Delta  i alt 90 minutter hver vej til 2 møder, 45 i snit
Gamma  i alt 75 minutter hver vej til 2 møder, 38 i snit
Beta   i alt 40 minutter hver vej til 2 møder, 20 i snit
Alfa   i alt 20 minutter hver vej til 2 møder, 10 i snit

Pris
lokaleleje                 920 DKK
forplejning              5.700 DKK
i alt                    6.620 DKK
betales af 8 medlemmer  16.000 DKK

Bevis
Optimal: 3.092 point. Det er bevist, at ingen plan har færre.
Det siger motoren.
Det tog 1,3 sekund og højst 150 MiB hukommelse."""

ENGLISH_NARROW = """\
Prøvenetværk

Meeting     Date               Venue
Kick-off    Tue 7 Mar 2023     Kroen, Alfa
            10:00–15:00        Lokale 0
                               Anne, kl-2
                               6 expected, 2 absent

Forårsmøde
  Nord      Tue 14 Mar 2023    Kroen, Alfa
            10:00–15:00        Lokale 0, Lokale 1, 2
                               Anne
                               5 expected, 1 absent
  Syd       Wed 15 Mar 2023 –  Hallen, Gamma
            Thu 16 Mar 2023    Lokale 0
            10:00–15:00        kl-2
                               4 expected, 0 absent

Points by rule
absent members  3,000
rent               92
in all          3,092

Members who miss most meetings
m1 (Alfa)   2 of 2
m5 (Gamma)  1 of 2

Municipalities that travel most
Delta  in all 90 minutes one way to 2 meetings, 45 on average
Gamma  in all 75 minutes one way to 2 meetings, 38 on average
Beta   in all 40 minutes one way to 2 meetings, 20 on average
Alfa   in all 20 minutes one way to 2 meetings, 10 on average

Price
rent                  920 DKK
meals               5,700 DKK
in all              6,620 DKK
paid by 8 members  16,000 DKK

Proof
Optimal: 3,092 points. It is proved that no plan has fewer.
The engine says so.
It took 1.3 seconds and at most 150 MiB of memory."""


def paper(width: int) -> Console:
    return Console(file=io.StringIO(), width=width, color_system=None, markup=False, highlight=False)


@pytest.mark.parametrize(("locale", "width", "expected"), [("da", 150, DANISH), ("en", 80, ENGLISH_NARROW)])
def test_an_answer_in_full(locale: Locale, width: int, expected: str) -> None:
    assert rendered(paper(width), *answer_report(small_answer(locale), width)) == expected


def test_what_the_network_does_not_say_is_left_out() -> None:
    answer = small_answer("en")
    free = replace(answer.problem, price_per_member=None)
    verdict = judged(free, *small_plan(free).meetings)
    shown = rendered(paper(150), *answer_report(PlanningResult(free, replace(answer.outcome, verdict=verdict)), 150))
    assert "paid by" not in shown


@pytest.mark.parametrize(
    ("outcome", "danish", "english"),
    [
        (
            Outcome(OutcomeStatus.INFEASIBLE, seconds=2.0),
            "Umulig: der findes ingen plan, der overholder alle regler.\nDet tog 2 sekunder.",
            "Infeasible: there is no plan that keeps every rule.\nIt took 2 seconds.",
        ),
        (
            Outcome(OutcomeStatus.UNKNOWN, seconds=60.04),
            "Uvist: der blev ikke fundet nogen plan, men der kan godt være en.\nDet tog 60 sekunder.",
            "Unknown: no plan was found, but there may be one.\nIt took 60 seconds.",
        ),
        (
            Outcome(OutcomeStatus.FEASIBLE, objective=3000, bound=2999, seconds=60.0),
            (
                "Mulig: 3.000 point. Ingen plan har færre end 2.999, så denne er højst 0,04 % "
                "fra den bedst mulige plan.\n"
                "Det tog 60 sekunder."
            ),
            (
                "Feasible: 3,000 points. No plan has fewer than 2,999, so this one is at most 0.04% from the optimum.\n"
                "It took 60 seconds."
            ),
        ),
        (
            Outcome(OutcomeStatus.FEASIBLE, objective=3000, seconds=1.0),
            "Mulig: 3.000 point. Hvor få point en plan kan have, vides endnu ikke.\nDet tog 1 sekund.",
            "Feasible: 3,000 points. How few a plan can have is not known yet.\nIt took 1 second.",
        ),
    ],
)  # fmt: skip
def test_how_sure_an_answer_is(outcome: Outcome, danish: str, english: str) -> None:
    for locale, expected in (("da", danish), ("en", english)):
        shown = rendered(paper(150), *answer_report(PlanningResult(small_problem(locale), outcome), 150))
        assert shown.endswith(expected)


@pytest.mark.parametrize(
    ("locale", "lines"),
    [
        ("da", ["Umulig: der findes ingen plan, der overholder alle regler.", "Intet passer.", "Det tog 0 sekunder."]),
        ("en", ["Infeasible: there is no plan that keeps every rule.", "Nothing fits.", "It took 0 seconds."]),
    ],
)
def test_contradictions_of_the_input_follow_the_status_and_are_no_proof(locale: Locale, lines: list[str]) -> None:
    sentence = message(en="Nothing fits.", da="Intet passer.")
    answer = PlanningResult(
        small_problem(locale), Outcome(OutcomeStatus.INFEASIBLE), (Finding("window", ("kickoff",), sentence),)
    )
    assert rendered(paper(150), *answer_report(answer, 150)).splitlines() == ["Prøvenetværk", "", *lines]


@pytest.mark.parametrize("width", [30, 40, 60, 80, 119, 120])
def test_a_narrow_table_is_broken_and_never_cut(width: int) -> None:
    answer = small_answer()
    long = replace(answer.problem.staff[0], name="Socialstyrelsens-udviklingskonsulent-for-udsatte-børn")
    problem = replace(answer.problem, staff=(long, *answer.problem.staff[1:]))
    schedule = judged(problem, *small_plan(problem).meetings).schedule
    shown, whole = (rendered(paper(page), plan_table(schedule, "da", width)) for page in (width, 1000))
    assert max(map(len, shown.splitlines())) <= width
    assert sorted("".join(shown.split())) == sorted("".join(whole.split()))


@pytest.mark.parametrize("length", range(8, 48, 4))
def test_no_id_is_broken_at_120_columns(length: int) -> None:
    answer = small_answer()
    name = f"socialstyrelsen-{'x' * length}"
    problem = replace(answer.problem, staff=(replace(answer.problem.staff[0], name=name), *answer.problem.staff[1:]))
    schedule = judged(problem, *small_plan(problem).meetings).schedule
    shown = rendered(paper(120), plan_table(schedule, "da", 120))
    assert name in shown
    assert max(map(len, shown.splitlines())) <= 120


def test_a_proof_of_the_engine_is_said_in_the_networks_language() -> None:
    answer = small_answer("en")
    outcome = replace(answer.outcome, proof=(BoundMessage(message(en="Twice proved.", da="Bevist to gange.")),))
    assert (
        "Twice proved."
        in rendered(paper(150), *answer_report(PlanningResult(answer.problem, outcome), 150)).splitlines()
    )


def test_a_clean_check_in_full() -> None:
    problem = small_problem("en")
    assert rendered(paper(80), *verdict_report(judged(problem, *small_plan(problem).meetings))) == (
        "The plan keeps every rule.\n\n"
        "Points by rule\nabsent members  3,000\nrent               92\nin all          3,092"
    )


def test_a_check_names_what_is_missing() -> None:
    problem = small_problem()
    lines = rendered(paper(80), *verdict_report(judged(problem, *small_plan(problem).meetings[1:]))).splitlines()
    assert lines[:2] == ["Planen bryder reglerne 1 sted:", "Planen mangler mødet kickoff (Kick-off)."]


@pytest.mark.parametrize(
    ("locale", "last"),
    [
        ("da", "Pointene gælder 2 af 3 møder: de andre mangler i planen eller kan ikke læses."),
        ("en", "The points are for 2 of 3 meetings: the others are missing from the plan or cannot be read."),
    ],
)
def test_points_of_a_part_are_not_passed_off_as_those_of_the_whole(locale: Locale, last: str) -> None:
    problem = small_problem(locale)
    shown = rendered(paper(150), *verdict_report(judged(problem, *small_plan(problem).meetings[1:])))
    assert shown.splitlines()[-1] == last


def test_sentences_are_not_broken_where_a_program_reads_them() -> None:
    problem = small_problem()
    verdict = judged(problem)
    lines = rendered(paper(30), *verdict_report(verdict)).splitlines()
    assert lines[1:4] == [finding.say("da") for finding in verdict.broken]

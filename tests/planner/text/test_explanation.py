"""What a plan costs, as a planner reads it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from calendars.language import Locale
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.rules.region_gap import RegionGap
from constraints.rules.weekday_points import WeekdayPoints
from planner.explain.costs import explain
from planner.explain.subject import Subject
from planner.schemas.explanations import Explanation, Proof
from planner.text.console import rendered
from planner.text.questions import explanation_report
from tests.constraints.builders import busy, domain_rules, meeting, planned, problem

NO_TIME = Limits(seconds=0.1)


def explained(locale: Locale, gap: int) -> tuple[Explanation, Subject]:
    """Two meetings four days apart, one on a dear day and with a member missing; nothing is solved."""
    rules = (*domain_rules(), RegionGap(min_days=gap), WeekdayPoints(monday=5))
    of = replace(problem([meeting("a"), meeting("b")], *rules, member_busy=busy(8, {0: [7]})), locale=locale)
    subject = Subject.of(of, Plan.of([planned(of, "a", 3), planned(of, "b", 7)]))
    return explain(subject, NO_TIME), subject


def lines(found: Explanation, subject: Subject) -> list[str]:
    shown = Console(file=io.StringIO(), width=150, color_system=None)
    return [
        " ".join(line.split()) for line in rendered(shown, *explanation_report(found, subject.verdict)).splitlines()
    ]


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        (
            "en",
            [
                "Points by meeting", "Meeting Its own Shared with others", "Møde a, Nord 0 0", "Møde b, Nord 5 0",
                "Regions, most absence first",
                "Nord 1 of 8 invitations missed, 0 minutes one way on average",
            ],
        ),
        (
            "da",
            [
                "Point pr. møde", "Møde Egne Delt med andre", "Møde a, Nord 0 0", "Møde b, Nord 5 0",
                "Regioner, størst fravær først",
                "Nord 1 fravær ud af 8 invitationer, 0 minutter hver vej i snit",
            ],
        ),
    ],
)  # fmt: skip
def test_points_by_meeting_and_regions(locale: Locale, told: list[str]) -> None:
    found = lines(*explained(locale, gap=4))
    assert [line for line in found if line in told] == told


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en", "Every limit in days, minutes, seats, percent, money or times has slack, and nothing is fixed."),
        (
            "da",
            "Alle grænser i dage, minutter, pladser, procent, penge eller antal gange har luft, og intet er låst.",
        ),
    ],
)
def test_a_plan_with_slack_everywhere_says_what_that_is_about(locale: Locale, sentence: str) -> None:
    assert lines(*explained(locale, gap=3))[-1] == sentence


@pytest.mark.parametrize(
    ("saves", "proved", "english", "danish"),
    [
        (None, False, "not known", "vides ikke"),
        (0, True, "saves nothing", "sparer intet"),
        (1, True, "saves 1 point", "sparer 1 point"),
        (1200, False, "saves 1,200 points (not proved)", "sparer 1.200 point (ikke bevist)"),
    ],
)
def test_limits_without_slack_and_what_they_save(saves: int | None, proved: bool, english: str, danish: str) -> None:  # noqa: FBT001
    proof = Proof(status=OutcomeStatus.OPTIMAL, proved=proved, sentence="", seconds=0)

    def last_lines(locale: Locale) -> list[str]:
        found, subject = explained(locale, gap=4)
        (gap,) = found.tight
        told = gap.model_copy(update={"saves": saves, "proof": proof})
        return lines(found.model_copy(update={"tight": (told,)}), subject)[-2:]

    assert last_lines("en") == [
        "Limits without slack", f"Lower the least gap between a region's meetings from 4 to 3 days. {english}",
    ]  # fmt: skip
    assert last_lines("da") == [
        "Grænser uden luft", f"Sænk den mindste afstand mellem en regions møder fra 4 til 3 dage. {danish}",
    ]  # fmt: skip

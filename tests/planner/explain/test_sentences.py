"""Every sentence of the answers in both languages; what a solve would say is made by hand."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console, RenderableType

from calendars.blackouts import Blackout
from calendars.days import Span
from calendars.language import Locale
from constraints.check import check
from constraints.explain.choosing import OtherMeetings
from constraints.problem.outcome import Outcome, OutcomeStatus, Verdict
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem
from constraints.rules.blackout import NoBlackout
from constraints.rules.wanted_day import WantedDay
from planner.explain.possibilities import possibilities
from planner.explain.subject import Subject
from planner.explain.why import Solve, why, why_not
from planner.schemas.explanations import Answer, WhyNot
from planner.text.console import rendered
from planner.text.questions import possibilities_report, why_not_report, why_report
from tests.constraints.builders import days, domain_rules, meeting, on, planned, problem

LOCALES: tuple[Locale, Locale] = ("en", "da")


def subject(locale: Locale, first: int = 1, **changes: Any) -> Subject:
    """A meeting wanted on day 1 for a point a day, at one of two houses, and two more; one day is closed."""
    rules = (*domain_rules(), NoBlackout(), WantedDay(points=1))
    what: dict[str, Any] = {"wanted": on(1), "window": days(0, 9), **changes}
    fair = Blackout(days(4), "Byfest", source="kommunen")
    of = problem([meeting("a", **what), meeting("b"), meeting("c")], *rules, blackouts=(fair,))
    of = replace(of, locale=locale)
    return Subject.of(of, Plan.of([planned(of, "a", first), planned(of, "b", 2), planned(of, "c", 3)]))


def comes_to(status: OutcomeStatus, **held_on: int) -> Solve:
    """A solve that ends like that, with the meetings on these days if any are given."""

    def solved(of: Problem) -> Outcome:
        if not held_on:
            return Outcome(status)
        plan = Plan.of([planned(of, name, day) for name, day in held_on.items()])
        verdict: Verdict = check(of, plan)
        return Outcome(status, plan, verdict, verdict.objective)

    return solved


def both(
    first: int, asked: int, solve: Solve, others: OtherMeetings = OtherMeetings.STAY, venue: int | None = None
) -> list[WhyNot]:
    """Why not on that day, in English and Danish."""
    return [why_not(subject(locale, first), 0, (on(asked), venue), solve, others) for locale in LOCALES]


def said(answers: list[WhyNot]) -> list[str]:
    return [each.sentence for each in answers]


def sure(answers: list[WhyNot]) -> list[str]:
    return [each.proof.sentence for each in answers if each.proof]


def lines(*report: RenderableType) -> list[str]:
    return rendered(Console(file=io.StringIO(), width=150, color_system=None), *report).splitlines()


def test_broken_and_planned_with_and_without_a_venue() -> None:
    nothing = comes_to(OutcomeStatus.UNKNOWN)
    assert said(both(1, 4, nothing)) == [
        "Møde a, Nord cannot be held on Friday 10 March 2023.",
        "Møde a, Nord kan ikke holdes fredag den 10. marts 2023.",
    ]
    assert said(both(1, 4, nothing, venue=1)) == [
        "Møde a, Nord cannot be held on Friday 10 March 2023 at Hallen.",
        "Møde a, Nord kan ikke holdes fredag den 10. marts 2023, Hallen.",
    ]
    assert said(both(1, 1, nothing)) == [
        "Møde a, Nord is planned on Tuesday 7 March 2023 at Kroen.",
        "Møde a, Nord er planlagt tirsdag den 7. marts 2023, Kroen.",
    ]


def test_impossible_and_unknown() -> None:
    impossible = both(1, 5, comes_to(OutcomeStatus.INFEASIBLE), venue=0)
    assert {each.answer for each in impossible} == {Answer.IMPOSSIBLE}
    assert said(impossible) == [
        "No plan has Møde a, Nord on Saturday 11 March 2023 at Kroen, wherever the other meetings go.",
        "Ingen plan har Møde a, Nord lørdag den 11. marts 2023, Kroen, uanset hvor de andre møder lægges.",
    ]
    assert sure(impossible) == [
        "Proved: no plan with this choice keeps all the rules.",
        "Bevist: ingen plan med dette valg overholder alle regler.",
    ]
    unknown = both(1, 5, comes_to(OutcomeStatus.UNKNOWN))
    assert said(unknown) == [
        "Whether Møde a, Nord can be held on Saturday 11 March 2023 is not known yet.",
        "Om Møde a, Nord kan holdes lørdag den 11. marts 2023, vides endnu ikke.",
    ]
    assert sure(unknown) == [
        "Not proved: the time was up before a plan was found, but there may be one.",
        "Ikke bevist: tiden gik, før en plan var fundet, men der kan være en.",
    ]


@pytest.mark.parametrize(
    ("first", "asked", "english", "danish"),
    [
        (1, 5, "4 points more", "4 point mere"),
        (6, 5, "1 point less", "1 point mindre"),
        (6, 0, "4 points less", "4 point mindre"),
    ],
)
def test_costly_and_less(first: int, asked: int, english: str, danish: str) -> None:
    answers = both(first, asked, comes_to(OutcomeStatus.OPTIMAL, a=asked, b=2, c=3))
    assert [each.sentence.rsplit(". ", 1)[-1] for each in answers] == [
        f"The plan then costs {english}.", f"Planen koster så {danish}.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("other_days", "english", "danish"),
    [
        ({"b": 2, "c": 3}, ", and no other meeting moves", ", uden at andre møder flyttes"),
        ({"b": 6, "c": 3}, " if 1 other meeting moves", ", hvis 1 andet møde flyttes"),
        ({"b": 6, "c": 7}, " if 2 other meetings move", ", hvis 2 andre møder flyttes"),
    ],
)
def test_moves_of_others(other_days: dict[str, int], english: str, danish: str) -> None:
    assert said(both(1, 0, comes_to(OutcomeStatus.OPTIMAL, a=0, **other_days))) == [
        f"Møde a, Nord can be held on Monday 6 March 2023 at Kroen{english}. The plan then costs 1 point more.",
        f"Møde a, Nord kan holdes mandag den 6. marts 2023, Kroen{danish}. Planen koster så 1 point mere.",
    ]


@pytest.mark.parametrize(
    ("status", "others", "english", "danish"),
    [
        (
            OutcomeStatus.OPTIMAL, OtherMeetings.STAY,
            ("Proved: no other plan with this choice does it with fewer moves of other meetings, or as few and fewer "
            "points."),
            ("Bevist: ingen anden plan med dette valg flytter færre af de andre møder eller flytter lige så få for "
            "færre point."),
        ),
        (
            OutcomeStatus.OPTIMAL, OtherMeetings.FREE, "Proved: no plan with this choice has fewer points.",
            "Bevist: ingen plan med dette valg har færre point.",
        ),
        (
            OutcomeStatus.FEASIBLE, OtherMeetings.STAY,
            "Not proved: the time was up, and there may be something better.",
            "Ikke bevist: tiden gik, og der kan være noget bedre.",
        ),
    ],
)  # fmt: skip
def test_how_sure_it_is(status: OutcomeStatus, others: OtherMeetings, english: str, danish: str) -> None:
    assert sure(both(1, 0, comes_to(status, a=0, b=2, c=3), others)) == [english, danish]


def test_a_choice_that_others_stand_against_names_the_venue_at_which_they_do() -> None:
    answers = both(1, 2, comes_to(OutcomeStatus.OPTIMAL, a=2, b=6, c=3))
    english, danish = (lines(*why_not_report(each, locale)) for each, locale in zip(answers, LOCALES, strict=True))
    assert english[1:3] == [
        "With the other meetings as planned, what stands against it at Kroen:",
        "– Møde a, Nord and Møde b, Nord are both held on Wednesday 8 March 2023, and 4 members are asked to both.",
    ]
    assert danish[1:3] == [
        "Med de andre møder som planlagt står dette i vejen (Kroen):",
        "– Møde a, Nord og Møde b, Nord holdes begge onsdag den 8. marts 2023, og 4 medlemmer er inviteret til begge.",
    ]
    assert "Møde b, Nord: from Wed 8 Mar 2023 to Sun 12 Mar 2023, still at Kroen" in english
    assert "Møde b, Nord: fra ons. 8. mar. 2023 til søn. 12. mar. 2023, fortsat Kroen" in danish


def test_venues_are_told_only_where_no_reason_holds_at_all_of_them() -> None:
    nothing = comes_to(OutcomeStatus.UNKNOWN)
    crowded = why_not(subject("da", guests=10), 0, (on(4), None), nothing)
    assert [each.code for each in crowded.reasons] == ["blackout.closed"]
    assert lines(*why_not_report(crowded, "da"))[1:] == ["– lukket for alle: Byfest (kilde: kommunen)"]
    beyond = why_not(subject("da"), 0, (on(40), 0), nothing)
    assert [each.code for each in beyond.reasons] == ["window.outside"]
    assert (beyond.clashes, beyond.clashes_at) == ((), None)


def test_ids_stand_beside_the_names_in_a_reason() -> None:
    (answer,) = both(1, 2, comes_to(OutcomeStatus.OPTIMAL, a=2, b=6, c=3))[:1]
    assert answer.clashes[0].ids == {"first": "a", "second": "b"}


def test_why_has_an_example_of_each_rule_and_leaves_out_what_there_is_none_of() -> None:
    answer = why(subject("en"), 0, comes_to(OutcomeStatus.INFEASIBLE))
    assert answer.sentence == (
        "Of 10 days in its window Møde a, Nord can begin on 7, and perhaps on 2 more if other meetings move. "
        "Of 20 days and venues 14 are open to it with the other meetings as planned."
    )
    report = lines(*why_report(answer, "en"))
    examples = report.index("For example:")
    assert report[examples + 1] == "– Fri 10 Mar 2023: closed for everyone: Byfest (source: kommunen)"
    assert report[examples - 3].split() == ["Rule", "Days", "Days", "and", "venues", "This", "rule", "alone"]
    assert report[-2:] == ["No further alternative", "Proved: there is no further choice."]
    alone = why(subject("da", window=days(1), venues=(0,)), 0, comes_to(OutcomeStatus.INFEASIBLE))
    assert alone.sentence == (
        "Af 1 dag i perioden kan Møde a, Nord begynde på 1. "
        "Af 1 mulighed for dag og mødested står 1 åben med de andre møder som planlagt."
    )
    assert lines(*why_report(alone, "da"))[-2:] == [
        "Ikke flere alternativer",
        "Bevist: der er ikke flere alternativer.",
    ]


@pytest.mark.parametrize(
    ("locale", "window", "sentence"),
    [
        ("en", days(1), "1 day is free."),
        ("da", days(1), "1 dag er ledig."),
        ("en", days(0, 1), "1 day is free and 1 day costs points."),
        ("da", days(0, 1), "1 dag er ledig og 1 dag koster point."),
        ("en", days(4), "1 day is impossible."),
        ("da", days(4), "1 dag er umulig."),
    ],
)
def test_days_are_counted_by_what_can_be_said_of_them(locale: Locale, window: Span, sentence: str) -> None:
    planned_too = Span(min(on(1), window.first), max(on(1), window.last))
    found = possibilities(subject(locale, window=planned_too), 0)
    asked = found.model_copy(update={"days": tuple(each for each in found.days if each.day in window)})
    assert lines(*possibilities_report(asked, locale))[-1] == sentence


@pytest.mark.parametrize(
    ("decided", "exists", "english", "danish"),
    [
        (
            False, None,
            ["1 day is free and 1 day is perhaps possible if other meetings move.",
             "Perhaps: whether there is a plan with other meetings moved was not looked for; --decide does so."],
            ["1 dag er ledig og 1 dag er måske mulig, hvis andre møder flyttes.",
             "Måske: det er ikke undersøgt, om der er en plan, hvor andre møder flyttes; det gør --decide."],
        ),
        (
            True, None,
            ["1 day is free and 1 day is perhaps possible if other meetings move.",
             ("Perhaps: the time was up before it was known whether there is a plan with other meetings moved; more "
              "--seconds may decide it.")],
            ["1 dag er ledig og 1 dag er måske mulig, hvis andre møder flyttes.",
             ("Måske: tiden var gået, før det var kendt, om der er en plan, hvor andre møder flyttes; flere --seconds "
              "kan afgøre det.")],
        ),
        (
            True, True, ["1 day is free and 1 day is possible if other meetings move."],
            ["1 dag er ledig og 1 dag er mulig, hvis andre møder flyttes."],
        ),
        (
            True, False, ["1 day is free and 1 day is impossible."], ["1 dag er ledig og 1 dag er umulig."],
        ),
    ],
)  # fmt: skip
def test_a_day_that_others_stand_against_says_whether_there_is_a_plan_with_it(
    *, decided: bool, exists: bool | None, english: list[str], danish: list[str]
) -> None:
    states = {
        None: ("perhaps, if others move", "måske, hvis andre flyttes"),
        True: ("if others move", "hvis andre flyttes"),
        False: ("impossible", "umulig"),
    }[exists]
    for locale, said, state in zip(LOCALES, (english, danish), states, strict=True):
        found = possibilities(subject(locale, window=days(1, 2)), 0, decide=lambda *_choice: exists)
        report = lines(*possibilities_report(found, locale, decided=decided))
        assert report[-len(said) :] == said
        assert [line for line in report if state in line and "Møde b" in line]

"""Each contradiction with its exact sentence, and silence where a plan exists."""

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings

from calendars.blackouts import Blackout, BlackoutScope
from constraints.conflicts.quick_checks import quick_check
from constraints.problem.problem import Problem
from constraints.problem.rule import Rule, all_rules
from tests.constraints.builders import JOINT, SYD, busy, days, meeting, on, problem, team
from tests.constraints.every_plan import EveryPlan
from tests.constraints.random_problems import problems
from tests.constraints.test_contract import ALWAYS, MOST_PLANS, sets_of_rules


def rules(**parameters: dict[str, object]) -> list[Rule]:
    """Every rule as it is without a section, with these parameters for some."""
    given = {key: rule.model_validate(parameters.get(key, {})) for key, rule in all_rules().items()}
    return [rule for rule in given.values() if rule.active]


def said(of: Problem) -> list[tuple[str, tuple[str, ...], str, str]]:
    return [(each.rule, each.meetings, each.say("en"), each.say("da")) for each in quick_check(of)]


def test_nothing_is_said_of_a_problem_that_has_a_plan() -> None:
    assert said(problem([meeting("a"), meeting("b", SYD), meeting("c", JOINT)], *rules())) == []


def test_a_window_of_weekends_and_closed_days_is_told_with_both_rules_and_their_reasons() -> None:
    closed = Blackout(days(4), "Byfest", source="kommunen")
    of = problem([meeting("a", window=days(4, 6))], *rules(), blackouts=(closed,))
    assert said(of) == [
        (
            "blackout",
            ("a",),
            (
                "Møde a, Nord cannot be held: no day from 10 March 2023 to 12 March 2023 at any of its venues keeps"
                ' to "closed days" and "allowed weekdays". For example: Møde a, Nord is on Friday 10 March 2023,'
                " which is closed for everyone: Byfest (source: kommunen). Møde a, Nord falls on Saturday 11 March"
                " 2023; meetings are only held on Monday, Tuesday, Wednesday, Thursday and Friday."
            ),
            (
                "Møde a, Nord kan ikke holdes: ingen dag fra 10. marts 2023 til 12. marts 2023 på noget af dets"
                " mødesteder overholder »lukkede dage« og »tilladte ugedage«. For eksempel: Møde a, Nord ligger fredag"
                " den 10. marts 2023, hvor der er lukket for alle: Byfest (kilde: kommunen). Møde a, Nord falder på"
                " lørdag den 11. marts 2023; der holdes kun møder mandag, tirsdag, onsdag, torsdag og fredag."
            ),
        )
    ]


def test_a_rule_that_alone_leaves_nothing_is_told_alone() -> None:
    of = problem([meeting("a", window=days(4, 6), guests=30)], *rules(), blackouts=(Blackout(days(4), "Byfest"),))
    assert said(of) == [
        (
            "rooms_fit",
            ("a",),
            (
                "Møde a, Nord cannot be held: no day from 10 March 2023 to 12 March 2023 at any of its venues keeps to"
                ' "rooms large enough". For example: Lokale 0 at Kroen has 20 seats (theatre style); Møde a, Nord needs'
                " 34: 34 expected."
            ),
            (
                "Møde a, Nord kan ikke holdes: ingen dag fra 10. marts 2023 til 12. marts 2023 på noget af dets"
                " mødesteder overholder »store nok lokaler«. For eksempel: Lokale 0, Kroen, har 20 pladser"
                " (biografopstilling); Møde a, Nord kræver 34: 34 ventede deltagere."
            ),
        )
    ]


def test_large_rooms_in_a_closed_house_and_small_ones_in_an_open_are_told_together() -> None:
    shut = Blackout(days(0, 20), "Ombygning", scope=BlackoutScope.VENUE, target="hal")
    small = problem([]).rooms[:4]
    large = tuple(replace(room, seats={"theatre": 100}) for room in problem([]).rooms[4:])
    of = problem([meeting("a", guests=30)], *rules(), blackouts=(shut,), rooms=(*small, *large))
    (found,) = quick_check(of)
    assert "Lokale 0 at Kroen has 20 seats" in found.say("en")
    assert "when Hallen is closed: Ombygning" in found.say("en")


def test_a_meeting_without_venue_is_told() -> None:
    assert said(problem([meeting("a", venues=())], *rules())) == [
        (
            "venue_allowed",
            ("a",),
            "Møde a, Nord cannot be held: there is no venue for it.",
            "Møde a, Nord kan ikke holdes: der er intet mødested til det.",
        )
    ]


def test_a_window_shorter_than_the_meeting_is_told() -> None:
    assert said(problem([meeting("a", window=days(2, 3), days=3)], *rules())) == [
        (
            "window",
            ("a",),
            "Møde a, Nord cannot be held: it takes 3 days, and its window (from 8 March 2023 to 9 March 2023) has 2.",
            (
                "Møde a, Nord kan ikke holdes: det varer 3 dage, og dets periode (fra 8. marts 2023 til 9. marts 2023)"
                " har 2."
            ),
        )
    ]


def test_a_fixed_day_that_is_closed_is_told_by_what_closes_it() -> None:
    of = problem([meeting("a", fixed_day=on(4))], *rules(), blackouts=(Blackout(days(4), "Byfest"),))
    (found,) = quick_check(of)
    assert 'keeps to "closed days" and "fixed choices"' in found.say("en")
    assert found.say("en").partition("For example: ")[2] == (
        "Møde a, Nord is on Friday 10 March 2023, which is closed for everyone: Byfest."
    )


def test_a_team_smaller_than_required_is_told() -> None:
    assert said(problem([meeting("a", staff={"KL": 2})], *rules(), staff=team("KL", 1))) == [
        (
            "staff_teams",
            ("a",),
            "Møde a, Nord needs 2 from KL, and there is only 1.",
            "Møde a, Nord kræver 2 fra KL, og der er kun 1.",
        )
    ]


def test_a_team_that_is_busy_on_every_day_left_is_told() -> None:
    parts = {"staff": team("KL", 2), "staff_busy": busy(2, {0: (0, 1), 1: (0,)})}
    assert said(problem([meeting("a", staff={"KL": 2}, window=days(0, 1))], *rules(), **parts)) == [
        (
            "staff_free",
            ("a",),
            "Møde a, Nord needs 2 from KL, but on the 2 days it can be held on at most 1 is free.",
            "Møde a, Nord kræver 2 fra KL, men på de 2 dage, det kan holdes, er der højst 1 ledig.",
        )
    ]


def test_a_team_with_somebody_free_on_one_day_is_enough() -> None:
    parts = {"staff": team("KL", 2), "staff_busy": busy(2, {0: (0,), 1: (1,)})}
    assert said(problem([meeting("a", staff={"KL": 1}, window=days(0, 1))], *rules(), **parts)) == []


def test_a_gap_wider_than_the_windows_allow_is_told() -> None:
    meetings = [meeting("a", window=days(0, 1)), meeting("b", window=days(3, 4))]
    assert said(problem(meetings, *rules(region_gap={"min_days": 10}))) == [
        (
            "region_gap",
            ("a", "b"),
            (
                "Møde b, Nord cannot come 10 days or more after Møde a, Nord: Møde a, Nord can be held from 6 March"
                " 2023 to 7 March 2023 and Møde b, Nord from 9 March 2023 to 10 March 2023, as far as their gaps to"
                " other meetings let them."
            ),
            (
                "Møde b, Nord kan ikke ligge 10 dage eller mere efter Møde a, Nord: Møde a, Nord kan holdes fra 6."
                " marts 2023 til 7. marts 2023 og Møde b, Nord fra 9. marts 2023 til 10. marts 2023, når afstanden"
                " til andre møder skal passe."
            ),
        )
    ]


def test_meetings_with_a_single_day_each_are_told_by_that_day() -> None:
    meetings = [meeting("a", window=days(0, 0)), meeting("b", window=days(3, 3))]
    ((_, _, english, danish),) = said(problem(meetings, *rules(region_gap={"min_days": 10})))
    assert "Møde a, Nord can be held on 6 March 2023 and Møde b, Nord on 9 March 2023, as far as" in english
    assert "Møde a, Nord kan holdes den 6. marts 2023 og Møde b, Nord den 9. marts 2023, når" in danish


def test_a_window_of_one_day_that_is_closed_is_told_by_that_day() -> None:
    closed = Blackout(days(4), "Byfest")
    ((_, _, english, danish),) = said(problem([meeting("a", window=days(4, 4))], *rules(), blackouts=(closed,)))
    assert english == (
        "Møde a, Nord cannot be held: on 10 March 2023, the only day of its window, none of its venues keeps to"
        ' "closed days". For example: Møde a, Nord is on Friday 10 March 2023, which is closed for everyone: Byfest.'
    )
    assert danish == (
        "Møde a, Nord kan ikke holdes: den 10. marts 2023, periodens eneste dag, overholder intet af dets mødesteder"
        " »lukkede dage«. For eksempel: Møde a, Nord ligger fredag den 10. marts 2023, hvor der er lukket for alle:"
        " Byfest."
    )


def test_a_gap_narrower_than_the_windows_allow_is_told() -> None:
    meetings = [meeting("a", window=days(0, 1)), meeting("b", window=days(15, 18))]
    (found,) = quick_check(problem(meetings, *rules(region_gap={"min_days": 1, "max_days": 10})))
    assert found.say("en").startswith("Møde b, Nord cannot come 1 to 10 days after Møde a, Nord: ")
    assert found.say("da").startswith("Møde b, Nord kan ikke ligge 1 til 10 dage efter Møde a, Nord: ")


def test_gaps_that_are_each_possible_but_not_one_after_another_are_told() -> None:
    meetings = [meeting("a"), meeting("b"), meeting("c")]
    assert said(problem(meetings[:2], *rules(region_gap={"min_days": 10}))) == []
    (found,) = quick_check(problem(meetings, *rules(region_gap={"min_days": 10})))
    assert found.meetings == ("b", "c")


def test_a_gap_after_a_joint_meeting_is_counted_too() -> None:
    meetings = [meeting("a", JOINT, window=days(0, 2)), meeting("b", window=days(3, 4))]
    (found,) = quick_check(problem(meetings, *rules(joint_gap={"min_days_after": 10})))
    assert (found.rule, found.meetings) == ("joint_gap", ("a", "b"))


def test_a_budget_below_the_cheapest_of_everything_is_told() -> None:
    meetings = [meeting("a"), meeting("b", SYD)]
    assert said(problem(meetings, *rules(budget={"total": 79}))) == [
        (
            "budget",
            ("a", "b"),
            (
                "Even with every meeting on its cheapest day at its cheapest venue: Rooms and meals of all meetings"
                " cost 80 DKK; there are 79 DKK."
            ),
            (
                "Selv med hvert møde på den billigste dag og det billigste sted: Lokaler og forplejning til alle møder"
                " koster 80 DKK; der er 79 DKK."
            ),
        )
    ]
    assert said(problem(meetings, *rules(budget={"total": 80}))) == []


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(problem=problems(), drawn=sets_of_rules())
def test_a_problem_with_a_contradiction_has_no_plan_at_all(problem: Problem, drawn: tuple[Rule, ...]) -> None:
    always = [all_rules()[key]() for key in ALWAYS]
    assume(quick_check(replace(problem, rules=(*always, *drawn))))
    plans = EveryPlan(problem, always)
    assume(plans.size <= MOST_PLANS)
    assert all(plans.least(choices, drawn) is None for choices in plans.choices())

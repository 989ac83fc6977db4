from dataclasses import replace
from datetime import date

import pytest
from hypothesis import strategies as st

from calendars.blackouts import Blackout, BlackoutScope
from calendars.risks import PossibleClosure
from constraints.problem.problem import Problem, Risk
from constraints.rules.exposure import Exposure
from tests.constraints.builders import JOINT, NORD, SYD, VENUES, days, judged, meeting, on, planned, problem
from tests.constraints.solving import paid

TEN_DAYS = PossibleClosure(on(9), None, ((2, 0.5), (4, 0.5)), on(0))
"""Begins on one of the days 0 to 9, and closes two or four more."""
RULE = Exposure(points=1000)
EN = "Møde a, Nord on Thursday 9 March 2023 is hit by Valg with a chance of 35%, as the network supposes it."
DA = "Møde a, Nord torsdag den 9. marts 2023 rammes af Valg med 35 % sandsynlighed efter det, netværket forudsætter."


def risk(*blackouts: Blackout, when: PossibleClosure = TEN_DAYS) -> Risk:
    return Risk("Valg", when, blackouts or (Blackout(days(-14, 40), "Valg"),))


def network(*risks: Risk, rule: Exposure = RULE, **changes: object) -> Problem:
    return problem([meeting("a", NORD), meeting("b", SYD), meeting("c", JOINT)], rule, risks=risks, **changes)


# Of the last days on which it may have begun each counts a tenth, those three or four days ago half of it.
@pytest.mark.parametrize(
    ("day", "points"),
    [(0, 100), (1, 200), (2, 300), (3, 350), (4, 400), (9, 400), (10, 300), (11, 200), (12, 100), (13, 50), (14, 0)],
)
def test_a_meeting_pays_by_the_chance_that_its_day_is_hit(day: int, points: int) -> None:
    of = problem([meeting("a")], RULE, risks=(risk(),))
    assert sum(paid for paid, *_ in paid(of, (day, 0))) == points


@pytest.mark.parametrize(("day", "points"), [(2, 3), (3, 4), (13, 1)])
def test_points_are_rounded_and_halves_up(day: int, points: int) -> None:
    of = problem([meeting("a")], Exposure(points=10), risks=(risk(),))
    assert [points for points, *_ in paid(of, (day, 0))] == [points]


def test_the_chance_is_said_in_tenths_of_a_percent() -> None:
    third = PossibleClosure(on(9), None, ((4, 1 / 3), (0, 2 / 3)), on(0))
    of = problem([meeting("a")], RULE, risks=(risk(when=third),))
    (found,) = judged(of, planned(of, "a", 1)).findings
    assert found.values["percent"] == 13.3


def test_it_says_how_likely_it_is() -> None:
    of = problem([meeting("a")], RULE, risks=(risk(),))
    assert paid(of, (3, 0)) == [(350, EN, DA)]


def test_a_long_meeting_that_has_begun_goes_on() -> None:
    of = problem([meeting("a", days=3)], RULE, risks=(risk(),))
    assert [points for points, *_ in paid(of, (0, 0))] == [100]


def test_members_count_as_the_planner_weighs_them() -> None:
    of = network(risk(), rule=Exposure(points_per_member=100))
    assert [points for points, *_ in paid(of, (0, 0), (0, 1), (0, 1))] == [40, 40, 80]


def test_the_chance_is_counted_from_today() -> None:
    of = problem([meeting("a")], RULE, risks=(risk(),), as_of=on(8))
    assert [points for points, *_ in paid(of, (8, 0))] == [500]
    assert [points for points, *_ in paid(of, (9, 0))] == [1000]


def test_every_risk_is_paid_for() -> None:
    of = problem([meeting("a")], RULE, risks=(risk(), risk()))
    assert [points for points, *_ in paid(of, (3, 0))] == [350, 350]


@pytest.mark.parametrize(
    ("scope", "target", "paying"),
    [
        (BlackoutScope.EVERYONE, "", "abc"),
        (BlackoutScope.REGION, "nord", "ac"),
        (BlackoutScope.MUNICIPALITY, "gamma", "bc"),
        (BlackoutScope.VENUE, "kro", "a"),
    ],
)
def test_only_those_pay_whom_it_would_close(scope: BlackoutScope, target: str, paying: str) -> None:
    of = network(risk(Blackout(days(-14, 40), "Valg", scope=scope, target=target)))
    assert len(paid(of, (2, 0), (2, 1), (2, 1))) == len(paying)
    verdict = judged(of, *(planned(of, name, 2, venue) for name, venue in (("a", 0), ("b", 1), ("c", 1))))
    assert "".join(name for finding in verdict.findings for name in finding.meetings) == paying


def test_what_closes_only_meetings_that_people_travel_to_spares_those_online() -> None:
    online = (replace(VENUES[0], online=True), VENUES[1])
    for in_person, paying in ((True, "b"), (False, "ab")):
        spared = risk(Blackout(days(-14, 40), "Valg", in_person=in_person))
        of = problem([meeting("a"), meeting("b", SYD)], RULE, risks=(spared,), venues=online)
        assert len(paid(of, (2, 0), (2, 1))) == len(paying)
        verdict = judged(of, planned(of, "a", 2, 0, rooms=()), planned(of, "b", 2, 1))
        assert "".join(name for each in verdict.findings if each.points for name in each.meetings) == paying


def test_without_points_or_risks_nothing_is_paid() -> None:
    assert not Exposure().active
    assert Exposure(points_per_member=1).active
    assert paid(problem([meeting("a")], RULE), (3, 0)) == []


def test_the_chances_are_those_of_all_futures_together() -> None:
    when = PossibleClosure(date(2023, 3, 20), 9.0, ((1, 0.25), (5, 0.75)))
    today, chance = date(2023, 3, 6), when.chances(date(2023, 3, 6))
    for day in days(0, 20):
        found = sum(
            chance[begun] * share
            for begun in chance
            for length, share in when.lengths
            if begun <= day <= begun.fromordinal(begun.toordinal() + length)
        )
        assert when.millionths(today).get(day, 0) == round(1_000_000 * found)


def test_single_days_with_chances_are_counted_for_what_they_say() -> None:
    when = PossibleClosure(on(9), None, ((2, 1.0),), days=((on(1), 0.2), (on(6), 0.4)))
    of = problem([meeting("a")], RULE, risks=(risk(when=when),))
    assert [sum(points for points, *_ in paid(of, (day, 0))) for day in range(10)] == [
        0, 200, 200, 200, 0, 0, 400, 400, 400, 0
    ]  # fmt: skip
    later = problem([meeting("a")], RULE, risks=(risk(when=when),), as_of=on(2))
    assert [points for points, *_ in paid(later, (6, 0))] == [500]


def test_at_another_price_the_two_numbers_keep_their_proportion() -> None:
    assert Exposure(points=100, points_per_member=50).at_price(30) == Exposure(points=30, points_per_member=15)
    assert Exposure(points=1, points_per_member=4).at_price(100) == Exposure(points=25, points_per_member=100)
    assert Exposure().at_price(30) == Exposure(points=30)


PARAMETERS = {"points": st.sampled_from([0, 100, 777]), "points_per_member": st.sampled_from([0, 10])}

from datetime import date

import pytest

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from calendars.days import Span
from planner.network.blackouts import blackouts
from planner.network.closures import Blackout as BlackoutSection
from planner.network.closures import Election, PublicHolidays, SchoolHoliday
from planner.network.tables import BlackoutRow, Municipality, RegionChange, VenueClosure
from tests.planner.network_files import small_network, small_settings

PLACES = (
    Municipality(id="0851", name="Aalborg", region="nord", lat=57.0, lon=10.0, weeks={"winter": 8}),
    Municipality(id="0607", name="Fredericia", region="syd", lat=55.5, lon=9.7, weeks={"winter": 7}),
)


def found(**sections: object) -> list[Blackout]:
    return list(blackouts(small_network(small_settings(**sections), municipalities=PLACES)))


def days(month: int, day: int, last_month: int, last_day: int, year: int = 2023) -> Span:
    return Span(date(year, month, day), date(year, last_month, last_day))


def school_holiday(**fields: object) -> SchoolHoliday:
    return SchoolHoliday.model_validate({"reason": "Ferie", **fields})


def test_public_holidays_reach_a_little_beyond_the_horizon() -> None:
    closed = [each.span.first for each in found(public_holidays=(PublicHolidays(),))]
    assert date(2023, 4, 7) in closed
    assert (closed[0], closed[-1]) == (date(2022, 12, 25), date(2024, 1, 1))


def test_public_holidays_are_named_in_the_language_of_the_network() -> None:
    reasons = {each.reason for each in found(public_holidays=(PublicHolidays(),), locale="da")}
    assert "Langfredag" in reasons


@pytest.mark.parametrize(
    ("holiday", "span"),
    [
        ({"week": 42}, days(10, 16, 10, 22)),
        ({"from": "last saturday of june", "to": "08-11"}, days(6, 24, 8, 11)),
        ({"from": "easter + 40"}, days(5, 19, 5, 19)),
        ({"first_day": date(2023, 9, 1)}, days(9, 1, 9, 1)),
        ({"first_day": date(2023, 9, 1), "last_day": date(2023, 9, 3)}, days(9, 1, 9, 3)),
    ],
)
def test_school_holidays_come_by_week_by_rule_and_by_date(holiday: dict[str, object], span: Span) -> None:
    closed = found(school_holidays=(school_holiday(**holiday),))
    assert (span, "Ferie", BlackoutKind.SCHOOL_HOLIDAY, holiday.get("week")) in [
        (each.span, each.reason, each.kind, each.week) for each in closed
    ]


def test_a_week_in_a_column_closes_each_municipality_in_its_own() -> None:
    closed = found(school_holidays=(school_holiday(week={"column": "winter"}, points=3),))
    assert [(each.target, each.span, each.points) for each in closed] == [
        ("0607", days(2, 13, 2, 19), 3), ("0851", days(2, 20, 2, 26), 3)
    ]  # fmt: skip
    assert {each.scope for each in closed} == {BlackoutScope.MUNICIPALITY}


@pytest.mark.parametrize("named", [{"regions": ("nord",)}, {"municipalities": ("0851",)}])
def test_a_week_in_a_column_holds_for_those_named_only(named: dict[str, object]) -> None:
    closed = found(school_holidays=(school_holiday(week={"column": "winter"}, **named),))
    assert [each.target for each in closed] == ["0851"]


def test_a_region_is_read_by_the_day_of_the_holiday() -> None:
    network = small_network(
        small_settings(school_holidays=(school_holiday(week={"column": "winter"}, regions=("nord",)),)),
        municipalities=PLACES,
        region_changes=(RegionChange(municipality="0607", region="nord", from_day=date(2023, 2, 1)),),
    )
    assert [each.target for each in blackouts(network)] == ["0607", "0851"]


def test_elections_come_by_day_by_rule_and_by_call() -> None:
    known = Election(reason="Valg", polling_day=date(2023, 6, 9), campaign_days=13)
    rule = Election.model_validate(
        {"reason": "Byvalg", "rule": "third tuesday of november", "every": 4, "from_year": 2023, "campaign_days": 21}
    )
    called = Election(reason="Folketingsvalg", called=date(2023, 1, 5), polling_day=date(2023, 1, 31),
                      cabinet=date(2023, 2, 20))  # fmt: skip
    closed = found(elections=(known, rule, called))
    assert [each.span for each in closed] == [
        days(1, 5, 1, 31), days(2, 1, 2, 20), days(5, 27, 6, 9), days(10, 31, 11, 21)
    ]  # fmt: skip
    assert closed[2].reason == "Valg 9 June 2023, campaign from 27 May"
    assert {each.kind for each in closed} == {BlackoutKind.ELECTION}


def test_own_days_are_closed_once_for_everybody_named() -> None:
    own = BlackoutSection(
        reason="Messe",
        kind="event",
        first_day=date(2023, 3, 1),
        regions=("nord", "syd"),
        venues=("akkc",),
        people=("a1",),
        points=5,
        source="hjemmesiden",
    )
    closed = found(blackouts=(own,))
    assert [(each.scope, each.target) for each in closed] == [
        (BlackoutScope.PERSON, "a1"), (BlackoutScope.REGION, "nord"), (BlackoutScope.REGION, "syd"),
        (BlackoutScope.VENUE, "akkc")
    ]  # fmt: skip
    assert {(each.points, each.source, each.kind, each.reason) for each in closed} == {
        (5, "hjemmesiden", BlackoutKind.EVENT, "Messe")
    }


def test_tables_close_days_too_and_a_closed_venue_needs_no_reason() -> None:
    row = BlackoutRow(
        scope=BlackoutScope.MUNICIPALITY, target="0851", first_day=date(2023, 3, 1), reason="Byfest", points=2
    )
    closed = VenueClosure(venue="akkc", first_day=date(2023, 3, 1), last_day=date(2023, 3, 4))
    for locale, reason in (("da", "uden nærmere begrundelse"), ("en", "no reason given")):
        network = small_network(small_settings(locale=locale), blackouts=(row,), venue_closed=(closed,))
        assert list(blackouts(network)) == [
            Blackout(days(3, 1, 3, 1), "Byfest", BlackoutKind.OWN, BlackoutScope.MUNICIPALITY, "0851", 2),
            Blackout(days(3, 1, 3, 4), reason, BlackoutKind.OWN, BlackoutScope.VENUE, "akkc"),
        ]


def test_days_outside_the_time_that_is_planned_are_left_out() -> None:
    long = BlackoutSection(reason="Lang", first_day=date(2022, 1, 1), last_day=date(2023, 1, 5))
    gone = BlackoutSection(reason="Før", first_day=date(2021, 1, 1))
    assert [(each.reason, each.span.last) for each in found(blackouts=(long, gone))] == [("Lang", date(2023, 1, 5))]


def test_a_region_that_is_no_longer_there_closes_no_days() -> None:
    own = BlackoutSection(
        reason="Byfest", first_day=date(2023, 6, 5), last_day=date(2023, 6, 6), regions=("syd",),
    )  # fmt: skip
    merged = small_network(
        small_settings(blackouts=(own,)), municipalities=PLACES,
        region_changes=(RegionChange(municipality="0607", region="nord", from_day=date(2023, 6, 1)),),
    )  # fmt: skip
    assert blackouts(merged) == ()
    assert [each.target for each in found(blackouts=(own,))] == ["syd"]

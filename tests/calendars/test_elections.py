"""Elections: days and reasons."""

import runpy
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.blackouts import Blackout, BlackoutKind
from calendars.days import MonthDay, NthWeekday, Span, Weekday, WeekdayFrom
from calendars.elections import CalledElection, PollingDay, PollingRule, early_elections
from calendars.language import WrongValueError
from tests.calendars.strategies import spans
from tests.messages import message

DECADE = Span(date(2020, 1, 1), date(2030, 12, 31))
MUNICIPAL = message(en="Municipal election", da="Kommunalvalg")
GENERAL = message(en="General election", da="Folketingsvalg")
MUNICIPAL_2025 = PollingDay(MUNICIPAL, date(2025, 11, 18), campaign_days=22, source="valg.im.dk")
MUNICIPAL_RULE = PollingRule(MUNICIPAL, NthWeekday(3, Weekday.TUESDAY, 11), first_year=2021, every_years=4)
GENERAL_2022 = CalledElection(GENERAL, date(2022, 10, 5), date(2022, 11, 1), cabinet=date(2022, 12, 15))


def test_a_polling_day_closes_its_campaign_and_says_so() -> None:
    campaign = Span(date(2025, 10, 27), date(2025, 11, 18))
    danish, english = (
        "Kommunalvalg 18. november 2025, valgkamp fra 27. oktober",
        ("Municipal election 18 November 2025, campaign from 27 October"),
    )
    assert list(MUNICIPAL_2025.blackouts(DECADE, "da")) == [
        Blackout(campaign, danish, BlackoutKind.ELECTION, source="valg.im.dk")
    ]
    assert list(MUNICIPAL_2025.blackouts(DECADE, "en")) == [
        Blackout(campaign, english, BlackoutKind.ELECTION, source="valg.im.dk")
    ]


def test_a_polling_day_without_campaign_closes_one_day() -> None:
    vote = PollingDay("Folkeafstemning", date(2022, 6, 1))
    assert list(vote.blackouts(DECADE, "da")) == [
        Blackout(Span.of_days(date(2022, 6, 1), 1), "Folkeafstemning 1. juni 2022", BlackoutKind.ELECTION)
    ]


def test_a_campaign_that_began_the_year_before_says_its_year() -> None:
    vote = PollingDay(GENERAL, date(1975, 1, 9), campaign_days=35)
    within = Span(date(1974, 1, 1), date(1975, 12, 31))
    assert [blackout.reason for blackout in vote.blackouts(within, "en")] == [
        "General election 9 January 1975, campaign from 5 December 1974"
    ]


def test_a_polling_day_outside_the_time_closes_nothing() -> None:
    assert list(MUNICIPAL_2025.blackouts(Span(date(2025, 11, 19), date(2026, 1, 1)), "da")) == []


def test_a_campaign_is_cut_off_where_the_time_ends() -> None:
    within = Span(date(2025, 1, 1), date(2025, 10, 31))
    assert [blackout.span for blackout in MUNICIPAL_2025.blackouts(within, "da")] == [
        Span(date(2025, 10, 27), date(2025, 10, 31))
    ]


@pytest.mark.parametrize(
    ("rule", "polling_days"),
    [
        (MUNICIPAL_RULE, [date(2021, 11, 16), date(2025, 11, 18), date(2029, 11, 20)]),
        (
            PollingRule("Riksdagsval", NthWeekday(2, Weekday.SUNDAY, 9), 2022, 4),
            [date(2022, 9, 11), date(2026, 9, 13), date(2030, 9, 8)],
        ),
        (
            PollingRule("Presidential election", WeekdayFrom(Weekday.TUESDAY, MonthDay(11, 2)), 1848, 4),
            [date(2020, 11, 3), date(2024, 11, 5), date(2028, 11, 7)],
        ),
    ],
)
def test_polling_days_follow_from_their_rule(rule: PollingRule, polling_days: list[date]) -> None:
    assert [polling_day.day for polling_day in rule.polling_days(DECADE)] == polling_days


def test_a_rule_has_no_polling_days_before_its_first_year() -> None:
    rule = PollingRule(MUNICIPAL, NthWeekday(3, Weekday.TUESDAY, 11), first_year=2025, every_years=4)
    assert [polling_day.day.year for polling_day in rule.polling_days(DECADE)] == [2025, 2029]


def test_a_rule_closes_the_campaign_before_a_polling_day_after_the_time() -> None:
    rule = PollingRule("Valg", MonthDay(1, 10), first_year=2023, campaign_days=20, source="a law")
    assert list(rule.blackouts(Span(date(2022, 1, 1), date(2022, 12, 31)), "da")) == [
        Blackout(
            Span(date(2022, 12, 21), date(2022, 12, 31)),
            "Valg 10. januar 2023, valgkamp fra 21. december 2022",
            BlackoutKind.ELECTION,
            source="a law",
        )
    ]


@given(spans(), st.integers(0, 90), st.integers(1, 6), st.integers(1990, 2050))
def test_a_rule_closes_what_its_polling_days_close(within: Span, campaign: int, every: int, first_year: int) -> None:
    rule = PollingRule("Valg", NthWeekday(-1, Weekday.SUNDAY, 1), first_year, every, campaign)
    closed = {day for blackout in rule.blackouts(within, "da") for day in blackout.span}
    polling_days = {rule.day.in_year(year) for year in range(first_year, 2120, every)}
    campaigns = {day - timedelta(days=n) for day in polling_days for n in range(campaign + 1)}
    assert closed == campaigns & set(within)


def test_a_called_election_closes_from_the_call_to_the_new_cabinet() -> None:
    to_polling = Span(date(2022, 10, 5), date(2022, 11, 1))
    to_cabinet = Span(date(2022, 11, 2), date(2022, 12, 15))
    assert list(GENERAL_2022.blackouts(DECADE, "da")) == [
        Blackout(to_polling, "Folketingsvalg 1. november 2022, udskrevet 5. oktober", BlackoutKind.ELECTION),
        Blackout(
            to_cabinet, "Folketingsvalg 1. november 2022, regeringsdannelse til 15. december", BlackoutKind.ELECTION
        ),
    ]
    assert [blackout.reason for blackout in GENERAL_2022.blackouts(DECADE, "en")] == [
        "General election 1 November 2022, called 5 October",
        "General election 1 November 2022, forming a government until 15 December",
    ]


def test_a_called_election_is_cut_off_where_the_time_ends() -> None:
    within = Span(date(2022, 10, 20), date(2022, 11, 10))
    assert [blackout.span for blackout in GENERAL_2022.blackouts(within, "da")] == [
        Span(date(2022, 10, 20), date(2022, 11, 1)),
        Span(date(2022, 11, 2), date(2022, 11, 10)),
    ]


@pytest.mark.parametrize("cabinet", [None, date(1977, 2, 15)])
def test_nothing_is_closed_after_a_polling_day_without_waiting_for_a_cabinet(cabinet: date | None) -> None:
    election = CalledElection(GENERAL, date(1977, 1, 22), date(1977, 2, 15), cabinet)
    within = Span(date(1977, 1, 1), date(1977, 12, 31))
    assert [blackout.span.last for blackout in election.blackouts(within, "da")] == [date(1977, 2, 15)]


@pytest.mark.parametrize(("called", "cabinet"), [(date(2022, 11, 2), None), (date(2022, 10, 5), date(2022, 10, 31))])
def test_an_election_whose_days_are_out_of_order_is_refused(called: date, cabinet: date | None) -> None:
    with pytest.raises(WrongValueError) as refused:
        CalledElection(GENERAL, called, date(2022, 11, 1), cabinet)
    assert str(refused.value) == (
        "an election is called by its polling day, and the new cabinet comes after it: General election 1 November 2022"
    )
    assert refused.value.said.say("da") == (
        "et valg udskrives senest på valgdagen, og den nye regering kommer efter den: Folketingsvalg 1. november 2022"
    )


def test_a_campaign_of_negative_length_is_refused() -> None:
    with pytest.raises(WrongValueError) as refused:
        PollingDay(MUNICIPAL, date(2025, 11, 18), campaign_days=-1)
    assert str(refused.value) == "a campaign cannot last -1 days"
    assert refused.value.said.say("da") == "en valgkamp kan ikke vare -1 dage"
    with pytest.raises(WrongValueError):
        PollingRule(MUNICIPAL, MonthDay(11, 18), 2025, campaign_days=-1)


def test_polling_days_without_a_rhythm_are_refused() -> None:
    with pytest.raises(WrongValueError) as refused:
        PollingRule(MUNICIPAL, MonthDay(11, 18), 2025, every_years=0)
    assert str(refused.value) == "polling days come every year or every so many years, not every 0"
    assert refused.value.said.say("da") == "der er valg hvert år eller med et antal år imellem, ikke hvert 0. år"


def test_campaigns_are_those_of_the_reference_network(shared: Callable[[str], Path]) -> None:
    shared("reference/public_holidays_dk.csv")
    closed = runpy.run_path(str(shared("reference/make_reference.py")))["closed_days"]()
    campaigns = {Span(first, last) for _, first, last, why in closed if "valg" in why.lower()}
    european = PollingDay("Europa-Parlamentsvalg", date(2024, 6, 9), campaign_days=13)
    found = {b.span for election in (european, MUNICIPAL_2025) for b in election.blackouts(DECADE, "da")}
    assert found == campaigns


def test_early_elections_are_counted_by_country_after_the_first_that_is_recorded() -> None:
    found = early_elections()
    germany = found["DE"]  # 1972 was early and is the first; after it 1983, 1990 and 2005 were
    assert germany.early == 3
    assert (germany.first, germany.last) == (date(1972, 11, 19), date(2021, 9, 26))
    assert germany.rate == pytest.approx(germany.early / ((germany.last - germany.first).days / 365.25))
    assert len(found) == 26
    assert all(each.early >= 1 and 0 < each.rate < 1 for each in found.values())
    assert not {"NO", "SE", "CH", "DK"} & {*found}

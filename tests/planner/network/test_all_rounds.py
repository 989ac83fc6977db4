from datetime import date, time
from fractions import Fraction

from calendars.days import Hours, Span
from planner.network.network import all_rounds, season_window
from planner.network.rounds import Breakouts, MeetingDefaults, Season, Series
from tests.planner.network_files import small_round, small_settings

SPRING = Season.model_validate({"name": "forår", "from": "01-16", "to": "06-16"})
AUTUMN = Season.model_validate({"name": "efterår", "from": "08-21", "to": "12-08"})
WINTER = Season.model_validate({"name": "vinter", "from": "12-01", "to": "last friday of february"})


def series(**changes: object) -> Series:
    plain = {
        "id": "net", "round_id": "{year}-{n}", "title": "{season} {year}", "kind": "regional", "years": (2023, 2024),
        "seasons": (SPRING, AUTUMN),
    }  # fmt: skip
    return Series.model_validate({**plain, **changes})


def test_a_series_makes_a_round_in_each_season_of_each_year() -> None:
    settings = small_settings(rounds=(), series=(series(),), last_day=date(2024, 12, 31))
    found = [written.round for written in all_rounds(settings)]
    assert [(each.id, each.title, each.kind) for each in found] == [
        ("2023-1", "forår 2023", "regional"), ("2023-2", "efterår 2023", "regional"),
        ("2024-1", "forår 2024", "regional"), ("2024-2", "efterår 2024", "regional"),
    ]  # fmt: skip
    assert found[1].window == Span(date(2023, 8, 21), date(2023, 12, 8))


def test_rounds_of_a_series_are_called_by_it_unless_it_says_otherwise() -> None:
    settings = small_settings(rounds=(), series=(Series.model_validate({
        "id": "net", "title": "x", "kind": "joint", "years": (2023, 2023), "seasons": (SPRING,)}),))  # fmt: skip
    assert [written.round.id for written in all_rounds(settings)] == ["net-2023-1"]


def test_rounds_come_in_order_of_their_windows_wherever_they_are_written() -> None:
    late = small_round(id="late", window=Span(date(2023, 7, 1), date(2023, 7, 9)))
    settings = small_settings(rounds=(late,), series=(series(years=(2023, 2023)),))
    assert [written.round.id for written in all_rounds(settings)] == ["2023-1", "late", "2023-2"]
    assert [written.path for written in all_rounds(settings)] == [("series", 0), ("rounds", 0), ("series", 0)]
    assert all_rounds(settings)[2].window_path == ("series", 0, "seasons", 1)


def test_a_season_may_run_over_new_year_and_counts_where_it_begins() -> None:
    assert season_window(WINTER, 2023) == Span(date(2023, 12, 1), date(2024, 2, 23))
    settings = small_settings(rounds=(), series=(series(seasons=(WINTER,), years=(2023, 2023)),))
    assert all_rounds(settings)[0].round.counts_in == 2023


def test_what_a_round_does_not_say_is_said_for_all_meetings() -> None:
    defaults = MeetingDefaults(
        hours=Hours(time(9), time(12)), days=2, breakouts=Breakouts(rooms=3, share=Fraction(1, 3))
    )
    settings = small_settings(meetings=defaults, rounds=(small_round(days=1),), series=(series(years=(2023, 2023)),))
    single, made = (written.round for written in all_rounds(settings) if written.round.id in {"kickoff", "2023-1"})
    by_id = {each.id: each for each in (single, made)}
    assert (by_id["kickoff"].hours, by_id["kickoff"].days) == (Hours(time(10), time(15)), 1)
    assert (by_id["2023-1"].hours, by_id["2023-1"].days) == (Hours(time(9), time(12)), 2)
    assert by_id["kickoff"].breakouts == by_id["2023-1"].breakouts == defaults.breakouts


def test_a_round_counts_in_the_year_its_window_begins_unless_it_says_another() -> None:
    assert small_round().counts_in == 2023
    assert small_round(year=2022).counts_in == 2022

from dataclasses import replace
from datetime import date

from calendars.blackouts import Blackout, BlackoutScope
from calendars.days import Span
from planner.network.blackouts import of_those_who_moved, while_region_exists
from planner.network.network import Network
from planner.network.tables import RegionChange
from tests.planner.network_files import small_network, small_round, small_settings

MOVED, BACK = date(2023, 6, 1), date(2023, 6, 8)
WEEKS = Span(date(2023, 5, 25), date(2023, 6, 14))


def spans(network: Network, target: str = "syd", scope: BlackoutScope = BlackoutScope.REGION) -> list[Span]:
    return [each.span for each in while_region_exists(network, Blackout(WEEKS, "lukket", scope=scope, target=target))]


def moving(*moves: tuple[date, str]) -> Network:
    """The only municipality of Syd moves on those days."""
    changes = [RegionChange(municipality="0607", region=region, from_day=day) for day, region in moves]
    return small_network(region_changes=tuple(changes))


def test_a_region_without_changes_keeps_its_closed_days() -> None:
    assert spans(small_network()) == [WEEKS]


def test_a_region_that_is_merged_into_another_is_closed_for_nobody_after_that() -> None:
    merged = moving((MOVED, "nord"))
    assert spans(merged) == [Span(WEEKS.first, date(2023, 5, 31))]
    assert spans(merged, "nord") == [WEEKS]


def test_a_region_that_comes_back_has_closed_days_before_and_after() -> None:
    found = spans(moving((MOVED, "nord"), (BACK, "syd")))
    assert found == [Span(WEEKS.first, date(2023, 5, 31)), Span(BACK, WEEKS.last)]


def test_closed_days_of_a_municipality_stay_when_it_moves() -> None:
    assert spans(moving((MOVED, "nord")), "0607", BlackoutScope.MUNICIPALITY) == [WEEKS]


def test_who_moves_within_a_window_has_the_closed_days_of_the_new_region() -> None:
    rounds = (small_round(kind="regional", window=Span(date(2023, 5, 1), date(2023, 6, 12))),)
    changes = (RegionChange(municipality="0607", region="nord", from_day=MOVED),)
    moved = small_network(small_settings(first_day=date(2023, 1, 1), rounds=rounds), region_changes=changes)
    closed = Blackout(WEEKS, "lukket", scope=BlackoutScope.REGION, target="nord")
    assert [*of_those_who_moved(moved, closed)] == [
        replace(closed, span=Span(MOVED, date(2023, 6, 12)), scope=BlackoutScope.MUNICIPALITY, target="0607")
    ]
    assert [*of_those_who_moved(moved, replace(closed, target="syd"))] == []
    assert [*of_those_who_moved(moved, replace(closed, points=5))] == []

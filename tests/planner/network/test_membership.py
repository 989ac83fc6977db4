from datetime import date

from calendars.days import Span
from planner.network.membership import Membership, meeting_id
from planner.network.tables import Municipality, RegionChange

PLACES = [Municipality(id=name, name=name, region="old") for name in ("a", "b")]
CHANGES = [
    RegionChange(municipality="a", region="newest", from_day=date(2028, 1, 1)),
    RegionChange(municipality="a", region="new", from_day=date(2027, 1, 1)),
    RegionChange(municipality="b", region="old", from_day=date(2027, 1, 1)),
]
MEMBERSHIP = Membership(PLACES, CHANGES)


def test_a_change_holds_from_its_day_on_until_the_next() -> None:
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1)]
    assert [MEMBERSHIP.region_of("a", day) for day in days] == ["old", "new", "new", "newest"]


def test_the_municipalities_of_a_region_are_those_of_the_day() -> None:
    assert MEMBERSHIP.municipalities_of("old", date(2026, 6, 1)) == {"a", "b"}
    assert MEMBERSHIP.municipalities_of("old", date(2027, 6, 1)) == {"b"}


def test_a_region_that_is_gone_is_the_one_that_all_of_it_went_into() -> None:
    places = [Municipality(id=name, name=name, region=region) for name, region in ("ax", "bx", "cy", "dy")]
    moves = [("a", "z"), ("b", "z"), ("c", "z"), ("d", "w")]
    changes = [RegionChange(municipality=name, region=to, from_day=date(2027, 1, 1)) for name, to in moves]
    merged = Membership(places, changes)
    assert [merged.merged_into("x", day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == ["x", "z"]
    assert merged.merged_into("y", date(2027, 1, 1)) == "y"


def test_moves_within_a_window_are_those_away_from_the_region_of_its_first_day() -> None:
    def moves(first: date, last: date) -> list[tuple[str, Span]]:
        return [*MEMBERSHIP.moves_within(Span(first, last))]

    since, end = date(2027, 1, 1), date(2028, 2, 1)
    assert moves(date(2026, 12, 1), since) == [("a", Span(since, since))]
    assert moves(date(2026, 12, 1), end) == [("a", Span(since, date(2027, 12, 31))), ("a", Span(date(2028, 1, 1), end))]
    assert moves(since, date(2027, 12, 31)) == []
    assert moves(date(2026, 12, 1), date(2026, 12, 31)) == []


def test_meetings_are_called_by_round_and_region() -> None:
    assert [meeting_id("2023-1", "nord"), meeting_id("kickoff", None)] == ["2023-1/nord", "kickoff"]

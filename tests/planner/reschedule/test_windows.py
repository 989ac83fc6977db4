"""Meetings that are held outside their windows: said wherever it happens, and not if the planner wants the windows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from calendars.days import Span
from calendars.language import say_value
from constraints.problem.outcome import Limits
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem
from planner.changes.reading import parse_change
from planner.errors import InputErrors
from planner.network.network import Network
from planner.network.tables import StaffPerson
from planner.reschedule.reschedule import Rescheduled, not_found
from planner.reschedule.situation import Situation
from planner.reschedule.windows import (
    _at_a_time,
    _have_room,
    _until,
    outside,
    said_outside,
    widened,
    windows_said,
    with_wider_windows,
)
from planner.schemas.plans import ClashJson, WayOutJson
from planner.schemas.proposals import Ending, Impossible
from planner.text.proposals import widened_lines
from tests.constraints.builders import days, meeting, on, planned, problem, team
from tests.planner.reschedule.small import HELD, compared, move_of, network, plan, rescheduled, situation
from tests.planner.text.test_proposals import read

VALG = "blackout reason=Valg first_day=2023-03-02 last_day=2023-05-31"
LAST = date(2023, 5, 28)
WEEKS = timedelta(weeks=10)
CLASH = ClashJson(confirmed=True, meetings=("1/syd",), requirements=())
SHORT = Limits(seconds=2, workers=1)


def with_theme() -> Network:
    """The first round is about a law."""
    written = network()
    theme = {"id": "lov", "title": "Loven", "in_force": "2023-02-01", "in_force_reason": "Loven gælder"}
    rounds = tuple(each.changed(theme="lov") if each.id == "1" else each for each in written.settings.rounds)
    return written.changed(settings=written.settings.changed(rounds=rounds, themes=(theme,)))


@pytest.fixture(scope="module")
def elected() -> Rescheduled:
    return rescheduled(VALG, wanted=1)


def test_it_is_a_field_of_the_answer_and_of_every_move(elected: Rescheduled) -> None:
    assert [(each.meeting, each.before.last) for each in elected.answer.widened] == [("1/nord", LAST), ("1/syd", LAST)]
    assert "må holdes uden for sin periode, som slutter 28. maj 2023" in elected.answer.widened[0].sentence
    for name in ("1/nord", "1/syd"):
        shown = move_of(elected.answer.proposals[0], name).outside
        assert shown is not None
        assert (shown.window.last, shown.sentence) == (LAST, "uden for sin periode, som slutter 28. maj 2023")


def test_it_stands_in_the_table_and_in_the_history(elected: Rescheduled) -> None:
    danish, english = read(elected, "da", 110), read(elected, "en", 110)
    assert "(Nord og Syd) må holdes uden for deres perioder, som slutter 28. maj 2023: frem til" in danish
    assert "Med --keep-windows bliver alle møder i deres perioder." in danish
    assert "Uden for perioden, som slutter 28. maj 2023: Nord og Syd." in danish
    assert "(Nord and Syd) may be held outside their windows, which end on 28 May 2023: until" in english
    assert "Outside the window, which ends on 28 May 2023: Nord and Syd." in english
    moves = elected.answer.proposals[0].moves
    assert said_outside(moves, "da") == ["2 møder holdes uden for den planlagte periode."]
    assert said_outside(moves, "en") == ["2 meetings are held outside the window that was planned."]


def test_meetings_whose_windows_were_widened_alike_are_named_in_one_sentence(elected: Rescheduled) -> None:
    nord, syd = elected.answer.widened
    (said,) = widened_lines((nord, syd), "en")
    until = say_value(nord.after.last, "en", "date")
    assert said == (
        f"{nord.title} (Nord and Syd) may be held outside their windows, which end on 28 May 2023: until {until}."
    )
    shorter = syd.model_copy(update={"after": syd.after.model_copy(update={"last": date(2023, 6, 2)})})
    assert [*widened_lines((nord, shorter), "en")] == [nord.sentence, syd.sentence]
    untitled = nord.model_copy(update={"title": ""})
    assert [*widened_lines((untitled, syd), "en")] == [nord.sentence, syd.sentence]


def test_windows_are_kept_if_that_is_wanted() -> None:
    answer = rescheduled(VALG, keep_windows=True, limits=SHORT).answer
    assert (answer.proposals, answer.widened) == ((), ())
    late = Plan.of([replace(each, start=each.start + WEEKS, end=each.end + WEEKS) if each.meeting == "1/nord" else each
                    for each in plan().meetings])  # fmt: skip
    with pytest.raises(InputErrors, match=r"tidligst holdes 31\. maj 2023, og 28\. maj 2023 er den sidste dag"):
        rescheduled("cancel meetings=1/nord", keep_windows=True, as_of=LAST, accepted=late)


def test_a_cancelled_meeting_stays_in_its_window_if_that_is_wanted() -> None:
    found = rescheduled("cancel meetings=1/nord", keep_windows=True, wanted=2)
    for proposal in found.answer.proposals:
        move = move_of(proposal, "1/nord")
        assert move.outside is None
        assert move.after is not None
        assert move.after.start.date() <= LAST


def test_a_law_that_slips_past_the_window_gives_room_after_it_as_an_election_does() -> None:
    slipped = "law theme=lov in_force=2023-06-10"
    answer = rescheduled(slipped, written=with_theme(), wanted=1).answer
    assert answer.status is Ending.PROPOSALS
    assert [each.meeting for each in answer.widened] == ["1/nord", "1/syd"]
    assert all(move.outside for move in answer.proposals[0].moves)
    kept = rescheduled(slipped, written=with_theme(), wanted=1, keep_windows=True, limits=SHORT).answer
    assert (kept.proposals, kept.widened) == ((), ())


def test_what_was_not_found_in_the_time_is_said() -> None:
    nothing, clash = (Impossible(complete=False, clashes=each, ways_out=()) for each in ((), (CLASH,)))
    assert not_found(nothing, (), 1.2, "da") == "Det nåede ikke at blive fundet på 2 sekunder, hvad der står i vejen."
    assert not_found(nothing, (), 1.2, "en") == "What stands in the way was not found in 2 seconds."
    assert not_found(clash, (), 0.4, "da") == "Der blev ikke fundet nogen udvej på 1 sekund."
    assert not_found(clash, (), 0.4, "en") == "No way out was found in 1 second."
    way = WayOutJson(clashes=(0,), least=True, concessions=())
    assert not_found(clash.model_copy(update={"ways_out": (way,)}), (), 1, "en") is None


def test_a_window_that_a_change_says_is_no_news() -> None:
    said = "window round=1 first=2023-06-01 last=2023-06-30"
    answer = rescheduled(said, wanted=1).answer
    assert answer.widened == ()
    assert all(move.outside is None for move in answer.proposals[0].moves)


def test_room_after_the_window_is_not_given_where_it_cannot_help() -> None:
    lost: list[Any] = ["venue_closed venue=akkc", "venue_closed venue=kro"]
    answer = rescheduled(*lost, wanted=1, limits=SHORT).answer
    assert (answer.proposals, answer.widened) == ((), ())


@pytest.mark.parametrize(("text", "said"), [
    ("window round=2 first=2023-09-01 last=2023-10-01", {"2/nord", "2/syd"}),
    ("window meeting=1/nord first=2023-03-01 last=2023-04-01", {"1/nord"}),
    ("cancel meetings=1/syd,2/syd until=2023-12-01", {"1/syd", "2/syd"}), ("cancel meetings=1/syd", set()),
    ("fix meeting=1/nord day=2023-04-04", set()),
])  # fmt: skip
def test_which_windows_or_last_days_a_change_says(text: str, said: set[str]) -> None:
    assert windows_said(parse_change(text, "en"), network()) == said


def with_window(found: Situation, name: str, window: Span) -> Situation:
    meetings = tuple(replace(each, window=window) if each.id == name else each for each in found.free.meetings)
    return replace(found, free=replace(found.free, meetings=meetings))


@pytest.mark.parametrize(("name", "first", "last", "wider"), [
    ("1/nord", date(2023, 3, 1), LAST, False), ("1/nord", date(2023, 2, 28), LAST, True),
    ("1/nord", date(2023, 3, 1), date(2023, 5, 29), True), ("1/nord", date(2023, 2, 28), date(2023, 5, 1), True),
    ("1/nord", date(2023, 3, 2), date(2023, 5, 27), False), ("kickoff", date(2022, 5, 1), date(2022, 7, 30), False),
])  # fmt: skip
def test_a_window_is_wider_if_it_begins_before_or_ends_after_the_one_before(
    name: str, first: date, last: date, wider: bool  # noqa: FBT001
) -> None:  # fmt: skip
    found = compared(with_window(situation(), name, Span(first, last)))
    assert [each.meeting for each in widened(found, "en")] == ([name] if wider else [])
    assert [*widened(replace(found, windows_said=frozenset({name})), "en")] == []


@pytest.mark.parametrize(("first", "last", "out"), [
    (date(2023, 3, 1), LAST, False), (date(2023, 2, 28), date(2023, 3, 2), True),
    (date(2023, 5, 27), date(2023, 5, 29), True), (date(2023, 6, 1), date(2023, 6, 1), True),
])  # fmt: skip
def test_a_meeting_is_outside_if_one_of_its_days_is(first: date, last: date, out: bool) -> None:  # noqa: FBT001
    held: Any = SimpleNamespace(id="1/nord", span=Span(first, last))
    found = compared(situation())
    shown = outside(found, held, "en")
    assert (shown is not None) == out
    if shown is not None:
        assert (shown.window.first, shown.window.last) == (date(2023, 3, 1), LAST)
    assert outside(replace(found, windows_said=frozenset({"1/nord"})), held, "en") is None
    new: Any = SimpleNamespace(id="3/nord", span=Span(first, last))
    assert outside(found, new, "en") is None


ALONE = network(staff=(StaffPerson(id="K1", team="KL"),))
USUAL = Span(date(2023, 3, 1), LAST)
BOTH = "cancel meetings=1/nord,1/syd"
ONE_DAY_LEFT = "blackout reason=Valg first_day={} last_day=2023-05-25"


def given_room(*changes: str, written: Network | None = None, decided: Iterable[str] = ()) -> dict[str, Span]:
    """Return the windows of the first round if what is hit may be held outside them; empty if none is widened."""
    found = situation(*changes, written=written)
    wider = with_wider_windows(found, found.hits.keys(), {*decided})
    return {} if wider is found else {each.id: each.window for each in wider.free.meetings if each.round == "1"}


def until(first: date, last: date = date(2023, 9, 12)) -> Span:
    return Span(first, last)


def test_the_new_window_ends_before_the_next_meeting_of_the_same_people() -> None:
    second = date(2023, 3, 2)
    assert given_room(VALG) == {"1/nord": until(second), "1/syd": until(second)}
    closed = [f"venue_closed venue={each} last_day=2023-05-28" for each in ("akkc", "kro")]
    assert given_room(*closed) == {"1/nord": until(second, date(2023, 9, 11)), "1/syd": USUAL}
    lost = [f"venue_closed venue={each}" for each in ("messe-c", "slot")]
    assert given_room(*closed, *lost) == {"1/nord": until(second, date(2023, 9, 11)), "1/syd": USUAL}
    assert given_room(*lost) == {}


def test_a_fixed_day_and_a_window_that_was_decided_stay() -> None:
    only_south = {"1/nord": USUAL, "1/syd": until(date(2023, 3, 2))}
    assert given_room("fix meeting=1/nord day=2023-03-21", VALG) == only_south
    assert given_room(VALG, decided=["1/nord"]) == only_south


def test_room_is_given_to_what_is_cancelled_or_closed_if_not_all_of_it_has_a_day() -> None:
    cancelled, closed = (BOTH, ONE_DAY_LEFT.format("2023-03-22")), ONE_DAY_LEFT.format("2023-03-02")
    assert given_room(*cancelled, written=ALONE) == {
        "1/nord": until(HELD["1/nord"][0] + timedelta(1)), "1/syd": until(HELD["1/syd"][0] + timedelta(1))
    }  # fmt: skip
    assert given_room(closed, written=ALONE) == dict.fromkeys(("1/nord", "1/syd"), until(date(2023, 3, 2)))
    assert given_room(*cancelled) == given_room(closed) == given_room(BOTH) == given_room() == {}
    assert given_room("window round=1 first=2023-05-26 last=2023-05-26", written=ALONE) == {}


def of_team(size: int, *windows: Span, **more: Any) -> Problem:
    """Return meetings in these windows, each staffed by one of a team of so many."""
    meetings = [meeting(f"m{n}", window=each, **{"staff": {"KL": 1}, **more}) for n, each in enumerate(windows)]
    return problem(meetings, staff=team("KL", size))


@pytest.mark.parametrize(("of", "room"), [
    (of_team(2, days(3), days(3)), True), (of_team(1, days(3), days(3)), False), (of_team(1, days(3), days(4)), True),
    (of_team(1, days(3, 4), days(3, 4), days(3, 4)), False), (of_team(2, days(3, 4), days(3, 4), days(3, 4)), True),
    (of_team(9, days(3), days(3), venues=()), False), (of_team(9, days(3), days(3), speakers=(0,)), False),
])  # fmt: skip
def test_there_is_room_if_the_staff_can_be_at_all_meetings_on_the_days_that_are_left(of: Problem, room: bool) -> None:  # noqa: FBT001
    assert _have_room(of, [each.id for each in of.meetings]) == room


def test_others_than_those_asked_for_do_not_count() -> None:
    of = of_team(1, days(3), days(3), days(30))
    assert _have_room(of, ["m0"])
    assert not _have_room(of, ["m0", "m1"])


@pytest.mark.parametrize(("more", "fit"), [
    ({"staff": {"KL": 1}}, 5), ({"staff": {"KL": 2}}, 2), ({"staff": {"KL": 2, "X": 0}}, 2), ({"staff": {}}, 2),
    ({"speakers": (0,)}, 1), ({"speakers": (0,), "staff": {}}, 1),
])  # fmt: skip
def test_so_many_fit_on_a_day_as_the_smallest_team_can_staff(more: dict[str, Any], fit: int) -> None:
    of = of_team(5, days(3), days(4), **more)
    assert _at_a_time(of, (0, 1)) == fit
    if "speakers" in more:
        assert _at_a_time(of, (0,)) == (5 if "staff" not in more else 2)


def test_room_ends_on_the_day_before_the_last_of_the_fixed_meetings_that_follow() -> None:
    plain = problem([meeting(name) for name in "abc"], successive=((0, 1), (0, 2), (1, 2)))
    held = {name: planned(plain, name, day) for name, day in (("a", 2), ("b", 9), ("c", 12))}

    def of(*frozen: str) -> Problem:
        meetings = tuple(replace(each, published=held[each.id], frozen=each.id in frozen) for each in plain.meetings)
        return replace(plain, meetings=meetings)

    assert _until(of("b", "c"), ["a"]) == on(8)
    assert _until(of("c"), ["a"]) == on(11)
    assert _until(of("b", "c"), ["a", "b"]) == on(11)
    assert _until(of(), ["a"]) is None
    assert _until(of("b", "c"), ["a", "c"]) is None

"""Meetings that are held outside their windows: said wherever it happens, and not if the planner wants the windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from calendars.language import say_value
from constraints.problem.outcome import Limits
from constraints.problem.plan import Plan
from planner.errors import InputErrors
from planner.network.network import Network
from planner.reschedule.reschedule import Rescheduled, not_found
from planner.reschedule.windows import said_outside
from planner.schemas.plans import ClashJson, WayOutJson
from planner.schemas.proposals import Ending, Impossible
from planner.text.proposals import widened_lines
from tests.planner.reschedule.small import move_of, network, plan, rescheduled
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
    for meeting in ("1/nord", "1/syd"):
        outside = move_of(elected.answer.proposals[0], meeting).outside
        assert outside is not None
        assert (outside.window.last, outside.sentence) == (LAST, "uden for sin periode, som slutter 28. maj 2023")


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

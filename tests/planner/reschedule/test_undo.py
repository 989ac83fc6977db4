"""Going back to an earlier plan by going on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from calendars.days import Span
from constraints.check import check
from constraints.problem.plan import Plan
from planner.changes.change import with_settings
from planner.changes.kinds import apply_changes
from planner.changes.meetings import postpone
from planner.changes.reading import parse_change
from planner.explain.subject import BrokenPlanError
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.undo import CannotUndoError, _network, draft_undo, undo_preview
from planner.store.archive import Acceptance, Archive, Draft
from planner.store.database import open_store
from planner.use_cases.accepting import accept as accept_checked
from tests.planner.reschedule.small import network, plan

WEEK = timedelta(days=7)
EARLY = datetime(2022, 5, 1, 8, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        yield Archive(store, "net")


def accept(archive: Archive, accepted: Plan, at: datetime = EARLY) -> None:
    written = network()
    archive.accept(Draft.of(written, build_problem(written), accepted), Acceptance("Anne", "", at))


def later(meeting: str, weeks: int = 1, of: Plan | None = None) -> Plan:
    """The plan with a meeting some weeks later."""
    return Plan.of(
        [
            replace(each, start=each.start + weeks * WEEK, end=each.end + weeks * WEEK)
            if each.meeting == meeting
            else each
            for each in (of or plan()).meetings
        ]
    )


def go_back(archive: Archive, number: int | None = None, as_of: datetime = EARLY) -> None:
    found = draft_undo(archive, number, as_of)
    archive.accept(found.draft, Acceptance("Anne", "", as_of, found.last, as_of))


def test_the_last_change_is_taken_back_by_a_new_revision(archive: Archive) -> None:
    accept(archive, plan())
    accept(archive, later("1/nord"))
    go_back(archive)
    assert archive.newest() == 3
    assert archive.kept(3).content == archive.kept(1).content
    assert not archive.difference(1, 3)


def test_a_network_that_stays_as_it_was_is_not_made_anew(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    accept(archive, plan())
    accept(archive, later("1/nord"))

    def changed(_self: Network, **_parts: object) -> Network:
        pytest.fail("nothing was decided about any meeting since")

    monkeypatch.setattr(Network, "changed", changed)
    assert draft_undo(archive, 1, EARLY).draft.content == archive.kept(1).content


def test_any_earlier_revision_can_be_returned_to(archive: Archive) -> None:
    accept(archive, plan())
    accept(archive, later("1/nord"))
    accept(archive, later("2/syd"))
    go_back(archive, 1)
    assert archive.kept(4).content == archive.kept(1).content


def test_calendars_go_forward(archive: Archive) -> None:
    accept(archive, plan())
    accept(archive, later("1/nord"))
    go_back(archive)
    (life,) = [each for each in archive.kept().meeting_histories if each.meeting == "1/nord"]
    assert [step.revision for step in life.steps] == [1, 2, 3]


def test_what_was_held_stays_as_it_was_held(archive: Archive) -> None:
    accept(archive, plan())
    accept(archive, later("kickoff", of=later("2/syd")))
    go_back(archive, as_of=datetime(2022, 8, 1, tzinfo=UTC))
    after = {each.meeting: each for each in archive.kept().content.plan.meetings}
    assert after["kickoff"] in later("kickoff").meetings
    assert after["2/syd"] in plan().meetings
    assert [each.after.meeting for each in archive.difference(2, 3).changed] == ["2/syd"]


def test_a_meeting_cannot_return_to_a_day_that_is_past(archive: Archive) -> None:
    accept(archive, plan())
    accept(archive, later("kickoff", 2))
    with pytest.raises(CannotUndoError, match="it has kickoff on days that are past"):
        draft_undo(archive, None, datetime(2022, 6, 20, tzinfo=UTC))


def test_the_first_and_the_last_revision_cannot_be_undone(archive: Archive) -> None:
    accept(archive, plan())
    with pytest.raises(CannotUndoError, match="revision 1 is the first"):
        draft_undo(archive, None, EARLY)
    accept(archive, later("1/nord"))
    with pytest.raises(CannotUndoError, match="Revision 2 is the last one"):
        draft_undo(archive, 2, EARLY)


def test_a_meeting_held_outside_the_window_it_had_keeps_the_window_it_got(archive: Archive) -> None:
    accept(archive, plan())
    wider, moved = postpone(network(), ["1/nord"], date(2023, 3, 1)), later("1/nord", 12)
    archive.accept(Draft.of(wider, build_problem(wider), moved), Acceptance("Anne", "", EARLY))
    go_back(archive, as_of=datetime(2023, 7, 1, tzinfo=UTC))
    after = archive.kept(3).content
    assert after.plan == moved
    assert check(build_problem(after.network), after.plan).broken == check(build_problem(wider), moved).broken
    assert after.network.settings.choices == wider.settings.choices


def test_a_round_that_had_another_window_is_widened_for_the_meeting_that_was_held(archive: Archive) -> None:
    accept(archive, plan())
    (change,) = parse_change("window round=1 first=2023-03-01 last=2023-07-31", "en")
    wider = apply_changes(network(), plan(), [change], date(2023, 3, 1)).network
    moved = later("1/nord", 12)
    archive.accept(Draft.of(wider, build_problem(wider), moved), Acceptance("Anne", "", EARLY))
    go_back(archive, as_of=datetime(2023, 7, 1, tzinfo=UTC))
    after = build_problem(archive.kept(3).content.network)
    assert {each.window.last for each in after.meetings if each.id == "1/nord"} == {date(2023, 6, 13)}


def test_what_would_break_a_rule_with_what_has_been_held_since_is_refused(archive: Archive) -> None:
    accept(archive, plan())
    wider = postpone(network(), ["1/nord", "2/nord"], date(2023, 3, 1))
    moved = later("2/nord", 8, of=later("1/nord", 20))
    archive.accept(Draft.of(wider, build_problem(wider), moved), Acceptance("Anne", "", EARLY))
    today = datetime(2023, 8, 15, tzinfo=UTC)
    found = draft_undo(archive, None, today)
    with archive.store.writing() as connection, pytest.raises(BrokenPlanError) as no:
        accept_checked(connection, "net", found.draft, Acceptance("Anne", "", today, found.last))
    assert [(each.rule, each.meetings) for each in no.value.verdict.broken] == [("region_gap", ("1/nord", "2/nord"))]


def test_what_going_back_would_change_is_told_without_what_has_been_held(archive: Archive) -> None:
    accept(archive, plan())
    accept(archive, later("kickoff", of=later("2/syd")))
    (kickoff,) = [each for each in archive.kept().meeting_histories if each.meeting == "kickoff"]
    start = kickoff.announced.start
    to_come, held = undo_preview(archive, 1, start)
    assert ({each.before.meeting for each in to_come.changed}, held) == ({"kickoff", "2/syd"}, ())
    to_come, held = undo_preview(archive, 1, start + timedelta.resolution)
    assert ([each.before.meeting for each in to_come.changed], held) == (["2/syd"], (kickoff.announced.name,))
    without = Plan(tuple(each for each in plan().meetings if each.meeting not in {"kickoff", "2/syd"}))
    accept(archive, without)
    accept(archive, plan())
    for as_of, left in ((EARLY, {"kickoff", "2/syd"}), (datetime(2022, 8, 1, tzinfo=UTC), {"2/syd"})):
        gone, _ = undo_preview(archive, 3, as_of)
        assert {each.announced.meeting for each in gone.cancelled} == left


def test_what_begins_at_this_moment_can_still_go_back(archive: Archive) -> None:
    accept(archive, plan())
    accept(archive, later("kickoff", 2))
    start = next(each.start for each in plan().meetings if each.meeting == "kickoff")
    assert draft_undo(archive, 1, start).draft.content.plan == plan()
    with pytest.raises(CannotUndoError):
        draft_undo(archive, 1, start + timedelta.resolution)


@pytest.mark.parametrize("first", [date(2023, 3, 21), date(2023, 3, 1)])
def test_a_window_that_contains_what_was_held_just_so_stays(archive: Archive, first: date) -> None:
    window = Span(first, date(2023, 3, 21) if first.day == 1 else date(2023, 5, 28))
    settings = network().settings
    rounds = tuple(each.changed(window=window) if each.id == "1" else each for each in settings.rounds)
    narrow = network().changed(settings=settings.changed(rounds=rounds))
    for found in (plan(), later("2/nord")):
        archive.accept(Draft.of(narrow, build_problem(narrow), found), Acceptance("Anne", "", EARLY))
    written = draft_undo(archive, 1, datetime(2023, 3, 22, 1, tzinfo=UTC)).draft.content.network
    assert written.settings == narrow.settings


def test_the_venue_of_what_was_held_is_kept_though_it_came_later(archive: Archive) -> None:
    full = network()
    fewer = full.changed(
        venues=tuple(each for each in full.venues if each.id != "kro"),
        rooms=tuple(each for each in full.rooms if each.venue != "kro"),
    )
    archive.accept(Draft.of(fewer, build_problem(fewer), plan()), Acceptance("Anne", "", EARLY))
    at_kro = Plan.of([replace(each, venue="kro") if each.meeting == "1/nord" else each for each in plan().meetings])
    archive.accept(Draft.of(full, build_problem(full), at_kro), Acceptance("Anne", "", EARLY))
    held = draft_undo(archive, 1, datetime(2023, 3, 22, 1, tzinfo=UTC)).draft.content
    assert {each.id for each in held.network.venues} == {each.id for each in full.venues}
    assert {each.venue for each in held.network.rooms} == {each.venue for each in full.rooms}
    assert {each.venue for each in held.plan.meetings if each.meeting == "1/nord"} == {"kro"}
    to_come = draft_undo(archive, 1, EARLY).draft.content
    assert to_come.network == fewer


def test_decisions_about_what_was_held_are_those_of_now_and_all_others_those_of_then() -> None:
    def decided(*choices: tuple[str, str]) -> Network:
        return with_settings(network(), choices=tuple({"meeting": name, "fixed_venue": of} for name, of in choices))

    held = {each.meeting: each for each in plan().meetings if each.meeting == "1/nord"}
    then, now = decided(("2/nord", "kro"), ("2/syd", "slot")), decided(("1/nord", "akkc"), ("2/nord", "akkc"))
    assert [(each.meeting, each.fixed_venue) for each in _network(then, now, held).settings.choices] == [
        ("2/nord", "kro"), ("2/syd", "slot"), ("1/nord", "akkc"),
    ]  # fmt: skip
    same = decided(("1/nord", "akkc"), ("2/nord", "kro"))
    assert _network(same, now, held) is same
    assert _network(then, decided(), {}) is then

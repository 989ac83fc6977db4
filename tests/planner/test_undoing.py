"""Going back to an earlier plan by going on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from constraints.plan import Plan
from planner.accepting import Acceptance, Draft
from planner.archive import Archive
from planner.building import build_problem
from planner.store.opening import open_store
from planner.undoing import CannotUndoError, undone
from tests.planner.rescheduling.small import network, plan

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
    found = undone(archive, number, as_of)
    archive.accept(found.draft, Acceptance("Anne", "", as_of, found.last, as_of))


def test_the_last_change_is_taken_back_by_a_new_revision(archive: Archive) -> None:
    accept(archive, plan())
    accept(archive, later("1/nord"))
    go_back(archive)
    assert archive.newest() == 3
    assert archive.kept(3).content == archive.kept(1).content
    assert not archive.difference(1, 3)


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
    (life,) = [each for each in archive.kept().lives if each.meeting == "1/nord"]
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
        undone(archive, None, datetime(2022, 6, 20, tzinfo=UTC))


def test_the_first_and_the_last_revision_cannot_be_undone(archive: Archive) -> None:
    accept(archive, plan())
    with pytest.raises(CannotUndoError, match="revision 1 is the first"):
        undone(archive, None, EARLY)
    accept(archive, later("1/nord"))
    with pytest.raises(CannotUndoError, match="Revision 2 is the last one"):
        undone(archive, 2, EARLY)

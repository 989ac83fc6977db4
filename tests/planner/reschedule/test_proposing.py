"""Proposals between being made and being accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from planner.feeds.publish import publisher
from planner.network.history import StepKind
from planner.network.problem import build_problem
from planner.reschedule.kept import StoredProposal, load_proposal, store_proposals
from planner.store.archive import Acceptance, Archive, Draft, StaleRevisionError
from planner.store.database import open_store
from tests.planner.reschedule.small import ZONE, network, plan, rescheduled

ID = "net"
EARLY = datetime(2022, 5, 1, 8, tzinfo=UTC)
TODAY = datetime(2023, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        written = network()
        found = Archive(store, ID)
        found.accept(Draft.of(written, build_problem(written), plan()), Acceptance("Anne", "", EARLY))
        yield found


def made(archive: Archive, *changes: str, at: datetime = TODAY) -> StoredProposal:
    """The best answer to the changes on the first of March, made at that moment."""
    number = store_proposals(archive.store, ID, rescheduled(*changes), at).proposals[0].number
    assert number is not None
    return load_proposal(archive.store, ID, number)


def accept(archive: Archive, chosen: StoredProposal, at: datetime = TODAY) -> None:
    network_after = chosen.content.network
    archive.accept(
        chosen.draft(build_problem(network_after)), chosen.acceptance("Bo", "", at), publisher(network_after)
    )


def test_a_meeting_that_is_cancelled_and_held_later_is_replaced_by_a_new_one(archive: Archive) -> None:
    accept(archive, made(archive, "cancel meetings=1/nord"))
    old, new = [each for each in archive.kept().meeting_histories if each.meeting == "1/nord"]
    assert (old.cancelled, old.steps[-1].event) == (True, StepKind.CANCELLED)
    assert new.replaces == (old.uid,)


def test_an_answer_without_plans_is_returned_as_it_is_and_nothing_is_stored(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = rescheduled("cancel meetings=1/nord")
    none = replace(found, plans=(), answer=found.answer.model_copy(update={"proposals": ()}))
    monkeypatch.setattr(type(archive.store), "writing", lambda _store: pytest.fail("there is nothing to store"))
    assert store_proposals(archive.store, ID, none, TODAY) is none.answer


def test_a_meeting_in_a_closed_time_keeps_its_uid(archive: Archive) -> None:
    accept(archive, made(archive, "blackout reason=Lukket first_day=2023-03-20 last_day=2023-03-24"))
    assert len(archive.kept().meeting_histories) == len(plan().meetings)
    assert {each.steps[-1].event for each in archive.kept().meeting_histories if each.meeting.startswith("1")} == {
        StepKind.CHANGED
    }


def test_the_changes_are_why_and_the_revision_keeps_the_changed_network(archive: Archive) -> None:
    accept(archive, made(archive, "venue_closed venue=akkc", "cancel meetings=2/syd later=no"))
    revision = archive.kept()
    assert revision.revision.why == (
        "AKKC er lukket fra onsdag den 1. marts 2023. Aflyst uden erstatning: Møde 2, Syd."
    )
    assert [each.venue for each in revision.content.network.venue_closed] == ["akkc"]
    again = rescheduled(
        "member_joined id=c9 municipality=0607", written=revision.content.network, accepted=revision.content.plan
    )
    assert again.answer.hits == ()


def test_a_proposal_is_refused_if_another_revision_came_in_between(archive: Archive) -> None:
    first, second = made(archive, "cancel meetings=1/nord"), made(archive, "cancel meetings=2/syd")
    accept(archive, first)
    with pytest.raises(StaleRevisionError) as refused:
        accept(archive, second)
    assert [each.announced.meeting for each in refused.value.difference.cancelled] == ["1/nord"]


def test_a_day_that_was_replayed_is_still_taken_for_today_when_it_is_accepted(archive: Archive) -> None:
    replayed = made(archive, "cancel meetings=1/nord", at=TODAY + timedelta(days=1000))
    assert replayed.acceptance("Bo", "", TODAY + timedelta(days=1000)).as_of == datetime(2023, 3, 1, tzinfo=ZONE)
    today = made(archive, "cancel meetings=1/nord")
    assert today.acceptance("Bo", "", TODAY).as_of is None

"""The changes that revisions hold to be in force, and what the past of the accepted plan rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from constraints.problem.plan import Plan
from planner.changes import records_kept
from planner.changes.reading import parse_change
from planner.changes.records import HELD_BEFORE, RecordFile, earlier_record, in_force, new_records, parse_records
from planner.changes.records_kept import (
    IN_ORDER,
    NOT_FITTING,
    PUT_BACK,
    RESTS_ON,
    TAKE_OUT,
    last_records,
    networks_around,
    past_errors,
    past_lost,
    plan_before,
    records_of,
)
from planner.errors import InputErrors
from planner.network.network import Network
from planner.network.settings import ChangeRecord
from planner.store import proposals
from planner.store.archive import Acceptance, Archive, Draft, accept
from planner.store.database import open_store
from planner.store.documents import Content
from tests.planner.changes.small import PLAN, held, network

SAID = date(2023, 1, 1)
AT = datetime(2023, 1, 1, 12, tzinfo=UTC)
TOGETHER, APART = "together round=3", "together round=3 apart=yes"
CLOSED = "venue_closed venue=akkc first_day=2023-12-24 last_day=2023-12-24"
JOINT = Plan.of([*PLAN.meetings[:4], held("3", date(2023, 6, 8))])
"""The plan where the regions of the third round met together."""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        yield Archive(store, "net")


def records(*texts: str, said: date = SAID) -> tuple[ChangeRecord, ...]:
    """Return the records of changes, one each, numbered from 1."""
    changes = [change for text in texts for change in parse_change(text, "en")]
    return tuple(each.accepted() for each in new_records(changes, PLAN, said, ()))


def said_by_hand(*found: ChangeRecord) -> RecordFile:
    """Return a file of changes with its places."""
    return parse_records(RecordFile(found).text("en").encode(), "en")


def accepted(archive: Archive, written: Network, plan: Plan = PLAN, at: datetime = AT) -> None:
    accept(archive.store, archive.network, Draft(Content(written, plan), {}), Acceptance("Anne", "", at))


def told(
    archive: Archive, *found: ChangeRecord, files: Network | None = None
) -> list[tuple[object, tuple[object, ...], object]]:
    """Return what is told of a file with these changes: the sentence, where, and the meetings."""
    file, base = said_by_hand(*found), files or network()
    try:
        now = in_force(base, file)
    except InputErrors:
        now = None
    errors = past_errors(archive, file, now, base, lambda _: None)
    return [(each.said.message, (*each.path,), each.said.values.get("meetings")) for each in errors]


def test_meetings_that_were_held_are_lost_with_what_made_them_meetings_or_with_their_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, after = in_force(network(), RecordFile(records(TOGETHER))), network()
    assert past_lost(JOINT, before, after) == ["3"]
    assert past_lost(JOINT, before, before) == past_lost(JOINT, after, before) == []
    assert past_lost(PLAN, after, before) == ["3/nord", "3/syd"]
    without = after.changed(
        venues=[each for each in after.venues if each.id != "akkc"],
        rooms=[each for each in after.rooms if each.venue != "akkc"],
    )
    assert past_lost(Plan.of(PLAN.meetings[:2]), after, without) == ["1/nord", "1/syd"]

    class Clock:
        @staticmethod
        def now(zone: object) -> datetime:
            assert zone is UTC
            return PLAN.meetings[2].end

    monkeypatch.setattr(records_kept, "datetime", Clock)
    assert past_lost(PLAN, after, without) == ["1/nord", "1/syd"]


def test_nothing_is_lost_where_nothing_was_accepted_or_the_same_changes_were(archive: Archive) -> None:
    (record,) = records(TOGETHER)
    assert told(archive, record) == []
    accept(archive.store, "other", Draft(Content(network(), PLAN), {}), Acceptance("Anne", "", AT))
    assert told(archive, record) == []
    accepted(archive, in_force(network(), RecordFile((record,))), JOINT)
    assert told(archive, record) == []


def test_a_change_by_which_meetings_were_held_is_put_back_and_one_by_which_they_were_not_taken_out(
    archive: Archive,
) -> None:
    (record,) = records(TOGETHER)
    accepted(archive, in_force(network(), RecordFile((record,))), JOINT)
    (closed,) = records(CLOSED)
    other = closed.model_copy(update={"n": 2})
    assert told(archive) == told(archive, other) == [(PUT_BACK, (), ["3"])]
    assert told(archive, closed) == [(PUT_BACK, ("changes", 0), ["3"])]
    assert told(archive, record, other) == []
    files = network()
    others = files.changed(settings=files.settings.changed(rounds=files.settings.rounds[:2]))
    assert told(archive, files=others) == []
    accepted(archive, network())
    assert told(archive, other, record) == [(TAKE_OUT, ("changes", 1), ["3/nord", "3/syd"])]


def test_of_several_changes_each_is_told_with_the_meetings_that_it_brings_back(archive: Archive) -> None:
    both = records(TOGETHER, "together round=2")
    plan = Plan.of([*PLAN.meetings[:2], held("2", date(2023, 3, 14)), held("3", date(2023, 6, 8))])
    accepted(archive, in_force(network(), RecordFile(both)), plan)
    assert told(archive) == [(PUT_BACK, (), ["3"]), (PUT_BACK, (), ["2"])]
    assert told(archive, both[1]) == [(PUT_BACK, (), ["3"])]


def test_changes_that_others_rest_on_are_put_back_in_their_place_and_what_does_not_fit_is_taken_out(
    archive: Archive,
) -> None:
    first, second, third = records(TOGETHER, APART, "fix meeting=3/nord venue=akkc")
    accepted(archive, in_force(network(), RecordFile((first, second, third))))
    closed = records(CLOSED)[0].model_copy(update={"n": 9})
    assert told(archive, first, third) == told(archive, first, third, closed) == [(RESTS_ON, (), [])]
    assert told(archive, second, third) == told(archive, second, third, closed) == [(RESTS_ON, (), [])]
    assert told(archive, second, first, third) == [(IN_ORDER, ("changes",), None)]
    accepted(archive, network())
    alone = second.model_copy(update={"n": 1})
    assert told(archive, alone) == [(NOT_FITTING, ("changes", 0), [])]
    assert told(archive, alone, second) == [(NOT_FITTING, ("changes", place), []) for place in (0, 1)]


def test_a_new_change_of_what_was_held_before_it_was_said_is_told_once(archive: Archive) -> None:
    accepted(archive, network())
    after = date(2023, 7, 1)
    (fixed,) = records("fix meeting=3/nord venue=akkc", said=after)
    assert [each[:2] for each in told(archive, fixed)] == [(HELD_BEFORE, ("changes", 0, "meeting"))]
    (together,) = records(TOGETHER, said=after)
    found = told(archive, together, fixed.model_copy(update={"n": 2, "change": {**fixed.change, "meeting": "2/nord"}}))
    assert [each[:2] for each in found] == [(TAKE_OUT, ("changes", 0)), (HELD_BEFORE, ("changes", 1, "meeting"))]
    accepted(archive, in_force(network(), RecordFile((fixed,))))
    assert told(archive, fixed) == []


def test_the_records_of_a_revision_are_its_own_or_say_that_older_versions_kept_none(archive: Archive) -> None:
    assert last_records(archive) == ()
    files, (record,) = network(), records(TOGETHER)
    changed = in_force(files, RecordFile((record,)))
    nameless = changed.model_copy(update={"changes": ()})
    accepted(archive, files)
    assert last_records(archive) == ()
    with archive.store.writing() as connection:
        made = proposals.NewProposal(Content(nameless, JOINT), 1, AT, "", frozenset(), "{}")
        proposals.add(connection, "net", [made], AT)
    accepted(archive, nameless, JOINT, AT)
    accepted(archive, nameless, PLAN, AT.replace(day=5))
    assert [records_of(archive, archive.kept(number)) for number in (1, 2, 3)] == [
        (), (earlier_record(2, date(2023, 1, 1)),), (earlier_record(3, date(2023, 1, 5)),),
    ]  # fmt: skip
    assert last_records(archive) == (earlier_record(3, date(2023, 1, 5)),)
    assert [networks_around(archive, number) for number in (1, 2, 3)] == [(files, files), *[(files, nameless)] * 2]
    assert [networks_around(archive, 4), networks_around(Archive(archive.store, "other"), 1)] == [None, None]
    accepted(archive, changed)
    assert last_records(archive) == (record,)


def test_the_plan_before_a_change_is_that_of_the_last_revision_without_it(archive: Archive) -> None:
    assert plan_before(archive, 1) is None
    both = records(TOGETHER, "together round=2")
    changed = [in_force(network(), RecordFile(both[:n])) for n in range(3)]
    accepted(archive, changed[1], JOINT)
    assert plan_before(archive, 1) is None
    moved = Plan.of([*PLAN.meetings[1:], replace(PLAN.meetings[0], rooms=())])
    for written, plan in ((changed[0], PLAN), (changed[1], JOINT), (changed[2], moved)):
        accepted(archive, written, plan)
    assert [plan_before(archive, n) for n in (1, 2, 3)] == [PLAN, JOINT, moved]

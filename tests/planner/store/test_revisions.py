"""The contract of the store, held by both databases: revisions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from constraints.problem.problem import BookingState
from planner.network.tables import BookingRow
from planner.store import tables
from planner.store.archive import (
    Acceptance,
    Archive,
    StaleRevisionError,
    accept,
    held_id,
    open_archive,
)
from planner.store.database import Store, open_store
from planner.store.errors import NoSuchRevisionError, NothingAcceptedError, RestoredSinceError, StoreError
from planner.store.identity import Raised, identity_of, renew
from planner.store.revisions import meeting_histories
from tests.planner.announcements import INN, NETWORK, NETWORK_ID, NOW, ZONE, accepted, announced, by_uid, draft

FIRST, MOVED, OTHER = announced(day=30), announced(day=37), announced("net/syd", day=60)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        yield opened


@pytest.fixture
def archive(store: Store) -> Archive:
    return Archive(store, NETWORK_ID)


def test_a_revision_comes_back_as_it_was_accepted(store: Store, archive: Archive) -> None:
    revision = accepted(store, [FIRST, OTHER], by="Anne Ågård", why="Første plan 🎉")
    kept = archive.kept(1)
    assert kept.revision == revision
    assert (revision.number, revision.accepted_by, revision.why) == (1, "Anne Ågård", "Første plan 🎉")
    assert revision.accepted_at == NOW
    assert kept.content == draft(FIRST, OTHER).content
    assert {life.announced for life in kept.meeting_histories} == {FIRST, OTHER}


def test_clock_times_come_back_in_the_zone_of_the_network(store: Store, archive: Archive) -> None:
    accepted(store, [FIRST])
    kept = archive.kept()
    starts = [kept.content.plan.meetings[0].start, kept.meeting_histories[0].announced.start]
    assert [str(start.tzinfo) for start in starts] == ["Europe/Copenhagen"] * 2
    assert {start.hour for start in starts} == {10}


def test_revisions_are_numbered_and_earlier_ones_stay_as_they_were(store: Store, archive: Archive) -> None:
    accepted(store, [FIRST])
    before = archive.kept(1)
    accepted(store, [MOVED, OTHER], by="Bo")
    accepted(store, [OTHER], by="Cai")
    assert [each.number for each in archive.history()] == [1, 2, 3]
    assert [each.accepted_by for each in archive.history()] == ["Anne", "Bo", "Cai"]
    assert archive.kept(1) == before
    assert archive.everything()[0] == before
    assert archive.kept().revision.number == archive.newest() == 3


def test_calendars_see_later_and_later_stamps_while_the_true_clock_is_kept(store: Store) -> None:
    times = [NOW.replace(microsecond=999), NOW, NOW - timedelta(days=1), NOW + timedelta(minutes=1)]
    found = [accepted(store, [FIRST], at=at) for at in times]
    assert [each.accepted_at for each in found] == [NOW, NOW, NOW - timedelta(days=1), NOW + timedelta(minutes=1)]
    assert [each.stamp for each in found] == [
        NOW, NOW + timedelta(seconds=1), NOW + timedelta(seconds=2), NOW + timedelta(minutes=1)
    ]  # fmt: skip


def test_moments_in_other_zones_are_kept_as_the_same_moment(store: Store, archive: Archive) -> None:
    accepted(store, [FIRST], at=datetime.fromisoformat("2022-05-01T12:00:00+02:00"))
    assert archive.kept().revision.accepted_at == datetime(2022, 5, 1, 10, tzinfo=UTC)


def test_names_and_reasons_are_kept_on_one_line(store: Store) -> None:
    revision = accepted(store, [FIRST], by=" Anne\n\x00\u202eBo ", why="a\r\n\tb \ud800c")
    assert (revision.accepted_by, revision.why) == ("Anne Bo", "a b c")


def test_a_network_knows_nothing_of_another_in_the_same_store(store: Store) -> None:
    accepted(store, [FIRST], network_id="a")
    accepted(store, [OTHER], network_id="b")
    accepted(store, [MOVED], network_id="a")
    assert [len(Archive(store, name).history()) for name in ("a", "b")] == [2, 1]
    assert not by_uid(store, "a").keys() & by_uid(store, "b").keys()
    with pytest.raises(NothingAcceptedError):
        Archive(store, "c").history()


def test_a_document_shared_by_revisions_is_kept_once(store: Store) -> None:
    for meeting in (FIRST, MOVED, FIRST):
        accepted(store, [meeting])
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(tables.documents)).scalar() == 3


def test_an_empty_store_has_nothing_accepted(archive: Archive) -> None:
    assert archive.newest() == 0
    for asked in (archive.history, archive.kept, archive.everything, lambda: archive.difference(1, 2)):
        with pytest.raises(NothingAcceptedError):
            asked()


def test_a_revision_that_does_not_exist_is_named_with_the_last_one(store: Store, archive: Archive) -> None:
    accepted(store, [FIRST])
    with pytest.raises(NoSuchRevisionError) as refused:
        archive.kept(1200)
    assert refused.value.say("en") == f"{NETWORK_ID} has no revision 1200; the last is 1."
    with pytest.raises(NoSuchRevisionError):
        archive.difference(1, 2)


def test_whoever_comes_second_is_told_who_came_first_and_what_that_changed(store: Store, archive: Archive) -> None:
    accepted(store, [FIRST])
    accepted(store, [MOVED], by="Bo", why="salen er optaget", expected=1)
    accepted(store, [MOVED, OTHER], by="Cai", expected=2)
    with pytest.raises(StaleRevisionError) as refused:
        accepted(store, [announced(venue=INN)], by="Dorte", expected=1)
    assert refused.value.say("da") == (
        "Ikke accepteret: Bo accepterede revision 2 den 1. maj 2022 kl. 10.00 (»salen er optaget«), efter "
        "revision 1, som denne plan bygger på."
    )
    found = refused.value.difference
    assert [each.after for each in found.changed] == [MOVED]
    assert [each.announced for each in found.new] == [OTHER]
    assert archive.newest() == 3


def test_a_plan_that_was_to_be_the_first_is_refused_if_it_is_not(store: Store) -> None:
    accepted(store, [FIRST], expected=0, why="")
    with pytest.raises(StaleRevisionError, match=r"accepted revision 1 on 1 May 2022 at 10:00, and this plan"):
        accepted(store, [FIRST], expected=0)


def test_a_plan_cannot_rest_on_a_revision_that_does_not_exist(store: Store) -> None:
    accepted(store, [FIRST])
    with pytest.raises(NoSuchRevisionError, match="no revision 2; the last is 1"):
        accepted(store, [FIRST], expected=2)


@pytest.mark.parametrize("before", [0, 1])
def test_of_many_who_accept_at_once_exactly_one_wins(address: str, before: int) -> None:
    """`before`: whether the store has to be made first."""
    crowd = 6
    together, won, lost = threading.Barrier(crowd), [], []

    def accept_as(name: str) -> None:
        with open_store(address) as own:
            together.wait()
            try:
                won.append(accepted(own, [MOVED], by=name, expected=before).accepted_by)
            except StaleRevisionError as error:
                lost.append(error.first.accepted_by)

    with open_store(address) as store:
        for _ in range(before):
            accepted(store, [FIRST])
        people = [threading.Thread(target=accept_as, args=(f"nr. {n}",)) for n in range(crowd)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        assert len(won) == 1
        assert lost == won * (crowd - 1)
        assert len(Archive(store, NETWORK_ID).history()) == before + 1


def test_what_fails_while_publishing_was_never_accepted(store: Store, archive: Archive) -> None:
    accepted(store, [FIRST])
    known = archive.everything()

    def fail(*_given: object) -> None:
        message = "the pen is empty"
        raise OSError(message)

    with pytest.raises(OSError, match="pen"):
        accepted(store, [MOVED, OTHER], publish=fail)
    assert archive.everything() == known
    assert accepted(store, [MOVED]).number == 2


def test_publishing_is_given_the_lives_as_they_are_kept(store: Store) -> None:
    given = []
    accepted(store, [FIRST, OTHER], publish=lambda _connection, revision, found: given.append((revision, found)))
    with store.reading() as connection:
        assert [found for _, found in given] == [meeting_histories(connection, NETWORK_ID)]
    assert given[0][0].number == 1


def test_a_reader_sees_one_moment_whatever_is_accepted_meanwhile(address: str) -> None:
    def seen(connection: Connection) -> object:
        return Archive(reader, NETWORK_ID)._history(connection), meeting_histories(connection, NETWORK_ID)  # noqa: SLF001

    with open_store(address) as reader, open_store(address) as writer:
        accepted(writer, [FIRST])
        with reader.reading() as connection:
            before = seen(connection)
            accepted(writer, [MOVED, OTHER])
            assert seen(connection) == before
        with reader.reading() as connection:
            assert seen(connection) != before


def test_the_network_of_a_revision_is_equal_to_the_one_accepted(store: Store, archive: Archive) -> None:
    accepted(store, [FIRST])
    assert archive.kept().content.network == NETWORK


def test_an_error_of_the_store_is_a_sentence_in_both_languages(archive: Archive) -> None:
    with pytest.raises(StoreError) as refused:
        archive.history()
    assert refused.value.say("en").startswith("No plan has been accepted yet: ")
    assert refused.value.say("da").startswith("Ingen plan er accepteret endnu: ")
    assert "postgres:" not in refused.value.say("en").replace("postgres:***", "")


def test_a_difference_names_the_bookings_that_it_leaves_unused(store: Store, archive: Archive) -> None:
    row = BookingRow(venue="hal", first_day=FIRST.start.date(), meeting="kickoff", state=BookingState.CONFIRMED)
    for meeting, written in ((FIRST, NETWORK), (MOVED, NETWORK), (MOVED, NETWORK.changed(bookings=(row,)))):
        accept(store, NETWORK_ID, draft(meeting, written=written), Acceptance(by="Anne", why="", at=NOW))
    assert archive.difference(1, 2).bookings == ()
    (unused,) = archive.difference(1, 3).bookings
    assert unused.say("en") == (
        "Booked, but no longer used: Hallen on Tuesday 31 May 2022 for Møde kickoff (confirmed). Tell the venue."
    )
    assert archive.difference(3, 3).bookings == archive.difference(2, 3).bookings == ()


def test_the_day_of_an_acceptance_is_that_of_the_moment_taken_for_now_where_the_network_is() -> None:
    late = NOW.replace(hour=23)
    real, replayed = (Acceptance("Anne", "", at, as_of=as_of) for at, as_of in ((late, None), (NOW, late)))
    assert [each.day(zone) for each in (real, replayed) for zone in (UTC, ZONE)] == [
        date(2022, 5, 1),
        date(2022, 5, 2),
    ] * 2


def test_what_was_seen_before_a_backup_was_restored_is_not_what_it_was(store: Store, archive: Archive) -> None:
    assert archive.mark() == ""
    accepted(store, [FIRST])
    assert archive.mark() == ""
    accepted(store, [FIRST], mark="")
    with store.writing() as connection:
        renew(connection, Raised(1, NOW), 9)
    store.adopt()
    with store.reading() as connection:
        generation = identity_of(connection, None).generation
    assert (archive.mark(), len(archive.mark()), len(generation)) == (generation[:8], 8, 32)
    accepted(store, [FIRST], mark=archive.mark())
    accepted(store, [FIRST])
    with pytest.raises(RestoredSinceError):
        accepted(store, [FIRST], mark="")
    assert archive.newest() == 4


@pytest.mark.parametrize(("ids", "found"), [
    ((), "mappen"), (("et",), "et"), (("et", held_id("et")), "et"), (("et", "to"), "mappen"),
])  # fmt: skip
def test_the_only_network_of_a_store_in_a_folder_is_that_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ids: tuple[str, ...], found: str
) -> None:
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    folder = tmp_path / "mappen"
    folder.mkdir()
    with open_archive(folder) as archive:
        for each in ids:
            accepted(archive.store, [FIRST], network_id=each)
    with open_archive(folder) as archive:
        assert archive.network == found
    with open_archive(folder, network="tre") as archive:
        assert archive.network == "tre"
    with open_archive(tmp_path / "andre", str(folder / "network.sqlite")) as archive:
        assert archive.network == "andre"

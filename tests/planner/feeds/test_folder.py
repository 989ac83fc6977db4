"""Calendars as files for a static web server."""

from __future__ import annotations

import csv
import io
import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from planner.feeds.audiences import AudienceKind, all_audiences, is_token
from planner.feeds.folder import (
    Folder,
    Person,
    PublishedFolder,
    address_of,
    outdated,
    page,
    publish_to,
    table,
    write_whole,
)
from planner.feeds.publish import Address, close, exchange
from planner.store.archive import Archive
from planner.store.database import open_store
from planner.store.errors import NothingAcceptedError
from planner.store.feeds import Audience
from tests.planner.announcements import NETWORK, NETWORK_ID, NOW, announced, network
from tests.planner.feeds.desk import Desk

MEMBER = Audience(AudienceKind.MEMBER, "m1")
DAY = timedelta(days=1)
ALL = len(all_audiences(NETWORK))


def publish(desk: Desk, to: Path, *exchanged: Address) -> PublishedFolder:
    return publish_to(Folder(to), Archive(desk.store, NETWORK_ID), NOW, exchanged)


def numbers(published: PublishedFolder) -> tuple[int, int, int]:
    written = published.written
    return written.changed, written.unchanged, written.removed


def files(to: Path) -> dict[str, tuple[bytes, float, int]]:
    found = sorted((to / "web" / "feeds").glob("*.ics"))
    return {path.stem: (path.read_bytes(), path.stat().st_mtime, path.stat().st_ino) for path in found}


def test_everyone_gets_a_file_with_the_bytes_and_the_time_of_the_revision(desk: Desk, tmp_path: Path) -> None:
    desk.accept(announced())
    published = publish(desk, tmp_path)
    assert numbers(published) == (ALL, 0, 0)
    found, shown = files(tmp_path), desk.renderings()
    assert all(map(is_token, found))
    assert {each.token: shown[each.feed].body for each in published.addresses} == {
        name: body for name, (body, _, _) in found.items()
    }
    assert {time for _, time, _ in found.values()} == {NOW.timestamp()}


def test_only_what_changed_is_written_again(desk: Desk, tmp_path: Path) -> None:
    other = announced("net/syd", day=60, members=(), municipalities=())
    desk.accept(announced(), other)
    publish(desk, tmp_path)
    before = files(tmp_path)
    assert numbers(publish(desk, tmp_path)) == (0, ALL, 0)
    assert files(tmp_path) == before
    desk.accept(announced(), announced("net/syd", day=61, members=(), municipalities=()), at=NOW + DAY)
    assert numbers(publish(desk, tmp_path)) == (3, ALL - 3, 0)  # the network, the region, the venue
    after = files(tmp_path)
    assert after.keys() == before.keys()
    assert sum(after[name] == before[name] for name in after) == ALL - 3


def test_a_revoked_or_exchanged_address_loses_its_file(desk: Desk, tmp_path: Path) -> None:
    desk.accept(announced())
    first, second, *_ = publish(desk, tmp_path).addresses
    with desk.store.writing() as connection:
        close(connection, NETWORK_ID, first.feed, NOW)
        new = exchange(connection, NETWORK_ID, second.feed)
    assert numbers(publish(desk, tmp_path, new)) == (1, ALL - 2, 2)
    assert not {first.token, second.token} & files(tmp_path).keys()
    assert new.token in files(tmp_path)


def test_addresses_that_the_folder_does_not_know_are_counted_and_kept(desk: Desk, tmp_path: Path) -> None:
    desk.accept(announced())
    (own,) = desk.give(MEMBER)
    published = publish(desk, tmp_path)
    assert (published.elsewhere, len(published.addresses)) == (1, ALL - 1)
    assert own.token not in files(tmp_path)


def test_calendars_that_do_not_say_what_is_decided_are_counted(desk: Desk, tmp_path: Path) -> None:
    folder, archive = Folder(tmp_path), Archive(desk.store, NETWORK_ID)
    desk.accept(announced())
    assert outdated(folder, archive) == 0  # nothing was published there
    first, *_ = publish(desk, tmp_path).addresses
    assert outdated(folder, archive) == 0
    desk.accept(announced(day=31), at=NOW + DAY)
    assert outdated(folder, archive) == ALL
    publish(desk, tmp_path)
    with desk.store.writing() as connection:
        close(connection, NETWORK_ID, first.feed, NOW)
    assert outdated(folder, archive) == 1


def test_held_dates_have_files_beside_the_decided_ones(desk: Desk, tmp_path: Path) -> None:
    desk.hold([announced()])
    assert numbers(publish(desk, tmp_path)) == (ALL, 0, 0)
    desk.accept(announced(), at=NOW + DAY)
    assert numbers(publish(desk, tmp_path))[0] >= ALL
    assert len(files(tmp_path)) == 2 * ALL


def test_nothing_is_published_before_a_plan_is_accepted(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "x.sqlite")) as store, pytest.raises(NothingAcceptedError):
        publish_to(Folder(tmp_path / "to"), Archive(store, NETWORK_ID), NOW)
    assert not (tmp_path / "to").exists()


def test_lists_name_every_address_and_harm_no_reader(desk: Desk, tmp_path: Path) -> None:
    desk.network = network(
        name="<b>Net & værk</b>", publishing={"address": "https://example.org/"},
        regions=[{"id": "syd", "name": '=cmd("x")'}],
    )  # fmt: skip
    desk.accept(announced())
    published = publish(desk, tmp_path)
    text = table(published.addresses, published.network)
    head, *rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert head == ["Nummer", "Til", "Id", "Navn", "Datoer", "Adresse"]
    assert rows[1][:5] == ["2", "region", "syd", '\'=cmd("x")', "besluttede"]
    assert {row[5] for row in rows} == {f"https://example.org/feeds/{token}.ics" for token in files(tmp_path)}
    shown = page(published.addresses, published.network)
    assert '<meta name="robots" content="noindex">' in shown
    assert "&lt;b&gt;Net &amp; værk&lt;/b&gt;" in shown
    assert all(f'href="{row[5]}"' in shown for row in rows)


def test_pages_of_what_is_shown_stay_as_they_are_and_others_go(desk: Desk, tmp_path: Path) -> None:
    desk.accept(announced())
    desk.give(MEMBER)
    (shown,) = desk.renderings().values()
    folder, web = Folder(tmp_path), tmp_path / "web" / "feeds"
    folder.write([("a" * 43, shown), ("b" * 43, shown)])
    for name in ("a" * 43, "b" * 43, "about"):
        folder.write_page(name, b"page")
    folder.write_sheets({"one.html": b"1", "two.html": b"2"})
    folder.write_sheets({"two.html": b"2", "three.html": b"3"})
    assert folder.write([("a" * 43, shown)]).removed == 1
    assert {each.name for each in web.iterdir()} == {
        "about.html", "index.html", f"{'a' * 43}.html", f"{'a' * 43}.ics",
    }  # fmt: skip
    assert {each.stat().st_mode & 0o777 for each in web.iterdir()} == {0o644}
    assert {each.name for each in (tmp_path / "sheets").iterdir()} == {"two.html", "three.html"}


@pytest.mark.parametrize(("served", "otherwise", "found"), [
    ("https://example.org/", "web", "https://example.org/feeds/x.ics"), (None, "web", "web/feeds/x.ics"),
    (None, "", "/feeds/x.ics"),
])  # fmt: skip
def test_an_address_is_whole_where_it_is_said_where_calendars_are_served(
    served: str | None, otherwise: str, found: str
) -> None:
    of = network(publishing={"address": served} if served else {})
    assert address_of(Address(1, NETWORK_ID, MEMBER, "x"), of, otherwise) == found


def test_a_person_is_called_by_name_and_home_or_by_the_home_alone() -> None:
    assert [Person(name, "", "Vejle").called for name in ("Bo", "")] == ["Bo, Vejle", "Vejle"]


def test_lists_are_private_and_outside_of_what_is_served(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write_list("index.html", "x")
    assert (tmp_path / "index.html").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.rglob("web/**/*.csv"))


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    path, bodies, seen = tmp_path / "x.ics", [bytes([n]) * 200_000 for n in (65, 66)], set()
    write_whole(path, bodies[0], 0o644)
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(100):
        write_whole(path, bodies[n % 2], 0o644)
    done.set()
    reader.join()
    assert seen <= set(bodies)
    assert [each.name for each in tmp_path.iterdir()] == ["x.ics"]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.ics"
    write_whole(path, b"old", 0o644)

    def full(*_given: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "utime", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new", 0o644, 0.0)
    assert (path.read_bytes(), len(list(tmp_path.iterdir()))) == (b"old", 1)

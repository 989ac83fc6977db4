"""Publishing renders what a revision changes, keeps everything else as it is, and names nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from calendars.ical.write import feed_bytes
from constraints.problem.problem import BookingState
from planner.feeds.audiences import AudienceKind, all_audiences, hash_of, is_token, new_token, titles
from planner.feeds.entries import Style
from planner.feeds.folder import give_everyone
from planner.feeds.publish import (
    NoSuchFeedError,
    Publication,
    close,
    create,
    etag_of,
    exchange,
    held_now,
    publish_anew,
    without_feed,
)
from planner.network.network import Network
from planner.network.published import Named
from planner.network.tables import BookingRow
from planner.store.errors import NothingAcceptedError
from planner.store.feeds import Audience, find, last_style
from planner.store.identity import Raised, renew
from tests.planner.announcements import NETWORK, NETWORK_ID, NOW, accepted, announced, network
from tests.planner.feeds.desk import Desk
from tests.planner.feeds.reading import events

WHOLE, SYD, MEMBER = (
    Audience(AudienceKind.NETWORK),
    Audience(AudienceKind.REGION, "syd"),
    Audience(AudienceKind.MEMBER, "m1"),
)
DAY = timedelta(days=1)
TWO = (announced(day=30), announced("net/syd", day=60))


def test_accepting_the_same_again_changes_no_byte(desk: Desk) -> None:
    desk.accept(*TWO)
    desk.give(*all_audiences(desk.network))
    before = desk.renderings()
    desk.accept(*TWO, at=NOW + DAY)
    assert desk.renderings() == before


def test_what_changed_is_rendered_and_nothing_else(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    others = announced("net/nord", day=90, region=Named("nord", "Nord"), members=("m9",), municipalities=())
    desk.accept(*TWO, others)
    desk.give(WHOLE, SYD, Audience(AudienceKind.REGION, "nord"), MEMBER, Audience(AudienceKind.MEMBER, "m9"))
    before = {number: each.revision for number, each in desk.renderings().items()}
    joined: list[object] = []
    monkeypatch.setattr("planner.feeds.calendars.feed_bytes", counted(feed_bytes, joined))
    desk.accept(TWO[0], announced("net/syd", day=61), others, at=NOW + DAY)
    after = {number: each.revision for number, each in desk.renderings().items()}
    assert [number for number in after if after[number] != before[number]] == [1, 2, 4]
    assert len(joined) == 3  # the region and the member see the same under two names


def test_those_who_see_the_same_share_its_bytes(desk: Desk) -> None:
    desk.accept(announced(members=tuple(f"m{n}" for n in range(100))))
    desk.give(*(Audience(AudienceKind.MEMBER, f"m{n}") for n in range(100)))
    assert len({each.etag for each in desk.renderings().values()}) == 1
    with desk.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM bodies").scalar() == 1


def test_last_modified_is_the_revision_that_changed_the_bytes(desk: Desk) -> None:
    desk.accept(*TWO)
    desk.give(MEMBER)
    desk.accept(*TWO, at=NOW + DAY)
    desk.accept(TWO[0], at=NOW + 2 * DAY)
    found = desk.rendering(MEMBER)
    assert (found.revision, found.last_modified, found.etag) == (3, NOW + 2 * DAY, etag_of(found.body))


def test_a_new_contact_is_a_new_modification_but_no_new_sequence(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "x.sqlite")
    with desk.store:
        desk.accept(*TWO)
        desk.give(MEMBER)
        desk.network = network(publishing={"contact": "Bo"})
        desk.accept(*TWO, at=NOW + DAY)
        assert {(each.sequence, each.modified, each.contact) for each in desk.events(MEMBER).values()} == {
            (0, NOW + DAY, "Bo")
        }


def test_only_the_venue_sees_how_far_its_booking_is(tmp_path: Path) -> None:
    house = Audience(AudienceKind.VENUE, TWO[0].venue.id)
    day = TWO[0].start.date()

    def booked(state: str, until: date | None = None) -> Network:
        row = BookingRow(venue=house.target, first_day=day, meeting="kickoff", state=BookingState(state), until=until)
        return NETWORK.changed(bookings=(row,))

    desk = Desk(tmp_path / "x.sqlite", booked("held", date(2022, 5, 20)))
    with desk.store:
        desk.accept(*TWO)
        desk.give(MEMBER, house)
        lines = [each.description.splitlines()[-1] for each in desk.events(house).values() if "kickoff" in each.summary]
        assert "Bestilling: holdt til og med 20. maj 2022" in lines
        desk.network = booked("confirmed")
        desk.accept(*TWO, at=NOW + DAY)
        found = [each for each in desk.events(house).values() if each.description.endswith("Bestilling: bekræftet")]
        assert [(each.summary, each.modified) for each in found] == [(TWO[0].title, NOW + DAY)]
        assert not any("Bestilling" in each.description for each in desk.events(MEMBER).values())


def test_a_new_name_of_the_network_reaches_all_calendars(desk: Desk) -> None:
    desk.accept(*TWO)
    desk.give(MEMBER)
    desk.network = network(name="Andet navn")
    desk.accept(*TWO, at=NOW + DAY)
    assert Calendar.from_ical(desk.rendering(MEMBER).body)["NAME"] == "Andet navn"
    assert {each.modified for each in desk.events(MEMBER).values()} == {NOW}


def test_nobody_is_named_in_any_calendar(desk: Desk) -> None:
    secret = {"HemmeligAnne", "HemmeligBo", "HemmeligKommune", "hemmelig-1", "hemmelig-2"}
    meeting = announced(
        "net/syd", staff=(Named("kl-1", "HemmeligAnne"), Named("kl-2", "HemmeligBo")),
        municipalities=(Named("0630", "HemmeligKommune"),), members=("hemmelig-1", "hemmelig-2"),
    )  # fmt: skip
    desk.accept(meeting)
    desk.give(WHOLE, SYD, Audience(AudienceKind.MEMBER, "hemmelig-1"), Audience(AudienceKind.STAFF, "kl-1"),
              Audience(AudienceKind.VENUE, "hal"), Audience(AudienceKind.MUNICIPALITY, "0630"))  # fmt: skip
    desk.accept(at=NOW + DAY)
    bodies = [each.body.decode().replace("\r\n ", "") for each in desk.renderings().values()]
    assert len(bodies) == 6
    assert [word for word in secret for body in bodies if word in body] == []


def test_a_token_opens_one_feed_and_only_its_hash_is_kept(desk: Desk, tmp_path: Path) -> None:
    desk.accept(*TWO)
    first, second = desk.give(MEMBER, SYD)
    with desk.store.reading() as connection:
        assert [find(connection, hash_of(each.token)).id for each in (first, second)] == [1, 2]  # type: ignore[union-attr]
    desk.store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert hash_of(first.token) in kept
    assert first.token.encode() not in kept


def test_tokens_have_256_random_bits() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(is_token(each) for each in tokens)
    assert not any(map(is_token, ["", "x" * 42, "x" * 44, "x" * 42 + "/", "æ" * 43]))


def test_an_exchanged_address_leads_nowhere_and_the_new_one_to_the_same(desk: Desk) -> None:
    desk.accept(*TWO)
    (old,) = desk.give(MEMBER)
    before = desk.renderings()
    with desk.store.writing() as connection:
        new = exchange(connection, NETWORK_ID, old.feed)
        assert find(connection, hash_of(old.token)) is None
        assert find(connection, hash_of(new.token)) is not None
    assert desk.renderings() == before


def test_a_revoked_feed_is_closed_for_good_and_rendered_no_more(desk: Desk) -> None:
    desk.accept(*TWO)
    (address,) = desk.give(MEMBER)
    before = desk.renderings()
    with desk.store.writing() as connection:
        close(connection, NETWORK_ID, address.feed, NOW)
        for attempt in deeds(address.feed):
            with pytest.raises(NoSuchFeedError, match="no open feed 1"):
                attempt(connection)
        assert without_feed(connection, NETWORK_ID, [MEMBER, SYD]) == [SYD]
    desk.accept(TWO[0], at=NOW + DAY)
    assert desk.renderings() == before


def test_everyone_who_never_had_a_calendar_is_given_one(desk: Desk) -> None:
    desk.accept(*TWO)
    desk.give(MEMBER)
    with desk.store.writing() as connection:
        made = give_everyone(connection, NETWORK_ID, desk.network, NOW)
        assert {each.audience for each in made} == all_audiences(desk.network).keys() - {MEMBER}
        assert give_everyone(connection, NETWORK_ID, desk.network, NOW) == []
    assert len(desk.renderings()) == len(all_audiences(desk.network))


def test_calendars_of_some_meetings_alone_are_made_without_being_kept(desk: Desk) -> None:
    desk.accept(*TWO)
    desk.give(MEMBER)
    before = desk.renderings()
    with desk.store.reading() as connection:
        publication = Publication.last(connection, NETWORK_ID)
        uids = {life.meeting: life.uid for life in publication.meeting_histories}
        found = publication.entries(frozenset({MEMBER}), frozenset({uids["net/syd"]}))
    assert {key: {each.summary for each in events(body).values()} for key, body in found.items()} == {
        MEMBER: {"Møde net/syd"}
    }
    assert desk.renderings() == before


def test_every_audience_has_a_name_for_planners_and_no_calendar_names_a_person() -> None:
    written = network().model_dump(mode="json")
    written["staff"] = [{"id": "kl-1", "team": "kl", "name": "Anne"}, {"id": "kl-2", "team": "kl"}]
    written["venues"] += [{"id": "net", "name": "Teams", "online": True}]
    whole = Network.model_validate(written)
    assert {(each.kind, each.target, name) for each, name in all_audiences(whole).items()} == {
        ("network", "", "Netværk"), ("region", "syd", "Syd"), ("municipality", "0630", "Vejle"),
        ("member", "m1", "m1"), ("staff", "kl-1", "Anne"), ("staff", "kl-2", "kl-2"), ("venue", "hal", "Hallen"),
    }  # fmt: skip
    assert {each.kind: name for each, name in titles(whole).items()} == {
        "region": "Netværk: Syd", "municipality": "Netværk: Vejle", "venue": "Netværk: Hallen",
    }  # fmt: skip


def test_without_a_revision_nothing_is_published(desk: Desk) -> None:
    with desk.store.writing() as connection, pytest.raises(NothingAcceptedError):
        Publication.last(connection, NETWORK_ID)
    with desk.store.writing() as connection, pytest.raises(NothingAcceptedError):
        create(connection, NETWORK_ID, [MEMBER], NOW)
    with desk.store.writing() as connection:
        publish_anew(connection, [NETWORK_ID])  # nothing either
    assert desk.renderings() == {}


def test_all_open_calendars_are_written_anew_with_what_a_restored_store_must_keep_ahead_of(desk: Desk) -> None:
    for _ in range(2):  # the last one changes nothing
        desk.accept(*TWO)
    desk.hold([announced(day=31)])
    _, closed = desk.give(MEMBER, SYD)
    desk.give(MEMBER, held=True)
    with desk.store.writing() as connection:
        close(connection, NETWORK_ID, closed.feed, NOW)
        renew(connection, Raised(7, NOW + DAY), 0)
        publish_anew(connection, [NETWORK_ID])
    for held in (False, True):
        found = desk.events(MEMBER, held=held).values()
        assert {(each.sequence, each.modified) for each in found} == {(7, NOW + DAY)}
        assert desk.rendering(MEMBER, held=held).last_modified == NOW + DAY
    assert closed.feed not in desk.renderings()


def test_a_feed_of_a_revision_that_no_calendar_followed_records_its_style(desk: Desk) -> None:
    accepted(desk.store, TWO)
    accepted(desk.store, TWO, at=NOW + DAY)
    desk.give(MEMBER)
    style = Style.of(NETWORK).hash
    with desk.store.reading() as connection:
        assert last_style(connection, NETWORK_ID) == (2, style)
    desk.accept(*TWO, at=NOW + 2 * DAY)
    assert {each.modified for each in desk.events(MEMBER).values()} == {NOW + DAY}
    desk.network = network(publishing={"contact": "Bo"})
    desk.accept(*TWO, at=NOW + 3 * DAY)
    with desk.store.reading() as connection:
        assert last_style(connection, NETWORK_ID) == (4, Style.of(desk.network).hash)
    desk.accept(*TWO, at=NOW + 4 * DAY)
    desk.give(SYD)
    assert {each.modified for each in desk.events(SYD).values()} == {NOW + 3 * DAY}


def test_the_days_of_an_accepted_plan_are_released_from_reserve_and_others_stay(tmp_path: Path) -> None:
    first, second = announced(day=30), announced(day=37)
    rows = [
        BookingRow(venue="hal", first_day=each.start.date(), meeting="kickoff", state=BookingState.RESERVE)
        for each in (first, second)
    ]
    desk = Desk(tmp_path / "x.sqlite", NETWORK.changed(bookings=tuple(rows)))
    with desk.store:
        desk.hold([first, second, announced(day=44)])
        desk.give(WHOLE, held=True)
        desk.accept(first, at=NOW + DAY)
        with desk.store.reading() as connection:
            assert {*held_now(connection, NETWORK_ID)} == {f"kickoff {second.start.date()}"}
        assert sorted(each.status for each in desk.events(WHOLE, held=True).values()) == [
            "CANCELLED", "CANCELLED", "TENTATIVE",
        ]  # fmt: skip


def counted(function: Callable[..., bytes], calls: list[object]) -> Callable[..., bytes]:
    def call(**given: object) -> bytes:
        calls.append(given)
        return function(**given)

    return call


def deeds(feed: int) -> list[Callable[..., object]]:
    return [
        lambda connection: close(connection, NETWORK_ID, feed, NOW),
        lambda connection: exchange(connection, NETWORK_ID, feed),
    ]

"""What subscribers read of a meeting, from its announcement to its end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from constraints.problem.problem import BookingState
from planner.feeds.audiences import AudienceKind, standings
from planner.feeds.entries import Style, first_end, setup_of, teardown_of
from planner.feeds.publish import publisher
from planner.network.meetings import DeadlineKind
from planner.network.published import Named, Place
from planner.network.tables import BookingRow
from planner.store.feeds import Audience
from tests.planner.announcements import HALL, INN, NOW, accepted, announced, network
from tests.planner.feeds.desk import Desk
from tests.planner.feeds.reading import name

WHOLE, SYD = Audience(AudienceKind.NETWORK), Audience(AudienceKind.REGION, "syd")
MEMBER, STAFF, HOUSE = (
    Audience(AudienceKind.MEMBER, "m1"),
    Audience(AudienceKind.STAFF, "kl-1"),
    Audience(AudienceKind.VENUE, "hal"),
)
DAY = timedelta(days=1)


def test_a_meeting_is_told_with_its_place_rooms_hours_and_theme(desk: Desk) -> None:
    desk.accept(announced("net/syd", theme="Børnesyn"))
    desk.give(MEMBER)
    found = desk.only(MEMBER)
    assert (found.summary, found.status, found.free) == ("Møde net/syd", "CONFIRMED", False)
    assert (found.location, found.geo) == ("Hallen, Gade 1, Vejle", (55.7, 9.5))
    assert found.start == datetime(2022, 5, 31, 8, tzinfo=UTC)
    assert found.end == datetime(2022, 5, 31, 13, 30, tzinfo=UTC)
    assert found.description.splitlines() == [
        "Tid: tirsdag den 31. maj 2022 kl. 10.00 til 15.30", "Tema: Børnesyn", "Lokaler: Salen, A",
    ]  # fmt: skip
    assert (found.sequence, found.modified) == (0, NOW)


def test_calendars_speak_the_language_of_the_network_and_say_whom_to_ask(tmp_path: Path) -> None:
    publishing = {"contact": "Anne, tlf. 1", "link": "https://example.org/m?id={meeting}"}
    desk = Desk(tmp_path / "x.sqlite", network(locale="en", publishing=publishing))
    with desk.store:
        desk.accept(announced("net/syd"))
        desk.give(MEMBER)
        found = desk.only(MEMBER)
        desk.accept()
        assert desk.only(MEMBER).summary == "Cancelled: Møde net/syd"
    assert found.description.splitlines() == [
        "Time: Tuesday 31 May 2022, 10:00 to 15:30", "Rooms: Salen, A", "Contact: Anne, tlf. 1",
        "More: https://example.org/m?id=net/syd",
    ]  # fmt: skip
    assert (found.contact, found.url) == ("Anne, tlf. 1", "https://example.org/m?id=net/syd")


def test_those_who_see_many_regions_are_told_which(desk: Desk) -> None:
    desk.accept(announced("net/syd"))
    desk.give(WHOLE, STAFF, SYD)
    assert {desk.only(each).summary for each in (WHOLE, STAFF)} == {"Møde net/syd, Syd"}
    assert desk.only(SYD).summary == "Møde net/syd"


def test_a_moved_meeting_keeps_its_uid_and_says_where_it_was(desk: Desk) -> None:
    desk.accept(announced(day=30))
    desk.give(MEMBER)
    before = desk.only(MEMBER)
    desk.accept(announced(day=37, venue=INN), at=NOW + DAY)
    found = desk.only(MEMBER)
    assert (found.uid, found.sequence, found.modified) == (before.uid, 1, NOW + DAY)
    assert found.start == before.start + 7 * DAY
    assert found.description.splitlines()[:2] == [
        "Flyttet fra tirsdag den 31. maj 2022 kl. 10.00 til 15.30.", "Nyt mødested; det var Hallen, Vejle.",
    ]  # fmt: skip


def test_a_cancelled_meeting_is_free_and_stays_until_the_first_revision_after_its_day(desk: Desk) -> None:
    desk.accept(announced(day=30), announced("net/syd", day=60))
    desk.give(MEMBER)
    desk.accept(announced("net/syd", day=60), at=NOW + DAY)
    found = [each for each in desk.events(MEMBER).values() if each.status == "CANCELLED"]
    assert [(each.summary, each.free, each.sequence) for each in found] == [("Aflyst: Møde kickoff", True, 1)]
    assert found[0].description.startswith("Mødet er aflyst.\n")
    desk.accept(announced("net/syd", day=61), at=NOW + 30 * DAY)
    assert len(desk.events(MEMBER)) == 2
    desk.accept(announced("net/syd", day=61), at=NOW + 31 * DAY)
    assert [each.status for each in desk.events(MEMBER).values()] == ["CONFIRMED"]


def test_a_replacement_names_what_it_replaces(desk: Desk) -> None:
    desk.accept(announced(day=30))
    desk.give(MEMBER)
    old = desk.only(MEMBER)
    desk.accept(announced(day=50), replaced=["kickoff"], at=NOW + DAY)
    found = desk.events(MEMBER)
    new = next(each for each in found.values() if each.uid != old.uid)
    assert found[old.uid].status == "CANCELLED"
    assert (new.siblings, new.sequence) == ((old.uid,), 0)
    assert new.description.startswith(
        "Erstatter det aflyste møde: Møde kickoff, tirsdag den 31. maj 2022 kl. 10.00 til 15.30."
    )


def test_whoever_a_meeting_no_longer_concerns_is_told_so_once_and_for_all(desk: Desk) -> None:
    desk.accept(announced(members=("m1", "m2")))
    desk.give(MEMBER, Audience(AudienceKind.MEMBER, "m2"))
    other = desk.rendering(Audience(AudienceKind.MEMBER, "m2"))
    desk.accept(announced(members=("m2",)), at=NOW + DAY)
    found = desk.only(MEMBER)
    assert (found.summary, found.status, found.sequence, found.free) == ("Udgår: Møde kickoff", "CANCELLED", 1, True)
    left = desk.rendering(MEMBER)
    assert desk.rendering(Audience(AudienceKind.MEMBER, "m2")) == other
    desk.accept(announced(members=("m2",), day=40), at=NOW + 2 * DAY)
    assert desk.rendering(MEMBER) == left
    desk.accept(announced(members=("m1", "m2"), day=40), at=NOW + 3 * DAY)
    back = desk.only(MEMBER)
    assert (back.uid, back.status, back.summary) == (found.uid, "CONFIRMED", "Møde kickoff")
    assert back.sequence > found.sequence


def test_who_leaves_keeps_the_meetings_that_were_held(desk: Desk) -> None:
    desk.accept(announced(members=("m1",)))
    desk.give(MEMBER)
    desk.accept(announced(members=()), at=NOW + 40 * DAY)
    assert (desk.only(MEMBER).status, desk.only(MEMBER).sequence) == ("CONFIRMED", 0)


def test_a_day_that_is_replayed_is_taken_for_today(desk: Desk) -> None:
    much_later = NOW + 1000 * DAY
    desk.accept(announced(), at=much_later, as_of=NOW)
    desk.give(MEMBER)
    desk.accept(at=much_later, as_of=NOW + DAY)
    assert desk.only(MEMBER).status == "CANCELLED"
    desk.accept(at=much_later, as_of=NOW + 31 * DAY)
    assert desk.events(MEMBER) == {}


def test_staff_is_told_of_their_own_meetings_alone(desk: Desk) -> None:
    desk.accept(announced(), announced("net/syd", day=60, staff=(Named("kl-2", "Bo"),)))
    desk.give(STAFF, Audience(AudienceKind.STAFF, "kl-2"), WHOLE)
    whole = desk.rendering(WHOLE)
    assert desk.only(STAFF).summary == "Møde kickoff"
    desk.accept(announced(staff=(Named("kl-2", "Bo"),)), announced("net/syd", day=60, staff=()), at=NOW + DAY)
    assert desk.only(STAFF).summary == "Udgår: Møde kickoff"
    assert {each.summary for each in desk.events(Audience(AudienceKind.STAFF, "kl-2")).values()} == {
        "Møde kickoff", "Udgår: Møde net/syd, Syd",
    }  # fmt: skip
    assert desk.rendering(WHOLE) == whole


def test_a_venue_sees_set_up_and_tear_down(desk: Desk) -> None:
    desk.accept(announced(setup=1, teardown=2))
    desk.give(HOUSE)
    found = sorted(desk.events(HOUSE).values(), key=lambda each: str(each.start))
    assert [each.summary for each in found] == ["Opstilling: Møde kickoff", "Møde kickoff", "Nedtagning: Møde kickoff"]
    midnight = datetime(2022, 5, 30, 22, tzinfo=UTC)  # of Copenhagen
    assert (found[0].start, found[0].end) == (midnight - DAY / 2, midnight)
    assert (found[2].start, found[2].end) == (midnight + DAY, midnight + 2 * DAY)
    desk.accept(announced(setup=0, teardown=2), at=NOW + DAY)
    again = desk.events(HOUSE)
    assert again.keys() == {each.uid for each in found}
    assert again[found[0].uid].summary == "Udgår: Opstilling: Møde kickoff"
    assert again[found[1].uid] == found[1]


def test_the_venue_that_was_left_is_told(desk: Desk) -> None:
    desk.accept(announced(venue=HALL, setup=0))
    desk.give(HOUSE, Audience(AudienceKind.VENUE, "kro"))
    desk.accept(announced(venue=INN, setup=0), at=NOW + DAY)
    assert desk.only(HOUSE).summary == "Udgår: Møde kickoff"
    assert desk.only(HOUSE).location.startswith("Hallen")
    assert desk.only(Audience(AudienceKind.VENUE, "kro")).location == "Kroen, Give"


def test_meetings_of_several_days_end_where_they_end(desk: Desk) -> None:
    start = announced().start
    desk.accept(announced(end=start + 2 * DAY))
    desk.give(MEMBER)
    found = desk.only(MEMBER)
    assert found.end == found.start + 2 * DAY
    assert found.description.startswith(
        "Tid: tirsdag den 31. maj 2022 kl. 10.00 til torsdag den 2. juni 2022 kl. 10.00"
    )


def test_the_same_hours_each_day_leave_the_nights_free(desk: Desk) -> None:
    start = announced().start
    desk.accept(announced(end=start + 2 * DAY + timedelta(hours=5)))
    desk.give(MEMBER)
    found = desk.only(MEMBER)
    assert (found.days, found.end) == (3, found.start + 2 * DAY + timedelta(hours=5))
    assert b"\r\nRRULE:FREQ=DAILY;COUNT=3\r\n" in desk.rendering(MEMBER).body
    assert b"\r\nDTEND;TZID=Europe/Copenhagen:20220531T150000\r\n" in desk.rendering(MEMBER).body
    assert found.description.startswith(
        "Tid: tirsdag den 31. maj 2022 til torsdag den 2. juni 2022, hver dag kl. 10.00"
    )
    desk.accept(announced(end=start + 2 * DAY + timedelta(hours=5), overnight=True), at=NOW + DAY)
    stay = desk.only(MEMBER)
    assert (stay.uid, stay.days, stay.sequence) == (found.uid, 1, 1), "one block, and people are told"
    assert b";COUNT=" not in desk.rendering(MEMBER).body


def test_a_venue_that_lets_by_the_clock_sees_the_minutes_of_each_day(desk: Desk) -> None:
    start, hours = announced().start, timedelta(hours=5)
    desk.accept(announced(end=start + DAY + hours, setup=45, teardown=30, by_clock=True))
    desk.give(HOUSE)
    before, held, after = sorted(desk.events(HOUSE).values(), key=lambda each: str(each.start))
    assert [each.days for each in (before, held, after)] == [2, 2, 2]
    assert (before.start, before.end) == (held.start - timedelta(minutes=45), held.start + DAY)
    assert (after.start, after.end) == (held.start + hours, held.end + timedelta(minutes=30))


@pytest.mark.parametrize(("end", "after"), [(timedelta(hours=5), 1), (2 * DAY, 3), (timedelta(hours=14), 1)])
def test_held_dates_are_whole_days_in_calendars_of_their_own(desk: Desk, end: timedelta, after: int) -> None:
    desk.hold([announced("net/syd", end=announced().start + end)])
    desk.give(MEMBER, held=True)
    found = desk.only(MEMBER, held=True)
    assert (found.status, found.summary) == ("TENTATIVE", "Reserveret: Møde net/syd, Syd")
    assert (found.start, found.end) == (date(2022, 5, 31), date(2022, 5, 31) + after * DAY)
    assert name(desk.rendering(MEMBER, held=True).body) == "Reserverede datoer: Netværk"
    assert found.description == "Datoen er ikke besluttet. Hold den fri, indtil den bekræftes eller frigives."


def test_held_dates_are_released_when_a_plan_is_accepted(desk: Desk) -> None:
    desk.hold([announced(day=30)], [announced(day=31)], [announced(day=31, venue=INN)])
    desk.give(MEMBER, held=True)
    assert len(desk.events(MEMBER, held=True)) == 2
    desk.accept(announced(day=31), at=NOW + DAY)
    assert {(each.status, each.summary, each.description) for each in desk.events(MEMBER, held=True).values()} == {
        ("CANCELLED", "Frigivet: Møde kickoff", "Datoen er ikke længere reserveret.")
    }
    released = desk.rendering(MEMBER, held=True)
    desk.accept(announced(day=32), at=NOW + 2 * DAY)
    assert desk.rendering(MEMBER, held=True) == released


def test_a_date_that_is_still_proposed_stays_as_it_is(desk: Desk) -> None:
    desk.hold([announced(day=30)], [announced(day=31)])
    desk.give(MEMBER, held=True)
    before = desk.events(MEMBER, held=True)
    desk.hold([announced(day=31)], at=NOW + DAY)
    after = desk.events(MEMBER, held=True)
    assert after.keys() == before.keys()
    assert sorted(each.status for each in after.values()) == ["CANCELLED", "TENTATIVE"]
    kept = next(each for each in after.values() if each.status == "TENTATIVE")
    assert before[kept.uid] == kept


def test_a_place_is_named_once(desk: Desk) -> None:
    desk.accept(announced(venue=Place("x", "Hotel Vejle", "Vejle", "Dæmningen 6, 7100 Vejle")))
    desk.give(MEMBER)
    assert (desk.only(MEMBER).location, desk.only(MEMBER).geo) == ("Hotel Vejle, Dæmningen 6, 7100 Vejle", None)


def test_no_feed_is_touched_by_another_network(desk: Desk) -> None:
    desk.accept(announced())
    desk.give(MEMBER)
    before = desk.rendering(MEMBER)
    accepted(desk.store, [announced(day=50)], publish=publisher(desk.network), network_id="another", at=NOW + DAY)
    assert desk.rendering(MEMBER) == before


def test_the_parts_of_a_meeting_are_told_with_their_clock_times(desk: Desk) -> None:
    parts = (("Oplæg", 90), ("Pause", 30), ("Workshop", 210))
    desk.accept(announced(parts=parts))
    desk.give(MEMBER, HOUSE)
    assert desk.only(MEMBER).description.splitlines() == [
        "Tid: tirsdag den 31. maj 2022 kl. 10.00 til 15.30", "Program:", "10.00–11.30 Oplæg", "11.30–12.00 Pause",
        "12.00–15.30 Workshop", "Lokaler: Salen, A",
    ]  # fmt: skip
    before = desk.only(MEMBER)
    desk.accept(announced(parts=parts[::-1]), at=NOW + DAY)
    assert desk.only(MEMBER).sequence == before.sequence + 1
    assert "10.00–13.30 Workshop" in desk.only(MEMBER).description


def test_who_waits_for_a_place_is_told_so_and_whom_it_does_not_concern_is_told_nothing(desk: Desk) -> None:
    other = Audience(AudienceKind.MEMBER, "m2")
    desk.accept(announced())
    desk.give(MEMBER, other, SYD)
    desk.accept(announced(waiting=("m9", "m1"), declined=("m2",)), at=NOW + DAY)
    waits, declined = desk.only(MEMBER), desk.only(other)
    assert (waits.status, waits.sequence, waits.modified, waits.free) == ("TENTATIVE", 1, NOW + DAY, False)
    assert waits.description.splitlines()[0] == "Du er nummer 2 på ventelisten."
    assert (declined.status, declined.sequence, declined.free) == ("CONFIRMED", 1, True)
    assert declined.description.splitlines()[0] == "Du har meldt afbud."
    assert (desk.only(SYD).sequence, desk.only(SYD).status) == (0, "CONFIRMED")
    desk.accept(announced(waiting=("m1",), declined=("m2",)), at=NOW + 2 * DAY)
    assert desk.only(MEMBER).description.startswith("Du er nummer 1 på ventelisten.")
    assert desk.only(MEMBER).status == "TENTATIVE"
    assert (desk.only(MEMBER).sequence, desk.only(other).sequence) == (2, 1)
    desk.accept(announced(declined=("m2",)), at=NOW + 3 * DAY)
    assert (desk.only(MEMBER).status, desk.only(MEMBER).sequence) == ("CONFIRMED", 3)
    assert (desk.only(other).free, desk.only(other).sequence) == (True, 1)
    desk.accept(announced(waiting=("m2",)), at=NOW + 4 * DAY)
    assert (desk.only(other).status, desk.only(other).sequence) == ("TENTATIVE", 2)
    assert "ventelisten" not in desk.only(MEMBER).description


def test_staff_see_what_must_be_done_by_which_day_and_nobody_else_does(desk: Desk) -> None:
    numbers, option = (DeadlineKind.NUMBERS, date(2022, 5, 24)), (DeadlineKind.OPTION, date(2022, 5, 10))
    desk.accept(announced(deadlines=(option, numbers)))
    desk.give(STAFF, MEMBER, HOUSE, Audience(AudienceKind.STAFF, "kl-2"))
    found = {each.summary: each for each in desk.events(STAFF).values()}
    assert {*found} == {
        "Møde kickoff",
        "Meld antal til Hallen: Møde kickoff",
        "Bekræft eller frigiv Hallen: Møde kickoff",
    }
    told = found["Meld antal til Hallen: Møde kickoff"]
    assert (told.start, told.end, told.free, told.sequence) == (date(2022, 5, 24), date(2022, 5, 25), True, 0)
    assert told.description == "Møde kickoff, tirsdag den 31. maj 2022 kl. 10.00 til 15.30"
    assert len(desk.events(MEMBER)) == 1
    assert not desk.events(Audience(AudienceKind.STAFF, "kl-2"))
    desk.accept(announced(deadlines=(numbers,)), at=NOW + DAY)
    later = {each.uid: each for each in desk.events(STAFF).values()}
    gone = later[found["Bekræft eller frigiv Hallen: Møde kickoff"].uid]
    assert (gone.status, gone.sequence) == ("CANCELLED", 1)
    assert (later[told.uid].start, later[told.uid].status) == (told.start, "CONFIRMED")
    assert desk.only(MEMBER).sequence == 0
    desk.accept(announced(day=37, deadlines=((DeadlineKind.NUMBERS, date(2022, 5, 31)),)), at=NOW + 2 * DAY)
    moved = desk.events(STAFF)[told.uid]
    assert (moved.start, moved.sequence) == (date(2022, 5, 31), 2)


def test_participants_are_told_when_registration_ends(desk: Desk) -> None:
    desk.accept(announced(register_by=date(2022, 5, 20)))
    desk.give(MEMBER)
    assert "Tilmelding senest 20. maj 2022." in desk.only(MEMBER).description.splitlines()


ONLINE = Place("net", "Teams", online=True, link="https://example.org/t?a=1")


@pytest.mark.parametrize(("before", "now", "said"), [
    (HALL, ONLINE, "Holdes online; mødestedet var Hallen, Vejle."),
    (ONLINE, HALL, "Ikke længere online, men på Hallen, Vejle."),
    (ONLINE, Place("andet", "Zoom", online=True), "Nyt mødested; det var Teams."),
])  # fmt: skip
def test_a_meeting_that_goes_online_or_comes_back_says_so(desk: Desk, before: Place, now: Place, said: str) -> None:
    desk.accept(announced(venue=before))
    desk.give(MEMBER)
    desk.accept(announced(venue=now), at=NOW + DAY)
    assert desk.only(MEMBER).description.splitlines()[0] == said


@pytest.mark.parametrize(("venue", "joined", "line"), [
    (ONLINE, True, True), (Place("net", "Teams", online=True), False, False),
    (Place("hal", "Hallen", link="https://example.org/t?a=1"), False, True), (HALL, False, False),
])  # fmt: skip
def test_only_what_is_held_online_at_an_address_is_joined_there(
    desk: Desk, venue: Place, joined: bool, line: bool  # noqa: FBT001
) -> None:  # fmt: skip
    desk.accept(announced(venue=venue))
    desk.give(MEMBER)
    assert (b"\r\nCONFERENCE;" in desk.rendering(MEMBER).body) == joined
    assert ("https://example.org/t?a=1" in desk.only(MEMBER).description) == line
    desk.accept(at=NOW + DAY)
    assert "https://example.org/t?a=1" not in desk.only(MEMBER).description


@pytest.mark.parametrize("half", [{"latitude": 55.7}, {"longitude": 9.5}])
def test_half_a_position_is_none(desk: Desk, half: dict[str, float]) -> None:
    desk.accept(announced(venue=Place("hal", "Hallen", **half)))  # type: ignore[arg-type]
    desk.give(MEMBER)
    assert desk.only(MEMBER).geo is None


def test_a_theme_that_the_title_says_is_not_said_again(desk: Desk) -> None:
    desk.accept(announced(theme="kickoff"))
    desk.give(MEMBER)
    assert "Tema" not in desk.only(MEMBER).description


def test_whoever_was_left_out_before_a_meeting_was_cancelled_is_not_told_of_that(desk: Desk) -> None:
    desk.accept(announced(members=("m1", "m2")))
    desk.give(MEMBER)
    desk.accept(announced(members=("m2",)), at=NOW + DAY)
    before = desk.rendering(MEMBER)
    desk.accept(at=NOW + 2 * DAY)
    assert desk.only(MEMBER).summary == "Udgår: Møde kickoff"
    assert desk.rendering(MEMBER) == before


def test_a_meeting_is_held_once_it_has_ended_before_the_moment_at_which_somebody_leaves(desk: Desk) -> None:
    end = announced().end
    desk.accept(announced("net/syd", members=("m1",)), announced("net/nord", members=("m1",)))
    desk.give(MEMBER)
    desk.accept(announced("net/syd", members=("m1",), theme="x"), announced("net/nord", members=("m1",)), at=NOW + DAY)
    desk.accept(announced("net/syd", members=("m1",), theme="x"), announced("net/nord", members=()), at=end)
    desk.accept(announced("net/syd", members=(), theme="x"), announced("net/nord", members=()), at=end + DAY / 48)
    assert {each.summary: each.status for each in desk.events(MEMBER).values()} == {
        "Møde net/syd": "CONFIRMED", "Udgår: Møde net/nord": "CANCELLED",
    }  # fmt: skip


def test_a_meeting_that_was_to_end_at_midnight_is_forgotten_when_its_last_day_is_past(desk: Desk) -> None:
    midnight = announced().end.replace(hour=0, minute=0) + DAY
    desk.accept(announced(end=midnight))
    desk.give(MEMBER)
    desk.accept(at=NOW + DAY)
    desk.accept(at=midnight - timedelta(seconds=1))
    assert [each.status for each in desk.events(MEMBER).values()] == ["CANCELLED"]
    desk.accept(at=midnight)
    assert desk.events(MEMBER) == {}


def test_a_day_by_which_something_was_to_be_done_is_forgotten_when_it_is_past(desk: Desk) -> None:
    numbers, option = (DeadlineKind.NUMBERS, date(2022, 5, 24)), (DeadlineKind.OPTION, date(2022, 5, 10))
    desk.accept(announced(deadlines=(option, numbers)))
    desk.give(STAFF)
    desk.accept(announced(deadlines=(numbers,)), at=NOW + DAY)
    desk.accept(at=NOW + 2 * DAY)

    def left(day: int) -> set[str]:
        desk.accept(at=datetime(2022, 5, day, 12, tzinfo=UTC))
        return {each.summary.partition(":")[2].partition(":")[0] for each in desk.events(STAFF).values()}

    meeting, told, let_go = " Møde kickoff", " Meld antal til Hallen", " Bekræft eller frigiv Hallen"
    assert [left(day) for day in (10, 11, 24, 25)] == [
        {meeting, told, let_go}, {meeting, told}, {meeting, told}, {meeting},
    ]  # fmt: skip


def booked(venue: str = "hal", meeting: str | None = "kickoff", day: int = 31) -> BookingRow:
    return BookingRow(venue=venue, first_day=date(2022, 5, day), meeting=meeting, state=BookingState.CONFIRMED)


@pytest.mark.parametrize("other", [booked("kro"), booked(meeting="net/syd"), booked(day=30)])
def test_a_venue_reads_of_its_own_booking_of_the_meeting_on_its_day(other: BookingRow) -> None:
    assert Style("da", bookings=(other, booked())).booking_of(announced()) == booked()
    assert Style("da", bookings=(other,)).booking_of(announced()) is None


def test_the_booking_of_a_meeting_that_is_not_held_is_not_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "x.sqlite", network().changed(bookings=(booked(),)))
    with desk.store:
        desk.accept(announced(setup=0))
        desk.give(HOUSE)
        assert desk.only(HOUSE).description.splitlines()[-1] == "Bestilling: bekræftet"
        desk.accept(at=NOW + DAY)
        assert "Bestilling" not in desk.only(HOUSE).description


def test_what_is_booked_for_no_meeting_changes_no_entry(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "x.sqlite")
    with desk.store:
        desk.accept(announced(setup=0))
        desk.give(HOUSE)
        desk.network = network().changed(bookings=(booked(meeting=None),))
        desk.accept(announced(setup=0), at=NOW + DAY)
        assert desk.only(HOUSE).modified == NOW


def test_the_style_of_entries_is_known_again_by_the_next_version_of_the_program() -> None:
    assert Style.of(network()).hash == "ebc2dcc49220aebbfcd4d9356d72064d1dff6c1f8935dfad6d6f6e7e56a92927"


def test_half_days_and_first_ends_are_whole_and_come_first_where_the_clock_shows_a_time_twice() -> None:
    start = announced().start.replace(month=10, day=29, hour=1, minute=15, second=7, microsecond=5)
    twice = start.replace(day=30, hour=2, fold=1)  # the night in which summer time ends
    noon = start.replace(hour=12, minute=0, second=0, microsecond=0)
    assert setup_of(announced(start=start.replace(hour=12))).end == setup_of(announced(start=noon)).end == noon
    assert setup_of(announced(start=noon - timedelta.resolution)).end == noon.replace(hour=0)
    midnight = setup_of(announced(start=twice, end=twice)).end
    assert (midnight.isoformat(), midnight.fold) == ("2022-10-30T00:00:00+02:00", 0)
    assert first_end(announced(start=start, end=twice)).fold == 0
    assert first_end(announced(start=start, end=twice)) == start.replace(hour=2)
    assert teardown_of(announced(start=start, end=twice, teardown=1)).end.isoformat() == "2022-10-31T00:00:00+01:00"


def test_a_meeting_that_ends_with_a_half_day_is_cleared_in_the_next(desk: Desk) -> None:
    noon = announced().start.replace(hour=12)
    for end in (noon, noon + DAY / 2):
        cleared = teardown_of(announced(end=end, teardown=1))
        assert (cleared.start, cleared.end) == (end, end + DAY / 2)
    desk.accept(announced(setup=2, teardown=1, deadlines=((DeadlineKind.NUMBERS, date(2022, 5, 24)),)))
    desk.give(HOUSE, STAFF)
    assert {each.days for audience in (HOUSE, STAFF) for each in desk.events(audience).values()} == {1}


def test_members_stand_as_they_said_or_as_they_wait_and_nobody_else_stands_otherwise() -> None:
    declined, waits = Audience(AudienceKind.MEMBER, "m3"), Audience(AudienceKind.MEMBER, "m2")
    named_alike = Audience(AudienceKind.STAFF, "m3")
    found = standings(announced(waiting=("m9", "m2"), declined=("m3",)), [MEMBER, waits, declined, named_alike])
    assert found == {MEMBER: 0, waits: 2, declined: -1, named_alike: 0}

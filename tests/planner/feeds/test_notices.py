"""Who must be told what of a revision: all that is new to each, once, from what they know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from constraints.problem.plan import Plan
from planner.feeds.notices import by_audience, notices
from planner.feeds.publish import create
from planner.network.history import Difference, MeetingChange
from planner.network.published import Named
from planner.store.archive import Archive
from planner.store.database import open_store
from planner.store.feeds import Audience, tellings_of
from planner.store.revisions import meeting_histories
from planner.text.differences import difference_lines
from planner.use_cases.telling import (
    record,
)
from tests.planner.reschedule.small import network, plan
from tests.planner.use_cases.test_telling import TODAY, accepted, answered, later, told


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        yield Archive(store, "net")


def test_at_first_everybody_who_meets_is_told(archive: Archive) -> None:
    accepted(archive, plan())
    found = told(notices(archive, 0, 1, "en", TODAY))
    written = network()
    assert found["member"] == {each.id for each in written.members}
    assert found["staff"] == {person for each in plan().meetings for person in each.staff}
    assert found["venue"] == {each.venue for each in plan().meetings}


def test_a_moved_meeting_is_told_to_its_members_staff_and_venue_alone(archive: Archive) -> None:
    accepted(archive, plan())
    accepted(archive, later("1/nord", -1))
    found = notices(archive, 1, 2, "en", TODAY)
    (moved,) = (each for each in plan().meetings if each.meeting == "1/nord")
    written = network()
    homes = {each.id for each in written.municipalities if each.region == "nord"}
    assert told(found) == {
        "member": {each.id for each in written.members if each.municipality in homes},
        "staff": {*moved.staff},
        "venue": {moved.venue},
    }
    assert all(len(each.sentences) == 1 and each.sentences[0].startswith("Moved: ") for each in found)
    assert notices(archive, 2, 2, "en", TODAY) == []


def test_other_staff_are_told_to_staff_and_to_nobody_else(archive: Archive) -> None:
    accepted(archive, plan())
    with archive.store.reading() as connection:
        (life,) = (each for each in meeting_histories(connection, "net") if each.meeting == "1/nord")
    before = life.announced
    change = MeetingChange(life.uid, before, replace(before, staff=(Named("K9", "Karl"),), setup=before.setup + 1))
    found = by_audience(Difference((), (), (change,)))
    kinds = {each.kind: difference_lines(mine, "en") for each, mine in found.items()}
    assert set(kinds) == {"staff", "venue"}
    assert {each.target for each in found if each.kind == "staff"} == {"K9", *(person.id for person in before.staff)}
    assert kinds["venue"][0].startswith("Other set-up: ")


def knows(archive: Archive, new: int) -> set[int]:
    return {each.knows for each in notices(archive, None, new, "en", TODAY)}


def test_what_is_new_begins_for_each_where_they_were_told_last_and_nothing_is_known_if_nobody_was(
    archive: Archive,
) -> None:
    for chosen in (plan(), later("1/nord", -1), later("1/nord", -7)):
        accepted(archive, chosen)
    assert [knows(archive, new) for new in (1, 2, 3)] == [{0}, {0}, {0}]
    assert told(notices(archive, None, 3, "en", TODAY)) == told(notices(archive, 0, 3, "en", TODAY))
    record(archive, None, 1, [], date(2022, 5, 2), "Anne")
    assert [knows(archive, new) for new in (2, 3)] == [{1}, {1}]
    with archive.store.reading() as connection:
        assert {each.revision for each in tellings_of(connection, "net")} == {1}
    one = notices(archive, None, 2, "en", TODAY)[0].audience
    record(archive, None, 2, [one], date(2022, 5, 3), "Anne")
    found = {each.audience: each for each in notices(archive, None, 3, "en", TODAY)}
    assert found[one].knows == 2
    assert {each.knows for audience, each in found.items() if audience != one} == {1}
    assert found[one].sentences == {each.audience: each for each in notices(archive, 2, 3, "en", TODAY)}[one].sentences
    record(archive, None, 3, [], date(2022, 5, 4), "Anne")
    assert all(each.told for each in notices(archive, None, 3, "en", TODAY))


def test_who_was_never_told_knows_what_a_calendar_of_their_own_showed_before(archive: Archive) -> None:
    accepted(archive, plan())
    whom = notices(archive, 0, 1, "en", TODAY)[0].audience
    with archive.store.writing() as connection:
        create(connection, "net", [whom], datetime.now(UTC) - timedelta(days=1))
    accepted(archive, later("1/nord", -1))
    accepted(archive, later("1/nord", -7))
    found = notices(archive, None, 3, "en", TODAY)
    assert {each.audience for each in found if each.knows == 2} <= {whom}
    assert {each.knows for each in found if each.audience != whom} == {0}
    assert whom not in {each.audience for each in found if each.knows == 0}


def test_a_calendar_that_was_made_in_the_second_of_a_revision_shows_it(archive: Archive) -> None:
    accepted(archive, plan())
    accepted(archive, later("1/nord", -1))
    accepted_at = archive.history()[1].accepted_at
    before, at = (each.audience for each in notices(archive, 1, 2, "en", TODAY)[:2])
    with archive.store.writing() as connection:
        for whom, seconds in ((before, -1), (at, 0)):
            create(connection, "net", [whom], accepted_at + timedelta(seconds=seconds))
    found = {each.audience: (each.knows, each.shown) for each in notices(archive, None, 2, "en", TODAY)}
    assert (found[before], found[at]) == ((1, False), (0, True))


def test_a_first_plan_is_announced_with_dates_hours_and_places_and_to_a_venue_with_rooms(archive: Archive) -> None:
    accepted(archive, plan())
    found = {each.audience: each.sentences for each in notices(archive, None, 1, "da", TODAY)}
    assert found[Audience("member", "a1")] == (
        "Kick-off: onsdag den 15. juni 2022 kl. 10.00 til 15.00, MESSE C, Fredericia.",
        "Møde 1, Nord: tirsdag den 21. marts 2023 kl. 10.00 til 15.00, AKKC, Aalborg.",
        "Møde 2, Nord: tirsdag den 12. september 2023 kl. 10.00 til 15.00, AKKC, Aalborg.",
    )
    assert found[Audience("venue", "akkc")] == (
        "Møde 1, Nord: tirsdag den 21. marts 2023 kl. 10.00 til 15.00, A.",
        "Møde 2, Nord: tirsdag den 12. september 2023 kl. 10.00 til 15.00, A.",
    )


@pytest.mark.parametrize("old", [None, 0])
def test_a_first_plan_is_announced_without_what_has_been_held_and_who_has_nothing_to_come_is_not_told(
    archive: Archive, old: int | None
) -> None:
    accepted(archive, plan())
    held = {each.meeting: each.start.date() for each in plan().meetings}

    def first_lines(day: date) -> dict[str, str]:
        return {f"{each.audience.kind}/{each.audience.target}": each.sentences[0]
                for each in notices(archive, old, 1, "en", day)}  # fmt: skip

    assert first_lines(held["kickoff"])["member/a1"].startswith("Kick-off: ")
    assert first_lines(held["kickoff"] + timedelta(1))["member/a1"].startswith("Møde 1, Nord: ")
    assert set(first_lines(held["2/nord"] + timedelta(1))) == {"member/c1", "member/c2", "staff/K1", "venue/messe-c"}
    assert first_lines(held["2/syd"] + timedelta(1)) == {}


def test_who_was_told_of_a_first_plan_is_listed_with_what_was_to_come_then(archive: Archive) -> None:
    accepted(archive, plan())
    everybody = notices(archive, None, 1, "en", TODAY)
    record(archive, None, 1, [], TODAY, "Anne")
    later_on = notices(archive, None, 1, "en", date(2023, 12, 1))
    assert [(each.sentences, each.notice_days) for each in later_on] == [
        (each.sentences, each.notice_days) for each in everybody
    ]


def test_a_first_announcement_does_not_speak_of_cancelled_meetings_that_its_reader_never_heard_of(
    archive: Archive,
) -> None:
    accepted(archive, plan())
    accepted(archive, Plan.of([each for each in plan().meetings if each.meeting != "1/nord"]), dropped="1/nord")
    accepted(archive, plan())
    again = [line for each in notices(archive, 2, 3, "en", TODAY) for line in each.sentences]
    assert again
    assert all(line.startswith("New: Møde 1, Nord, ") and "; replaces the cancelled meeting" in line for line in again)
    first = [line for each in notices(archive, None, 3, "en", TODAY) for line in each.sentences]
    assert any(line.startswith("Møde 1, Nord: ") for line in first)
    assert not any("replaces" in line or line.startswith(("New: ", "Cancelled: ", "Moved: ")) for line in first)


def test_notice_is_counted_to_the_first_day_to_come_and_what_comes_after_the_fact_says_so(archive: Archive) -> None:
    accepted(archive, plan())
    accepted(archive, later("1/nord", 7))
    (moved,) = (each.start.date() for each in plan().meetings if each.meeting == "1/nord")
    found = {}
    for days in (0, 1, 7, 8):
        told_then = notices(archive, 1, 2, "en", moved + timedelta(days))
        (found[days],) = {
            (
                (each.first_day - moved).days,
                each.notice_days,
                each.sentences[0].endswith(" (This comes after the fact.)"),
            )
            for each in told_then
        }
    assert found == {0: (0, 0, False), 1: (7, 6, True), 7: (7, 0, True), 8: (0, None, True)}


KICK_OFF = "Kick-off, Wednesday 15 June 2022, 10:00 to 15:00."
WAITS = f"You are on the waiting list for {KICK_OFF}"
HAS_A_PLACE = f"You have got a place at {KICK_OFF}"


def test_who_hears_first_of_a_plan_hears_of_the_waiting_list_as_well(archive: Archive) -> None:
    answered(archive, a1="yes", a2="yes")
    (day,) = (each.start.date() for each in plan().meetings if each.meeting == "kickoff")
    for today, waits in ((TODAY, True), (day, True), (day + timedelta(1), False)):
        found = {each.audience: each.sentences for each in notices(archive, None, 1, "en", today)}
        assert (found[Audience("member", "a2")][-1] == WAITS) is waits
        assert WAITS not in found[Audience("member", "a1")]


def test_who_gets_a_place_or_has_to_wait_is_told(archive: Archive) -> None:
    answered(archive, a1="yes", a2="yes")
    answered(archive, a1="no", a2="yes")
    answered(archive, a2="yes", a1="yes")
    answered(archive, a1="yes", a2="yes")
    found = [
        {each.audience.target: each.sentences for each in notices(archive, new - 1, new, "en", TODAY)}
        for new in (2, 3, 4)
    ]
    assert found == [{"a2": (HAS_A_PLACE,)}, {"a1": (WAITS,)}, {"a1": (HAS_A_PLACE,), "a2": (WAITS,)}]

"""The difference of two revisions, in words and as JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from calendars.language import Locale
from planner.network.history import Difference, at_revision, difference
from planner.network.published import Named, PublishedMeeting
from planner.schemas.revisions import difference_json
from planner.text.differences import difference_lines
from tests.planner.announcements import HALL, INN, announced
from tests.planner.network.test_history import lives_of

NET = announced("net/syd", day=40)


def between(before: list[PublishedMeeting], after: list[PublishedMeeting]) -> Difference:
    """The difference of two revisions in a row."""
    lives = lives_of(before, after)
    return difference(at_revision(lives, 1), lives)


def test_revisions_that_announce_the_same_are_not_different() -> None:
    found = between([announced(), NET], [NET, announced()])
    assert not found
    assert difference_lines(found, "da") == ["Ingen møder er ændret."]
    assert difference_json(found, "en").model_dump(mode="json") == {
        "new": [], "cancelled": [], "changed": [], "bookings": []
    }  # fmt: skip


def test_new_cancelled_and_changed_meetings_are_told_apart() -> None:
    found = between([announced(), NET], [announced(day=31), announced("net/nord")])
    assert [each.announced.meeting for each in found.new] == ["net/nord"]
    assert [each.announced for each in found.cancelled] == [NET]
    assert [(each.before, each.after) for each in found.changed] == [(announced(), announced(day=31))]
    as_json = difference_json(found, "en").model_dump(mode="json")
    assert as_json["changed"][0]["changes"] == ["time"]
    assert as_json["changed"][0]["before"]["start"] == "2022-05-31T10:00:00+02:00"
    assert as_json["cancelled"][0]["meeting"]["venue"] == "hal"


def test_backwards_new_and_cancelled_change_places() -> None:
    lives = lives_of([announced(), NET], [announced(day=31)])
    backwards = difference(lives, at_revision(lives, 1))
    assert [each.announced for each in backwards.new] == [NET]
    assert [(each.before, each.after) for each in backwards.changed] == [(announced(day=31), announced())]


def test_a_meeting_that_came_and_went_in_between_is_not_mentioned() -> None:
    lives = lives_of([announced()], [announced(), NET], [announced()])
    assert not difference(at_revision(lives, 1), lives)


def test_one_that_changed_and_changed_back_is_not_mentioned() -> None:
    lives = lives_of([announced()], [announced(day=31)], [announced()])
    assert not difference(at_revision(lives, 1), lives)


def test_members_are_counted_and_never_listed() -> None:
    found = difference_json(between([], [announced(members=("m1", "m2"))]), "en").model_dump(mode="json")
    assert found["new"][0]["meeting"]["members"] == 2
    assert "m1" not in str(found)


WORDS: list[tuple[PublishedMeeting, Locale, str]] = [
    (
        announced(day=31),
        "en",
        (
            "Moved: Møde kickoff, now Wednesday 1 June 2022, 10:00 to 15:30, instead of Tuesday "
            "31 May 2022, 10:00 to 15:30."
        ),
    ),
    (
        announced(day=31),
        "da",
        (
            "Flyttet: Møde kickoff, nu onsdag den 1. juni 2022 kl. 10.00 til 15.30, i stedet for tirsdag den 31. maj "
            "2022 kl. 10.00 til 15.30."
        ),
    ),
    (
        announced(end=announced().end + timedelta(days=1)),
        "da",
        (
            "Flyttet: Møde kickoff, nu tirsdag den 31. maj 2022 til onsdag den 1. juni 2022, hver dag kl. "
            "10.00–15.30, i stedet for tirsdag den 31. maj 2022 kl. 10.00 til 15.30."
        ),
    ),
    (
        announced(venue=INN, rooms=(Named("x", "X"),)),
        "en",
        ("Other venue: Møde kickoff, at Kroen, Give instead of Hallen, Vejle."),
    ),
    (announced(venue=INN), "da", "Nyt mødested: Møde kickoff, Kroen, Give i stedet for Hallen, Vejle."),
    (
        announced(venue=replace(HALL, address="Gade 2")),
        "da",
        ("Møde kickoff: navn, adresse eller beliggenhed for Hallen, Vejle er ændret."),
    ),
    (announced(rooms=(Named("b", "B"),)), "da", "Andre lokaler: Møde kickoff, B i stedet for Salen og A."),
    (announced(rooms=()), "da", "Andre lokaler: Møde kickoff, ingen lokaler i stedet for Salen og A."),
    (announced(staff=()), "en", "Other staff: Møde kickoff, nobody instead of Anne."),
    (announced(title="Start"), "en", 'Other title: Start was called "Møde kickoff".'),
    (announced(theme="Et fælles børnesyn"), "da", "Andet tema: Møde kickoff."),
    (announced(members=("m1", "m3", "m4")), "en", "Other participants: Møde kickoff, 2 members more and 1 fewer."),
    (announced(setup=2), "da", "Anden opstilling: Møde kickoff, 2 halve dage før og 0 efter."),
]


@pytest.mark.parametrize(("after", "locale", "said"), WORDS)
def test_a_change_is_one_sentence(after: PublishedMeeting, locale: Locale, said: str) -> None:
    assert difference_lines(between([announced()], [after]), locale) == [said]


def test_the_order_of_people_and_municipalities_is_no_change() -> None:
    two = announced(
        members=("erased-1", "m2"), staff=(Named("erased-2", "erased-2"), Named("kl-1", "Anne")),
        municipalities=(Named("0630", "Vejle"), Named("0101", "København")),
    )  # fmt: skip
    turned = replace(two, members=two.members[::-1], staff=two.staff[::-1], municipalities=two.municipalities[::-1])
    assert not between([two], [turned])


def test_a_municipality_that_is_renamed_brings_nobody_more_and_nobody_fewer() -> None:
    found = between([announced()], [announced(municipalities=(Named("0630", "Ny Vejle"),))])
    assert difference_lines(found, "en") == [
        "Møde kickoff: the municipalities of the same participants, or their names, are others."
    ]


def test_cancelled_new_and_replacing_meetings_are_said_with_time_and_place() -> None:
    assert difference_lines(between([NET], [announced()]), "da") == [
        (
            "Aflyst: Møde net/syd, Syd, der var planlagt til fredag den 10. juni 2022 kl. 10.00 til 15.30, Hallen, "
            "Vejle."
        ),
        "Nyt: Møde kickoff, tirsdag den 31. maj 2022 kl. 10.00 til 15.30, Hallen, Vejle.",
    ]
    merged = announced("net/øst", day=50, region=Named("øst", "Øst"))
    assert difference_lines(between([NET], [merged]), "en")[1] == (
        "New: Møde net/øst, Øst, Monday 20 June 2022, 10:00 to 15:30, Hallen, Vejle; replaces the cancelled meeting "
        "Møde net/syd, Syd."
    )

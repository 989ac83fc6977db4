"""What becomes of meetings from revision to revision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.network.history import HistoryRevision, MeetingHistory, StepKind, advance, at_revision
from planner.network.published import Aspect, Named, PublishedMeeting
from tests.planner.announcements import HALL, INN, NOW, announced

NORD, SYD, EAST = (Named(name.lower(), name) for name in ("Nord", "Syd", "Øst"))
ALFA, BETA = Named("1", "Alfa"), Named("2", "Beta")
EVERY = frozenset(Aspect)


def lives_of(
    *revisions: Iterable[PublishedMeeting], as_of: datetime = NOW, replaced: Iterable[str] = ()
) -> list[MeetingHistory]:
    """All lives after these revisions, a day apart; `replaced` goes for the last one."""
    known: dict[str, MeetingHistory] = {}
    for number, meetings in enumerate(revisions, start=1):
        last = number == len(revisions)
        occasion = HistoryRevision(number, NOW + timedelta(days=number), as_of, tuple(replaced) if last else ())
        touched = advance(known.values(), {each.meeting: each for each in meetings}, occasion)
        assert all(life.steps[-1].revision == number for life in touched)
        known.update({life.uid: life for life in touched})
    return list(known.values())


def test_a_meeting_keeps_its_uid_when_it_is_moved() -> None:
    (life,) = lives_of([announced(day=30)], [announced(day=31)])
    assert [step.event for step in life.steps] == [StepKind.NEW, StepKind.CHANGED]
    assert life.steps[1].aspects == {Aspect.TIME}
    assert life.sequence(EVERY) == 1


def test_what_does_not_change_takes_no_step() -> None:
    (life,) = lives_of(*[[announced()]] * 3)
    assert len(life.steps) == 1
    assert life.sequence(EVERY) == 0
    assert life.modified(EVERY) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("aspect", "change"),
    [
        (Aspect.TIME, {"end": announced().end + timedelta(minutes=5)}),
        (Aspect.VENUE, {"venue": INN}),
        (Aspect.VENUE, {"venue": replace(HALL, address="Gade 2")}),
        (Aspect.ROOMS, {"rooms": (Named("b", "B"),)}),
        (Aspect.STAFF, {"staff": ()}),
        (Aspect.TITLE, {"title": "Andet"}),
        (Aspect.TITLE, {"theme": "Andet"}),
        (Aspect.AUDIENCE, {"members": ("m1",)}),
        (Aspect.SETUP, {"teardown": 1}),
    ],
)
def test_each_change_is_of_one_aspect_and_unseen_by_readers_of_the_others(aspect: Aspect, change: object) -> None:
    (life,) = lives_of([announced()], [replace(announced(), **change)])  # type: ignore[arg-type]  # one field each
    assert life.steps[1].aspects == {aspect}
    assert life.sequence({aspect}) == 1
    assert life.modified({aspect}) == NOW + timedelta(days=2)
    assert life.sequence(EVERY - {aspect}) == 0
    assert life.modified(EVERY - {aspect}) == NOW + timedelta(days=1)


def test_a_meeting_that_is_missing_is_cancelled_and_known_as_it_was() -> None:
    (life,) = lives_of([announced()], [])
    assert life.cancelled
    assert life.announced == announced()
    assert life.sequence(()) == 1


def test_a_past_meeting_that_is_missing_is_not_cancelled() -> None:
    meeting = announced()
    (life,) = lives_of([meeting], [], as_of=meeting.end + timedelta(seconds=1))
    assert not life.cancelled
    assert len(life.steps) == 1


@pytest.mark.parametrize("replaced", [[], ["kickoff"]])
@pytest.mark.parametrize("later", [{"day": 90}, {"venue": INN}, {"members": ("m1",)}, {"staff": ()}])
def test_a_past_meeting_is_not_changed_by_what_is_learned_later(later: dict[str, Any], replaced: list[str]) -> None:
    meeting = announced()
    after = meeting.end + timedelta(seconds=1)
    (life,) = lives_of([meeting], [announced(**later)], as_of=after, replaced=replaced)
    assert (len(life.steps), life.announced) == (1, meeting)
    assert len(lives_of([meeting], [announced(**later)], as_of=meeting.end)[0].steps) == 2


def test_cancelled_is_final_and_what_is_held_after_all_is_a_new_meeting_that_replaces_it() -> None:
    old, new = lives_of([announced()], [], [announced(day=60)])
    assert old.cancelled
    assert new.replaces == (old.uid,)
    assert old.uid != new.uid


def test_only_the_last_cancelled_meeting_of_an_id_is_replaced() -> None:
    first, second, third = lives_of([announced()], [], [announced()], [], [announced()])
    assert (first.replaces, second.replaces, third.replaces) == ((), (first.uid,), (second.uid,))


def test_a_meeting_may_be_replaced_although_its_id_stays() -> None:
    old, new = lives_of([announced()], [announced(day=60)], replaced=["kickoff"])
    assert old.cancelled
    assert old.announced == announced()
    assert (new.announced, new.replaces) == (announced(day=60), (old.uid,))


def test_when_regions_merge_the_new_meeting_replaces_those_its_municipalities_had() -> None:
    def meeting(region: Named, *municipalities: Named) -> PublishedMeeting:
        return announced(f"2027-1/{region.id}", region=region, municipalities=municipalities)

    other = announced("2027-2/nord", municipalities=(ALFA,))
    before = [meeting(NORD, ALFA), meeting(SYD, BETA), other]
    lives = {life.meeting: life for life in lives_of(before, [meeting(EAST, ALFA, BETA), other])}
    replaced = {lives["2027-1/nord"].uid, lives["2027-1/syd"].uid}
    assert set(lives["2027-1/øst"].replaces) == replaced
    assert not lives["2027-2/nord"].cancelled


def test_a_new_meeting_replaces_nothing_of_other_municipalities_or_other_rounds() -> None:
    gone = [announced("a/nord", municipalities=(ALFA,)), announced("b/syd", municipalities=(BETA,))]
    *_, new = lives_of(gone, [announced("a/øst", municipalities=(BETA,))])
    assert new.replaces == ()


def test_a_life_can_be_seen_as_it_was_at_an_earlier_revision() -> None:
    lives = lives_of([announced()], [announced(day=31), announced("net/syd")], [announced("net/syd")])
    kickoff, net = lives
    assert kickoff.at(1) == replace(kickoff, steps=kickoff.steps[:1])
    assert net.at(1) is None
    assert [life.uid for life in at_revision(lives, 1)] == [kickoff.uid]
    assert at_revision(lives, 3) == tuple(lives)

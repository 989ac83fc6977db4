"""Sentences on revisions, and on the difference between two of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Locale, Message
from planner.network.history import Cancelled, Difference, MeetingChange, New, Since
from planner.network.published import Aspect, Named, Place, PublishedMeeting

if TYPE_CHECKING:
    from planner.store.revisions import Revision

ONE_DAY = Message("differences.one_day", "{day}, {start} to {end}")
EACH_DAY = Message("differences.each_day", "{day} to {last}, {start} to {end} each day")
SEVERAL_DAYS = Message("differences.several_days", "{day}, {start} to {last}, {end}")
NAME_AND_TOWN = Message("differences.name_and_town", "{name}, {town}")

NOTHING = Message("differences.nothing", "No meeting is different.")
NEW = Message("differences.new", "New: {meeting}, {time}, {venue}.")
REPLACES = Message(
    "differences.replaces",
    "New: {meeting}, {time}, {venue}; replaces {n:the cancelled meeting|the cancelled meetings} {others}.",
)
CANCELLED = Message("differences.cancelled", "Cancelled: {meeting}; it was announced for {time}, {venue}.")
MOVED = Message("differences.moved", "Moved: {meeting}, now {new}, instead of {old}.")
OTHER_VENUE = Message("differences.other_venue", "Other venue: {meeting}, at {new} instead of {old}.")
NOW_ONLINE = Message("differences.now_online", "Online: {meeting}, instead of at {old}.")
NO_LONGER_ONLINE = Message("differences.no_longer_online", "No longer online: {meeting}, but at {new}.")
VENUE_DETAILS = Message("differences.venue_details", "{meeting}: the name, address or position of {new} has changed.")
OTHER_ROOMS = Message("differences.other_rooms", "Other rooms: {meeting}, {new} instead of {old}.")
OTHER_STAFF = Message("differences.other_staff", "Other staff: {meeting}, {new} instead of {old}.")
OTHER_TITLE = Message("differences.other_title", 'Other title: {meeting} was called "{old}".')
OTHER_THEME = Message("differences.other_theme", "Other theme: {meeting}.")
OTHER_AUDIENCE = Message(
    "differences.other_audience",
    "Other participants: {meeting}, {joined} {joined:member|members} more and {left} fewer.",
)
OTHER_ANSWERS = Message(
    "differences.other_answers",
    "{meeting}: {declined} {declined:member has|members have} declined, {waiting} {waiting:waits|wait} for a place.",
)
OTHER_GUESTS = Message("differences.other_guests", "{meeting}: other guests are invited.")
OTHER_DEADLINES = Message("differences.other_deadlines", "{meeting}: other days by which something must be done.")
OTHER_MUNICIPALITIES = Message(
    "differences.other_municipalities",
    "{meeting}: the municipalities of the same participants, or their names, are others.",
)
OTHER_SETUP = Message(
    "differences.other_setup", "Other set-up: {meeting}, {before} {before:half-day|half-days} before and {after} after."
)
OTHER_SETUP_MINUTES = Message(
    "differences.other_setup_minutes",
    "Other set-up: {meeting}, {before} {before:minute|minutes} before and {after} after.",
)
AS_BEFORE = Message("differences.as_before", "Every meeting is as in revision {number}.")
MOVES_NOTHING = Message(
    "differences.moves_nothing", "Compared with revision {number} no meeting is moved or cancelled:"
)
MOVES = Message(
    "differences.moves",
    "Compared with revision {number} {n} {n:meeting is|meetings are} moved or cancelled, of which {people} "
    "{people:person|people} had been told:",
)
NOBODY = Message("differences.nobody", "nobody")
NO_ROOMS = Message("differences.no_rooms", "no rooms")

WHEN = Message("actions.revisions.when", "{day:short} {clock}")
TITLE = Message("actions.revisions.title", "Revision {number}, accepted {when} by {who}{why}")
SHOWN_WHY = Message("actions.revisions.shown_why", ": {why}")
NO_REASON = Message("actions.revisions.no_reason", "")
OVERRIDDEN = Message("actions.revisions.overridden", "Despite rule {rule} for {meeting}: {sentence}")


def moment(at: datetime, locale: Locale) -> str:
    """Return day and time as text."""
    return WHEN.say(locale, day=at.date(), clock=at)


def revision_title(revision: Revision, zone: tzinfo, locale: Locale) -> str:
    """Return number, time, author and reason of a revision."""
    return TITLE.say(
        locale,
        number=str(revision.number),
        when=moment(revision.accepted_at.astimezone(zone), locale),
        who=revision.accepted_by,
        why=BoundMessage(SHOWN_WHY, {"why": revision.why}) if revision.why else BoundMessage(NO_REASON),
    )


def overridden_lines(revision: Revision, locale: Locale) -> list[str]:
    """Return a sentence for each hard rule that a revision breaks on purpose."""
    return [
        OVERRIDDEN.say(locale, rule=each.rule, meeting=each.meeting, sentence=each.sentence)
        for each in revision.overrides
    ]


def difference_lines(found: Difference, locale: Locale) -> list[str]:
    """Return one sentence for each difference, or one that says that there is none."""
    return [said.say(locale) for said in _said(found)] or [NOTHING.say(locale)]


def since_lines(since: Since, locale: Locale) -> list[str]:
    """Return what accepting a plan would change, and how many people were told otherwise."""
    number, moved = str(since.revision), len(since.moved)
    if not since.difference:
        return [AS_BEFORE.say(locale, number=number)]
    said = MOVES if moved else MOVES_NOTHING
    head = said.say(locale, number=number, n=moved, people=since.people)
    return [head, *difference_lines(since.difference, locale)]


def time_of(announced: PublishedMeeting) -> BoundMessage:
    """Return the days and hours of a meeting."""
    start, end = announced.start, announced.end
    hours = {"day": start.date(), "start": start, "end": end}
    if start.date() == end.date():
        return BoundMessage(ONE_DAY, hours)
    return BoundMessage(EACH_DAY if announced.days > 1 else SEVERAL_DAYS, {**hours, "last": end.date()})


def place_name(place: Place) -> BoundMessage | str:
    """Return name and town of a venue; the town only if the name does not contain it."""
    if not place.town or place.town in place.name:
        return place.name
    return BoundMessage(NAME_AND_TOWN, {"name": place.name, "town": place.town})


def _said(found: Difference) -> Iterator[BoundMessage]:
    yield from map(_cancelled, found.cancelled)
    yield from map(_new, found.new)
    for changed in found.changed:
        yield from _changed(changed)
    yield from found.bookings


def _new(new: New) -> BoundMessage:
    others = [each.name for each in new.replaces]
    return BoundMessage(REPLACES if others else NEW, {**_whole(new.announced), "others": others, "n": len(others)})


def _cancelled(cancelled: Cancelled) -> BoundMessage:
    return BoundMessage(CANCELLED, _whole(cancelled.announced))


def _whole(announced: PublishedMeeting) -> dict[str, object]:
    return {"meeting": announced.name, "time": time_of(announced), "venue": place_name(announced.venue)}


def _changed(changed: MeetingChange) -> Iterator[BoundMessage]:
    before, after, aspects = changed.before, changed.after, changed.aspects
    for aspect in aspects:
        if aspect is Aspect.VENUE:
            yield _venue(before, after)
        elif aspect is Aspect.TITLE:
            yield _title(before, after)
        elif aspect is Aspect.AUDIENCE:
            yield _audience(before, after)
        elif aspect is Aspect.DEADLINES:
            yield BoundMessage(OTHER_DEADLINES, {"meeting": after.name})
        elif aspect is Aspect.SETUP:
            said = OTHER_SETUP_MINUTES if after.by_clock else OTHER_SETUP
            yield BoundMessage(said, {"meeting": after.name, "before": after.setup, "after": after.teardown})
        elif aspect is not Aspect.ROOMS or before.venue.id == after.venue.id:
            sentence, shown = _OLD_AND_NEW[aspect]
            yield BoundMessage(sentence, {"meeting": after.name, "old": shown(before), "new": shown(after)})


def _venue(before: PublishedMeeting, after: PublishedMeeting) -> BoundMessage:
    sentence = VENUE_DETAILS if before.venue.id == after.venue.id else OTHER_VENUE
    if before.venue.online != after.venue.online:
        sentence = NOW_ONLINE if after.venue.online else NO_LONGER_ONLINE
    values = {"old": place_name(before.venue), "new": place_name(after.venue)}
    return BoundMessage(sentence, {"meeting": after.name, **values})


def _title(before: PublishedMeeting, after: PublishedMeeting) -> BoundMessage:
    if before.name == after.name:
        return BoundMessage(OTHER_THEME, {"meeting": after.name})
    return BoundMessage(OTHER_TITLE, {"meeting": after.name, "old": before.name})


def _audience(before: PublishedMeeting, after: PublishedMeeting) -> BoundMessage:
    old, new = set(before.members), set(after.members)
    if old == new and before.guests != after.guests:
        return BoundMessage(OTHER_GUESTS, {"meeting": after.name})
    if old == new and before.municipalities == after.municipalities:
        values = {"declined": len(after.declined), "waiting": len(after.waiting)}
        return BoundMessage(OTHER_ANSWERS, {"meeting": after.name, **values})
    if old == new:
        return BoundMessage(OTHER_MUNICIPALITIES, {"meeting": after.name})
    return BoundMessage(OTHER_AUDIENCE, {"meeting": after.name, "joined": len(new - old), "left": len(old - new)})


def _names(named: tuple[Named, ...], nothing: Message) -> list[str] | BoundMessage:
    return [each.name for each in named] or BoundMessage(nothing)


_OLD_AND_NEW = {
    Aspect.TIME: (MOVED, time_of),
    Aspect.ROOMS: (OTHER_ROOMS, lambda announced: _names(announced.rooms, NO_ROOMS)),
    Aspect.STAFF: (OTHER_STAFF, lambda announced: _names(announced.staff, NOBODY)),
}

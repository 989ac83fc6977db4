"""What each reader must be told from one revision to a later one: what is new to them, in sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calendars.language import Locale, Message
from planner.feeds.audiences import (
    KINDS,
    AudienceKind,
    AudienceSet,
    Concerned,
    all_audiences,
    house,
    overview,
    participants,
)
from planner.network.history import Cancelled, Difference, MeetingChange, New, at_revision, difference
from planner.network.published import Aspect, PublishedMeeting, unchanged_in
from planner.store import revisions
from planner.store.feeds import Audience, Telling, feeds_of, tellings_of
from planner.store.revisions import meeting_histories
from planner.text.differences import difference_lines, place_name, time_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from planner.network.network import Network
    from planner.store.archive import Archive
    from planner.store.revisions import Revision

MEETING = Message("telling.meeting", "{meeting}: {time}, {place}.")
LATE = Message("telling.late", "{sentence} (This comes after the fact.)")
HAS_A_PLACE = Message("telling.has_a_place", "You have got a place at {meeting}, {time}.")
WAITS = Message("telling.waits", "You are on the waiting list for {meeting}, {time}.")
_SEEN = frozenset({Aspect.TIME, Aspect.VENUE, Aspect.ROOMS, Aspect.TITLE})
_TOLD: tuple[tuple[AudienceKind, Concerned, frozenset[Aspect]], ...] = (
    (AudienceKind.MEMBER, participants, _SEEN),
    (AudienceKind.GUESTS, participants, _SEEN),
    (AudienceKind.STAFF, overview, _SEEN | {Aspect.STAFF}),
    (AudienceKind.VENUE, house, _SEEN | {Aspect.SETUP}),
)
"""Who is told of a meeting, and of what about it."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody must be told.

    Attributes:
        name: of a member the municipality.
        sentences: in the language that was asked for.
        uids: of the meetings.
        days: of the meetings, as they were and as they are, in order.
        day: on which they were told, or are told if that is done today.
        knows: the revision from which on it is new to them; 0 if all is.
        shown: whether a calendar of their own was made since, which has it.
        told: that they were told of this revision or of a later one; None if nobody recorded it.
    """

    audience: Audience
    name: str
    sentences: tuple[str, ...]
    uids: frozenset[str]
    days: tuple[date, ...]
    day: date
    knows: int
    shown: bool
    told: Telling | None

    @property
    def first_day(self) -> date:
        """The first of the days that was still to come when they were told; the earliest if none was."""
        return next((day for day in self.days if day >= self.day), self.days[0])

    @property
    def notice_days(self) -> int | None:
        """How long before the first day they were told; None if they were told after the fact."""
        return (self.first_day - self.day).days if self.first_day >= self.day else None

    def kind(self, locale: Locale) -> str:
        """Return what kind of reader it is."""
        return KINDS[AudienceKind(self.audience.kind)].say(locale)


def notices(  # noqa: PLR0913, PLR0917 - all that it depends on
    archive: Archive, old: int | None, new: int, locale: Locale, today: date | None, network: Network | None = None
) -> list[Notice]:
    """Return who must be told what, from one revision to a later one; from 0 everything is new.

    Without an earlier revision each is told what is new since they were told last. For those who were never told that
    is the revision which a calendar of their own showed before, and else none. Who knows none is told what is still to
    come; the others, what is new, also where they hear of it after the fact.

    Args:
        archive: the archive of the network.
        old: the earlier revision; None for what each knows.
        new: the later one.
        locale: the language of the sentences.
        today: the day on which those are told who have not been; the real one if None.
        network: that of the later revision, if it has been read.

    Raises:
        NoSuchRevisionError: if there is no later one of that number.
    """
    with archive.store.reading() as connection:
        revision = revisions.numbered(connection, archive.network, new)
        network = network or revisions.content(connection, revision).network
        known = meeting_histories(connection, archive.network)
        readers = _Readers.of(connection, revision, network, today)
    told: list[Notice] = []
    for level in sorted({0, *readers.knows.values()}) if old is None else [old]:
        news = _News.of(difference(at_revision(known, level), at_revision(known, new)), level, locale)
        for reader in news.readers():
            if old is None and readers.knows.get(reader, 0) != level:
                continue
            notice = news.notice(reader, readers)
            if notice is not None:
                told.append(notice)
    order = [kind for kind, _, _ in _TOLD]
    return sorted(
        told, key=lambda each: (order.index(AudienceKind(each.audience.kind)), each.name, each.audience.target)
    )


@dataclass(frozen=True, slots=True)
class _Readers:
    """What the readers of a revision were told, and what their calendars show.

    Attributes:
        names: of a member that of the municipality.
        told: how each was told of it, or of a later one, first.
        knows: the earlier revision that each knows, if any.
        shown: who has got a calendar of their own since.
        today: the day on which those are told who have not been.
    """

    names: Mapping[Audience, str]
    told: Mapping[Audience, Telling]
    knows: Mapping[Audience, int]
    shown: frozenset[Audience]
    today: date
    zone: ZoneInfo

    @classmethod
    def of(cls, connection: Connection, revision: Revision, network: Network, today: date | None) -> _Readers:
        """Return the readers of a revision with that network."""
        recorded, feeds = tellings_of(connection, revision.network), feeds_of(connection, revision.network)
        homes, zone = {each.id: each.name for each in network.municipalities}, ZoneInfo(network.settings.timezone)
        members = {Audience(AudienceKind.MEMBER, each.id): homes.get(each.municipality, "") for each in network.members}
        shown = {each.audience: revision.number - 1 for each in feeds if each.created_at < revision.accepted_at}
        return cls(
            {**all_audiences(network), **members},
            {each.audience: each for each in reversed(recorded) if each.revision >= revision.number},
            {**shown, **{each.audience: each.revision for each in recorded if each.revision < revision.number}},
            frozenset(each.audience for each in feeds if each.created_at >= revision.accepted_at),
            today or datetime.now(zone).date(), zone,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _News:
    """What is new to those who know a revision; what several of them are told is put into words once.

    Attributes:
        level: number of the revision; 0 for none.
        concerned: the part of the difference that concerns each of them.
        places: what members are told who got a place, or have to wait for one, with the meeting, by its UID.
        said: sentences by the part of the difference that they say, and by how they say it.
    """

    level: int
    locale: Locale
    concerned: Mapping[Audience, Difference]
    places: Mapping[Audience, Mapping[str, tuple[str, PublishedMeeting]]]
    said: dict[tuple[int, bool], list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Difference, level: int, locale: Locale) -> _News:
        """Return what is new by a difference."""
        return cls(level, locale, by_audience(found), _places(found, locale))

    def readers(self) -> Iterable[Audience]:
        """Return to whom anything is new."""
        return dict.fromkeys([*self.concerned, *self.places])

    def notice(self, reader: Audience, readers: _Readers) -> Notice | None:
        """Return what one of them must be told; None if all of it is past, and they know no plan."""
        told = readers.told.get(reader)
        day = told.told_on if told else readers.today
        mine, placed = self.concerned.get(reader, Difference((), (), ())), self.places.get(reader, {})
        if not self.level:
            mine = replace(mine, new=tuple(each for each in mine.new if each.announced.end.date() >= day))
            placed = {uid: each for uid, each in placed.items() if each[1].end.date() >= day}
        met = [*_met(mine), *(each for _, each in placed.values())]
        if not met:
            return None
        sentences = self._changes(mine, day) if self.level else self._dates(mine, reader)
        sentences += [_timely(line, (each,), day, self.locale) for line, each in placed.values()]
        uids = {*(each.uid for each in mine.cancelled), *(each.uid for each in mine.new), *placed}
        uids.update(each.uid for each in mine.changed)
        days = tuple(sorted({each.start.astimezone(readers.zone).date() for each in met}))
        return Notice(
            reader, readers.names.get(reader, ""), tuple(sentences), frozenset(uids), days, day, self.level,
            reader in readers.shown, told,
        )  # fmt: skip

    def _dates(self, mine: Difference, reader: Audience) -> list[str]:
        """Return the meetings of somebody's first plan, with day, hours and place; for a venue the rooms are that."""
        at_home = reader.kind == AudienceKind.VENUE
        for each in mine.new:
            if (id(each), at_home) not in self.said:
                met = each.announced
                rooms = [room.name for room in met.rooms] if at_home else []
                values = {"meeting": met.name, "time": time_of(met), "place": rooms or place_name(met.venue)}
                self.said[id(each), at_home] = [MEETING.say(self.locale, **values)]
        return [line for each in mine.new for line in self.said[id(each), at_home]]

    def _changes(self, mine: Difference, day: date) -> list[str]:
        """Return the sentences of a difference to somebody who is told of it on a day."""
        parts: list[tuple[object, tuple[PublishedMeeting, ...], Difference]] = [
            *((each, (each.announced,), Difference((), (each,), ())) for each in mine.cancelled),
            *((each, (each.announced,), Difference((each,), (), ())) for each in mine.new),
            *((each, (each.before, each.after), Difference((), (), (each,))) for each in mine.changed),
        ]
        lines: list[str] = []
        for each, met, alone in parts:
            key = id(each), _is_late(met, day)
            if key not in self.said:
                self.said[key] = [_timely(line, met, day, self.locale) for line in difference_lines(alone, self.locale)]
            lines += self.said[key]
        return lines


def _is_late(met: Iterable[PublishedMeeting], day: date) -> bool:
    """Return whether a meeting, as it was or as it is, was over on the day on which somebody is told of it."""
    return min(each.end.date() for each in met) < day


def _timely(sentence: str, met: Iterable[PublishedMeeting], day: date, locale: Locale) -> str:
    """Return a sentence on a meeting; told after the fact, it says so."""
    return LATE.say(locale, sentence=sentence) if _is_late(met, day) else sentence


def _places(found: Difference, locale: Locale) -> dict[Audience, dict[str, tuple[str, PublishedMeeting]]]:
    """Return what members are told who got a place, or have to wait for one, with the meeting, by its UID."""
    told: defaultdict[Audience, dict[str, tuple[str, PublishedMeeting]]] = defaultdict(dict)
    for new in found.new:
        for member in new.announced.waiting:
            line = WAITS.say(locale, meeting=new.announced.name, time=time_of(new.announced))
            told[Audience(AudienceKind.MEMBER, member)][new.uid] = line, new.announced
    for each in found.changed:
        before, after = each.before, each.after
        kept = {*before.members} & {*after.members} - {*after.declined}
        for member in sorted(kept & ({*before.waiting} ^ {*after.waiting})):
            said = WAITS if member in after.waiting else HAS_A_PLACE
            values = {"meeting": after.name, "time": time_of(after)}
            told[Audience(AudienceKind.MEMBER, member)][each.uid] = said.say(locale, **values), after
    return told


def by_audience(found: Difference) -> dict[Audience, Difference]:
    """Return the part of a difference that concerns each audience."""
    new: defaultdict[Audience, list[New]] = defaultdict(list)
    gone: defaultdict[Audience, list[Cancelled]] = defaultdict(list)
    changed: defaultdict[Audience, list[MeetingChange]] = defaultdict(list)
    for kind, concerned, aspects in _TOLD:
        asked = AudienceSet(_named(found, kind))
        for added in found.new:
            for audience in concerned(added.announced, asked):
                new[audience].append(added)
        for cancelled in found.cancelled:
            for audience in concerned(cancelled.announced, asked):
                gone[audience].append(cancelled)
        for each in found.changed:
            before, after = concerned(each.before, asked), concerned(each.after, asked)
            seen = _as_seen(each, aspects)
            for audience in before & after if seen.aspects else ():
                changed[audience].append(seen)
            for audience in before - after:
                gone[audience].append(Cancelled(each.uid, each.before))
            for audience in after - before:
                new[audience].append(New(each.uid, each.after, ()))
    return {
        each: Difference(tuple(new[each]), tuple(gone[each]), tuple(changed[each]))
        for each in dict.fromkeys([*new, *gone, *changed])
    }


def _as_seen(each: MeetingChange, aspects: frozenset[Aspect]) -> MeetingChange:
    """Return a change without what its reader is not told of."""
    return replace(each, after=unchanged_in(each.before, each.after, frozenset(Aspect) - aspects))


def _met(found: Difference) -> list[PublishedMeeting]:
    """Return the meetings of a difference as they were and as they are."""
    met = [each.announced for each in found.new] + [each.announced for each in found.cancelled]
    return met + [meeting for each in found.changed for meeting in (each.before, each.after)]


def _named(found: Difference, kind: AudienceKind) -> Iterator[Audience]:
    """Yield the audiences of a kind that any meeting of a difference had or has."""
    met = _met(found)
    ids: Iterable[str]
    if kind is AudienceKind.MEMBER:
        ids = {member for each in met for member in each.members}
    elif kind is AudienceKind.GUESTS:
        ids = {guest for each in met for guest in each.guests}
    elif kind is AudienceKind.STAFF:
        ids = {person.id for each in met for person in each.staff}
    else:
        ids = {each.venue.id for each in met}
    yield from (Audience(kind, each) for each in ids)

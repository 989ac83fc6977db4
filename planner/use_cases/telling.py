"""Who must be told what after a revision: a list to review, a table for a mail merge, and drafts of mails.

Nothing is sent: the drafts are opened, addressed and sent by a person.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calendars.language import BoundMessage, Locale, Message, WrongValueError
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
from planner.feeds.folder import persons_of
from planner.feeds.publish import Publication
from planner.network.history import Cancelled, Difference, MeetingChange, New, at_revision, difference
from planner.network.problem import build_problem
from planner.network.published import Aspect, PublishedMeeting, unchanged_in
from planner.schemas.revisions import NoticeJson, NoticesJson
from planner.store import revisions
from planner.store.feeds import Audience, Telling, feeds_of, record_tellings, tellings_of
from planner.store.revisions import meeting_histories
from planner.text.differences import difference_lines, place_name, time_of

if TYPE_CHECKING:
    from planner.network.network import Network
    from planner.store.archive import Archive

SUBJECT = Message("telling.subject", "{network}: {n} {n:change|changes} to the meetings")
FIRST_SUBJECT = Message("telling.first_subject", "{network}: {n:date|dates} of {n} {n:meeting|meetings}")
GREETING = Message("telling.greeting", "This has changed since you last heard from us:")
FIRST_GREETINGS: Mapping[AudienceKind, Message] = {
    AudienceKind.MEMBER: Message("telling.first_greeting.member", "These are the dates of the network's meetings:"),
    AudienceKind.GUESTS: Message("telling.first_greeting.guests", "You are invited to these meetings:"),
    AudienceKind.STAFF: Message("telling.first_greeting.staff", "You are on duty at these meetings:"),
    AudienceKind.VENUE: Message("telling.first_greeting.venue", "We have planned these meetings at your venue:"),
}
ENDING = Message(
    "telling.ending",
    "The meetings are attached for your calendar. If you subscribe to ours, it is brought up to date by itself.",
)
MEETING = Message("telling.meeting", "{meeting}: {time}, {place}.")
LATE = Message("telling.late", "{sentence} (This comes after the fact.)")
HAS_A_PLACE = Message("telling.has_a_place", "You have got a place at {meeting}, {time}.")
WAITS = Message("telling.waits", "You are on the waiting list for {meeting}, {time}.")
NOT_CONCERNED = Message("telling.not_concerned", "{found} is not among those who are to be told of revision {number}.")
TOO_EARLY = Message(
    "telling.too_early", "Nobody was told on {found:date}: revision {number} was only accepted on {day:date}."
)
COLUMNS = (
    Message("telling.columns.kind", "For"),
    Message("telling.columns.id", "Id"),
    Message("telling.columns.name", "Name"),
    Message("telling.columns.what", "What"),
    Message("telling.columns.first_day", "First day"),
    Message("telling.columns.told_on", "Told on"),
    Message("telling.columns.email", "E-mail"),
)
ALL_TOLD = Message("telling.all_told", "Everybody has been told what is new.")
NOBODY_YET = Message("telling.nobody_yet", "Nobody has been told yet, and no calendar showed it before: all is new.")
EACH_SINCE = Message(
    "telling.each_since",
    "For each reader this is what is new since they were told last; for those who never were, since the revision that "
    "their calendar showed before.",
)
SINCE = Message("telling.since", "This is what is new since revision {number}.")
WITHOUT_ADDRESS = Message(
    "telling.without_address",
    "{n} of {all} {all:reader|readers} {n:has|have} no mail address in the files: {n:that draft has|their drafts have} "
    "no receiver. Addresses stand in the column email of members.csv and staff.csv.",
)
WITHOUT_FILE = Message("telling.without_file", "without-receiver")
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
    knows: int = 0
    shown: bool = False
    told: Telling | None = None

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
        recorded = tellings_of(connection, archive.network)
        feeds = feeds_of(connection, archive.network)
    zone = ZoneInfo(network.settings.timezone)
    today = today or datetime.now(zone).date()
    heard = {each.audience: each for each in reversed(recorded) if each.revision >= new}
    shown = {each.audience for each in feeds if each.created_at >= revision.accepted_at}
    knows = {each.audience: new - 1 for each in feeds if each.created_at < revision.accepted_at}
    knows |= {each.audience: each.revision for each in recorded if each.revision < new}  # in their order
    levels = sorted({0, *knows.values()}) if old is None else [old]
    homes = {each.id: each.name for each in network.municipalities}
    members = {each.id: homes.get(each.municipality, "") for each in network.members}
    names = all_audiences(network)
    told: list[Notice] = []
    for level in levels:
        found = difference(at_revision(known, level), at_revision(known, new))
        concerned, places = by_audience(found), _places(found, locale)
        said: dict[tuple[int, bool], list[str]] = {}
        for audience in dict.fromkeys([*concerned, *places]):
            if old is None and knows.get(audience, 0) != level:
                continue
            day = heard[audience].told_on if audience in heard else today
            mine, placed = concerned.get(audience, Difference((), (), ())), places.get(audience, {})
            if not level:
                mine = replace(mine, new=tuple(each for each in mine.new if each.announced.end.date() >= day))
            placed = {uid: each for uid, each in placed.items() if level or each[1].end.date() >= day}
            met = [*_met(mine), *(each for _, each in placed.values())]
            if not met:
                continue
            name = members.get(audience.target, "") if audience.kind == AudienceKind.MEMBER else names.get(audience, "")
            uids = [*(each.uid for each in mine.cancelled), *(each.uid for each in mine.new)]
            uids += [each.uid for each in mine.changed]
            sentences = _lines(mine, day, locale, said) if level else _dates(mine, audience, locale, said)
            days = tuple(sorted({each.start.astimezone(zone).date() for each in met}))
            lines = (*sentences, *(_timely(said, (each,), day, locale) for said, each in placed.values()))
            told.append(
                Notice(
                    audience, name, lines, frozenset(uids) | placed.keys(), days, day, level, audience in shown,
                    heard.get(audience),
                )
            )  # fmt: skip
    order = [kind for kind, _, _ in _TOLD]
    return sorted(
        told, key=lambda each: (order.index(AudienceKind(each.audience.kind)), each.name, each.audience.target)
    )


def _dates(mine: Difference, audience: Audience, locale: Locale, said: dict[tuple[int, bool], list[str]]) -> list[str]:
    """Return the meetings of somebody's first plan, each with day, hours and place; for a venue the rooms are that."""
    at_home = audience.kind == AudienceKind.VENUE
    for each in mine.new:
        if (id(each), at_home) not in said:
            met = each.announced
            rooms = [room.name for room in met.rooms] if at_home else []
            values = {"meeting": met.name, "time": time_of(met), "place": rooms or place_name(met.venue)}
            said[id(each), at_home] = [MEETING.say(locale, **values)]
    return [line for each in mine.new for line in said[id(each), at_home]]


def _lines(mine: Difference, day: date, locale: Locale, said: dict[tuple[int, bool], list[str]]) -> list[str]:
    """Return the sentences of a difference; those of what it shares with others, by their ids in `said`, once."""
    parts: list[tuple[object, tuple[PublishedMeeting, ...], Difference]] = [
        *((each, (each.announced,), Difference((), (each,), ())) for each in mine.cancelled),
        *((each, (each.announced,), Difference((each,), (), ())) for each in mine.new),
        *((each, (each.before, each.after), Difference((), (), (each,))) for each in mine.changed),
    ]
    lines: list[str] = []
    for each, met, alone in parts:
        key = id(each), _is_late(met, day)
        if key not in said:
            said[key] = [_timely(line, met, day, locale) for line in difference_lines(alone, locale)]
        lines += said[key]
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


def record(  # noqa: PLR0913, PLR0917 - all that is recorded
    archive: Archive, old: int | None, new: int, whom: Collection[Audience], told_on: date, told_by: str
) -> int:
    """Record who was told on a day what is new from one revision to another; everybody concerned if nobody is named.

    Returns:
        How many they are.

    Raises:
        WrongValueError: if somebody named need not be told, or the day lies before the revision.
        NoSuchRevisionError: if there is no revision of that number.
    """
    concerned = {each.audience for each in notices(archive, old, new, "en", told_on)}
    others = [f"{each.kind}/{each.target}" for each in whom if each not in concerned]
    if others:
        raise WrongValueError(BoundMessage(NOT_CONCERNED, {"found": others[0], "number": str(new)}))
    kept = archive.kept(new)
    accepted = kept.revision.as_of.astimezone(ZoneInfo(kept.content.network.settings.timezone)).date()
    if told_on < accepted:
        raise WrongValueError(BoundMessage(TOO_EARLY, {"number": str(new), "day": accepted, "found": told_on}))
    told = [Telling(new, each, told_on, told_by) for each in (whom or concerned)]
    with archive.store.writing() as connection:
        record_tellings(connection, archive.network, told)
    return len(told)


def needed_notice(network: Network) -> int:
    """Return how many days before a meeting people must at least hear of it, as its rules ask."""
    return max((rule.notice_days for rule in build_problem(network).rules), default=0)


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


def notices_json(archive: Archive, old: int | None, new: int, today: date | None, locale: Locale) -> NoticesJson:
    """Return who must be told what from one revision to a later one, by default from the one that people know.

    Raises:
        NoSuchRevisionError: if there is no later one of that number.
    """
    network = archive.kept(new).content.network
    day = today or datetime.now(ZoneInfo(network.settings.timezone)).date()
    needed, found = needed_notice(network), notices(archive, old, new, locale, day, network)
    least = min((each.knows for each in found), default=max(new - 1, 0)) if old is None else old
    return NoticesJson(
        network=archive.network, old=least, known=_known(found, old).say(locale), new=new, as_of=day,
        notice_days=needed, notices=tuple(_notice_json(each, needed) for each in found),
    )  # fmt: skip


def _known(found: Collection[Notice], old: int | None) -> BoundMessage:
    """Return what people know before they are told, in words."""
    if old is not None:
        return BoundMessage(SINCE, {"number": str(old)}) if old else BoundMessage(NOBODY_YET)
    if found and all(each.told for each in found):
        return BoundMessage(ALL_TOLD)
    return BoundMessage(EACH_SINCE if any(each.knows or each.told for each in found) else NOBODY_YET)


def _notice_json(notice: Notice, needed: int) -> NoticeJson:
    days = notice.notice_days
    return NoticeJson(
        kind=notice.audience.kind, id=notice.audience.target, name=notice.name, sentences=notice.sentences,
        first_day=notice.first_day, knows=notice.knows, told_on=notice.told.told_on if notice.told else None,
        told_by=notice.told.told_by if notice.told else None, days=days, short=days is None or days < needed,
    )  # fmt: skip


def mail_addresses(people: Network) -> dict[Audience, str]:
    """Return the mail addresses that a network's files give, by whom they are of."""
    return {audience: person.email for audience, person in persons_of(people).items() if person.email}


def without_address(readers: Collection[Audience], emails: Mapping[Audience, str]) -> BoundMessage | None:
    """Return how many readers have no mail address, in words; None if all have one."""
    n = sum(each not in emails for each in readers)
    return BoundMessage(WITHOUT_ADDRESS, {"n": n, "all": len(readers)}) if n else None


def as_table(found: Iterable[Notice], locale: Locale, emails: Mapping[Audience, str]) -> str:
    """Return a row for each reader as CSV with semicolons, for a mail merge."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([each.say(locale) for each in COLUMNS])
    for each in found:
        told_on = each.told.told_on.isoformat() if each.told else ""
        cells = [each.kind(locale), each.audience.target, each.name, "\n".join(each.sentences)]
        cells += [each.first_day.isoformat(), told_on, emails.get(each.audience, "")]
        writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells])
    return "\ufeff" + out.getvalue()


def drafts(
    archive: Archive, found: Iterable[Notice], new: int, locale: Locale, emails: Mapping[Audience, str]
) -> Iterator[tuple[str, bytes]]:
    """Yield a file name and a mail for each reader, with the entries of the meetings attached; who has no address last.

    Args:
        archive: the archive of the network.
        found: who is told what.
        new: number of the revision.
        locale: the language of the mail.
        emails: the mail addresses that are known; other drafts have no receiver, and a text names them.
    """
    wanted = list(found)
    with archive.store.reading() as connection:
        revision = revisions.numbered(connection, archive.network, new)
        network = revisions.content(connection, revision).network
        known = at_revision(meeting_histories(connection, archive.network), new)
        publication = Publication.of(connection, network, revision, known)
        uids = frozenset(uid for each in wanted for uid in each.uids)
        entries = publication.entries(frozenset(each.audience for each in wanted), uids)
    for each in wanted:
        mail = EmailMessage()
        if each.audience in emails:
            mail["To"] = _receiver(emails[each.audience])
        first = each.knows == 0  # nothing that could have changed
        name = " ".join(network.settings.name.split())
        mail["Subject"] = (FIRST_SUBJECT if first else SUBJECT).say(locale, network=name, n=len(each.uids))
        mail["X-Unsent"] = "1"  # Outlook and others open it as a draft
        greeting = FIRST_GREETINGS[AudienceKind(each.audience.kind)] if first else GREETING
        lines = [greeting.say(locale), "", *each.sentences, "", ENDING.say(locale)]
        mail.set_content("\n".join(lines) + "\n")
        mail.add_attachment(
            entries[each.audience], "text", "calendar", filename=f"{archive.network}.ics", params={"method": "PUBLISH"}
        )
        yield f"{each.audience.kind}-{_plain(each.audience.target)}.eml", bytes(mail)

    said = without_address([each.audience for each in wanted], emails)
    if said is not None:
        names = [f"{each.kind(locale)}: {each.name} ({each.audience.target})" for each in wanted
                 if each.audience not in emails]  # fmt: skip
        yield f"{WITHOUT_FILE.say(locale)}.txt", "\r\n".join(["\ufeff" + said.say(locale), "", *names, ""]).encode()


def _receiver(address: str) -> str:
    """Return a mail address without what could end the line of the header."""
    return "".join(each for each in address if each.isprintable()).strip()


def _plain(text: str) -> str:
    return "".join(each if each.isalnum() or each in "-_." else "_" for each in text)

"""Who must be told what after a revision: a list to review, a table for a mail merge, and drafts of mails.

Nothing is sent: the drafts are opened, addressed and sent by a person.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
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
from planner.feeds.publish import Publication
from planner.network.history import Cancelled, Difference, MeetingChange, New, at_revision, difference
from planner.network.problem import build_problem
from planner.network.published import Aspect, PublishedMeeting, unchanged_in
from planner.schemas.revisions import NoticeJson, NoticesJson
from planner.store import revisions
from planner.store.feeds import Audience, Telling, record_tellings, tellings_of
from planner.store.revisions import meeting_histories
from planner.text.differences import difference_lines, time_of

if TYPE_CHECKING:
    from planner.network.network import Network
    from planner.store.archive import Archive

SUBJECT = Message("telling.subject", "{network}: {n} {n:change|changes}")
GREETING = Message("telling.greeting", "This has changed in the plan:")
ENDING = Message("telling.ending", "The entries are attached. If you subscribe to the calendar, it follows by itself.")
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
)
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
        first_day: the earliest day of them, as they were and as they are.
        told: that they were told of this revision or of a later one; None if nobody recorded it.
    """

    audience: Audience
    name: str
    sentences: tuple[str, ...]
    uids: frozenset[str]
    first_day: date
    told: Telling | None = None

    def notice_days(self, today: date) -> int:
        """Return how long before the first day they were told, or are told if that is done today."""
        return (self.first_day - (self.told.told_on if self.told else today)).days

    def kind(self, locale: Locale) -> str:
        """Return what kind of reader it is."""
        return KINDS[AudienceKind(self.audience.kind)].say(locale)


def notices(archive: Archive, old: int, new: int, locale: Locale) -> list[Notice]:
    """Return who must be told what, from one revision to a later one; from 0 everything is new.

    Raises:
        NoSuchRevisionError: if there is no later one of that number.
    """
    with archive.store.reading() as connection:
        revision = revisions.numbered(connection, archive.network, new)
        network = revisions.content(connection, revision).network
        known = meeting_histories(connection, archive.network)
        recorded = [each for each in tellings_of(connection, archive.network) if each.revision >= new]
    zone = ZoneInfo(network.settings.timezone)
    heard = {each.audience: each for each in reversed(recorded)}
    found = difference(at_revision(known, old), at_revision(known, new))
    homes = {each.id: each.name for each in network.municipalities}
    members = {each.id: homes.get(each.municipality, "") for each in network.members}
    names = all_audiences(network)
    told: list[Notice] = []
    places = _places(found, locale)
    concerned = by_audience(found)
    for audience in dict.fromkeys([*concerned, *places]):
        mine, placed = concerned.get(audience, Difference((), (), ())), places.get(audience, {})
        name = members.get(audience.target, "") if audience.kind == AudienceKind.MEMBER else names.get(audience, "")
        uids = [*(each.uid for each in mine.cancelled), *(each.uid for each in mine.new)]
        uids += [each.uid for each in mine.changed]
        sentences = difference_lines(mine, locale) if audience in concerned else ()
        met = [*_met(mine), *(each for _, each in placed.values())]
        first = min(each.start.astimezone(zone).date() for each in met)
        lines = (*sentences, *(said for said, _ in placed.values()))
        told.append(Notice(audience, name, lines, frozenset(uids) | placed.keys(), first, heard.get(audience)))
    order = [kind for kind, _, _ in _TOLD]
    return sorted(
        told, key=lambda each: (order.index(AudienceKind(each.audience.kind)), each.name, each.audience.target)
    )


def _places(found: Difference, locale: Locale) -> dict[Audience, dict[str, tuple[str, PublishedMeeting]]]:
    """Return what members are told who got a place, or have to wait for one, with the meeting, by its UID."""
    told: defaultdict[Audience, dict[str, tuple[str, PublishedMeeting]]] = defaultdict(dict)
    for each in found.changed:
        before, after = each.before, each.after
        kept = {*before.members} & {*after.members} - {*after.declined}
        for member in sorted(kept & ({*before.waiting} ^ {*after.waiting})):
            said = WAITS if member in after.waiting else HAS_A_PLACE
            values = {"meeting": after.name, "time": time_of(after)}
            told[Audience(AudienceKind.MEMBER, member)][each.uid] = said.say(locale, **values), after
    return told


def known_before(archive: Archive, new: int) -> int:
    """Return the revision that all know before they are told of another: what those were told last who know least.

    Where nobody recorded that, it is the one before; 0 for none.
    """
    with archive.store.reading() as connection:
        told = tellings_of(connection, archive.network)
    last = {each.audience: each.revision for each in told if each.revision < new}  # in order of revisions
    return min(last.values(), default=max(new - 1, 0))


def record(  # noqa: PLR0913, PLR0917 - all that is recorded
    archive: Archive, old: int, new: int, whom: Collection[Audience], told_on: date, told_by: str
) -> int:
    """Record who was told on a day what is new from one revision to another; everybody concerned if nobody is named.

    Returns:
        How many they are.

    Raises:
        WrongValueError: if somebody named need not be told, or the day lies before the revision.
        NoSuchRevisionError: if there is no revision of that number.
    """
    concerned = {each.audience for each in notices(archive, old, new, "en")}
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
    first = known_before(archive, new) if old is None else old
    network = archive.kept(new).content.network
    day = today or datetime.now(ZoneInfo(network.settings.timezone)).date()
    needed = needed_notice(network)
    return NoticesJson(
        network=archive.network, old=first, new=new, as_of=day, notice_days=needed,
        notices=tuple(_notice_json(each, day, needed) for each in notices(archive, first, new, locale)),
    )  # fmt: skip


def _notice_json(notice: Notice, today: date, needed: int) -> NoticeJson:
    days = notice.notice_days(today)
    return NoticeJson(
        kind=notice.audience.kind, id=notice.audience.target, name=notice.name, sentences=notice.sentences,
        first_day=notice.first_day, told_on=notice.told.told_on if notice.told else None,
        told_by=notice.told.told_by if notice.told else None, days=days, short=days < needed,
    )  # fmt: skip


def as_table(found: Iterable[Notice], locale: Locale) -> str:
    """Return a row for each reader as CSV with semicolons, for a mail merge."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([each.say(locale) for each in COLUMNS])
    for each in found:
        told_on = each.told.told_on.isoformat() if each.told else ""
        cells = [each.kind(locale), each.audience.target, each.name, "\n".join(each.sentences)]
        cells += [each.first_day.isoformat(), told_on]
        writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells])
    return "\ufeff" + out.getvalue()


def drafts(archive: Archive, found: Iterable[Notice], new: int, locale: Locale) -> Iterator[tuple[str, bytes]]:
    """Yield a file name and a mail for each reader, with the entries of the meetings attached.

    Args:
        archive: the archive of the network.
        found: who is told what.
        new: number of the revision.
        locale: the language of the mail.
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
        mail["Subject"] = SUBJECT.say(locale, network=" ".join(network.settings.name.split()), n=len(each.uids))
        mail["X-Unsent"] = "1"  # Outlook and others open it as a draft
        lines = [GREETING.say(locale), "", *each.sentences, "", ENDING.say(locale)]
        mail.set_content("\n".join(lines) + "\n")
        mail.add_attachment(
            entries[each.audience], "text", "calendar", filename=f"{archive.network}.ics", params={"method": "PUBLISH"}
        )
        yield f"{each.audience.kind}-{_plain(each.audience.target)}.eml", bytes(mail)


def _plain(text: str) -> str:
    return "".join(each if each.isalnum() or each in "-_." else "_" for each in text)

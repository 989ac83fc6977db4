"""Who must be told what after a revision: a list to review, a table for a mail merge, and drafts of mails.

Nothing is sent: the drafts are opened, addressed and sent by a person.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import TYPE_CHECKING

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
from planner.feeds.publish import Publication
from planner.network.history import Cancelled, Difference, MeetingChange, New, at_revision, difference
from planner.network.published import Aspect, unchanged_in
from planner.store import revisions
from planner.store.feeds import Audience
from planner.store.revisions import meeting_histories
from planner.text.differences import difference_lines, time_of

if TYPE_CHECKING:
    from planner.store.archive import Archive

SUBJECT = Message("telling.subject", "{network}: {n} {n:change|changes}")
GREETING = Message("telling.greeting", "This has changed in the plan:")
ENDING = Message("telling.ending", "The entries are attached. If you subscribe to the calendar, it follows by itself.")
HAS_A_PLACE = Message("telling.has_a_place", "You have got a place at {meeting}, {time}.")
WAITS = Message("telling.waits", "You are on the waiting list for {meeting}, {time}.")
COLUMNS = (
    Message("telling.columns.kind", "For"),
    Message("telling.columns.id", "Id"),
    Message("telling.columns.name", "Name"),
    Message("telling.columns.what", "What"),
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
    """

    audience: Audience
    name: str
    sentences: tuple[str, ...]
    uids: frozenset[str]

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
        lines = difference_lines(mine, locale) if audience in concerned else ()
        sentences = (*lines, *placed.values())
        told.append(Notice(audience, name, sentences, frozenset(uids) | placed.keys()))
    order = [kind for kind, _, _ in _TOLD]
    return sorted(
        told, key=lambda each: (order.index(AudienceKind(each.audience.kind)), each.name, each.audience.target)
    )


def _places(found: Difference, locale: Locale) -> dict[Audience, dict[str, str]]:
    """Return what members are told who got a place, or have to wait for one, by UID of the meeting."""
    told: defaultdict[Audience, dict[str, str]] = defaultdict(dict)
    for each in found.changed:
        before, after = each.before, each.after
        kept = {*before.members} & {*after.members} - {*after.declined}
        for member in sorted(kept & ({*before.waiting} ^ {*after.waiting})):
            said = WAITS if member in after.waiting else HAS_A_PLACE
            values = {"meeting": after.name, "time": time_of(after)}
            told[Audience(AudienceKind.MEMBER, member)][each.uid] = said.say(locale, **values)
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


def _named(found: Difference, kind: AudienceKind) -> Iterator[Audience]:
    """Yield the audiences of a kind that any meeting of a difference had or has."""
    met = [each.announced for each in found.new] + [each.announced for each in found.cancelled]
    met += [meeting for each in found.changed for meeting in (each.before, each.after)]
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


def as_table(found: Iterable[Notice], locale: Locale) -> str:
    """Return a row for each reader as CSV with semicolons, for a mail merge."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([each.say(locale) for each in COLUMNS])
    for each in found:
        cells = (each.kind(locale), each.audience.target, each.name, "\n".join(each.sentences))
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

"""Who must be told what after a revision: a list to review, a table for a mail merge, and drafts of mails.

Nothing is sent: the drafts are opened, addressed and sent by a person.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calendars.language import BoundMessage, Locale, Message, WrongValueError
from planner.feeds.audiences import (
    AudienceKind,
)
from planner.feeds.folder import persons_of
from planner.feeds.notices import Notice, notices
from planner.feeds.publish import Publication
from planner.network.history import at_revision
from planner.network.problem import build_problem
from planner.schemas.revisions import NoticeJson, NoticesJson
from planner.store import revisions
from planner.store.feeds import Audience, Telling, record_tellings
from planner.store.revisions import meeting_histories

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

"""How an accepted plan stands today: what was edited since, whether it still keeps the rules, and what is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from constraints.check import PLAN, check
from constraints.problem.naming import booking_state, days_name, meeting_name
from constraints.problem.problem import BookingState
from constraints.replanning import planned_on
from planner.changes.edits import Edit, network_edits
from planner.changes.kinds import with_ids
from planner.changes.records import RecordFile, change_of, in_force
from planner.changes.records_kept import records_of
from planner.errors import CHANGES_FILE, InputErrors, abbreviated
from planner.feeds.folder import Folder, missing_feeds, outdated
from planner.feeds.notices import notices
from planner.network.meetings import DeadlineKind, deadlines
from planner.network.problem import build_problem
from planner.network.settings import ChangeRecord
from planner.reschedule.details import WITH_DETAILS
from planner.reschedule.reschedule import in_words
from planner.schemas.revisions import revision_json
from planner.schemas.status import BrokenJson, DueJson, EditJson, StatusJson
from planner.use_cases.telling import needed_notice

if TYPE_CHECKING:
    from pathlib import Path

    from calendars.language import Locale
    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Plan
    from constraints.problem.rule import Finding
    from planner.network.network import Network
    from planner.store.archive import Archive, RevisionRecord
    from planner.use_cases.today import NetworkToday

SOON_DAYS = 30
"""Days ahead within which what is due is named."""

NOTICE = Message(
    "status.notice",
    "{meeting} on {day:date}: until {last:date} people can be told in time that it is moved ({n} {n:day|days}).",
)
UNTOLD = Message(
    "status.untold",
    "{meetings} {meetings:meeting has|meetings have} changed since people were told: {n} {n:reader has|readers have} "
    "not been told of revision {number}. The first meeting concerned is on {day:date}: tell them until {last:date} "
    "({needed} {needed:day|days}).",
)
UNTOLD_LATE = Message(
    "status.untold_late",
    "{meetings} {meetings:meeting has|meetings have} changed since people were told: {n} {n:reader has|readers have} "
    "not been told of revision {number}. The first meeting concerned is on {day:date}, which is sooner than the "
    "{needed} {needed:day|days} of notice that the rules ask for: tell them now.",
)
NOBODY_TOLD = Message(
    "status.nobody_told",
    "Nobody has been told of the plan yet. The first meeting is on {day:date}: tell people until {last:date} ({needed} "
    "{needed:day|days}).",
)
NOBODY_TOLD_LATE = Message(
    "status.nobody_told_late",
    "Nobody has been told of the plan yet. The first meeting is on {day:date}, which is sooner than the {needed} "
    "{needed:day|days} of notice that the rules ask for: tell people now.",
)
OPTION = Message(
    "status.option",
    "{venue} on {day} for {whom} is held until {until:date}; confirm it by then or release it.",
)
OPTION_GONE = Message(
    "status.option_gone", "{venue} on {day} for {whom} was held until {until:date}; that is over, so ask anew."
)
FREE_OPTION = Message(
    "status.free_option", "{venue} on {day} is held until {until:date}; confirm it by then or release it."
)
FREE_GONE = Message("status.free_gone", "{venue} on {day} was held until {until:date}; that is over, so ask anew.")
UNUSED = Message(
    "status.unused",
    "{venue} on {day} is booked for {whom} ({state}), but the plan does not use it; book what it says instead.",
)
NOTHING_BOOKED = Message("status.nothing_booked", "Nothing is booked yet for: {meetings}.")
DUE = {
    DeadlineKind.REGISTRATION: Message(
        "status.registration", "Registration to {meeting} on {day:date} ends on {until:date}."
    ),
    DeadlineKind.NUMBERS: Message(
        "status.numbers",
        "{venue} must be told by {until:date} how many come to {meeting} on {day:date}; {expected} "
        "{expected:is|are} expected.",
    ),
    DeadlineKind.CATERING: Message(
        "status.catering",
        "The catering for {meeting} on {day:date} must be ordered at {venue} by {until:date}; {expected} "
        "{expected:is|are} expected.",
    ),
}
SAID = Message("status.said", "said {day:date}")
PLANNED = Message("status.planned", "{meeting} was planned for {day:date} then")
KEEPS_WINDOWS = Message("status.keeps_windows", "windows are kept")
CALLED_OFF = Message(
    "status.called_off",
    "{meeting} ({title}) has been called off, but still stands in the plan; a new plan is made without it.",
)
CALLED_OFF_HELD = Message(
    "status.called_off_held",
    "{meeting} ({title}) has been called off, but was held by the plan on {day:date}, and stays as it was held. Take "
    "the change out of changes.toml, or the meeting out of the change.",
)
NO_FEEDS = Message("status.no_feeds", "{n} {n:calendar has|calendars have} no address yet.")
OUTDATED = Message(
    "status.outdated",
    "{n} {n:calendar|calendars} in {folder} {n:does|do} not say what is decided by now.",
)
UNREADABLE = Message("status.unreadable", "The calendars in {folder} cannot be read: {reason}.")


def edits_since(archive: Archive, kept: RevisionRecord, today: NetworkToday) -> tuple[Edit, ...]:
    """Return what is different from the network that a revision rests on to that of today, changes last."""
    before, after = records_of(archive, kept), today.file.records
    same = today.network
    if before != after:
        try:
            same = today.under(before)
        except InputErrors:  # a change of then does not fit the files of now
            same = today.network
    return (*network_edits(kept.content.network, same), *change_edits(before, after, today.network))


def uploaded_since(kept: RevisionRecord, network: Network) -> tuple[Edit, ...]:
    """Return what is different from the network of a revision to one that was uploaded since, changes last."""
    before = base = kept.content.network
    new = tuple(each for each in network.changes if each not in before.changes)
    with suppress(InputErrors):  # they fit the files uploaded, perhaps not those of then
        base = in_force(before, RecordFile(new))
    return (*network_edits(base, network), *change_edits(before.changes, network.changes, network))


def change_edits(before: Iterable[ChangeRecord], after: Iterable[ChangeRecord], network: Network) -> tuple[Edit, ...]:
    """Return which changes are new, gone or other than before, by their numbers, in the network's language."""
    old, new = {each.n: each for each in before}, {each.n: each for each in after}
    return tuple(
        Edit(CHANGES_FILE, str(n), "", *_told_apart(old.get(n), new.get(n), network))
        for n in dict.fromkeys([*old, *new])
        if old.get(n) != new.get(n)
    )


def _told_apart(
    before: ChangeRecord | None, after: ChangeRecord | None, network: Network
) -> tuple[str | None, str | None]:
    """Return both as words, with their days if they would read alike."""
    found = _words(before, network), _words(after, network)
    if before is None or after is None or found[0] != found[1]:
        return found
    return _as_said(before, network), _as_said(after, network)


def _as_said(record: ChangeRecord, network: Network) -> str:
    """Return a change as words, with the day it was said and what was planned by then."""
    details = [
        BoundMessage(SAID, {"day": record.said}),
        *(BoundMessage(PLANNED, {"meeting": each, "day": day}) for each, day in sorted(record.planned.items())),
        *([BoundMessage(KEEPS_WINDOWS)] if record.keep_windows else []),
    ]
    return WITH_DETAILS.say(network.settings.locale, sentence=_words(record, network), details=details).rstrip(".")


def _words(record: ChangeRecord | None, network: Network) -> str | None:
    if record is None:
        return None
    return change_words(record, network).rstrip(".")


def change_words(record: ChangeRecord, network: Network) -> str:
    """Return a recorded change as a sentence in the network's language."""
    change = with_ids(change_of(record), network)
    return in_words(change, network, record.said, network.settings.locale)  # type: ignore[arg-type]


def status(  # noqa: PLR0913 - all that it is told by
    archive: Archive, kept: RevisionRecord, network: Network, edits: Iterable[Edit], as_of: date | None = None,
    *, published: Path | None = None,
) -> StatusJson:  # fmt: skip
    """Return how the last revision stands.

    Args:
        archive: the archive of the network.
        kept: its last revision.
        network: the network of today.
        edits: what is different from the network of the revision to it.
        as_of: the day that is taken for today; the real one if None.
        published: the folder whose calendars are to be compared with what is decided, if it is there.
    """
    locale = network.settings.locale
    day = network.day(as_of)
    plan = kept.content.plan
    verdict = check(planned_on(build_problem(network), plan, day), plan)
    return StatusJson(
        network=archive.network,
        as_of=day,
        revision=revision_json(kept.revision),
        edits=tuple(_edit_json(each, locale) for each in edits),
        keeps_rules=not verdict.broken,
        broken=tuple(
            BrokenJson(rule=each.rule, meetings=tuple(each.meetings), sentence=_sentence(each, network, plan, day))
            for each in verdict.broken
        ),
        due=tuple(
            chain(
                sorted(
                    [
                        *_notice(verdict, day, locale),
                        *_untold(archive, kept, day, locale),
                        *_bookings(verdict, network, day),
                        *_deadlines(verdict, network, day),
                    ],
                    key=_soonest,
                ),
                _feeds(archive, kept.content.network, locale),
                _published(archive, published, locale) if published else (),
            )
        ),
    )


def _sentence(finding: Finding, network: Network, plan: Plan, as_of: date) -> str:
    """Return what is broken; of a meeting that stands in the plan and was called off, that it was."""
    locale = network.settings.locale
    for meeting in finding.meetings if finding.rule == PLAN else ():
        if meeting in network.dropped:
            last = next(each.end.date() for each in plan.meetings if each.meeting == meeting)
            title = network.round_of[meeting].title
            said = CALLED_OFF_HELD if last < as_of else CALLED_OFF
            return said.say(locale, meeting=meeting, title=title, day=last)
    return finding.say(locale)


def _edit_json(edit: Edit, locale: Locale) -> EditJson:
    return EditJson(
        file=edit.file, row=edit.row, key=edit.key, before=edit.before, after=edit.after, sentence=edit.said.say(locale)
    )


def _notice(verdict: Verdict, as_of: date, locale: Locale) -> Iterator[DueJson]:
    problem = verdict.schedule.problem
    needed = max((rule.notice_days for rule in problem.rules), default=0)
    if not needed:
        return
    for held in sorted(verdict.schedule, key=lambda each: (each.start, each.id)):
        day = held.start.astimezone(problem.zone).date()
        last = day - timedelta(needed)
        if as_of <= last <= as_of + timedelta(SOON_DAYS):
            said = BoundMessage(
                NOTICE, {"meeting": meeting_name(problem, held.meeting), "day": day, "last": last, "n": needed}
            )
            yield DueJson(kind="move", meeting=held.id, until=last, sentence=said.say(locale))


def _deadlines(verdict: Verdict, network: Network, as_of: date) -> Iterator[DueJson]:
    """Yield what must soon be done before meetings: registration, numbers and catering."""
    schedule = verdict.schedule
    for held in schedule:
        venue = schedule.venue(held)
        for kind, until in deadlines(network, held.id, venue.id, held.day):
            if kind in DUE and as_of <= until <= as_of + timedelta(SOON_DAYS):
                said = BoundMessage(DUE[kind], {
                    "meeting": schedule.name(held), "day": held.day, "venue": venue.name, "until": until,
                    "expected": held.expected,
                })  # fmt: skip
                yield DueJson(kind="deadline", meeting=held.id, until=until, sentence=said.say(network.settings.locale))


def _untold(archive: Archive, kept: RevisionRecord, as_of: date, locale: Locale) -> Iterator[DueJson]:
    """Yield how many have not been told of the last revision, and until when they should be."""
    number = kept.revision.number
    found = notices(archive, None, number, locale, as_of, kept.content.network)
    waiting = [each for each in found if each.told is None and not each.shown and each.days[-1] >= as_of]
    if waiting:
        first = min(day for each in waiting for day in each.days if day >= as_of)
        needed = needed_notice(kept.content.network)
        last = first - timedelta(needed)
        in_time, late = (UNTOLD, UNTOLD_LATE)
        if not any(each.knows or each.told for each in found):
            in_time, late = (NOBODY_TOLD, NOBODY_TOLD_LATE)
        meetings = {uid for each in waiting for uid in each.uids}
        said = BoundMessage(
            in_time if last >= as_of else late,
            {
                "n": len(waiting), "number": str(number), "day": first, "last": last, "needed": needed,
                "meetings": len(meetings),
            },
        )  # fmt: skip
        yield DueJson(kind="tell", until=last, sentence=said.say(locale))


def _soonest(due: DueJson) -> tuple[date, str]:
    return due.until or date.max, due.meeting or ""


def _bookings(verdict: Verdict, network: Network, as_of: date) -> Iterator[DueJson]:
    """Yield the options that run out soon or have run out, the bookings that the plan does not use, what is not booked.

    Args:
        verdict: of the plan.
        network: the network of today.
        as_of: today.
    """
    if not network.bookings:
        return
    locale, venues = network.settings.locale, {venue.id: venue.name for venue in network.venues}
    schedule, booked = verdict.schedule, set()
    held = {each.id: each for each in schedule}
    for row in network.bookings:
        one, days = held.get(row.meeting or ""), row.span()
        values: dict[str, object] = {
            "venue": venues[row.venue], "day": days_name(days), "until": row.until,
            "state": booking_state(row.state, row.until),
            "whom": row.meeting if one is None else schedule.name(one),
        }  # fmt: skip
        lapsed = row.until is not None and row.until < as_of
        used = one is not None and schedule.venue(one).id == row.venue and one.span.within(days) == one.span
        if used and one is not None and not lapsed:
            booked.add(one.id)
        if days.last < as_of:
            continue
        if row.until is not None and (lapsed or row.until <= as_of + timedelta(SOON_DAYS)):
            with_meeting, alone = (OPTION_GONE, FREE_GONE) if lapsed else (OPTION, FREE_OPTION)
            said = BoundMessage(alone if row.meeting is None else with_meeting, values)
            yield DueJson(kind="booking", meeting=row.meeting, until=row.until, sentence=said.say(locale))
        elif row.meeting is not None and not used and row.state is not BookingState.RESERVE:
            said = BoundMessage(UNUSED, values)
            yield DueJson(kind="booking", meeting=row.meeting, sentence=said.say(locale))
    houses = [each for each in schedule if not schedule.venue(each).online]
    without = [each for each in houses if each.id not in booked and each.day >= as_of]
    if without:
        names = abbreviated([schedule.name(each) for each in without])
        yield DueJson(kind="booking", sentence=NOTHING_BOOKED.say(locale, meetings=names))


def _feeds(archive: Archive, network: Network, locale: Locale) -> Iterator[DueJson]:
    with archive.store.reading() as connection:
        n = sum(map(len, missing_feeds(connection, archive.network, network).values()))
    if n:
        yield DueJson(kind="feeds", sentence=NO_FEEDS.say(locale, n=n))


def _published(archive: Archive, path: Path, locale: Locale) -> Iterator[DueJson]:
    try:
        n = outdated(Folder(path), archive)
    except OSError as error:
        said = UNREADABLE.say(locale, folder=str(path), reason=error.strerror or str(error))
        yield DueJson(kind="feeds", sentence=said)
        return
    if n:
        yield DueJson(kind="feeds", sentence=OUTDATED.say(locale, n=n, folder=str(path)))

"""Meetings as calendar entries (VEVENT, RFC 5545): the view each audience has of a meeting, and its rendering."""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import quote

from calendars.days import Interval, Span
from calendars.ical.write import EventStatus, VEvent
from calendars.language import BoundMessage, Locale, Message
from constraints.problem.naming import booking_state
from planner.feeds.audiences import standings
from planner.network.history import HistoryStep, MeetingHistory, StepKind
from planner.network.meetings import DeadlineKind
from planner.network.published import MEETING_PLACEHOLDER, Aspect, Place, PublishedMeeting
from planner.store.feeds import Audience
from planner.text.differences import place_name, time_of

if TYPE_CHECKING:
    from planner.network.network import Network
    from planner.network.tables import BookingRow


CANCELLED = Message("entries.cancelled", "Cancelled: {title}")
WITHDRAWN = Message("entries.withdrawn", "No longer: {title}")
SETUP = Message("entries.setup", "Set-up: {title}")
TEARDOWN = Message("entries.teardown", "Tear-down: {title}")
HELD_DATE = Message("entries.held_date", "Reserved: {title}")
RELEASED = Message("entries.released", "Released: {title}")

IS_CANCELLED = Message("entries.is_cancelled", "The meeting is cancelled.")
IS_WITHDRAWN = Message("entries.is_withdrawn", "The meeting no longer concerns this calendar.")
MOVED_FROM = Message("entries.moved_from", "Moved from {time}.")
OTHER_VENUE = Message("entries.other_venue", "Other venue; it was {venue}.")
NOW_ONLINE = Message("entries.now_online", "Held online; the venue was {venue}.")
NO_LONGER_ONLINE = Message("entries.no_longer_online", "No longer online, but at {venue}.")
JOIN = Message("entries.join", "Join: {link}")
REPLACES = Message("entries.replaces", "Replaces the cancelled {n:meeting|meetings}: {meetings}.")
MEETING_AT = Message("entries.meeting_at", "{meeting}, {time}")
TIME = Message("entries.time", "Time: {time}")
THEME = Message("entries.theme", "Theme: {theme}")
REGISTER_BY = Message("entries.register_by", "Registration until {day:date}.")
DEADLINES: Mapping[DeadlineKind, Message] = {
    DeadlineKind.REGISTRATION: Message("entries.deadlines.registration", "Registration ends: {meeting}"),
    DeadlineKind.NUMBERS: Message("entries.deadlines.numbers", "Tell {venue} how many come: {meeting}"),
    DeadlineKind.CATERING: Message("entries.deadlines.catering", "Order the catering at {venue}: {meeting}"),
    DeadlineKind.OPTION: Message("entries.deadlines.option", "Confirm or release {venue}: {meeting}"),
}
PROGRAMME = Message("entries.programme", "Programme:")
PART = Message("entries.part", "{start}–{end} {part}")
ROOMS = Message("entries.rooms", "Rooms: {rooms}")
BOOKING = Message("entries.booking", "Booking: {state}")
CONTACT = Message("entries.contact", "Contact: {contact}")
LINK = Message("entries.link", "More: {link}")
LET = Message("entries.let", "The rooms are let for this too.")

WAITS = Message("entries.waits", "You are number {n} on the waiting list.")
DECLINED = Message("entries.declined", "You have said that you do not come.")

NOT_DECIDED = Message(
    "entries.not_decided", "The date is not decided. Please keep it free until it is confirmed or released."
)
IS_RELEASED = Message("entries.is_released", "The date is no longer reserved.")

FOLLOWS_THE_PLAN = Message(
    "entries.follows_the_plan",
    "This calendar follows the plan: meetings that are moved or cancelled are corrected by themselves.",
)
HELD_DATES = Message("entries.held_dates", "Reserved dates: {calendar}")
HELD_DATES_ARE = Message(
    "entries.held_dates_are", "Dates to keep free until they are decided. Decided meetings stand in another calendar."
)


ENTRY_FORMAT_VERSION = 2
"""Increase it when entries are rendered differently, so that their LAST-MODIFIED becomes that of the next revision."""


@dataclass(frozen=True, slots=True)
class Style:
    """The settings that determine how entries are rendered.

    Attributes:
        link: address of a page about a meeting, with "{meeting}" in place of its id; "" for none.
        bookings: what is booked at the venues, which see it in their calendars.
    """

    locale: Locale
    contact: str = ""
    link: str = ""
    bookings: tuple[BookingRow, ...] = ()

    @classmethod
    def of(cls, network: Network) -> Style:
        """Return the style that the settings of a network state."""
        settings = network.settings
        booked = tuple(each for each in network.bookings if each.meeting is not None)
        return cls(settings.locale, settings.publishing.contact or "", settings.publishing.link or "", booked)

    @property
    def hash(self) -> str:
        """A hash of the style and the format version; equal hashes mean equally rendered entries."""
        states = (f"{each.venue} {each.meeting} {each.span()} {each.state} {each.until}" for each in self.bookings)
        written = "\0".join((str(ENTRY_FORMAT_VERSION), self.locale, self.contact, self.link, *states))
        return hashlib.sha256(written.encode()).hexdigest()

    def booking_of(self, announced: PublishedMeeting) -> BookingRow | None:
        """Return the booking of the meeting at its venue on its first day; None if there is none."""
        day = announced.start.date()
        of_meeting = (each for each in self.bookings if each.meeting == announced.meeting)
        return next((each for each in of_meeting if each.venue == announced.venue.id and day in each.span()), None)

    def link_to(self, announced: PublishedMeeting) -> str:
        """Return the address of the page about the meeting; "" for none."""
        return self.link.replace(MEETING_PLACEHOLDER, quote(announced.meeting))


@dataclass(frozen=True, slots=True)
class EntryContext:
    """What an entry is rendered with besides the meeting itself.

    Attributes:
        since: the time since which entries are rendered in this style; LAST-MODIFIED is never earlier.
        meeting_histories: all of them by UID, to find what a meeting replaces.
        sequence_base: added to every SEQUENCE, since calendars may have seen what a restored backup does not know.
    """

    style: Style
    since: datetime
    meeting_histories: Mapping[str, MeetingHistory] = field(default_factory=dict)
    sequence_base: int = 0


class EntryState(Enum):
    """The state of a meeting for an audience."""

    HELD = auto()
    CANCELLED = auto()
    WITHDRAWN = auto()
    """The meeting is held, but no longer concerns the audience."""


@dataclass(frozen=True)
class MeetingView:
    """An audience's view of a meeting.

    Attributes:
        life: the history of the meeting.
        state: its state for the audience.
        seen: the steps visible to the audience, from the first publication (to anyone) to the last that concerns it.
        shown: the published meeting at each step that concerns the audience, oldest first; the last is current.
        standing: -1 for who declined, from 1 on the place of who waits for a place, else 0.
    """

    life: MeetingHistory
    state: EntryState
    seen: tuple[HistoryStep, ...]
    shown: tuple[PublishedMeeting, ...]
    standing: int = 0

    @property
    def announced(self) -> PublishedMeeting:
        """The meeting as last published to the audience."""
        return self.shown[-1]

    @property
    def sequence(self) -> int:
        """The number of changes (SEQUENCE, RFC 5545, 3.8.7.4); it never decreases, because steps are only added."""
        return len(self.seen) - 1

    @property
    def modified(self) -> datetime:
        """The time of the last change."""
        return self.seen[-1].at

    @cached_property
    def moved_from(self) -> PublishedMeeting | None:
        """The meeting as shown before its time changed; None if it did not."""
        now = (self.announced.start, self.announced.end, self.announced.days)
        return next((each for each in reversed(self.shown) if (each.start, each.end, each.days) != now), None)

    @cached_property
    def venue_before(self) -> PublishedMeeting | None:
        """The meeting as shown before its venue changed; None if it did not."""
        return next((each for each in reversed(self.shown) if each.venue.id != self.announced.venue.id), None)


@dataclass(frozen=True, slots=True)
class PastCutoffs:
    """What was past when each revision was accepted.

    Attributes:
        as_of: by revision number, the moment before which meetings that ended were past.
    """

    as_of: Mapping[int, datetime]

    def holds(self, announced: PublishedMeeting, revision: int) -> bool:
        """Return whether the meeting was past at the revision (number)."""
        return announced.end < self.as_of[revision]

    def over(self, view: MeetingView, revision: int, end: datetime) -> bool:
        """Return whether a cancelled or withdrawn entry may be left out: the day on which it ends is past."""
        return view.state is not EntryState.HELD and self.day_over(end, revision)

    def day_over(self, end: datetime, revision: int) -> bool:
        """Return whether the day that contains the last moment before `end` was past at the revision."""
        last_day = (end - timedelta.resolution).date()
        return last_day < self.as_of[revision].astimezone(end.tzinfo).date()


def views(
    life: MeetingHistory, aspects: Collection[Aspect], concerns: Sequence[frozenset[Audience]], past: PastCutoffs
) -> Iterator[tuple[MeetingView, frozenset[Audience]]]:
    """Yield the distinct views of a meeting, each with the audiences that share it.

    Args:
        life: the history of the meeting.
        aspects: the aspects shown to these audiences.
        concerns: for each step of the history, the audiences whom the meeting concerns from then on.
        past: what was past at each revision.
    """
    alike: defaultdict[tuple[int | None, ...], list[Audience]] = defaultdict(list)
    stand = [
        standings(step.announced, each) if step.announced.declined or step.announced.waiting else dict.fromkeys(each, 0)
        for step, each in zip(life.steps, concerns, strict=True)
    ]
    for audience in frozenset[Audience]().union(*concerns):
        alike[tuple(each.get(audience) for each in stand)].append(audience)
    for pattern, audiences in alike.items():
        yield _view(life, frozenset(aspects), pattern, past), frozenset(audiences)


def _view(
    life: MeetingHistory, aspects: frozenset[Aspect], stand: tuple[int | None, ...], past: PastCutoffs
) -> MeetingView:
    """Return the view of the audiences that stand so at each step; None where the meeting does not concern them."""
    theirs = tuple(each is not None for each in stand)
    last = max(n for n, concerns in enumerate(theirs) if concerns)
    whole, state, end = last == len(theirs) - 1, EntryState.HELD, last
    if whole and life.cancelled:
        state = EntryState.CANCELLED
    elif not whole and not past.holds(life.steps[last].announced, life.steps[last + 1].revision):
        state, end = EntryState.WITHDRAWN, last + 1  # a past meeting is not withdrawn
    seen = tuple(step for n, step in enumerate(life.steps[: end + 1]) if _is_visible(step, aspects, stand, n))
    shown = tuple(step.announced for step, concerns in zip(life.steps, theirs, strict=True) if concerns)
    return MeetingView(life, state, seen, shown, stand[last] or 0)


def _is_visible(step: HistoryStep, aspects: frozenset[Aspect], stand: tuple[int | None, ...], n: int) -> bool:
    """Return whether step `n` is seen.

    Publication and cancellation always are; else a shown aspect, or that the audience stands otherwise than before.
    """
    return step.event is not StepKind.CHANGED or bool(step.aspects & aspects) or stand[n] != stand[n - 1]


Write = Callable[[MeetingView, EntryContext], VEvent]
"""Renders a view for some kind of audience."""

_STATUS = {
    EntryState.HELD: EventStatus.CONFIRMED,
    EntryState.CANCELLED: EventStatus.CANCELLED,
    EntryState.WITHDRAWN: EventStatus.CANCELLED,
}
_TITLE = {EntryState.CANCELLED: CANCELLED, EntryState.WITHDRAWN: WITHDRAWN}
_NOTE = {EntryState.CANCELLED: IS_CANCELLED, EntryState.WITHDRAWN: IS_WITHDRAWN}


def participants_entry(view: MeetingView, setting: EntryContext) -> VEvent:
    """Render a view for audiences of one region; the title does not name it."""
    return _entry(view, setting, view.announced.title)


def overview_entry(view: MeetingView, setting: EntryContext) -> VEvent:
    """Render a view for audiences of many regions."""
    return _entry(view, setting, view.announced.name)


def venue_entry(view: MeetingView, setting: EntryContext) -> VEvent:
    """Render a view for the venue, with the state of its booking."""
    entry, booking = overview_entry(view, setting), setting.style.booking_of(view.announced)
    if booking is None or view.state is not EntryState.HELD:
        return entry
    state = BoundMessage(BOOKING, {"state": booking_state(booking.state, booking.until)})
    return replace(entry, description=f"{entry.description}\n{state.say(setting.style.locale)}")


def title_of(view: MeetingView, setting: EntryContext, title: str) -> str:
    """Return the title, prefixed with what became of the meeting if it is not held."""
    sentence = _TITLE.get(view.state)
    return title if sentence is None else sentence.say(setting.style.locale, title=title)


def address_of(place: Place) -> str:
    """Return name, address and town of a venue on one line, without repetition."""
    parts = [place.name]
    for part in (place.address, place.town):
        if part and part not in ", ".join(parts):
            parts.append(part)
    return ", ".join(parts)


def position_of(place: Place) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees; None if unknown."""
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def conference_of(place: Place) -> tuple[str, str] | None:
    """Return the address under which one joins online, with its name; None if it is a house or has none."""
    return (place.link, place.name) if place.online and place.link else None


def bare_entry(view: MeetingView, setting: EntryContext) -> VEvent:
    """Return the entry with everything that all audiences see alike."""
    announced, style = view.announced, setting.style
    return VEvent(
        uid=view.life.uid,
        sequence=setting.sequence_base + view.sequence,
        stamp=max(view.modified, setting.since),
        when=Interval(announced.start, first_end(announced)),
        days=announced.days,
        summary=announced.title,
        status=EventStatus.TENTATIVE if view.state is EntryState.HELD and view.standing > 0 else _STATUS[view.state],
        transparent=view.standing < 0,
        location=address_of(announced.venue),
        geo=position_of(announced.venue),
        contact=style.contact,
        url=style.link_to(announced),
        siblings=view.life.replaces,
        conference=conference_of(announced.venue),
    )


def lines_of(view: MeetingView, setting: EntryContext) -> Iterator[BoundMessage]:
    """Yield the lines of the description: what changed, what is current, and whom to contact."""
    announced = view.announced
    yield from change_lines(view, setting)
    yield BoundMessage(TIME, {"time": time_of(announced)})
    if announced.theme and announced.theme not in announced.title:
        yield BoundMessage(THEME, {"theme": announced.theme})
    if announced.register_by is not None:
        yield BoundMessage(REGISTER_BY, {"day": announced.register_by})
    yield from programme(announced)
    if announced.rooms:
        yield BoundMessage(ROOMS, {"rooms": ", ".join(room.name for room in announced.rooms)})
    if announced.venue.link and view.state is EntryState.HELD:
        yield BoundMessage(JOIN, {"link": announced.venue.link})
    yield from closing(announced, setting)


def programme(announced: PublishedMeeting) -> Iterator[BoundMessage]:
    """Yield the parts of the meeting with their clock times, after a line that says so; nothing if it has none."""
    if announced.parts:
        yield BoundMessage(PROGRAMME)
    start = announced.start
    for title, minutes in announced.parts:
        end = _minutes_from(start, minutes)
        yield BoundMessage(PART, {"start": start, "end": end, "part": title})
        start = end


def closing(announced: PublishedMeeting, setting: EntryContext) -> Iterator[BoundMessage]:
    """Yield whom to contact and where to read more."""
    yield from contact_of(setting)
    if setting.style.link:
        yield BoundMessage(LINK, {"link": setting.style.link_to(announced)})


def contact_of(setting: EntryContext) -> Iterator[BoundMessage]:
    """Yield whom to contact."""
    if setting.style.contact:
        yield BoundMessage(CONTACT, {"contact": setting.style.contact})


def text_of(lines: Iterator[BoundMessage], setting: EntryContext) -> str:
    """Return the lines joined by line breaks."""
    return "\n".join(line.say(setting.style.locale) for line in lines)


def _entry(view: MeetingView, setting: EntryContext, title: str) -> VEvent:
    return replace(
        bare_entry(view, setting),
        summary=title_of(view, setting, title),
        description=text_of(lines_of(view, setting), setting),
    )


def change_lines(view: MeetingView, setting: EntryContext) -> Iterator[BoundMessage]:
    """Yield what became of the meeting: cancelled, no longer of this audience, moved, elsewhere, in place of others."""
    if view.state in _NOTE:
        yield BoundMessage(_NOTE[view.state])
    elif view.standing > 0:
        yield BoundMessage(WAITS, {"n": view.standing})
    elif view.standing < 0:
        yield BoundMessage(DECLINED)
    if view.moved_from is not None:
        yield BoundMessage(MOVED_FROM, {"time": time_of(view.moved_from)})
    if view.venue_before is not None:
        yield _other_venue(view.venue_before.venue, view.announced.venue)
    replaced = [
        setting.meeting_histories[uid].announced for uid in view.life.replaces if uid in setting.meeting_histories
    ]
    if replaced:
        yield BoundMessage(REPLACES, {"n": len(replaced), "meetings": [_name_and_time(each) for each in replaced]})


def _other_venue(before: Place, now: Place) -> BoundMessage:
    if now.online and not before.online:
        return BoundMessage(NOW_ONLINE, {"venue": place_name(before)})
    if before.online and not now.online:
        return BoundMessage(NO_LONGER_ONLINE, {"venue": place_name(now)})
    return BoundMessage(OTHER_VENUE, {"venue": place_name(before)})


def _name_and_time(announced: PublishedMeeting) -> BoundMessage:
    return BoundMessage(MEETING_AT, {"meeting": announced.name, "time": time_of(announced)})


def tentative_entry(view: MeetingView, setting: EntryContext) -> VEvent:
    """Render the days of a proposed meeting as tentative, or as cancelled once the date is released."""
    announced, held = view.announced, view.state is EntryState.HELD
    title = HELD_DATE if held else RELEASED
    bare = bare_entry(view, setting)
    return replace(
        bare,
        when=days_of(announced),
        days=1,
        summary=title.say(setting.style.locale, title=announced.name),
        status=EventStatus.TENTATIVE if held else EventStatus.CANCELLED,
        description=text_of(_lines(view, setting), setting),
        url="",
    )


def days_of(announced: PublishedMeeting) -> Span:
    """Return the first and last day; an end at midnight does not count as another day."""
    return Span(announced.start.date(), (announced.end - timedelta.resolution).date())


def _lines(view: MeetingView, setting: EntryContext) -> Iterator[BoundMessage]:
    yield BoundMessage(NOT_DECIDED if view.state is EntryState.HELD else IS_RELEASED)
    yield from contact_of(setting)


def deadline_of(announced: PublishedMeeting, kind: DeadlineKind) -> date | None:
    """Return the day by which something must be done for the meeting; None if that is not said."""
    return next((day for each, day in announced.deadlines if each == kind), None)


def end_of_deadline(announced: PublishedMeeting, kind: DeadlineKind) -> datetime:
    """Return the end of the day by which something must be done; of the meeting if that is not said."""
    day = deadline_of(announced, kind)
    return announced.end if day is None else datetime.combine(day + timedelta(days=1), time.min, announced.end.tzinfo)


def deadline_entry(view: MeetingView, setting: EntryContext, kind: DeadlineKind) -> VEvent:
    """Render a day by which something must be done before the meeting, as an entry of that day for its staff."""
    announced = view.announced
    day = deadline_of(announced, kind) or announced.start.date()
    names = {"venue": announced.venue.name, "meeting": announced.name}
    lines = iter((BoundMessage(MEETING_AT, {"meeting": announced.name, "time": time_of(announced)}),))
    return replace(
        bare_entry(view, setting),
        uid=str(uuid.uuid5(uuid.UUID(view.life.uid), kind)),
        when=Span(day, day),
        days=1,
        summary=title_of(view, setting, DEADLINES[kind].say(setting.style.locale, **names)),
        description=text_of(chain(lines, contact_of(setting)), setting),
        transparent=True,
        siblings=(),
    )


_NOON = 12
"""Hour at which the second half-day begins; also the hours in a half-day."""


def first_end(announced: PublishedMeeting) -> datetime:
    """Return the end on the first day of a meeting with the same hours on each of its days, else the end."""
    first = announced.start.date()
    return announced.end if announced.days == 1 else announced.end.replace(first.year, first.month, first.day, fold=0)


def setup_entry(view: MeetingView, setting: EntryContext) -> VEvent:
    """Render the set-up before the meeting; on each of its days where rooms are let by the clock."""
    return _part(view, setting, "setup", SETUP, setup_of(view.announced))


def teardown_entry(view: MeetingView, setting: EntryContext) -> VEvent:
    """Render the clearing after the meeting; on each of its days where rooms are let by the clock."""
    return _part(view, setting, "teardown", TEARDOWN, teardown_of(view.announced))


def setup_of(announced: PublishedMeeting) -> Interval:
    """Return the minutes before the meeting, or the half-days before the one in which it begins."""
    if announced.by_clock:
        return Interval(_minutes_from(announced.start, -announced.setup), announced.start)
    end = _half_day(announced.start)
    return Interval(_half_days_from(end, -announced.setup), end)


def teardown_of(announced: PublishedMeeting) -> Interval:
    """Return the minutes after the meeting, on its first day, or the half-days after the one in which it ends."""
    if announced.by_clock:
        begin = first_end(announced)
        return Interval(begin, _minutes_from(begin, announced.teardown))
    return Interval(_half_days_after(announced, 0), end_of_teardown(announced))


def end_of_teardown(announced: PublishedMeeting) -> datetime:
    """Return when the rooms are free again."""
    if announced.by_clock:
        return _minutes_from(announced.end, announced.teardown)
    return _half_days_after(announced, announced.teardown)


def _minutes_from(moment: datetime, minutes: int) -> datetime:
    """Return the local time that many minutes later, as a clock that is not put forward or back counts them."""
    return (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(moment.tzinfo)


def _half_days_after(announced: PublishedMeeting, number: int) -> datetime:
    return _half_days_from(_half_day(announced.end - timedelta.resolution), 1 + number)


def _half_day(moment: datetime) -> datetime:
    """Return the begin of the half-day that contains the moment."""
    return moment.replace(hour=_NOON if moment.hour >= _NOON else 0, minute=0, second=0, microsecond=0, fold=0)


def _half_days_from(begin: datetime, number: int) -> datetime:
    """Return the local time that many half-days later, whatever the offset from UTC."""
    return begin + number * timedelta(hours=_NOON)


def _part(view: MeetingView, setting: EntryContext, name: str, sentence: Message, when: Interval) -> VEvent:
    """Render a part of the rooms' let time; its UID is derived from the meeting's, so it is stable too."""
    said = sentence.say(setting.style.locale, title=view.announced.name)
    return replace(
        bare_entry(view, setting),
        uid=str(uuid.uuid5(uuid.UUID(view.life.uid), name)),
        when=when,
        days=view.announced.days if view.announced.by_clock else 1,
        summary=title_of(view, setting, said),
        description=text_of(_reserved_lines(view, setting), setting),
        siblings=(),
    )


def _reserved_lines(view: MeetingView, setting: EntryContext) -> Iterator[BoundMessage]:
    yield BoundMessage(LET)
    yield from closing(view.announced, setting)

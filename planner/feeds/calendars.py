"""The calendars of all audiences of a network as bytes; each entry is rendered once and shared between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from operator import attrgetter

from calendars.ical.write import VEvent, event_bytes, feed_bytes
from planner.feeds.audiences import (
    AudienceSet,
    Concerned,
    deadline_staff,
    house,
    house_with_setup,
    house_with_teardown,
    overview,
    participants,
)
from planner.feeds.entries import (
    EntryContext,
    MeetingView,
    PastCutoffs,
    Write,
    deadline_entry,
    end_of_deadline,
    end_of_teardown,
    overview_entry,
    participants_entry,
    setup_entry,
    teardown_entry,
    tentative_entry,
    venue_entry,
    views,
)
from planner.network.history import MeetingHistory
from planner.network.meetings import DeadlineKind
from planner.network.published import Aspect, PublishedMeeting
from planner.store.feeds import Audience

_SHOWN = frozenset({Aspect.TIME, Aspect.VENUE, Aspect.ROOMS, Aspect.TITLE})
_WITH_SETUP = _SHOWN | {Aspect.SETUP}


@dataclass(frozen=True, slots=True)
class RevisionTime:
    """A revision, and what was past at it and at those before.

    Attributes:
        past: the moments before which meetings were past, by revision.
        revision: number of the revision.
    """

    past: PastCutoffs
    revision: int

    def before(self) -> RevisionTime:
        """Return the moment of the revision before, with the same meetings."""
        return replace(self, revision=self.revision - 1)


@dataclass(frozen=True, slots=True)
class FeedView:
    """A way in which certain audiences see meetings.

    Attributes:
        concerned: returns those of the audiences whom a meeting concerns.
        write: renders an entry.
        aspects: the aspects shown to them. Never change them for an existing view: SEQUENCE counts their changes
            (RFC 5545, 3.8.7.4).
        end: returns the end of the time that an entry covers.
    """

    concerned: Concerned
    write: Write
    aspects: frozenset[Aspect] = _SHOWN
    end: Callable[[PublishedMeeting], datetime] = attrgetter("end")

    def views(
        self, life: MeetingHistory, moment: RevisionTime, wanted: AudienceSet
    ) -> Iterator[tuple[MeetingView, frozenset[Audience]]]:
        """Yield the views of a meeting that these audiences have or had, each with the audiences that share it."""
        concerns = [self.concerned(step.announced, wanted) for step in life.steps]
        return views(life, self.aspects, concerns, moment.past)

    def over(self, view: MeetingView, moment: RevisionTime) -> bool:
        """Return whether the entry may be left out of calendars from that revision on."""
        return moment.past.over(view, moment.revision, self.end(view.announced))

    def may_change(self, life: MeetingHistory, moment: RevisionTime) -> bool:
        """Return whether the revision can have changed an entry; a cheap test before `views`."""
        if life.steps[-1].revision == moment.revision:
            return True
        before = moment.before()
        ends = {self.end(step.announced) for step in life.steps}
        return any(
            moment.past.day_over(end, moment.revision) != moment.past.day_over(end, before.revision) for end in ends
        )


_WITH_DEADLINES = frozenset({Aspect.TIME, Aspect.VENUE, Aspect.TITLE, Aspect.DEADLINES})
DECIDED_VIEWS = (
    FeedView(overview, overview_entry),
    FeedView(participants, participants_entry),
    FeedView(house, venue_entry),
    FeedView(house_with_setup, setup_entry, _WITH_SETUP),
    FeedView(house_with_teardown, teardown_entry, _WITH_SETUP, end_of_teardown),
    *(
        FeedView(
            partial(deadline_staff, kind=kind),
            partial(deadline_entry, kind=kind),
            _WITH_DEADLINES,
            partial(end_of_deadline, kind=kind),
        )
        for kind in DeadlineKind
    ),
)
"""The views of decided meetings."""

TENTATIVE_VIEWS = tuple(FeedView(concerned, tentative_entry) for concerned in (overview, participants, house))
"""The views of proposed dates."""


@dataclass(frozen=True)
class RenderedEntry:
    """An entry that is rendered on first use.

    Attributes:
        event: returns the entry.
    """

    view: MeetingView
    audiences: frozenset[Audience]
    event: Callable[[], VEvent]

    @cached_property
    def body(self) -> bytes:
        """The rendered VEVENT."""
        return event_bytes(self.event())


@dataclass(frozen=True, slots=True)
class Heading:
    """The properties of a calendar itself.

    Attributes:
        title: its name.
        description: its description.
        refresh: the interval at which clients should fetch it.
        titles: names by audience, where they differ from `title`.
    """

    title: str
    description: str
    refresh: timedelta
    titles: Mapping[Audience, str] = field(default_factory=dict)


def pieces(
    lives: Iterable[MeetingHistory],
    through: Iterable[FeedView],
    setting: EntryContext,
    moment: RevisionTime,
    wanted: frozenset[Audience],
) -> list[RenderedEntry]:
    """Return every entry that any of the audiences sees, in order of time.

    Args:
        lives: the histories of all meetings.
        through: the views to render.
        setting: what entries are rendered with besides the meeting.
        moment: the revision to render.
        wanted: the audiences.
    """
    asked = AudienceSet(wanted)
    found = [
        _piece(view, audiences, lens.write, setting)
        for lens in through
        for life in lives
        for view, audiences in lens.views(life, moment, asked)
        if not lens.over(view, moment)
    ]
    return sorted(found, key=lambda each: (each.view.announced.start, each.view.life.uid))


def touched(
    lives: Iterable[MeetingHistory], through: Iterable[FeedView], moment: RevisionTime, wanted: frozenset[Audience]
) -> frozenset[Audience]:
    """Return those of the audiences `wanted` whose calendars change at the revision."""
    asked, before = AudienceSet(wanted), moment.before()
    return frozenset().union(*(
        audiences
        for lens in through
        for life in lives
        if lens.may_change(life, moment)
        for view, audiences in lens.views(life, moment, asked)
        if view.seen[-1].revision == moment.revision or lens.over(view, moment) != lens.over(view, before)
    ))  # fmt: skip


def calendars(
    found: Iterable[RenderedEntry], wanted: frozenset[Audience], heading: Heading
) -> Iterator[tuple[bytes, list[Audience]]]:
    """Yield each distinct calendar with the audiences that share it.

    Args:
        found: the entries of all audiences, in order.
        wanted: the audiences that get a calendar, even an empty one.
        heading: the properties of the calendars.
    """
    shown: dict[Audience, list[RenderedEntry]] = {audience: [] for audience in wanted}
    for piece in found:
        for audience in piece.audiences:
            shown[audience].append(piece)
    alike: defaultdict[tuple[str, tuple[int, ...]], list[Audience]] = defaultdict(list)
    for audience, mine in shown.items():
        alike[heading.titles.get(audience, heading.title), tuple(map(id, mine))].append(audience)
    for (title, _), audiences in alike.items():
        bodies = [piece.body for piece in shown[audiences[0]]]
        name = " ".join(title.split())  # some clients show line breaks as escapes
        body = feed_bytes(name=name, description=heading.description, refresh=heading.refresh, entries=bodies)
        yield body, audiences


def _piece(view: MeetingView, audiences: frozenset[Audience], write: Write, setting: EntryContext) -> RenderedEntry:
    return RenderedEntry(view, audiences, lambda: write(view, setting))

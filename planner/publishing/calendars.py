"""All calendars of a network as bytes: an entry is written once for each way of seeing it, then joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from operator import attrgetter

from calendars.ical.entry import event_bytes
from calendars.ical.feed import feed_bytes
from planner.announced import Announced, Aspect
from planner.life import Life
from planner.publishing.audiences import Kind, Participants, house, overview
from planner.publishing.entries import Write, overview_entry, participants_entry
from planner.publishing.held_entries import held_entry
from planner.publishing.style import Setting
from planner.publishing.venue_entries import (
    house_with_setup,
    house_with_teardown,
    setup_entry,
    teardown_entry,
    teardown_of,
)
from planner.publishing.views import Concerned, Past, View, views
from planner.store.feeds import Audience

_SHOWN = frozenset({Aspect.TIME, Aspect.VENUE, Aspect.ROOMS, Aspect.TITLE})


@dataclass(frozen=True, slots=True)
class Lens:
    """How some audiences see meetings.

    Attributes:
        aspects: what they are shown, settled once and for ever: their SEQUENCE counts its changes.
        end: of what is written.
    """

    concerned: Concerned
    write: Write
    aspects: frozenset[Aspect] = _SHOWN
    end: Callable[[Announced], datetime] = attrgetter("end")

    def views(self, life: Life, past: Past) -> Iterator[tuple[View, frozenset[Audience]]]:
        """How they see a meeting."""
        return views(life, self.aspects, self.concerned, past)

    def over(self, view: View, past: Past, revision: int) -> bool:
        """Whether it may leave their calendars with that revision."""
        return past.over(view, revision, self.end(view.announced))


@dataclass(frozen=True)
class Piece:
    """An entry that is written when it is first wanted."""

    view: View
    audiences: frozenset[Audience]
    write: Callable[[], bytes]

    @cached_property
    def body(self) -> bytes:
        """The entry."""
        return self.write()


@dataclass(frozen=True, slots=True)
class Heading:
    """What a calendar says of itself.

    Attributes:
        titles: names of calendars that are not called as the network is.
    """

    title: str
    description: str
    refresh: timedelta
    titles: Mapping[Audience, str] = field(default_factory=dict)


def lenses(audiences: Iterable[Audience]) -> tuple[Lens, ...]:
    """The ways of seeing decided meetings, if these audiences have calendars."""
    regions = frozenset(each.target for each in audiences if each.kind == Kind.REGION)
    with_setup = _SHOWN | {Aspect.SETUP}
    return (
        Lens(overview, overview_entry),
        Lens(Participants(regions), participants_entry),
        Lens(house, overview_entry),
        Lens(house_with_setup, setup_entry, with_setup),
        Lens(house_with_teardown, teardown_entry, with_setup, lambda announced: teardown_of(announced).end),
    )


def held_lenses(audiences: Iterable[Audience]) -> tuple[Lens, ...]:
    """The ways of seeing proposed dates."""
    regions = frozenset(each.target for each in audiences if each.kind == Kind.REGION)
    return tuple(Lens(concerned, held_entry) for concerned in (overview, Participants(regions), house))


def pieces(lives: Iterable[Life], through: Iterable[Lens], setting: Setting, past: Past, revision: int) -> list[Piece]:
    """Every entry of any calendar as of that revision, in order of time."""
    found = [
        _piece(view, audiences, lens.write, setting)
        for lens in through
        for life in lives
        for view, audiences in lens.views(life, past)
        if not lens.over(view, past, revision)
    ]
    return sorted(found, key=lambda each: (each.view.announced.start, each.view.life.uid))


def touched(lives: Iterable[Life], through: Iterable[Lens], past: Past, revision: int) -> frozenset[Audience]:
    """Whose calendars show something else from that revision on."""
    return frozenset().union(*(
        audiences
        for lens in through
        for life in lives
        for view, audiences in lens.views(life, past)
        if view.seen[-1].revision == revision or lens.over(view, past, revision) != lens.over(view, past, revision - 1)
    ))  # fmt: skip


def calendars(
    found: Iterable[Piece], wanted: frozenset[Audience], heading: Heading
) -> Iterator[tuple[bytes, list[Audience]]]:
    """Each calendar, with those of the wanted audiences whose it is."""
    shown: dict[Audience, list[Piece]] = {audience: [] for audience in wanted}
    for piece in found:
        for audience in piece.audiences & wanted:
            shown[audience].append(piece)
    alike: defaultdict[tuple[str, tuple[int, ...]], list[Audience]] = defaultdict(list)
    for audience, mine in shown.items():
        alike[heading.titles.get(audience, heading.title), tuple(map(id, mine))].append(audience)
    for (title, _), audiences in alike.items():
        bodies = [piece.body for piece in shown[audiences[0]]]
        name = " ".join(title.split())  # some readers take it as it stands, line breaks escaped
        body = feed_bytes(name=name, description=heading.description, refresh=heading.refresh, entries=bodies)
        yield body, audiences


def _piece(view: View, audiences: frozenset[Audience], write: Write, setting: Setting) -> Piece:
    return Piece(view, audiences, lambda: event_bytes(write(view, setting)))

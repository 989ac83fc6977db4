"""All calendars of a network as bytes: an entry is written once for each way of seeing it, then joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from calendars.ical.entry import event_bytes
from calendars.ical.feed import feed_bytes
from planner.publishing.concerned import Wanted
from planner.publishing.entries import Write
from planner.publishing.lenses import Lens, Moment
from planner.publishing.style import Setting
from planner.publishing.views import View
from planner.revisions.life import Life
from planner.store.feeds import Audience


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


def pieces(
    lives: Iterable[Life], through: Iterable[Lens], setting: Setting, moment: Moment, wanted: frozenset[Audience]
) -> list[Piece]:
    """Every entry that any of these audiences sees, in order of time."""
    asked = Wanted(wanted)
    found = [
        _piece(view, audiences, lens.write, setting)
        for lens in through
        for life in lives
        for view, audiences in lens.views(life, moment, asked)
        if not lens.over(view, moment)
    ]
    return sorted(found, key=lambda each: (each.view.announced.start, each.view.life.uid))


def touched(
    lives: Iterable[Life], through: Iterable[Lens], moment: Moment, wanted: frozenset[Audience]
) -> frozenset[Audience]:
    """Those of these audiences whose calendars show something else from the revision on."""
    asked, before = Wanted(wanted), moment.before()
    return frozenset().union(*(
        audiences
        for lens in through
        for life in lives
        if lens.may_change(life, moment)
        for view, audiences in lens.views(life, moment, asked)
        if view.seen[-1].revision == moment.revision or lens.over(view, moment) != lens.over(view, before)
    ))  # fmt: skip


def calendars(
    found: Iterable[Piece], wanted: frozenset[Audience], heading: Heading
) -> Iterator[tuple[bytes, list[Audience]]]:
    """Each calendar, with those of the audiences whose it is; `found` is what they see."""
    shown: dict[Audience, list[Piece]] = {audience: [] for audience in wanted}
    for piece in found:
        for audience in piece.audiences:
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

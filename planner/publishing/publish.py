"""Publishing a revision: what its calendars show is rendered and kept in the transaction that accepts it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from calendars.language import Said
from planner.publishing import wording
from planner.publishing.audiences import titles
from planner.publishing.calendars import Heading, calendars, pieces, touched
from planner.publishing.lenses import HELD_LENSES, LENSES, Moment
from planner.publishing.style import Setting, Style
from planner.publishing.views import Past
from planner.revisions.held_dates import is_held_id
from planner.revisions.life import Life
from planner.store import revisions
from planner.store.feeds import Audience, Feed, feeds_of
from planner.store.renderings import Rendering, etags_of, save
from planner.store.revisions import Revision
from planner.store.styles import add_style, last_style

if TYPE_CHECKING:
    from planner.network import Network

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Publication:
    """A revision to be published.

    Attributes:
        history: all revisions up to it, oldest first.
        lives: all.
    """

    connection: Connection
    network: Network
    history: tuple[Revision, ...]
    lives: tuple[Life, ...]

    @classmethod
    def of(cls, connection: Connection, network: Network, revision: Revision, lives: tuple[Life, ...]) -> Publication:
        """The last revision of a network with all lives."""
        return cls(connection, network, revisions.history(connection, revision.network), lives)

    @property
    def revision(self) -> Revision:
        """The one to be published."""
        return self.history[-1]

    def follow(self) -> int:
        """Render the feeds whose calendars this revision may have changed; how many were."""
        open_feeds = [feed for feed in feeds_of(self.connection, self.revision.network) if feed.revoked_at is None]
        everything = self._restyle() or self._network_changed()
        return self._render(open_feeds, everything=everything)

    def begin(self, feeds: Iterable[Feed]) -> int:
        """Render feeds that are new; the revision may have been accepted before any was."""
        if last_style(self.connection, self.revision.network) is None:
            self._restyle()
        return self._render(list(feeds), everything=True)

    def _render(self, feeds: list[Feed], *, everything: bool) -> int:
        by_audience = _by_audience(feeds)
        through = HELD_LENSES if is_held_id(self.revision.network) else LENSES
        wanted = frozenset(by_audience)
        if not everything:
            wanted = touched(self.lives, through, self._moment, wanted)
        if not wanted:
            return 0
        found = pieces(self.lives, through, self._setting, self._moment, wanted)
        known = etags_of(self.connection, self.revision.network)
        return save(self.connection, self._changed(calendars(found, wanted, self._heading), by_audience, known))

    def _changed(
        self, rendered: Iterable[tuple[bytes, list[Audience]]], feeds: Mapping[Audience, list[Feed]],
        known: Mapping[int, str],
    ) -> Iterator[Rendering]:  # fmt: skip
        for body, audiences in rendered:
            etag = etag_of(body)
            for feed in (feed for audience in audiences for feed in feeds[audience]):
                if known.get(feed.id) != etag:
                    revision = self.revision
                    yield Rendering(feed.id, feed.network, revision.number, body, etag, revision.accepted_at)

    def _restyle(self) -> bool:
        """Whether from this revision on entries are written in another way; it is then noted."""
        style, last = Style.of(self.network).hash, last_style(self.connection, self.revision.network)
        if last is not None and last[1] == style:
            return False
        add_style(self.connection, self.revision.network, self.revision.number, style)
        return True

    def _network_changed(self) -> bool:
        """Names of calendars may be others."""
        before = self.history[-2] if len(self.history) > 1 else None
        return before is None or before.network_document != self.revision.network_document

    @property
    def _moment(self) -> Moment:
        past = Past({0: _EVER, **{each.number: each.as_of for each in self.history}})
        return Moment(past, self.revision.number)

    @property
    def _setting(self) -> Setting:
        last = last_style(self.connection, self.revision.network)
        since = self.history[last[0] - 1].accepted_at if last else self.revision.accepted_at
        return Setting(Style.of(self.network), since, {life.uid: life for life in self.lives})

    @property
    def _heading(self) -> Heading:
        settings = self.network.settings
        heading = Heading(
            settings.name, wording.FOLLOWS_THE_PLAN.say(settings.locale),
            timedelta(hours=settings.publishing.refresh_hours), titles(self.network),
        )  # fmt: skip
        return _held(heading, self.network) if is_held_id(self.revision.network) else heading


def etag_of(body: bytes) -> str:
    """The strong entity tag of these bytes, without its quotes."""
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()


def _by_audience(feeds: Iterable[Feed]) -> dict[Audience, list[Feed]]:
    found: dict[Audience, list[Feed]] = {}
    for feed in feeds:
        found.setdefault(feed.audience, []).append(feed)
    return found


def _held(heading: Heading, network: Network) -> Heading:
    locale = network.settings.locale

    def named(title: str) -> str:
        return Said(wording.HELD_DATES, {"calendar": title}).say(locale)

    return replace(
        heading,
        title=named(heading.title),
        description=wording.HELD_DATES_ARE.say(locale),
        titles={audience: named(title) for audience, title in heading.titles.items()},
    )

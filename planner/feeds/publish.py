"""Publish a revision in the transaction that accepts it: render and store its calendars; create and close addresses."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from calendars.language import BoundMessage, Message
from constraints.problem.plan import Plan
from constraints.problem.problem import BookingState
from planner.feeds import entries
from planner.feeds.audiences import hash_of, new_token, titles
from planner.feeds.calendars import (
    DECIDED_VIEWS,
    TENTATIVE_VIEWS,
    FeedView,
    Heading,
    RenderedEntry,
    RevisionTime,
    calendars,
    pieces,
    touched,
)
from planner.feeds.entries import EntryContext, PastCutoffs, Style
from planner.feeds.tentative import held_dates
from planner.network.history import MeetingHistory
from planner.network.problem import build_problem
from planner.network.published import PublishedMeeting
from planner.store import revisions
from planner.store.archive import Acceptance, Draft, Publish, accept_within, held_id, is_held_id
from planner.store.documents import Content
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.feeds import (
    Audience,
    Feed,
    Rendering,
    add_feeds,
    add_style,
    etags_of,
    feeds_of,
    forget_renderings,
    last_style,
    revoke,
    rotate,
    save,
)
from planner.store.identity import raised
from planner.store.revisions import Revision, meeting_histories

if TYPE_CHECKING:
    from planner.network.network import Network


@dataclass(frozen=True, slots=True)
class Publication:
    """The rendering of a revision into the feeds of a network.

    Attributes:
        connection: the transaction to write in.
        network: the network of the revision.
        history: all revisions up to this one, oldest first.
        lives: the histories of all meetings.
    """

    connection: Connection
    network: Network
    history: tuple[Revision, ...]
    meeting_histories: tuple[MeetingHistory, ...]

    @classmethod
    def of(
        cls, connection: Connection, network: Network, revision: Revision, meeting_histories: tuple[MeetingHistory, ...]
    ) -> Publication:
        """Return the publication of the last revision of a network."""
        return cls(connection, network, revisions.history(connection, revision.network), meeting_histories)

    @classmethod
    def last(cls, connection: Connection, network: str) -> Publication:
        """Return the publication of the last revision of a network (id).

        Raises:
            NothingAcceptedError: if there is none.
        """
        revision = revisions.last(connection, network)
        if revision is None:
            raise NothingAcceptedError(network)
        written = revisions.content(connection, revision).network
        return cls.of(connection, written, revision, meeting_histories(connection, network))

    @property
    def revision(self) -> Revision:
        """The revision that is published."""
        return self.history[-1]

    def follow(self) -> None:
        """Render the feeds that the revision may have changed."""
        open_feeds = [feed for feed in feeds_of(self.connection, self.revision.network) if feed.revoked_at is None]
        # The first revision records a style; with the network the names of calendars may change.
        everything = self._record_style() or self.history[-2].network_document != self.revision.network_document
        self._render(open_feeds, everything=everything)

    def begin(self, feeds: Iterable[Feed]) -> None:
        """Render feeds that are new; the revision may be older than they are."""
        if last_style(self.connection, self.revision.network) is None:
            self._record_style()
        self._render(list(feeds), everything=True)

    def entries(self, audiences: frozenset[Audience], uids: frozenset[str]) -> dict[Audience, bytes]:
        """Return for each audience a calendar of those of these meetings that it sees, without storing it."""
        some = [life for life in self.meeting_histories if life.uid in uids]
        found = pieces(some, DECIDED_VIEWS, self.context, self._moment, audiences)
        return {each: body for body, own in calendars(found, audiences, self._heading) for each in own}

    def seen(self, audiences: frozenset[Audience]) -> list[RenderedEntry]:
        """Return the entries that any of these audiences sees, in order of time."""
        return pieces(self.meeting_histories, self._views, self.context, self._moment, audiences)

    def title_of(self) -> Callable[[Audience], str]:
        """Return what names the calendar of an audience."""
        heading = self._heading
        return lambda audience: heading.titles.get(audience, heading.title)

    def anew(self) -> None:
        """Render all feeds of the last revision once more, in place of what they show of it."""
        open_feeds = [feed for feed in feeds_of(self.connection, self.revision.network) if feed.revoked_at is None]
        forget_renderings(self.connection, self.revision.network, self.revision.number)
        self._render(open_feeds, everything=True)

    def _render(self, feeds: list[Feed], *, everything: bool) -> None:
        by_audience = _by_audience(feeds)
        wanted = frozenset(by_audience)
        if not everything:
            wanted = touched(self.meeting_histories, self._views, self._moment, wanted)
        found = self.seen(wanted)
        known = etags_of(self.connection, self.revision.network)
        save(self.connection, self._changed_renderings(calendars(found, wanted, self._heading), by_audience, known))

    def _changed_renderings(
        self, rendered: Iterable[tuple[bytes, list[Audience]]], feeds: Mapping[Audience, list[Feed]],
        known: Mapping[int, str],
    ) -> Iterator[Rendering]:  # fmt: skip
        modified = max(self.revision.stamp, raised(self.connection).floor)
        for body, audiences in rendered:
            etag = etag_of(body)
            for feed in (feed for audience in audiences for feed in feeds[audience]):
                if known.get(feed.id) != etag:
                    revision = self.revision
                    yield Rendering(feed.id, feed.network, revision.number, body, etag, modified)

    def _record_style(self) -> bool:
        """Return whether entries are rendered in another style from this revision on, and record that."""
        style, last = Style.of(self.network).hash, last_style(self.connection, self.revision.network)
        if last is not None and last[1] == style:
            return False
        add_style(self.connection, self.revision.network, self.revision.number, style)
        return True

    @property
    def _views(self) -> tuple[FeedView, ...]:
        return TENTATIVE_VIEWS if is_held_id(self.revision.network) else DECIDED_VIEWS

    @property
    def _moment(self) -> RevisionTime:
        return RevisionTime(PastCutoffs({each.number: each.as_of for each in self.history}), self.revision.number)

    @property
    def context(self) -> EntryContext:
        """What entries are rendered with besides the meeting."""
        last = last_style(self.connection, self.revision.network)
        since = self.history[last[0] - 1].stamp if last else self.revision.stamp
        ahead = raised(self.connection)
        lives = {life.uid: life for life in self.meeting_histories}
        return EntryContext(Style.of(self.network), max(since, ahead.floor), lives, ahead.sequence)

    @property
    def _heading(self) -> Heading:
        settings = self.network.settings
        heading = Heading(
            settings.name, entries.FOLLOWS_THE_PLAN.say(settings.locale),
            timedelta(hours=settings.publishing.refresh_hours), titles(self.network),
        )  # fmt: skip
        return _tentative_heading(heading, self.network) if is_held_id(self.revision.network) else heading


def etag_of(body: bytes) -> str:
    """Return the strong entity tag of a body, without its quotes (RFC 9110, 8.8.3)."""
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()


def _by_audience(feeds: Iterable[Feed]) -> dict[Audience, list[Feed]]:
    found: dict[Audience, list[Feed]] = {}
    for feed in feeds:
        found.setdefault(feed.audience, []).append(feed)
    return found


def _tentative_heading(heading: Heading, network: Network) -> Heading:
    locale = network.settings.locale

    def named(title: str) -> str:
        return BoundMessage(entries.HELD_DATES, {"calendar": title}).say(locale)

    return replace(
        heading,
        title=named(heading.title),
        description=entries.HELD_DATES_ARE.say(locale),
        titles={audience: named(title) for audience, title in heading.titles.items()},
    )


def publisher(network: Network) -> Publish:
    """Return the function that `accept` calls to update all calendars of the network.

    It also releases all proposed dates but those in reserve, because the accepted plan decides them.
    """

    def publish(connection: Connection, revision: Revision, known: tuple[MeetingHistory, ...]) -> None:
        Publication.of(connection, network, revision, known).follow()
        if not is_held_id(revision.network):
            _release(connection, network, revision)

    return publish


def publish_anew(connection: Connection, networks: Iterable[str]) -> None:
    """Render all calendars of networks, and of their proposed dates, once more from their last revisions."""
    for network in (each for found in networks for each in (found, held_id(found))):
        last = revisions.last(connection, network)
        if last is not None:
            written = revisions.content(connection, last).network
            Publication.of(connection, written, last, meeting_histories(connection, network)).anew()


def hold(
    connection: Connection, network_id: str, network: Network, dates: Mapping[str, PublishedMeeting],
    acceptance: Acceptance,
) -> Revision:  # fmt: skip
    """Publish dates of meetings, by meeting and day, as tentative, and release all others."""
    draft = Draft(Content(network, Plan(())), dates)
    return accept_within(connection, held_id(network_id), draft, acceptance, publisher(network))


def held_now(connection: Connection, network_id: str) -> dict[str, PublishedMeeting]:
    """Return the dates that stand in calendars as tentative, by meeting and day."""
    lives = meeting_histories(connection, held_id(network_id))
    return {life.meeting: life.announced for life in lives if not life.cancelled}


def _release(connection: Connection, network: Network, revision: Revision) -> None:
    """Release the dates that the accepted plan decides; days in reserve stay until their booking is gone."""
    held = held_now(connection, revision.network)
    if held:
        said = Acceptance(revision.accepted_by, revision.why, revision.accepted_at, as_of=revision.as_of)
        problem, plan = build_problem(network), revisions.content(connection, revision).plan
        reserves = held_dates(network, problem, plan, said.day(problem.zone), (BookingState.RESERVE,))
        hold(connection, revision.network, network, {key: reserves[key] for key in held if key in reserves}, said)


NO_FEED = Message("publish.no_feed", "{network} has no open feed {number}; planner feeds lists them.")


class NoSuchFeedError(StoreError):
    """The network has no feed with that number, or it is revoked."""

    def __init__(self, network: str, feed: int) -> None:
        super().__init__(NO_FEED, network=network, number=str(feed))


@dataclass(frozen=True, slots=True)
class Address:
    """A feed with its token, to be shown once.

    Attributes:
        network: id of its network in the store.
    """

    feed: int
    network: str
    audience: Audience
    token: str


def create(connection: Connection, network: str, audiences: Iterable[Audience], at: datetime) -> list[Address]:
    """Create a feed of the last revision for each audience.

    Raises:
        NothingAcceptedError: if there is no revision.
    """
    last = revisions.last(connection, network)
    if last is None:
        raise NothingAcceptedError(network)
    wanted = [(audience, new_token()) for audience in audiences]
    if not wanted:
        return []
    made = add_feeds(connection, network, [(audience, hash_of(token)) for audience, token in wanted], at)
    written = revisions.content(connection, last).network
    publication = Publication.of(connection, written, last, meeting_histories(connection, network))
    publication.begin(feed for feed in feeds_of(connection, network) if feed.id in set(made))
    return [Address(feed, network, audience, token) for feed, (audience, token) in zip(made, wanted, strict=True)]


def exchange(connection: Connection, network: str, feed: int) -> Address:
    """Give a feed another address; the old one is no longer found.

    Raises:
        NoSuchFeedError: if the network has no such feed.
    """
    found, token = _open_feed(connection, network, feed), new_token()
    rotate(connection, feed, hash_of(token))
    return Address(feed, found.network, found.audience, token)


def close(connection: Connection, network: str, feed: int, at: datetime) -> None:
    """Revoke a feed permanently.

    Raises:
        NoSuchFeedError: if the network has no such feed.
    """
    revoke(connection, _open_feed(connection, network, feed).id, at)


def without_feed(connection: Connection, network: str, audiences: Iterable[Audience]) -> list[Audience]:
    """Return those of the audiences that never had a feed; a revoked feed is not replaced without a request."""
    had = {feed.audience for feed in feeds_of(connection, network)}
    return [audience for audience in audiences if audience not in had]


def all_feeds(connection: Connection, network: str) -> list[Feed]:
    """Return all feeds of a network including revoked ones, those of proposed dates last."""
    return [feed for each in (network, held_id(network)) for feed in feeds_of(connection, each)]


def _open_feed(connection: Connection, network: str, number: int) -> Feed:
    for feed in all_feeds(connection, network):
        if feed.id == number and feed.revoked_at is None:
            return feed
    raise NoSuchFeedError(network, number)

"""Accepting a plan: it becomes the next revision of its network, whole and published, or nothing happens."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from calendars.language import Said, Sentence
from planner.revisions.announced import Announced, announce
from planner.revisions.difference import Difference, difference
from planner.revisions.life import Life, Occasion, advance, at_revision
from planner.store import revisions
from planner.store.documents import Content
from planner.store.errors import NoSuchRevisionError, StoreError
from planner.store.lives import add_steps, lives
from planner.store.opening import Store
from planner.store.revisions import Revision

if TYPE_CHECKING:
    from constraints.plan import Plan
    from constraints.problem import Problem
    from planner.network import Network

STALE = Sentence(
    en="Not accepted: {who} accepted revision {number} on {day:date} at {clock}{why}, after revision {expected}, "
    "on which this plan rests.",
    da="Ikke accepteret: {who} accepterede revision {number} den {day:date} kl. {clock}{why}, efter revision "
    "{expected}, som denne plan bygger på.",
)
FIRST_STALE = Sentence(
    en="Not accepted: {who} accepted revision {number} on {day:date} at {clock}{why}, and this plan was to be "
    "the first.",
    da="Ikke accepteret: {who} accepterede revision {number} den {day:date} kl. {clock}{why}, og denne plan "
    "skulle være den første.",
)
WHY = Sentence(en=' ("{why}")', da=" (»{why}«)")
NO_REASON = Sentence(en="", da="")

Publish = Callable[[Connection, Revision, tuple[Life, ...]], None]
"""Called with all lives, in the transaction that accepts: what it writes is seen together with the revision."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepts a plan, why, and on what it rests.

    Attributes:
        by, why: free text; runs of white space and control characters become one space.
        at: when, aware; kept in whole seconds.
        expected: number of the revision that is to be the last (0: none), None for whichever it is.
        as_of: when it is taken to be, so that any day can be replayed: meetings before it are past. None: `at`.
        replaced: ids of meetings that are cancelled and replaced by new ones although their ids stay.
    """

    by: str
    why: str
    at: datetime
    expected: int | None = None
    as_of: datetime | None = None
    replaced: Collection[str] = ()


class StaleRevisionError(StoreError):
    """Somebody else's revision came first.

    Attributes:
        first: the revision that came after the expected one; it is told in the clock of its network.
        difference: from the expected revision to the last one.
    """

    def __init__(self, expected: int, first: Revision, zone: tzinfo, found: Difference) -> None:
        at = first.accepted_at.astimezone(zone)
        super().__init__(
            STALE if expected else FIRST_STALE,
            who=first.accepted_by,
            number=str(first.number),
            day=at.date(),
            clock=at.time(),
            why=Said(WHY, {"why": first.why}) if first.why else Said(NO_REASON),
            expected=str(expected),
        )
        self.first = first
        self.difference = found


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan that may become a revision, and what it would announce."""

    content: Content
    announced: Mapping[str, Announced]

    @classmethod
    def of(cls, network: Network, problem: Problem, plan: Plan) -> Draft:
        """The draft of a plan for the problem that the network states."""
        return cls(Content(network, plan), announce(network, problem, plan))


def accept(
    store: Store, network: str, draft: Draft, acceptance: Acceptance, publish: Publish | None = None
) -> Revision:
    """Make a draft the next revision of the network with that id.

    Raises:
        StaleRevisionError: if another revision came in between.
        StoreError: if the store cannot be written; then nothing has happened.
    """
    with store.writing() as connection:
        return accept_within(connection, network, draft, acceptance, publish)


def accept_within(
    connection: Connection, network: str, draft: Draft, acceptance: Acceptance, publish: Publish | None = None
) -> Revision:
    """The same within a transaction, which is to be given up if this raises an error."""
    before = revisions.lock(connection, network)
    known = lives(connection, network)
    _require_expected(connection, network, acceptance.expected, before, known)
    revision = _next(connection, network, before, draft.content, acceptance)
    revisions.add(connection, revision)
    add_steps(connection, network, advance(known, draft.announced, _occasion(revision, acceptance)))
    if publish is not None:
        publish(connection, revision, lives(connection, network))
    return revision


def _require_expected(
    connection: Connection, network: str, expected: int | None, last: Revision | None, known: tuple[Life, ...]
) -> None:
    newest = last.number if last else 0
    if expected is None or expected == newest:
        return
    if expected > newest:
        raise NoSuchRevisionError(network, expected, newest)
    first = revisions.numbered(connection, network, expected + 1)
    zone = ZoneInfo(revisions.content(connection, first).network.settings.timezone)
    raise StaleRevisionError(expected, first, zone, difference(at_revision(known, expected), known))


def _next(
    connection: Connection, network: str, before: Revision | None, content: Content, acceptance: Acceptance
) -> Revision:
    network_document, plan_document = revisions.kept_documents(connection, content)
    return Revision(
        network,
        before.number + 1 if before else 1,
        _after(before, acceptance.at),
        _plain(acceptance.by),
        _plain(acceptance.why),
        network_document,
        plan_document,
        (acceptance.as_of or acceptance.at).astimezone(UTC).replace(microsecond=0),
    )


def _occasion(revision: Revision, acceptance: Acceptance) -> Occasion:
    as_of = acceptance.as_of or acceptance.at
    return Occasion(revision.number, revision.accepted_at, as_of, acceptance.replaced)


def _after(before: Revision | None, at: datetime) -> datetime:
    """Whole seconds, and later than the revision before even if the clock was put back: calendars rely on it."""
    at = at.astimezone(UTC).replace(microsecond=0)
    return at if before is None else max(at, before.accepted_at + timedelta(seconds=1))


def _plain(text: str) -> str:
    """On one line, and such that every database takes it."""
    readable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(readable.split())

"""Accepting once, however often the request is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from calendars.language import Said, Sentence
from planner.network import Network
from planner.publishing.following import publisher
from planner.revisions.accepting import Acceptance, Draft, StaleRevisionError, accept_within
from planner.revisions.archive import Archive
from planner.store import revisions
from planner.store.answers import Asking, remember, remembered
from planner.store.errors import NoSuchRevisionError
from planner.store.revisions import Revision
from planner.store.uploads import current_document
from planner.web.problem_kinds import REPEATED, STALE
from planner.web.problems import ProblemError, problem
from planner.web.store_problems import told

UPLOADED_MEANWHILE = Sentence(
    en="Not accepted: the files of the network were uploaded anew meanwhile.",
    da="Ikke accepteret: netværkets filer er uploadet på ny i mellemtiden.",
)
USED = Sentence(
    en="This Idempotency-Key came before with another request.",
    da="Denne Idempotency-Key er brugt før i en anden forespørgsel.",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be accepted.

    Attributes:
        network: as the plan was checked for.
        acceptance: with the number of the revision that is to be the last.
        document: hash of what was the current network when the plan was checked; None if that does not matter.
        rests_on: number of the revision that a proposal was made for.
    """

    network: Network
    draft: Draft
    acceptance: Acceptance
    document: str | None = None
    rests_on: int | None = None


def accept_once(archive: Archive, wish: Wish, asking: Asking | None) -> Revision:
    """The revision that this request makes, or made when it was sent before.

    Raises:
        ProblemError: if the revision is stale, or the key was used for something else.
        StoreError: if the store cannot be written; then nothing has happened.
    """
    with archive.store.writing() as connection:
        revisions.lock(connection, archive.network)  # whoever sends the same at the same time waits here
        before = _made_before(connection, asking)
        if before is not None:
            return before
        revision = _accept(connection, archive, wish)
        if asking is not None:
            remember(connection, asking, revision.number, wish.acceptance.at)
        return revision


def made_before(archive: Archive, asking: Asking | None) -> Revision | None:
    """The revision that this request made when it was sent before; errors as for `accept_once`."""
    if asking is None:
        return None
    with archive.store.reading() as connection:
        return _made_before(connection, asking)


def _made_before(connection: Connection, asking: Asking | None) -> Revision | None:
    found = remembered(connection, asking) if asking else None
    if asking is None or found is None:
        return None
    request, number = found
    if request != asking.request:
        raise problem(REPEATED, USED)
    return revisions.numbered(connection, asking.network, number)


def _accept(connection: Connection, archive: Archive, wish: Wish) -> Revision:
    last = revisions.last(connection, archive.network)
    acceptance = wish.acceptance
    if acceptance.expected == (last.number if last else 0):
        _require_same_network(connection, archive, wish)
        acceptance = replace(acceptance, expected=acceptance.expected if wish.rests_on is None else wish.rests_on)
    try:
        return accept_within(connection, archive.network, wish.draft, acceptance, publisher(wish.network))
    except StaleRevisionError as error:
        raise _with_newest(connection, archive, told(error)) from error
    except NoSuchRevisionError as error:
        raise _with_newest(connection, archive, ProblemError(STALE, error.said)) from error


def _require_same_network(connection: Connection, archive: Archive, wish: Wish) -> None:
    if wish.document not in {None, current_document(connection, archive.network)}:
        raise _with_newest(connection, archive, ProblemError(STALE, Said(UPLOADED_MEANWHILE)))


def _with_newest(connection: Connection, archive: Archive, error: ProblemError) -> ProblemError:
    last = revisions.last(connection, archive.network)
    error.more["revision"] = last.number if last else 0
    return error

"""The proposals made for a network: add them, list them, and find one by its number; and what is foreseen of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from planner.store import revisions
from planner.store.documents import Content, fetch, keep, network_text, plan_text, read_content
from planner.store.erasing import refuse_erased
from planner.store.errors import NoSuchProposalError
from planner.store.revisions import Revision
from planner.store.tables import foresights, insert, proposals


@dataclass(frozen=True, slots=True)
class NewProposal:
    """A proposal to be stored.

    Attributes:
        content: the network after the changes, and the proposed plan.
        revision: number of the revision it is based on.
        as_of: aware; the moment taken as now when it was made.
        why: the changes it answers, in words.
        replaced: ids of the meetings that are cancelled and replaced by new meetings held later.
        shown: the proposal as JSON, as it was shown.
    """

    content: Content
    revision: int
    as_of: datetime
    why: str
    replaced: frozenset[str]
    shown: str


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A stored proposal without its content; attributes as of `NewProposal`.

    Attributes:
        number: 1, 2, 3, ... within its network.
        made_at: UTC, whole seconds.
        network_document, plan_document, shown_document: SHA-256 of its network, its plan, and its JSON as shown.
    """

    network: str
    number: int
    made_at: datetime
    revision: int
    as_of: datetime
    why: str
    replaced: frozenset[str]
    network_document: str
    plan_document: str
    shown_document: str


def add(connection: Connection, network: str, made: Iterable[NewProposal], at: datetime) -> tuple[ProposalRow, ...]:
    """Store proposals for a network that has revisions; they are numbered in order."""
    revisions.lock(connection, network)
    first, new = _last(connection, network) + 1, [*made]
    networks = {id(each.content.network): each.content.network for each in new}  # mostly one, and large
    for found in networks.values():
        refuse_erased(connection, network, found)
    documents = {key: keep(connection, network_text(found)) for key, found in networks.items()}
    rows = [{**_row(connection, each), "network_document": documents[id(each.content.network)]} for each in new]
    for number, row in enumerate(rows, start=first):
        numbered_row = {"network": network, "number": number, "made_at": at}
        connection.execute(proposals.insert().values({**row, **numbered_row}))
    return tuple(numbered(connection, network, number) for number in range(first, first + len(rows)))


def numbered(connection: Connection, network: str, number: int) -> ProposalRow:
    """Return the proposal with that number.

    Raises:
        NoSuchProposalError: if there is none.
    """
    asked = select(proposals).where(proposals.c.network == network, proposals.c.number == number)
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise NoSuchProposalError(network, number, _last(connection, network))
    return _kept(row)


def accepted_as(connection: Connection, revision: Revision) -> int | None:
    """Return the number of the revision on which the proposal rested that became this one; None if none did."""
    asked = select(func.max(proposals.c.revision)).where(
        proposals.c.network == revision.network,
        proposals.c.network_document == revision.network_document,
        proposals.c.plan_document == revision.plan_document,
        proposals.c.revision < revision.number,
    )
    found = connection.execute(asked).scalar()
    return None if found is None else int(found)


def newest(connection: Connection, network: str, most: int) -> tuple[ProposalRow, ...]:
    """Return the newest proposals of a network, newest first, at most `most` of them."""
    asked = select(proposals).where(proposals.c.network == network).order_by(proposals.c.number.desc()).limit(most)
    return tuple(map(_kept, connection.execute(asked)))


def content(connection: Connection, proposal: ProposalRow) -> Content:
    """Return the changed network and the proposed plan."""
    return read_content(fetch(connection, proposal.network_document), fetch(connection, proposal.plan_document))


def shown(connection: Connection, proposal: ProposalRow) -> str:
    """Return the proposal as JSON, as it was shown."""
    return fetch(connection, proposal.shown_document)


def _last(connection: Connection, network: str) -> int:
    asked = select(func.max(proposals.c.number)).where(proposals.c.network == network)
    return int(connection.execute(asked).scalar() or 0)


def _row(connection: Connection, new: NewProposal) -> dict[str, Any]:
    return {
        "revision": new.revision,
        "as_of": new.as_of,
        "why": new.why,
        "replaced": json.dumps(sorted(new.replaced)),
        "plan_document": keep(connection, plan_text(new.content.plan)),
        "shown_document": keep(connection, new.shown),
    }


def _kept(row: Row[*tuple[Any, ...]]) -> ProposalRow:
    return ProposalRow(**{**row._asdict(), "replaced": frozenset(json.loads(row.replaced))})


@dataclass(frozen=True, slots=True)
class ForesightRow:
    """What was foreseen last of a revision.

    Attributes:
        made_at: UTC, whole seconds.
        basis: SHA-256 of the files, if it was made in a folder, and of the network in the store, with a space between.
        shown: JSON.
    """

    network: str
    revision: int
    made_at: datetime
    basis: str
    shown: str


def keep_foresight(connection: Connection, found: ForesightRow) -> None:
    """Store what is foreseen of a revision in place of what was before; `made_at` is aware."""
    revisions.lock(connection, found.network)
    values = {"made_at": found.made_at, "basis": found.basis, "shown": found.shown}
    row = insert(connection, foresights).values(network=found.network, revision=found.revision, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["network", "revision"], set_=values))


def foresight_of(connection: Connection, network: str, revision: int) -> ForesightRow | None:
    """Return what was foreseen last of a revision; None if nothing was."""
    asked = select(foresights).where(foresights.c.network == network, foresights.c.revision == revision)
    row = connection.execute(asked).one_or_none()
    return None if row is None else ForesightRow(**row._asdict())

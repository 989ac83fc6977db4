"""The proposals made for a network: adding them, and finding one by its number."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from planner.store import revisions
from planner.store.documents import Content, fetch, keep, network_text, plan_text, read_content
from planner.store.errors import NoSuchProposalError
from planner.store.tables import proposals


@dataclass(frozen=True, slots=True)
class NewProposal:
    """A proposal to be kept.

    Attributes:
        content: the network as changed, and the plan.
        revision: number of the revision it rests on.
        as_of: aware; what was taken for now when it was made.
        why: the changes it answers, in words.
        replaced: ids of the meetings that are called off and held later: a new meeting replaces the old one.
        shown: the proposal as JSON, as it was shown.
    """

    content: Content
    revision: int
    as_of: datetime
    why: str
    replaced: frozenset[str]
    shown: str


@dataclass(frozen=True, slots=True)
class KeptProposal:
    """A proposal in the store, without its content; attributes as of `NewProposal`.

    Attributes:
        number: 1, 2, 3, ... in its network.
        made_at: UTC, whole seconds.
        network_document, plan_document, shown_document: hashes of its content and of how it was shown.
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


def add(connection: Connection, network: str, made: Iterable[NewProposal], at: datetime) -> tuple[KeptProposal, ...]:
    """Keep proposals for a network that has revisions; they get the next numbers, in order."""
    revisions.lock(connection, network)
    first, new = _last(connection, network) + 1, [*made]
    networks = {id(each.content.network): each.content.network for each in new}  # mostly one, and large
    documents = {key: keep(connection, network_text(found)) for key, found in networks.items()}
    rows = [{**_row(connection, each), "network_document": documents[id(each.content.network)]} for each in new]
    for number, row in enumerate(rows, start=first):
        numbered_row = {"network": network, "number": number, "made_at": at.replace(microsecond=0)}
        connection.execute(proposals.insert().values({**row, **numbered_row}))
    return tuple(numbered(connection, network, number) for number in range(first, first + len(rows)))


def numbered(connection: Connection, network: str, number: int) -> KeptProposal:
    """The proposal of that number.

    Raises:
        NoSuchProposalError: if there is none.
    """
    asked = select(proposals).where(proposals.c.network == network, proposals.c.number == number)
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise NoSuchProposalError(network, number, _last(connection, network))
    return _kept(row)


def newest(connection: Connection, network: str, most: int) -> tuple[KeptProposal, ...]:
    """The last proposals of a network, the newest first, at most so many."""
    asked = select(proposals).where(proposals.c.network == network).order_by(proposals.c.number.desc()).limit(most)
    return tuple(map(_kept, connection.execute(asked)))


def content(connection: Connection, proposal: KeptProposal) -> Content:
    """The changed network and the plan."""
    return read_content(fetch(connection, proposal.network_document), fetch(connection, proposal.plan_document))


def shown(connection: Connection, proposal: KeptProposal) -> str:
    """The proposal as JSON, as it was shown."""
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


def _kept(row: Row[*tuple[Any, ...]]) -> KeptProposal:
    return KeptProposal(**{**row._asdict(), "replaced": frozenset(json.loads(row.replaced))})

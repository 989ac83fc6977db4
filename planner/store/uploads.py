"""Uploaded networks: the input of the next plan until a revision is accepted."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, union

from calendars.language import Locale, Message
from planner.network.network import Network
from planner.store import revisions, tables
from planner.store.documents import fetch, keep, network_text
from planner.store.erasing import refuse_erased
from planner.store.errors import StoreError
from planner.store.tables import insert, uploads

NO_NETWORK = Message("uploads.no_network", "There is no network {network}.")

_LOCALE = re.compile(r'"locale":"(da|en)"')
_TIMEZONE = re.compile(r'"timezone":"([^"]+)"')
"""No other part of a network has a key of this name, and quotes inside texts are escaped."""


class NoSuchNetworkError(StoreError):
    """Nothing was uploaded or accepted under that id."""

    def __init__(self, network: str) -> None:
        super().__init__(NO_NETWORK, network=network)


@dataclass(frozen=True, slots=True)
class Upload:
    """The last upload of a network.

    Attributes:
        network: id of the network in the store.
        document: SHA-256 of its content.
        revision: number of the last revision at that moment; 0 if there was none.
        uploaded_at: UTC, whole seconds.
        files: SHA-256 of its content without changes; None if an older version uploaded it.
    """

    network: str
    document: str
    revision: int
    uploaded_at: datetime
    files: str | None = None


def upload(connection: Connection, network: str, content: Network, at: datetime, files: Network) -> Upload:
    """Store an upload in place of the previous one.

    Args:
        connection: of a transaction.
        network: id of the network.
        content: the network with the changes in force.
        at: when; UTC, whole seconds.
        files: the network without changes.
    """
    last = revisions.lock(connection, network)
    refuse_erased(connection, network, content)
    document, without = (keep(connection, network_text(each)) for each in (content, files))
    found = Upload(network, document, last.number if last else 0, at, without)
    row = asdict(found)
    rows = insert(connection, uploads).values(row)
    connection.execute(rows.on_conflict_do_update(index_elements=["network"], set_=row))
    return found


def uploaded(connection: Connection, network: str) -> Upload | None:
    """Return the last upload; None if there is none."""
    row = connection.execute(select(uploads).where(uploads.c.network == network)).one_or_none()
    return None if row is None else Upload(**row._asdict())


def is_known(connection: Connection, network: str) -> bool:
    """Return whether anything was uploaded or accepted for the network id."""
    return uploaded(connection, network) is not None or revisions.last(connection, network) is not None


def known_networks(connection: Connection) -> tuple[str, ...]:
    """Return the ids of all networks with an upload or a revision, sorted, including those of proposed dates."""
    found = union(select(uploads.c.network), select(tables.revisions.c.network))
    return tuple(sorted(connection.execute(found).scalars()))


def current_network(connection: Connection, network: str) -> Network:
    """Return the network to plan next: the upload since the last revision, else the network of that revision.

    Raises:
        NoSuchNetworkError: if there is neither.
    """
    return Network.model_validate_json(fetch(connection, current_document(connection, network)))


def current_locale(connection: Connection, network: str) -> Locale:
    """Return the language of `current_network` without parsing the rest; errors as there."""
    found = _LOCALE.search(fetch(connection, current_document(connection, network)))
    return str(found[1]) if found else "en"


def current_zone(connection: Connection, network: str) -> ZoneInfo:
    """Return the time zone of `current_network` without parsing the rest; errors as there."""
    found = _TIMEZONE.search(fetch(connection, current_document(connection, network)))
    return ZoneInfo(found[1] if found else "UTC")


def current_document(connection: Connection, network: str) -> str:
    """Return the hash of `current_network`; errors as there."""
    found, last = uploaded(connection, network), revisions.last(connection, network)
    if found is not None and found.revision == (last.number if last else 0):
        return found.document
    if last is None:
        raise NoSuchNetworkError(network)
    return last.network_document

"""Uploaded networks, the input of the next plan until a revision is accepted; and where each network is edited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, select, union

from calendars.language import Locale, Message
from planner.network.network import Network
from planner.store import revisions, tables
from planner.store.documents import fetch, keep, network_text
from planner.store.erasing import refuse_erased
from planner.store.errors import StoreError
from planner.store.tables import files as files_table
from planner.store.tables import insert, networks, uploads

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


class Home(StrEnum):
    """Where the files of a network are edited."""

    FOLDER = "folder"
    STORE = "store"


IN_STORE = Message(
    "uploads.in_store",
    "Nothing was done: {network} lives in the store {store}, where it is edited over HTTP. What is in the folder does "
    "not count; planner move --to folder brings the network back.",
)
IN_FOLDER = Message(
    "uploads.in_folder",
    "The files of {network} are edited in a folder. Edit them there and say what has happened there, or move the "
    "network into the store with planner move --to store.",
)


class InStoreError(StoreError):
    """A network is edited in the store, not in a folder."""

    def __init__(self, network: str, store: str) -> None:
        super().__init__(IN_STORE, network=network, store=store)


class InFolderError(StoreError):
    """A network is edited in a folder, not in the store."""

    def __init__(self, network: str) -> None:
        super().__init__(IN_FOLDER, network=network)


def home_of(connection: Connection, network: str) -> Home | None:
    """Return the home of a network; None if that was never said."""
    found = connection.execute(select(networks.c.home).where(networks.c.id == network)).scalar()
    return None if found is None else Home(found)


def settle(connection: Connection, network: str, home: Home) -> None:
    """Let a locked network live there from now on."""
    connection.execute(networks.update().where(networks.c.id == network).values(home=home.value))


def keep_files(connection: Connection, network: str, content: Mapping[str, bytes]) -> None:
    """Put files in place of those that the store holds of a locked network."""
    connection.execute(delete(files_table).where(files_table.c.network == network))
    if content:
        rows = [{"network": network, "name": name, "content": data} for name, data in content.items()]
        connection.execute(files_table.insert(), rows)


def kept_files(connection: Connection, network: str) -> dict[str, bytes]:
    """Return the files that the store holds of a network, by name."""
    asked = (
        select(files_table.c.name, files_table.c.content)
        .where(files_table.c.network == network)
        .order_by(files_table.c.name)
    )
    return {name: bytes(content) for name, content in connection.execute(asked)}


def drop_upload(connection: Connection, network: str) -> None:
    """Forget what was uploaded of a locked network: what is accepted of it stays."""
    keep_files(connection, network, {})
    connection.execute(delete(uploads).where(uploads.c.network == network))

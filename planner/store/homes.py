"""The home of a network: the one place where its files are edited, and its files where that is the store."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import Connection, delete, select

from calendars.language import Message
from planner.store.errors import StoreError
from planner.store.tables import files, networks, uploads


class Home(StrEnum):
    """Where the files of a network are edited."""

    FOLDER = "folder"
    STORE = "store"


IN_STORE = Message(
    "homes.in_store",
    "Nothing was done: {network} lives in the store {store}, where it is edited over HTTP. What is in the folder does "
    "not count; planner move --to folder brings the network back.",
)
IN_FOLDER = Message(
    "homes.in_folder",
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
    connection.execute(delete(files).where(files.c.network == network))
    if content:
        rows = [{"network": network, "name": name, "content": data} for name, data in content.items()]
        connection.execute(files.insert(), rows)


def kept_files(connection: Connection, network: str) -> dict[str, bytes]:
    """Return the files that the store holds of a network, by name."""
    asked = select(files.c.name, files.c.content).where(files.c.network == network).order_by(files.c.name)
    return {name: bytes(content) for name, content in connection.execute(asked)}


def drop_upload(connection: Connection, network: str) -> None:
    """Forget what was uploaded of a locked network: what is accepted of it stays."""
    keep_files(connection, network, {})
    connection.execute(delete(uploads).where(uploads.c.network == network))

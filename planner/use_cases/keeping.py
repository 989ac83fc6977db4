"""Back up and restore a store; export and erase what is kept of a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from calendars.language import Message
from planner.feeds.publish import publish_anew
from planner.schemas.people import PersonJson
from planner.store import backup, erasing
from planner.store.archive import is_held_id
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.revisions import network_ids
from planner.store.uploads import keep_files, kept_files
from planner.use_cases import forgetting

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from planner.store.archive import Archive
    from planner.store.backup import Copied
    from planner.store.database import Store

NOBODY = Message("use_cases.keeping.nobody", "Nothing is kept of {person} in {network}.")


@dataclass(frozen=True, slots=True)
class Erased:
    """Who is forgotten, and files that have to be looked through by hand, since they are not text."""

    forgotten: erasing.Forgotten
    left: tuple[Path, ...]


class NoSuchPersonError(StoreError):
    """Nothing is kept of a person of that id."""

    def __init__(self, person: str, network: str) -> None:
        super().__init__(NOBODY, person=person, network=network)


def restore(store: Store, path: Path) -> Copied:
    """Put a backup in place of what the store holds; all calendars are rendered anew. Errors as `backup.restore`."""
    found = backup.restore(store, path, _publish_all)
    store.adopt()
    store.compact()  # who was erased since the backup was there for a moment
    return found


def _publish_all(connection: Connection) -> None:
    publish_anew(connection, [each for each in network_ids(connection) if not is_held_id(each)])


def export_person(archive: Archive, person: str, folder: Path | None = None) -> PersonJson:
    """Return all that the store, and the folder if there is one, keep of a person.

    Raises:
        NoSuchPersonError: if that is nothing.
    """
    try:
        with archive.store.reading() as connection:
            found = erasing.kept_of(connection, archive.network, person)
            with _unpacked(kept_files(connection, archive.network)) as inside:
                whose = erasing.Forgotten(person, 0, frozenset(found["names"] if found else ()))
                lines = forgetting.lines_about(inside, whose)
    except NothingAcceptedError:
        found, lines = None, []
    in_files = None if folder is None else forgetting.names_in(folder, person)
    if found is None and in_files is None:
        raise NoSuchPersonError(person, archive.network)
    kept = found or {"names": [], "feeds": [], "documents": []}
    kept["documents"] += lines
    names = {*kept["names"], *(in_files or ())}
    if folder is not None:
        kept["documents"] += forgetting.lines_about(folder, erasing.Forgotten(person, 0, frozenset(names)))
    return PersonJson(network=archive.network, person=person, **{**kept, "names": sorted(names)})


def erase_person(archive: Archive, person: str, by: str, folder: Path | None = None) -> Erased:
    """Forget a person in the store, whole or not at all, and then in the folder; once more if it was done before.

    Args:
        archive: the network.
        person: id of the member or of one of the staff.
        by: who asks for it.
        folder: folder of the network; None where there is none.

    Raises:
        NoSuchPersonError: if nothing is kept of such a person.
        StoreError: if the id is also that of something else, or the store cannot be written.
        OSError: if a file cannot be written; the erasure can be repeated.
    """
    in_files = None if folder is None else forgetting.names_in(folder, person)
    asked = erasing.ErasureRequest(person, by, datetime.now(UTC), in_files)
    with archive.store.writing() as connection:
        found = erasing.erase(connection, archive.network, asked)
        if found is None:
            raise NoSuchPersonError(person, archive.network)
        left = _forget_in_store(connection, archive.network, found)
        publish_anew(connection, [archive.network])
    archive.store.compact()
    if folder is not None:
        left = (*left, *forgetting.forget(folder, found))
    return Erased(found, left)


@contextmanager
def _unpacked(files: Mapping[str, bytes]) -> Iterator[Path]:
    with TemporaryDirectory(prefix="planner-") as name:
        for file, data in files.items():
            (Path(name) / file).write_bytes(data)
        yield Path(name)


def _forget_in_store(connection: Connection, network: str, found: erasing.Forgotten) -> tuple[Path, ...]:
    """Forget a person in the files that the store holds, and return those to look through."""
    with _unpacked(kept_files(connection, network)) as folder:
        left = forgetting.forget(folder, found)
        keep_files(connection, network, {each.name: each.read_bytes() for each in folder.iterdir()})
    return tuple(Path(each.name) for each in left)

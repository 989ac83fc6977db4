"""Where the files of a network are: in a folder, which is edited in place, or in the store, to which they were sent.

Every page and every task of it asks and plans through a home, so that both kinds are treated alike.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from calendars.language import Message
from planner.errors import InputErrors
from planner.network.problem import build_problem
from planner.store.archive import Archive, open_archive
from planner.store.errors import StoreError
from planner.store.uploads import current_network
from planner.use_cases.accepting import accept_with_files
from planner.use_cases.status import edits_since, status, uploaded_since
from planner.use_cases.today import UNWRITABLE, Today, changes_update, has_files, load_today

if TYPE_CHECKING:
    from datetime import date

    from calendars.language import Locale
    from planner.network.network import Network
    from planner.schemas.status import StatusJson
    from planner.store.archive import Acceptance, Draft, RevisionRecord
    from planner.store.database import Store
    from planner.store.revisions import Revision


CHANGED = Message("homes.changed", "Nothing was done: the file has been changed since it was shown. Load it again.")


class FilesChangedError(StoreError):
    """A file of the folder is not what an edit rests on."""

    def __init__(self) -> None:
        super().__init__(CHANGED)


class FilesUnwritableError(StoreError):
    """A file of the folder cannot be written."""


@dataclass(frozen=True, slots=True)
class Home:
    """The home of a network.

    Attributes:
        network: id of the network in the store.
        folder: the folder with its files; None if they are in the store.
    """

    network: str
    folder: Path | None = None

    @classmethod
    def of_folder(cls, folder: Path, address: str) -> Home | None:
        """Return the home that a folder is; None if it has no files of a network."""
        if not has_files(folder):
            return None
        with open_archive(folder, address) as archive:
            return cls(archive.network, folder.resolve())

    def archive(self, store: Store) -> Archive:
        """Return the archive of the network."""
        return Archive(store, self.network)

    def today(self, store: Store, *, fitting: bool = True) -> Today | None:
        """Return the network of the folder today; None if the home is the store. Errors as for `load_today`."""
        return None if self.folder is None else load_today(self.folder, self.archive(store), fitting=fitting)

    def network_today(self, store: Store) -> Network:
        """Return the network to plan next.

        Raises:
            InputErrors: everything that is wrong with the files.
            NoSuchNetworkError: if there is no such network.
        """
        found = self.today(store)
        if found is not None:
            return found.network
        with store.reading() as connection:
            return current_network(connection, self.network)

    def status(self, store: Store, kept: RevisionRecord, as_of: date | None, locale: Locale) -> StatusJson:
        """Return how the last revision stands, in that language."""
        today, archive = self.today(store), self.archive(store)
        network = today.network if today else self.network_today(store)
        edits = edits_since(archive, kept, today) if today else uploaded_since(kept, network)
        return status(archive, kept, spoken(network, locale), edits, as_of)

    def accept(self, store: Store, draft: Draft, acceptance: Acceptance, today: Today | None = None) -> Revision:
        """Make a draft the next revision, with the changes of the folder; errors as for `accept_with_files`."""
        network, update = draft.content.network, None
        if self.folder is not None:
            update = today.update(network.changes) if today else changes_update(self.folder, network)
        return accept_with_files(self.archive(store), draft, acceptance, update)


@dataclass(frozen=True, slots=True)
class FileEdit:
    """Files of a folder before and after; None where there is no such file."""

    folder: Path
    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]

    @classmethod
    def of(cls, folder: Path, after: Mapping[str, bytes | None]) -> FileEdit:
        """Return the edit that gives these files other contents."""
        return cls(folder, {name: read_file(folder, name) for name in after}, dict(after))

    def errors(self, store: Store, network: str) -> InputErrors | None:
        """Return everything that would be wrong with the network after it; None if nothing would."""
        with TemporaryDirectory(prefix="planner-") as name:
            copy = Path(name)
            for each in self.folder.iterdir():
                if each.name not in self.after and ".sqlite" not in each.name:
                    (copy / each.name).symlink_to(each.resolve())
            for file, data in self.after.items():
                if data is not None:
                    (copy / file).write_bytes(data)
            try:
                build_problem(load_today(copy, Archive(store, network)).network)
            except InputErrors as errors:
                return errors
        return None

    def write(self) -> None:
        """Write the files, each in one step.

        Raises:
            FilesChangedError: if one of them is not as before.
            FilesUnwritableError: if one of them cannot be written.
        """
        if any(read_file(self.folder, name) != data for name, data in self.before.items()):
            raise FilesChangedError
        for name, data in self.after.items():
            try:
                _write(self.folder / name, data)
            except OSError as error:
                path, reason = str(self.folder / name), error.strerror or type(error).__name__
                raise FilesUnwritableError(UNWRITABLE, path=path, reason=reason) from error

    @property
    def undone(self) -> FileEdit:
        """The edit that takes this one back."""
        return FileEdit(self.folder, self.after, self.before)


def read_file(folder: Path, name: str) -> bytes | None:
    """Return the content of a file of a folder; None if there is none."""
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink(missing_ok=True)
        return
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(data)
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def spoken(network: Network, locale: Locale) -> Network:
    """Return the network with another language, for answers to somebody who reads that; never to be kept."""
    if network.settings.locale == locale:
        return network
    return network.model_copy(update={"settings": network.settings.model_copy(update={"locale": locale})})

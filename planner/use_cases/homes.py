"""Where the files of a network are: in a folder, which is edited in place, or in the store, to which they were sent.

Every page and every task of it asks and plans through a home, so that both kinds are treated alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from planner.errors import InputErrors
from planner.files.editing import FileEdit, content
from planner.network.problem import build_problem
from planner.store.archive import Archive, open_archive
from planner.store.uploads import current_network
from planner.use_cases.accepting import accept_with_files
from planner.use_cases.changing import uploaded_today
from planner.use_cases.status import edits_since, status, uploaded_since
from planner.use_cases.today import NetworkToday, Today, changes_update, has_files, load_today

if TYPE_CHECKING:
    from datetime import date

    from calendars.language import Locale
    from planner.network.network import Network
    from planner.schemas.status import StatusJson
    from planner.store.archive import Acceptance, Draft, RevisionRecord
    from planner.store.database import Store
    from planner.store.revisions import Revision


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

    def today(self, store: Store, *, fitting: bool = True) -> NetworkToday | None:
        """Return the network as it is today; None if only that of the last revision is known.

        Errors as for `load_today`.
        """
        archive = self.archive(store)
        if self.folder is not None:
            return load_today(self.folder, archive, fitting=fitting)
        with store.reading() as connection:
            return uploaded_today(archive, connection)

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

    def accept(self, store: Store, draft: Draft, acceptance: Acceptance, today: NetworkToday | None = None) -> Revision:
        """Make a draft the next revision, with the changes of the folder; errors as for `accept_with_files`."""
        network, update = draft.content.network, None
        if self.folder is not None:
            in_folder = today if isinstance(today, Today) else None
            update = in_folder.update(network.changes) if in_folder else changes_update(self.folder, network)
        return accept_with_files(self.archive(store), draft, acceptance, update)


@dataclass(frozen=True, slots=True)
class FolderEdit:
    """Files of a folder before and after."""

    folder: Path
    files: tuple[FileEdit, ...]

    @classmethod
    def of(cls, folder: Path, after: Mapping[str, bytes | None]) -> FolderEdit:
        """Return the edit that gives these files other contents; None removes one."""
        paths = [(folder / name, data) for name, data in after.items()]
        return cls(folder, tuple(FileEdit(path, content(path), data) for path, data in paths))

    @property
    def after(self) -> dict[str, bytes | None]:
        """The contents afterwards, by name."""
        return {each.path.name: each.after for each in self.files}

    def errors(self, store: Store, network: str) -> InputErrors | None:
        """Return everything that would be wrong with the network after it; None if nothing would."""
        after = self.after
        with TemporaryDirectory(prefix="planner-") as name:
            copy = Path(name)
            for each in self.folder.iterdir():
                if each.name not in after and ".sqlite" not in each.name:
                    (copy / each.name).symlink_to(each.resolve())
            for file, data in after.items():
                if data is not None:
                    (copy / file).write_bytes(data)
            try:
                build_problem(load_today(copy, Archive(store, network)).network)
            except InputErrors as errors:
                return errors
        return None

    def write(self) -> None:
        """Write all files or none.

        Raises:
            FileChangedError: if one of them is not as before.
            FileUnwritableError: if one of them cannot be written.
        """
        written: list[FileEdit] = []
        try:
            for each in self.files:
                each.write()
                written.append(each)
        except BaseException:
            for each in reversed(written):
                each.take_back()
            raise

    @property
    def undone(self) -> FolderEdit:
        """The edit that takes this one back."""
        return FolderEdit(self.folder, tuple(FileEdit(each.path, each.after, each.before) for each in self.files))


def spoken(network: Network, locale: Locale) -> Network:
    """Return the network with another language, for answers to somebody who reads that; never to be kept."""
    if network.settings.locale == locale:
        return network
    return network.model_copy(update={"settings": network.settings.model_copy(update={"locale": locale})})

"""Where the files of a network are: in a folder, which is edited in place, or in the store, to which they were sent.

Every page and every task of it asks and plans through a home, so that both kinds are treated alike.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from planner.errors import InputError, InputErrors
from planner.files.cells import CellForms
from planner.files.editing import FileChangedError, FileEdit
from planner.files.load import NO_SECRETS
from planner.files.remarks import remarks
from planner.files.tables import read_table
from planner.network.problem import build_problem
from planner.network.tables import MEMBERS, STAFF
from planner.store import revisions, uploads
from planner.store.archive import Archive, open_archive
from planner.store.errors import NothingAcceptedError
from planner.store.uploads import current_network
from planner.use_cases.accepting import accept_with_files
from planner.use_cases.changing import FilesElsewhereError, keep_changes, rewritten, uploaded_today
from planner.use_cases.moving import folder_files, stored_files, with_changes
from planner.use_cases.status import edits_since, status, uploaded_since
from planner.use_cases.today import (
    NetworkToday,
    Today,
    changes_update,
    has_files,
    ignore_remark,
    load_today,
    load_uploaded,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from calendars.language import Locale
    from planner.network.network import Network
    from planner.schemas.status import StatusJson
    from planner.store.archive import Acceptance, Draft, RevisionRecord
    from planner.store.database import Store
    from planner.store.revisions import Revision


@dataclass(frozen=True, slots=True)
class KnownNetwork:
    """The network that is shown: that of today, or that of the last revision while the files have mistakes.

    Attributes:
        network: None if the files have mistakes and nothing has been accepted.
        mistakes: everything that is wrong with the files; None if nothing is.
        revision: number of the revision that it is of while the files have mistakes; 0 for none.
        remarks: what the planner should look at in the files, though it is no mistake.
    """

    network: Network | None
    mistakes: InputErrors | None = None
    revision: int = 0
    remarks: tuple[InputError, ...] = ()

    def of_today(self) -> Network:
        """Return the network of today.

        Raises:
            InputErrors: everything that is wrong with the files.
        """
        if self.mistakes is not None:
            raise InputErrors(self.mistakes.every, self.mistakes.locale)  # anew, as it is kept and raised to many
        return cast("Network", self.network)

    @property
    def n(self) -> int:
        """How many mistakes there are."""
        return len(self.mistakes.errors) + self.mistakes.more if self.mistakes else 0


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

    @property
    def is_workbook(self) -> bool:
        """Whether the whole network is one workbook, which is edited in Excel."""
        return self.folder is not None and not self.folder.is_dir()

    def files(self, store: Store) -> dict[str, bytes]:
        """Return the files of the network by name, with the changes in force; none if they are not at hand."""
        if self.folder is None:
            with suppress(NothingAcceptedError), store.reading() as connection:
                return stored_files(self.archive(store), connection)
            return {}
        if self.is_workbook:
            return {self.folder.name: self.folder.read_bytes()}
        return folder_files(self.folder)

    def today(
        self, store: Store, *, fitting: bool = True, remark: Callable[[InputError], None] = ignore_remark
    ) -> NetworkToday | None:
        """Return the network as it is today; None if only that of the last revision is known.

        Errors and remarks as for `load_today`; files in the store are not read again, so there are no remarks.
        """
        archive = self.archive(store)
        if self.folder is not None:
            return load_today(self.folder, archive, remark, fitting=fitting)
        with store.reading() as connection:
            return uploaded_today(archive, connection)

    def network_today(self, store: Store, remark: Callable[[InputError], None] = ignore_remark) -> Network:
        """Return the network to plan next.

        Args:
            store: the store.
            remark: as for `today`.

        Raises:
            InputErrors: everything that is wrong with the files.
            NoSuchNetworkError: if there is no such network.
        """
        found = self.today(store, remark=remark)
        if found is not None:
            return found.network
        with store.reading() as connection:
            return current_network(connection, self.network)

    def known(self, store: Store) -> KnownNetwork:
        """Return the network of today, or that of the last revision while the files have mistakes.

        Raises:
            NoSuchNetworkError: if there is no such network.
        """
        said: list[InputError] = []
        try:
            network = self.network_today(store, said.append)
            build_problem(network)
        except InputErrors as errors:
            try:
                kept = self.archive(store).kept()
            except NothingAcceptedError:
                return KnownNetwork(None, errors)
            return KnownNetwork(kept.content.network, errors, kept.revision.number)
        return KnownNetwork(network, remarks=tuple(said if self.folder is not None else remarks(network)))

    def status(self, store: Store, kept: RevisionRecord, as_of: date | None, locale: Locale) -> StatusJson:
        """Return how the last revision stands, in that language."""
        today, archive = self.today(store), self.archive(store)
        network = today.network if today else self.network_today(store)
        edits = edits_since(archive, kept, today) if today else uploaded_since(kept, network)
        return status(archive, kept, spoken(network, locale), edits, as_of)

    def people(self, store: Store, network: Network) -> Network:
        """Return a network with the names and mail addresses that stand in its files alone."""
        files = {} if self.is_workbook else self.files(store)
        forms = CellForms.of(network.settings.tables, network.settings.locale)
        rows = {
            table: {each.id: each for each in read_table(files[table.file], table, forms, None).rows}
            for table in (MEMBERS, STAFF)
            if table.file in files
        }
        members, staff = rows.get(MEMBERS, {}), rows.get(STAFF, {})
        return network.model_copy(
            update={
                "members": tuple(
                    replace(each, name=members[each.id].name, email=members[each.id].email)
                    if each.id in members
                    else each
                    for each in network.members
                ),
                "staff": tuple(
                    replace(each, email=staff[each.id].email) if each.id in staff else each for each in network.staff
                ),
            }
        )

    def withdraw(self, store: Store, number: int) -> None:
        """Take back a change, wherever it is written.

        Raises:
            NoSuchChangeError: if there is none of that number.
            FilesElsewhereError: if the files that the network rests on are not at hand.
            InputErrors: if the others make no sense without it.
        """
        archive = self.archive(store)
        if self.folder is not None:
            found = load_today(self.folder, archive, fitting=False)
            found.update(rewritten(archive, found, number, lambda _record: None).records).write()
            return
        with store.writing() as connection:
            revisions.lock(connection, self.network)
            today = uploaded_today(archive, connection)
            if today is None:
                raise FilesElsewhereError
            without = rewritten(archive, today, number, lambda _record: None)
            keep_changes(connection, archive, today, without, datetime.now(UTC).replace(microsecond=0))

    def accept(self, store: Store, draft: Draft, acceptance: Acceptance, today: NetworkToday | None = None) -> Revision:
        """Make a draft the next revision, with the changes of the folder; errors as for `accept_with_files`."""
        network, update = draft.content.network, None
        if self.folder is not None:
            in_folder = today if isinstance(today, Today) else None
            update = in_folder.update(network.changes) if in_folder else changes_update(self.folder, network)
        return accept_with_files(self.archive(store), draft, acceptance, update)


@dataclass(frozen=True, slots=True)
class FilesEdit:
    """Some files of a network before and after, by name; None where there is no such file."""

    home: Home
    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]

    @classmethod
    def of(cls, home: Home, files: Mapping[str, bytes], after: Mapping[str, bytes | None]) -> FilesEdit:
        """Return the edit that gives some of the files of a network other contents."""
        return cls(home, {name: files.get(name) for name in after}, dict(after))

    @property
    def undone(self) -> FilesEdit:
        """The edit that takes this one back."""
        return FilesEdit(self.home, self.after, self.before)

    def read(self, store: Store, secrets: Mapping[str, str] = NO_SECRETS) -> NetworkToday:
        """Return the network that it would make.

        Raises:
            InputErrors: everything that would be wrong with it.
        """
        found = self._loaded(store, secrets)
        build_problem(found.network)
        return found

    def _loaded(self, store: Store, secrets: Mapping[str, str]) -> NetworkToday:
        archive, folder = self.home.archive(store), self.home.folder
        if folder is None:
            return load_uploaded(self._with(self.home.files(store)), archive, secrets=secrets)
        with TemporaryDirectory(prefix="planner-") as name:
            copy = Path(name)
            for each in folder.iterdir():
                if each.name not in self.after and ".sqlite" not in each.name:
                    (copy / each.name).symlink_to(each.resolve())
            for file, data in self.after.items():
                if data is not None:
                    (copy / file).write_bytes(data)
            return load_today(copy, archive)

    def _with(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        changed = {**files, **self.after}
        return {name: data for name, data in changed.items() if data is not None}

    def write(self, store: Store, today: NetworkToday | None, last: int | None = None) -> None:
        """Write all files or none.

        Args:
            store: the store.
            today: what `read` returned; a folder may be left with mistakes, the store may not.
            last: number of the revision that has to be the last, if it is in the store; None for any.

        Raises:
            FileChangedError: if one of them is not as before, or another revision is the last.
            FileUnwritableError: if one of them cannot be written.
        """
        if self.home.folder is not None:
            _write_all(self.home.folder, self.before, self.after)
        elif today is not None:
            archive = self.home.archive(store)
            with store.writing() as connection:
                found = revisions.lock(connection, self.home.network)
                files = stored_files(archive, connection)
                for name, data in self.before.items():
                    if files.get(name) != data or last not in {None, found.number if found else 0}:
                        raise FileChangedError(Path(name))
                put_files(connection, self.home.network, self._with(files), today)


def _write_all(folder: Path, before: Mapping[str, bytes | None], after: Mapping[str, bytes | None]) -> None:
    written: list[FileEdit] = []
    try:
        for name, data in after.items():
            edit = FileEdit(folder / name, before[name], data)
            edit.write()
            written.append(edit)
    except BaseException:
        for edit in reversed(written):
            edit.take_back()
        raise


def put_files(connection: Connection, network: str, files: Mapping[str, bytes], today: NetworkToday) -> bool:
    """Put the files of a network, as they were read, in place of those that the store holds.

    Returns:
        Whether the store knew nothing of the network.

    Raises:
        InFolderError: if its files are edited in a folder.
    """
    new = not uploads.is_known(connection, network)
    revisions.lock(connection, network)
    if uploads.home_of(connection, network) is uploads.Home.FOLDER:
        raise uploads.InFolderError(network)
    if new:
        uploads.settle(connection, network, uploads.Home.STORE)
    uploads.keep_files(connection, network, files)
    uploads.upload(connection, network, today.network, datetime.now(UTC).replace(microsecond=0), today.files)
    return new


@dataclass(frozen=True, slots=True)
class ReplacedFile:
    """A file that is put in place of another.

    Attributes:
        gone: how many of its lines go.
        new: how many come.
    """

    name: str
    gone: int
    new: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """What files that are brought in would replace of a network that the store has.

    Attributes:
        seen: tells the state in which the network was looked at.
        revision: number of its last revision; 0 for none.
    """

    seen: str
    revision: int
    files: tuple[ReplacedFile, ...]


def bring_in(
    archive: Archive, files: Mapping[str, bytes], today: NetworkToday, seen: str | None = None
) -> Replacement | None:
    """Put files into the store: of a new network, or of one that was looked at before and is still the same.

    Args:
        archive: the archive of the network.
        files: content by name.
        today: the network as it was read from them.
        seen: what tells the state of the network whose files may be replaced; None if it has to be new.

    Returns:
        What would be replaced, if nothing was done because of it; None if they were put.

    Raises:
        InFolderError: if the files of the network are edited in a folder.
    """
    with archive.store.writing() as connection:
        last = revisions.lock(connection, archive.network)
        in_folder = uploads.home_of(connection, archive.network) is uploads.Home.FOLDER
        if uploads.is_known(connection, archive.network) and not in_folder:
            before, after = stored_files(archive, connection), with_changes(files, today)
            state = _state(before)
            if state != seen:
                changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
                found = (_replaced(name, before.get(name, b""), after.get(name, b"")) for name in sorted(changed))
                return Replacement(state, last.number if last else 0, tuple(found))
        put_files(connection, archive.network, files, today)
    return None


def _state(files: Mapping[str, bytes]) -> str:
    parts = (part for name in sorted(files) for part in (name.encode(), files[name]))
    return hashlib.sha256(b"".join(hashlib.sha256(each).digest() for each in parts)).hexdigest()


def _replaced(name: str, before: bytes, after: bytes) -> ReplacedFile:
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return ReplacedFile(name, (old - new).total(), (new - old).total())


def spoken(network: Network, locale: Locale) -> Network:
    """Return the network with another language, for answers to somebody who reads that; never to be kept."""
    if network.settings.locale == locale:
        return network
    return network.model_copy(update={"settings": network.settings.model_copy(update={"locale": locale})})

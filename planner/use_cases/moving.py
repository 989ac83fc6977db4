"""Move a network from the one place where it is edited to the other: from a folder into the store, and back."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from calendars.language import Message
from planner.changes.records import RecordFile, parse_records, rewritten
from planner.errors import CHANGES_FILE, MOVED_FILE, SETTINGS_FILE
from planner.files.editing import FileChangedError, FileEdit, FileUnwritableError, content, replace_file
from planner.files.fetching import is_address
from planner.files.load import load_network, read_settings
from planner.network.tables import TABLES
from planner.store import revisions
from planner.store.archive import Archive, open_archive
from planner.store.backup import back_up
from planner.store.documents import network_text
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.place import STORE_FILE_NAME, WORKBOOK_SUFFIXES, is_workbook
from planner.store.revisions import network_ids
from planner.store.uploads import (
    Home,
    InFolderError,
    InStoreError,
    current_network,
    drop_upload,
    home_of,
    is_known,
    keep_files,
    kept_files,
    settle,
    upload,
)
from planner.use_cases.changing import FilesElsewhereError, uploaded_today
from planner.use_cases.keeping import restore
from planner.use_cases.status import edits_since
from planner.use_cases.today import has_files, load_uploaded

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from planner.use_cases.today import NetworkToday

EDITED = Message(
    "moving.edited",
    "Not moved: {n} {n:thing is|things are} otherwise in the files than in revision {number} of {network}. Accept a "
    "plan of these files first; if it is another network, give it a name of its own with --network.",
)
OTHER = Message(
    "moving.other",
    "Not moved: {store} holds another network {network}. Give this one a name of its own with --network.",
)
REVISIONS_ELSEWHERE = Message(
    "moving.revisions_elsewhere",
    "Not moved: what is accepted of the network is in {file}, and {store} holds other networks already. Move it with "
    "--store {file}.",
)
WORKBOOK = Message(
    "moving.workbook",
    "Not moved: {network} is one workbook, which does not move; planner convert makes a folder of it.",
)
OCCUPIED = Message("moving.occupied", "Not moved: {path} is there already and is another file.")
BEGUN_AGAIN = Message(
    "moving.begun_again", "Not moved: another plan was accepted, or another network uploaded, in the meantime."
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A network that has moved.

    Attributes:
        files: names of its files.
        left: files in the folder that were changed while it moved, and count no more.
    """

    files: tuple[str, ...]
    left: tuple[str, ...] = ()


def require_folder(archive: Archive) -> None:
    """Check that the network is not edited in the store.

    Raises:
        InStoreError: if it is.
    """
    try:
        with archive.store.reading() as connection:
            _require_folder(archive, connection)
    except NothingAcceptedError:
        return


def _require_folder(archive: Archive, connection: Connection) -> None:
    if home_of(connection, archive.network) is Home.STORE:
        raise InStoreError(archive.network, archive.store.name)


def move_to_store(folder: Path, archive: Archive) -> Moved:
    """Let the store be the home of the network in a folder; its files leave the folder.

    It lives in the store from the moment at which that holds its files; what is interrupted after it can be repeated.

    Raises:
        InputErrors: if anything is wrong with the files, or the store cannot hold one of them.
        StoreError: if the store has another network of that name, or what is accepted rests on other files.
    """
    if is_workbook(folder):
        raise StoreError(WORKBOOK, network=archive.network)
    if not has_files(folder):
        load_network(folder)  # which says what is missing
    files = folder_files(folder)
    _bring_revisions(folder, archive)
    expected = archive.newest()
    today = None if _is_moved(archive, files) else load_uploaded(files, archive)
    if today is not None:
        _require_same(archive, today)
        with archive.store.writing() as connection:
            last = revisions.lock(connection, archive.network)
            _require_folder(archive, connection)
            if expected != (last.number if last else 0):
                raise StoreError(BEGUN_AGAIN)
            now = datetime.now(UTC).replace(microsecond=0)
            upload(connection, archive.network, today.network, now, today.files)
            keep_files(connection, archive.network, files)
            settle(connection, archive.network, Home.STORE)
    return Moved(tuple(sorted(files)), tuple(_leave(folder, archive, files)))


def _is_moved(archive: Archive, files: Mapping[str, bytes]) -> bool:
    """Return whether the store is the home of these files, because moving them was interrupted after that.

    Raises:
        InStoreError: if it is the home of others.
    """
    try:
        with archive.store.reading() as connection:
            if home_of(connection, archive.network) is not Home.STORE:
                return False
            if kept_files(connection, archive.network) != files:
                raise InStoreError(archive.network, archive.store.name)
            return True
    except NothingAcceptedError:
        return False


def _require_same(archive: Archive, today: NetworkToday) -> None:
    """Check that what the store holds of the network rests on these files."""
    network = archive.network
    try:
        kept = archive.kept()
    except NothingAcceptedError:
        try:
            with archive.store.reading() as connection:
                if not is_known(connection, network):
                    return
                if network_text(current_network(connection, network)) == network_text(today.network):
                    return
        except NothingAcceptedError:
            return
        raise StoreError(OTHER, store=archive.store.name, network=network) from None
    n = len(edits_since(archive, kept, today))
    if n:
        raise StoreError(EDITED, n=n, number=str(kept.revision.number), network=network)


def _bring_revisions(folder: Path, archive: Archive) -> None:
    """Copy the store in the folder into that of the archive if that is another, and empty."""
    own = folder / STORE_FILE_NAME
    if not own.exists() or archive.store.name == str(own) or archive.newest():
        return
    with open_archive(folder, str(own)) as here:
        if not here.newest():
            return
        try:
            with archive.store.reading() as connection:
                taken = network_ids(connection)
        except NothingAcceptedError:
            taken = ()
        if taken:
            raise StoreError(REVISIONS_ELSEWHERE, file=str(own), store=archive.store.name)
        with tempfile.TemporaryDirectory(prefix="planner-") as name:
            copy = Path(name) / STORE_FILE_NAME
            back_up(here.store, copy)
            restore(archive.store, copy)


def folder_files(folder: Path) -> dict[str, bytes]:
    """Return the files of the network in a folder, by name: settings, tables, changes, and calendars it names."""
    names = [SETTINGS_FILE, CHANGES_FILE, *(table.file for table in TABLES)]
    names += [str(Path(table.file).with_suffix(ending)) for table in TABLES for ending in WORKBOOK_SUFFIXES]
    settings = read_settings((folder / SETTINGS_FILE).read_bytes()).settings
    names += [each.source for each in settings.calendars if not is_address(each.source)] if settings else []
    found = ((name, content(folder / name)) for name in dict.fromkeys(names))
    return {name: data for name, data in found if data is not None}


def _leave(folder: Path, archive: Archive, files: Mapping[str, bytes]) -> Iterator[str]:
    """Say in the folder where the network lives now, and remove its files; yield those that are others by now."""
    sign = {"network": archive.network, "store": archive.store.name}
    text = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in sign.items())
    replace_file(folder / MOVED_FILE, text.encode())
    for name in sorted(files, key=lambda name: name != SETTINGS_FILE):  # the folder is no home without its settings
        try:
            FileEdit(folder / name, files[name], None).write()
        except FileChangedError:
            if (folder / name).exists():
                yield name


def move_to_folder(folder: Path, archive: Archive) -> Moved:
    """Let a folder be the home of a network that is edited in the store; its files leave the store.

    Raises:
        InFolderError: if it is edited in a folder already.
        FilesElsewhereError: if the store does not hold the files that the network rests on.
        StoreError: if there are other files in the folder, or it cannot be written.
    """
    if is_workbook(folder):
        raise StoreError(WORKBOOK, network=archive.network)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritableError(folder, error) from error
    written: list[FileEdit] = []
    try:
        with archive.store.writing() as connection:
            files = _held(archive, connection)
            for name in sorted(files, key=lambda name: name == SETTINGS_FILE):  # with its settings it is a home
                edit = _addition(folder / name, files[name])
                edit.write()
                written.append(edit)
            if revisions.last(connection, archive.network) is not None:
                drop_upload(connection, archive.network)
            keep_files(connection, archive.network, {})
            settle(connection, archive.network, Home.FOLDER)
    except BaseException:
        for edit in reversed(written):
            edit.take_back()
        raise
    (folder / MOVED_FILE).unlink(missing_ok=True)
    return Moved(tuple(sorted(files)))


def _held(archive: Archive, connection: Connection) -> dict[str, bytes]:
    """Lock a network and return its files; errors as for `move_to_folder`."""
    revisions.lock(connection, archive.network)
    if home_of(connection, archive.network) is Home.FOLDER:
        raise InFolderError(archive.network)
    files = stored_files(archive, connection)
    if not files:
        raise FilesElsewhereError
    if SETTINGS_FILE not in files:
        raise StoreError(WORKBOOK, network=archive.network)
    return files


def stored_files(archive: Archive, connection: Connection) -> dict[str, bytes]:
    """Return the files that the store holds of a network, with the changes in force; none if it holds none."""
    today, files = uploaded_today(archive, connection), kept_files(connection, archive.network)
    return with_changes(files, today) if today is not None and files else {}


def _addition(path: Path, data: bytes) -> FileEdit:
    before = content(path)
    if before not in {None, data}:
        raise StoreError(OCCUPIED, path=str(path))
    return FileEdit(path, before, data)


def with_changes(files: Mapping[str, bytes], today: NetworkToday) -> dict[str, bytes]:
    """Return files with the changes in force in changes.toml."""
    data, records, locale = files.get(CHANGES_FILE), today.file.records, today.files.settings.locale
    others = {name: each for name, each in files.items() if name != CHANGES_FILE}
    if data is None:
        return others | ({CHANGES_FILE: RecordFile(records).text(locale).encode()} if records else {})
    before = parse_records(data, locale)
    same = before.records == records
    return others | {CHANGES_FILE: data if same else rewritten(data, before, records, locale)}

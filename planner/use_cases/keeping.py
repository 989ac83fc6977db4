"""Back up and restore a store; export, and erase from store and files, what is kept of a person."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from calendars.language import Message
from planner.errors import CHANGES_FILE, InputError
from planner.feeds.folder import WEB_FOLDER, write_whole
from planner.feeds.publish import publish_anew
from planner.files.names import column_names
from planner.files.tables import Record, records
from planner.files.text import column_name, decode, parts_of
from planner.network.tables import BLACKOUTS, BUSY, MEMBERS, REGISTRATIONS, STAFF, TABLES, Table
from planner.schemas.people import PersonJson
from planner.store import backup, erasing
from planner.store.archive import is_held_id
from planner.store.erasing import Forgotten
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.place import STORE_FILE_NAME, beside, folder_of, is_workbook
from planner.store.revisions import network_ids
from planner.store.uploads import keep_files, kept_files

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
                lines = lines_about(inside, whose)
    except NothingAcceptedError:
        found, lines = None, []
    in_files = None if folder is None else names_in(folder, person)
    if found is None and in_files is None:
        raise NoSuchPersonError(person, archive.network)
    kept = found or {"names": [], "feeds": [], "documents": []}
    kept["documents"] += lines
    names = {*kept["names"], *(in_files or ())}
    if folder is not None:
        kept["documents"] += lines_about(folder, erasing.Forgotten(person, 0, frozenset(names)))
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
    in_files = None if folder is None else names_in(folder, person)
    asked = erasing.ErasureRequest(person, by, datetime.now(UTC), in_files)
    with archive.store.writing() as connection:
        found = erasing.erase(connection, archive.network, asked)
        if found is None:
            raise NoSuchPersonError(person, archive.network)
        left = _forget_in_store(connection, archive.network, found)
        publish_anew(connection, [archive.network])
    archive.store.compact()
    if folder is not None:
        left = (*left, *forget(folder, found))
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
        left = forget(folder, found)
        keep_files(connection, network, {each.name: each.read_bytes() for each in folder.iterdir()})
    return tuple(Path(each.name) for each in left)


_DROPPED = frozenset({BUSY.name, BLACKOUTS.name, REGISTRATIONS.name})
"""Tables whose rows about a person tell nothing else."""
_CLEARED = {MEMBERS.name: ("role", "name", "email"), STAFF.name: ("name", "email")}
"""Columns that tell more about a person than a plan needs, by table."""
_TABLES = {each.file: each for each in TABLES}
_BOM = b"\xef\xbb\xbf"


def names_in(folder: Path, person: str) -> frozenset[str] | None:
    """Return names and mail addresses of a person in the tables of a folder; None if they name nobody of that id."""
    found: set[str] = set()
    known = False
    for table in (MEMBERS, STAFF):
        path = folder / table.file
        text = _text(path.read_bytes(), path) if path.exists() else None
        for row in [] if text is None else _rows(text, table):
            if row.get("id") == person:
                known = True
                found |= {row.get("name", ""), row.get("email", "")}
    return frozenset(found - {""}) if known else None


def lines_about(folder: Path, whose: Forgotten) -> list[dict[str, Any]]:
    """Return the lines of all files that tell of a person, by file."""
    found = []
    for path in _files(folder):
        lines = (_text(path.read_bytes(), path) or "").splitlines()
        told = [{"line": n, "text": line} for n, line in enumerate(lines, start=1) if whose.text(line) != line]
        if told:
            found.append({"where": str(path.relative_to(folder)), "told": told})
    return found


def forget(folder: Path, whose: Forgotten) -> tuple[Path, ...]:
    """Put the number in place of the id in all files of a folder, and remove what tells only of the person.

    Each file is replaced in one step, so that what is interrupted can be repeated.

    Returns:
        Files that are no text, or that are called by the id: they have to be looked through by hand.

    Raises:
        OSError: if a file cannot be read or written.
    """
    left = []
    for path in [*_files(folder)]:
        data = path.read_bytes()
        text = _text(data, path)
        if text is None:
            left.append(path)
            continue
        for source in _own_calendars(text, whose) if path.suffix == ".toml" else ():
            calendar = folder_of(folder) / source
            if calendar.is_file() and calendar.resolve().is_relative_to(folder_of(folder).resolve()):
                calendar.unlink()
        new = _without(text, path, whose)
        if new != text:
            written = new.encode()
            write_whole(path, _BOM + written if data.startswith(_BOM) else written, path.stat().st_mode & 0o777)
    named = [path for path in _files(folder) if whose.text(path.stem) != path.stem]
    return tuple(dict.fromkeys((*left, *named)))


def _files(folder: Path) -> Iterator[Path]:
    """Yield all files of a network but the store, what is published, and what begins with a dot."""
    if is_workbook(folder):
        yield from (path for path in (folder, beside(folder, CHANGES_FILE)) if path.is_file())
        return
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(each.startswith(".") for each in parts) or WEB_FOLDER in parts
        if path.is_file() and not path.name.startswith(STORE_FILE_NAME) and not hidden:
            yield path


def _text(data: bytes, path: Path) -> str | None:
    found = decode(data, path.name) if b"\0" not in data else None
    return None if found is None or isinstance(found, InputError) else found


def _without(text: str, path: Path, whose: Forgotten) -> str:
    if path.name in _TABLES:
        return "".join(_table_without(text, _TABLES[path.name], whose))
    if path.suffix == ".toml":
        return whose.text("".join(each for each in _sections(text) if not _is_personal(each, whose)))
    if path.suffix == ".json":
        return _json_without(text, whose)
    return whose.text(text)


def _json_without(text: str, whose: Forgotten) -> str:
    try:
        read = json.loads(text)
    except ValueError:
        return whose.text(text)
    new = whose.tree(read)
    return text if new == read else f"{json.dumps(new, ensure_ascii=False, indent=2)}\n"


def _rows(text: str, table: Table) -> Iterator[dict[str, str]]:
    names = column_names(table)
    _, body, separator = parts_of(text, names)
    columns: list[str] = []
    for record in records(body, separator, 1):
        cells = [cell.strip() for cell in record.cells]
        named = [column_name(cell, names) for cell in cells]
        if not columns:
            columns = named if "id" in named else []
        else:
            yield dict(zip(columns, cells, strict=False))


def _table_without(text: str, table: Table, whose: Forgotten) -> Iterator[str]:
    names = column_names(table)
    mark, body, separator = parts_of(text, names)
    yield mark
    columns: list[str] = []
    for record in records(body, separator, 1):
        cells = [cell.strip() for cell in record.cells]
        named = [column_name(cell, names) for cell in cells]
        if not columns and len({*named} & {*names.values()}) > 1:
            columns = named
        if whose.id not in cells:
            yield whose.text(record.text)
        elif table.name not in _DROPPED:
            yield _cleared(record, columns, table, separator, whose)


def _cleared(record: Record, columns: list[str], table: Table, separator: str, whose: Forgotten) -> str:
    clear = [n for n, each in enumerate(columns) if each in _CLEARED.get(table.name, ()) and n < len(record.cells)]
    if not clear:
        return whose.text(record.text)
    cells = ["" if n in clear else whose.text(cell) for n, cell in enumerate(record.cells)]
    end = record.text[len(record.text.rstrip("\r\n")) :]
    row = io.StringIO()
    csv.writer(row, delimiter=separator, lineterminator=end).writerow(cells)
    return row.getvalue()


def _sections(text: str) -> Iterator[str]:
    """Yield the sections of a TOML file, each with its header and what stands before the next."""
    section: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("[") and section:
            yield "".join(section)
            section = []
        section.append(line)
    yield "".join(section)


def _is_personal(section: str, whose: Forgotten) -> bool:
    """Return whether a section tells of nothing but a calendar or an absence of the person."""
    written = _toml(section) if section.startswith("[[") else {}
    calendars, changes = written.get("calendars", ()), written.get("changes", ())
    own = any(each.get("person") == whose.id for each in calendars)
    return own or any(whose.is_personal(each) for each in changes)


def _own_calendars(text: str, whose: Forgotten) -> list[str]:
    calendars = _toml(text).get("calendars", ())
    return [str(each["source"]) for each in calendars if each.get("person") == whose.id and "source" in each]


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except ValueError:
        return {}

"""Forget a person in the files of a folder, which the store knows nothing of."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planner.errors import CHANGES_FILE, InputError
from planner.feeds.folder import WEB_FOLDER, write_whole
from planner.files.column_names import column_names
from planner.files.tables import Record, records
from planner.files.text import column_name, decode, parts_of
from planner.network.tables import BLACKOUTS, BUSY, MEMBERS, STAFF, TABLES, Table
from planner.store.erasing import Forgotten
from planner.store.place import STORE_FILE_NAME, beside, folder_of, is_workbook

_DROPPED = frozenset({BUSY.name, BLACKOUTS.name})
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

"""What the files of a network say, as values: taken from files that were read or a network, written as a folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from planner.errors import SETTINGS_FILE
from planner.files.calendars import short_name
from planner.files.cells import CellForms
from planner.files.load import ReadHome
from planner.files.toml import toml_document
from planner.network.fields import DayList
from planner.network.network import Network
from planner.network.settings import TableForms
from planner.network.tables import BUSY, TABLES, Table, columns_of

Value = str | int | float | bool | date | time
Row = Mapping[str, Value]
"""Values by column; without those that are as if the cell were empty."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the files of a network say.

    Attributes:
        settings: as parsed TOML.
        tables: rows by name of the table.
    """

    settings: Mapping[str, Any]
    tables: Mapping[str, Sequence[Row]]

    @property
    def locale(self) -> str:
        """The language of the network."""
        return str(self.settings["locale"])


def contents_of(read: ReadHome) -> Contents:
    """Return what files say that were read without an error."""
    busy = read.tables[BUSY.name].text
    people = busy.columns.get("person", ()) if busy else ()
    tables = {table.name: [_row(table, row) for row in read.tables[table.name].rows] for table in TABLES}
    tables[BUSY.name] = [{"person": who, **row} for who, row in zip(people, tables[BUSY.name], strict=True)]
    return Contents(read.file.written or {}, tables)


def contents_of_network(network: Network) -> Contents:
    """Return what files of a network would say; without the days that come from its calendars."""
    settings = _without_none(network.settings.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    calendars = {short_name(each.source) for each in network.settings.calendars}
    tables = {
        table.name: [
            _row(table, row)
            for row in (getattr(network, table.name) if table is not BUSY else ())
            if getattr(row, "source", "") not in calendars
        ]
        for table in TABLES
    }
    tables[BUSY.name] = [
        {"person": who, **{key: value for key, value in _busy(spell) if value is not None}}
        for who, spells in network.busy.items()
        for spell in spells
    ]
    return Contents(settings, tables)


def _busy(spell: Any) -> Iterator[tuple[str, Value | None]]:  # noqa: ANN401 - a spell of days and hours
    yield "first_day", spell.span.first
    yield "last_day", spell.span.last if len(spell.span) > 1 else None
    yield "from", spell.hours.start if spell.hours else None
    yield "to", spell.hours.end if spell.hours else None


def _without_none(node: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(node, dict):
        return {key: _without_none(value) for key, value in node.items() if value is not None}
    return [_without_none(value) for value in node] if isinstance(node, list) else node


def _row(table: Table, row: Any) -> dict[str, Value]:  # noqa: ANN401 - rows of every table
    names = {name: info.alias or name for name, info in table.row.__pydantic_fields__.items()}
    found: dict[str, Value] = {}
    for each in fields(row):
        value = getattr(row, each.name)
        if each.name == table.open_columns:
            found.update(value)
        elif value is not None and not (each.default is not MISSING and value == _default(each.default)):
            found[names[each.name]] = _plain(value)
    return found


def _plain(value: Any) -> Value:  # noqa: ANN401 - of every type
    """Return a value as a cell has it: lists of names with commas between them."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, DayList):
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return value.value if isinstance(value, Enum) else value  # type: ignore[no-any-return]


def _default(default: Any) -> Any:  # noqa: ANN401 - of every type
    return getattr(default, "default", default)


def columns_in_use(table: Table, rows: Sequence[Row], known: Iterable[str]) -> list[str]:
    """Return the columns that a table needs for its rows: those without which it is none, and those with values."""
    used = {name for row in rows for name in row}
    required = {name for name, info in table.row.__pydantic_fields__.items() if info.is_required()} | {table.grouped_by}
    names = [name for name in known if name in used or name in required]
    return [*names, *sorted(used - {*names})]


def folder_files(contents: Contents) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every file of a folder that says the same."""
    yield SETTINGS_FILE, toml_document(contents.settings).encode()
    forms = CellForms.of(TableForms.model_validate(contents.settings.get("tables", {})), contents.locale)
    for table in TABLES:
        rows = contents.tables[table.name]
        if rows or table.required:
            names = columns_in_use(table, rows, columns_of(table))
            yield table.file, _csv(names, rows, forms).encode("utf-8-sig")


def _csv(names: Sequence[str], rows: Iterable[Row], forms: CellForms) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if forms.decimal == "," else ",", lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_text(row.get(name), forms) for name in names] for row in rows)
    return text.getvalue()


def _text(value: Value | None, forms: CellForms) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return forms.dates.write(value)
        case time():
            return f"{value:%H:%M}"
        case float():
            return repr(value).replace(".", forms.decimal)
        case _:
            return str(value)

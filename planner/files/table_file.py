"""Reading one table: from its bytes to rows, and every place where it is wrong.

Networks have hundreds of thousands of busy rows, so rows that say the same are validated once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import GenericAlias
from typing import Any

from pydantic import TypeAdapter, ValidationError

from calendars.language import Sentence
from planner.errors import InputError
from planner.files.cells import CellForms
from planner.files.columns import Column, columns_of, header_errors, read_columns
from planner.files.csv_text import CsvText, read_csv
from planner.files.decoding import decode
from planner.files.refusal import file_error
from planner.files.translation import translate
from planner.network.tables import Table

NO_ROWS = Sentence(en="the table has no rows", da="tabellen har ingen rækker")

Line = tuple[str, ...]
"""The cells of a row."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table as far as it could be read.

    Attributes:
        text: its cells, or None if not even those could be read.
        rows: one for each line of it, if there are no errors.
    """

    table: Table
    text: CsvText | None = None
    rows: Sequence[Any] = ()
    errors: tuple[InputError, ...] = ()


def read_table(data: bytes, table: Table, forms: CellForms | None, open_columns: Sequence[str] | None) -> TableFile:
    """The table that these bytes hold.

    Args:
        data: the file.
        table: which it is.
        forms: how dates and numbers are written, or None if the settings could not be read.
        open_columns: further columns it may have, which the settings name; None if those could not be read.
    """
    decoded = decode(data, table.file)
    if isinstance(decoded, InputError):
        return TableFile(table, errors=(decoded,))
    text = read_csv(decoded, table.file)
    if not text.columns:
        return TableFile(table, errors=text.errors)
    header = list(header_errors(table, text, open_columns))
    columns = read_columns(table, text, forms, open_columns)
    cells = [error for column in columns for error in column.errors(table, text)]
    readable = forms is not None and not header
    rows, refusals = _validated(table, text, columns, {error.path[0] for error in cells}) if readable else ((), [])
    empty = [file_error(table.file, NO_ROWS)] if table.required and text.complete and not text.lines else []
    return TableFile(table, text, rows, (*text.errors, *header, *empty, *cells, *refusals))


def _validated(
    table: Table, text: CsvText, columns: Sequence[Column], wrong: set[str | int]
) -> tuple[Sequence[Any], list[InputError]]:
    """The rows whose cells mean something, and what is wrong with them as a whole."""
    told = [column for column in columns if column.name != table.grouped_by]
    lines = list(zip(*(column.cells for column in told), strict=True))
    sound = [row for row in range(len(lines)) if row not in wrong] if wrong else range(len(lines))
    distinct = list(dict.fromkeys(lines[row] for row in sound))
    try:
        found = _adapter(table).validate_python([_arguments(table, told, line) for line in distinct])
    except ValidationError as error:
        return (), list(_refusals(table, text, error, _rows_of(lines, sound, distinct)))
    by_line = dict(zip(distinct, found, strict=True))
    return [by_line[lines[row]] for row in sound], []


@cache
def _adapter(table: Table) -> TypeAdapter[list[Any]]:
    rows: Any = GenericAlias(list, table.row)
    return TypeAdapter(rows)


def _arguments(table: Table, columns: Sequence[Column], line: Line) -> dict[str, object]:
    found = {column.name: column.values[cell] for column, cell in zip(columns, line, strict=True)}
    if table.open_columns is None:
        return found
    own = columns_of(table)
    further = {name: value for name, value in found.items() if name not in own and value is not None}
    return {**{name: value for name, value in found.items() if name in own}, table.open_columns: further}


def _rows_of(lines: Sequence[Line], sound: Sequence[int], distinct: Sequence[Line]) -> Mapping[int, list[int]]:
    """For each distinct line the rows that say so."""
    place = {line: number for number, line in enumerate(distinct)}
    rows: dict[int, list[int]] = {}
    for row in sound:
        rows.setdefault(place[lines[row]], []).append(row)
    return rows


def _refusals(
    table: Table, text: CsvText, error: ValidationError, rows_of: Mapping[int, list[int]]
) -> Iterator[InputError]:
    for details in error.errors(include_url=False):
        place, *names = details["loc"]
        column = str(names[-1]) if names else ""
        for row in rows_of[int(place)]:
            cell = text.columns[column][row] if column in text.columns else None
            path = (row, column) if column else (row,)
            yield InputError(table.file, translate(details, cell or ""), path, text.lines[row], cell)

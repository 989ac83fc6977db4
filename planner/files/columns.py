"""The columns of a table: which there are, and what each of their cells means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Optional

from pydantic.fields import FieldInfo

from calendars.language import Said, Sentence, WrongValueError
from planner.errors import InputError
from planner.files.cells import CellForms, reader_of
from planner.files.csv_text import CsvText
from planner.files.refusal import file_error
from planner.nearest import hint_or_list
from planner.network.tables import Table

UNKNOWN_COLUMN = Sentence(en="this column is not known{hint}", da="denne kolonne kendes ikke{hint}")
MISSING_COLUMN = Sentence(en="this column is missing", da="denne kolonne mangler")
EMPTY_CELL = Sentence(en="the cell is empty; it must be filled in", da="cellen er tom; den skal udfyldes")

_WEEK = FieldInfo(annotation=Optional[int], default=None)  # noqa: UP045 - as a value it needs its old name
"""An open column: weeks, where some may be missing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its cells, and what each distinct one of them means or why it means nothing."""

    name: str
    cells: Sequence[str]
    values: Mapping[str, object]
    wrong: Mapping[str, Said]

    def errors(self, table: Table, text: CsvText) -> Iterator[InputError]:
        """One for each cell that means nothing."""
        for row, cell in enumerate(self.cells) if self.wrong else ():
            if cell in self.wrong:
                yield InputError(table.file, self.wrong[cell], (row, self.name), text.lines[row], cell or None)


@cache
def columns_of(table: Table) -> dict[str, FieldInfo]:
    """Fields of the rows by the names of their columns, with the column that tells whose a row is."""
    fields: dict[str, FieldInfo] = table.row.__pydantic_fields__
    named = {info.alias or name: info for name, info in fields.items() if name != table.open_columns}
    return {table.grouped_by: FieldInfo.from_annotation(str), **named} if table.grouped_by else named


def header_errors(table: Table, text: CsvText, open_columns: Sequence[str] | None) -> Iterator[InputError]:
    """Columns that nobody knows, and columns that are missing.

    Args:
        table: which it is.
        text: its cells.
        open_columns: further columns the table may have; None if that is not known.
    """
    known = {**columns_of(table), **dict.fromkeys(open_columns or (), _WEEK)}
    for name in text.columns:
        if name not in known and open_columns is not None:
            unused = [other for other in known if other not in text.columns]
            said = Said(UNKNOWN_COLUMN, {"hint": hint_or_list(name, unused)})
            yield InputError(table.file, said, (name,), text.header, name)
    for name, info in known.items():
        if info.is_required() and name not in text.columns:
            yield file_error(table.file, MISSING_COLUMN, line=text.header, column=name)


def read_columns(
    table: Table, text: CsvText, forms: CellForms | None, open_columns: Sequence[str] | None
) -> list[Column]:
    """The columns that are known, every distinct cell of each read once."""
    known = {**columns_of(table), **dict.fromkeys(open_columns or (), _WEEK)}
    return [_read(name, known[name], cells, forms) for name, cells in text.columns.items() if name in known]


def _read(name: str, info: FieldInfo, cells: Sequence[str], forms: CellForms | None) -> Column:
    read = reader_of(info.annotation, forms)
    values: dict[str, object] = {}
    wrong: dict[str, Said] = {}
    for cell in set(cells):
        try:
            values[cell] = read(cell) if cell else _default(info)
        except WrongValueError as error:
            wrong[cell] = error.said
    return Column(name, cells, values, wrong)


def _default(info: FieldInfo) -> object:
    if info.is_required():
        raise WrongValueError(Said(EMPTY_CELL))
    return info.get_default(call_default_factory=True)

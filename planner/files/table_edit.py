"""Rows taken out of a table and put into it, and everything else left as it stands, byte by byte."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.files.csv_text import parts_of

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class _Record:
    """A row as text with its line end, its cells, and the line on which it begins, counted from 1."""

    text: str
    cells: list[str]
    line: int


@dataclass(frozen=True, slots=True)
class _TableText:
    """A table in its own form.

    Attributes:
        mark: what stands before the table: a byte order mark, a line `sep=;`.
    """

    mark: str
    separator: str
    line_end: str
    records: list[_Record]

    @classmethod
    def of(cls, data: bytes) -> _TableText:
        text = data.decode()
        bom = _BOM if text.startswith(_BOM) else ""
        before, body, separator = parts_of(text.removeprefix(bom))
        records = list(_records(body, separator, 2 if before else 1))
        return cls(bom + before, separator, _line_end(body), records)

    @property
    def header(self) -> int:
        """Place of the record that names the columns."""
        return next(n for n, record in enumerate(self.records) if any(map(str.strip, record.cells)))

    def columns(self) -> list[str]:
        names = self.records[self.header].cells
        return [unicodedata.normalize("NFC", name.strip()) for name in names]

    def with_columns(self, names: Sequence[str]) -> _TableText:
        """With these columns more at the right, without cells."""
        first = self.header
        records = [
            record if n < first or not record.cells else self._wider(record, names if n == first else [""] * len(names))
            for n, record in enumerate(self.records)
        ]
        return replace(self, records=records)

    def data(self, without: Collection[int], added: Iterable[Mapping[str, str]]) -> bytes:
        """Its bytes without the rows that begin on these lines, and with others at the end."""
        kept = "".join(record.text for record in self.records if record.line not in without)
        columns = self.columns()
        more = "".join(self._row([cells.get(name, "") for name in columns]) for cells in added)
        gap = self.line_end if more and not kept.endswith(("\n", "\r")) else ""
        return f"{self.mark}{kept}{gap}{more}".encode()

    def _wider(self, record: _Record, cells: Sequence[str]) -> _Record:
        bare = record.text.rstrip("\r\n")
        text = self.separator.join([bare, *cells]) + record.text[len(bare) :]
        return _Record(text, [*record.cells, *cells], record.line)

    def _row(self, cells: Sequence[str]) -> str:
        row = io.StringIO()
        csv.writer(row, delimiter=self.separator, lineterminator=self.line_end).writerow(cells)
        return row.getvalue()


def edit_rows(data: bytes, without: Collection[int], added: Sequence[Mapping[str, str]]) -> bytes:
    """The table with some rows taken out and others put in at its end.

    Args:
        data: a table that can be read without errors.
        without: lines on which the rows to be taken out begin, counted from 1.
        added: cells of the new rows by column; columns that the table lacks are added where a cell needs them.
    """
    table = _TableText.of(data)
    needed = dict.fromkeys(name for cells in added for name, cell in cells.items() if cell)
    lacking = [name for name in needed if name not in table.columns()]
    return (table.with_columns(lacking) if lacking else table).data(without, added)


def empty_like(data: bytes, columns: Sequence[str]) -> bytes:
    """A table without rows, in the form of another one."""
    other = _TableText.of(data)
    bom = _BOM if other.mark.startswith(_BOM) else ""
    return f"{bom}{other.separator.join(columns)}{other.line_end}".encode()


def _records(body: str, separator: str, line: int) -> Iterator[_Record]:
    lines = list(io.StringIO(body, newline=""))
    reader = csv.reader(lines, delimiter=separator)
    begin = 0
    for cells in reader:
        yield _Record("".join(lines[begin : reader.line_num]), cells, line + begin)
        begin = reader.line_num


def _line_end(body: str) -> str:
    return next((end for end in ("\r\n", "\n", "\r") if end in body), "\n")

"""Read workbooks in a process of its own, which can be ended: a file of a few kilobytes may unpack to terabytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from calendars.child import Child, ChildEndedError
from calendars.language import LOCALES, BoundMessage, Locale, Message
from planner.errors import InputError, KeyPath
from planner.files.text import CsvText
from planner.network.references import Cells

SECONDS_MAX = 120
MEBIBYTES_MAX = 2048
"""Address space of the process, of which ordinary workbooks take a tenth."""
TOO_SLOW = Message("reading_workbook.too_slow", "the workbook could not be read within {seconds} seconds")
TOO_LARGE = Message("reading_workbook.too_large", "the workbook could not be read with {mebibytes} MB of memory")
FAILED = Message("reading_workbook.failed", "the workbook could not be read: the program that reads it came to an end")

TextOfTable: TypeAlias = tuple[CsvText | None, tuple[InputError, ...]]
"""A table as text, None if it could not be read, and what is wrong with it."""
ReadingJob: TypeAlias = tuple[bytes, str, str | None]
"""A workbook, the name of its file, and the name of the table in it, None if it is all of a network."""


@dataclass
class TableOfBook:
    """A table of a folder that is a workbook: its text, errors, cells, and what is not read."""

    text: CsvText | None
    errors: tuple[InputError, ...]
    cells: Cells
    remarks: list[InputError]


@dataclass
class WorkbookFile:
    """A workbook as far as it could be read.

    Attributes:
        written: the settings as parsed TOML would be; None if there is no sheet with them.
        lines: row of each value of the settings, by its path.
        tables: every table.
        cells: where it all stands.
        wrong: paths of the settings whose cells are wrong.
        remarks: what is not read.
    """

    file: str
    written: dict[str, Any] | None = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    tables: dict[str, TextOfTable] = field(default_factory=dict)
    cells: Cells = field(default_factory=Cells)
    errors: list[InputError] = field(default_factory=list)
    remarks: list[InputError] = field(default_factory=list)
    wrong: list[KeyPath] = field(default_factory=list)

    @property
    def locale(self) -> Locale | None:
        """The language that the settings state, if it is one of ours."""
        return next((each for each in LOCALES if each == (self.written or {}).get("locale")), None)


_READER = "planner.files.workbook.source:tell_books"


def read_books(jobs: Sequence[ReadingJob]) -> list[WorkbookFile | TableOfBook | BoundMessage]:
    """Return what each workbook says, or why it cannot be read."""
    if not jobs:
        return []
    with Child(MEBIBYTES_MAX, ahead=_READER.partition(":")[0]) as child:
        child.call(_READER, jobs)
        return list(_outcomes(child, len(jobs)))


def _outcomes(child: Child, n: int) -> Iterator[WorkbookFile | TableOfBook | BoundMessage]:
    ended: BoundMessage | None = None
    for _ in range(n):
        outcome: WorkbookFile | TableOfBook | BoundMessage | None = ended
        try:
            outcome = outcome or child.receive(SECONDS_MAX)
        except ChildEndedError as gone:
            memory = gone.killed or "MemoryError" in str(gone)
            ended = outcome = BoundMessage(TOO_LARGE, {"mebibytes": MEBIBYTES_MAX}) if memory else BoundMessage(FAILED)
        if outcome is None:
            ended = outcome = BoundMessage(TOO_SLOW, {"seconds": SECONDS_MAX})
        yield outcome

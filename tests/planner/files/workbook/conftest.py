"""Workbooks are read in the process of the test, which is quicker; the process of their own has tests of its own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from calendars.language import BoundMessage
from planner.files import load
from planner.files.tables import ReadingJob, TableOfBook, WorkbookFile
from planner.files.workbook.source import tell_books

Outcome = WorkbookFile | TableOfBook | BoundMessage


def _read(jobs: Sequence[ReadingJob]) -> list[Outcome]:
    found: list[Outcome] = []
    tell_books(jobs, found.append)
    return found


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read workbooks without a process for each."""
    monkeypatch.setattr(load, "read_books", _read)

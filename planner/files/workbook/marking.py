"""Write a copy of a workbook in which wrong cells are coloured and say what is wrong."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping

from calendars.child import Child, ChildEndedError
from calendars.language import BoundMessage, Locale, Message, WrongValueError
from planner.errors import InputError
from planner.files.tables import WORKBOOK_MEBIBYTES_MAX, WORKBOOK_SECONDS_MAX

NOT_MARKED = Message(
    "marking.not_marked", "the marked copy could not be made: the workbook holds what this program cannot write again"
)
_CELL = re.compile(r"(?P<sheet>.+?)(?:!(?P<cell>[A-Z]{1,3}[1-9]\d*))?(?: \(.*\))?", re.DOTALL)
_FILL = "FFFFC7CE"
_MARKER = "planner.files.workbook.marking:tell_marked"


def marked_copy(data: bytes, errors: Iterable[InputError], locale: Locale) -> bytes:
    """Return the workbook with each wrong cell coloured and with what is wrong as its comment.

    What is wrong with a sheet stands at its first cell, what is wrong with the workbook at the first cell of all.

    Raises:
        WrongValueError: if it cannot be written again.
    """
    said: dict[tuple[str, str], list[str]] = {}
    for error in errors:
        match = _CELL.fullmatch(error.cell)
        sheet, cell = (match["sheet"], match["cell"] or "A1") if match else ("", "A1")
        said.setdefault((sheet, cell), []).append(error.sentence(locale))
    notes = {place: "\n".join(dict.fromkeys(sentences)) for place, sentences in said.items()}
    with Child(WORKBOOK_MEBIBYTES_MAX) as child:
        child.call(_MARKER, data, notes)
        try:
            found = child.receive(WORKBOOK_SECONDS_MAX)
        except ChildEndedError:
            found = None
    if not isinstance(found, bytes):
        raise WrongValueError(BoundMessage(NOT_MARKED))
    return found


def tell_marked(data: bytes, notes: Mapping[tuple[str, str], str], tell: Callable[[bytes], None]) -> None:
    """Mark the cells in this process, and send the copy."""
    # Imported here because it is slow and needed only in this process.
    import openpyxl  # noqa: PLC0415
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    book = openpyxl.load_workbook(io.BytesIO(data))
    fill = PatternFill("solid", fgColor=_FILL)
    for (title, place), text in notes.items():
        sheet = book[title] if title in book.sheetnames else book.worksheets[0]
        cell = sheet[place]
        if type(cell).__name__ == "MergedCell":
            area = next(area for area in sheet.merged_cells.ranges if place in area)
            cell = sheet.cell(area.min_row, area.min_col)
        cell.fill = fill
        cell.comment = Comment(text, "planner", height=40 + 20 * (1 + len(text) // 40), width=320)
        sheet.sheet_properties.tabColor = _FILL
    file = io.BytesIO()
    book.save(file)
    tell(file.getvalue())

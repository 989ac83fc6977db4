"""Import a calendar into a table of the network: the busy times of a person, or the days a venue is closed.

Only times are stored, with the name of the calendar they came from. Importing it again updates the rows that came
from it, and leaves rows that were written by hand or came from other calendars unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from calendars.days import Hours, Interval, Span
from calendars.ical.parse import Reading
from calendars.language import BoundMessage, Message, WrongValueError
from constraints.problem.busy import Busy
from planner.errors import hint
from planner.files.calendars import ToldProgress, closed_days, ignore, read_sources, short_name, spells
from planner.files.cells import CellForms
from planner.files.editing import FileEdit, content
from planner.files.tables import TableFile, edit_rows, empty_like, read_table
from planner.network.network import Network
from planner.network.references import TARGETS, UNKNOWN, unique_names
from planner.network.tables import BUSY, MEMBERS, VENUE_CLOSED, BusyTime, Table, VenueClosure, columns_of

NOT_READ = Message("busy_import.not_read", "{source}: {why}")


@dataclass(frozen=True, slots=True)
class Import:
    """The result of importing a calendar into a table.

    Attributes:
        table: the table that was changed.
        edit: the table's file, before and after.
        added, removed, kept: numbers of rows from this calendar that are new, removed and unchanged.
        others: names of other calendars that rows of the same person or venue came from.
        remarks: what was skipped or guessed.
    """

    table: Table
    edit: FileEdit
    added: int
    removed: int
    kept: int
    others: tuple[str, ...]
    remarks: tuple[BoundMessage, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a calendar is imported as.

    Attributes:
        table: the table that takes the rows.
        column: the column with the owner of a row.
        target: what ids in that column refer to, as a key of `TARGETS`.
        times: converts the intervals of a calendar to the times of rows.
        time_of: returns the time of a row.
    """

    table: Table
    column: str
    target: str
    times: Callable[[Sequence[Interval]], Sequence[Busy | Span]]
    time_of: Callable[[Any], Busy | Span]


PERSON = _Kind(BUSY, "person", "people", spells, BusyTime.spell)
VENUE = _Kind(VENUE_CLOSED, "venue", "venues", closed_days, VenueClosure.span)


def import_calendar(
    folder: Path, network: Network, source: str, owner: tuple[_Kind, str], progress: ToldProgress = ignore
) -> Import:
    """Return a table of the network with the times of a calendar; nothing is written.

    Args:
        folder: folder of the network, from which it was read.
        network: the content of the folder.
        source: a file or an address.
        owner: PERSON or VENUE, with the id, or the name if only one has it.
        progress: told how far a large calendar is read.

    Raises:
        WrongValueError: if the id is unknown or the calendar cannot be read.
        OSError: if the table cannot be read.
    """
    kind, named = owner
    whose = _id_of(network, kind, named)
    zone = ZoneInfo(network.settings.timezone)
    reading = read_sources([(source, False)], Path(), network.settings.horizon, zone, progress)[source, False]
    if not isinstance(reading, Reading):
        raise WrongValueError(BoundMessage(NOT_READ, {"source": source, "why": reading}))
    forms = CellForms.of(network.settings.tables, network.settings.locale)
    path = folder / kind.table.file
    before = content(path)
    data = _empty(folder, kind.table) if before is None else before
    rows = [(line, row) for owner, line, row in _rows(read_table(data, kind.table, forms, ()), kind) if owner == whose]
    name = short_name(source)
    gone, new, kept = _compared(rows, kind, name, kind.times(reading.intervals))
    added = [{kind.column: whose, **_cells(time, forms), "source": name} for time in new]
    others = {row.source for _, row in rows} - {"", name}
    return Import(
        kind.table,
        FileEdit(path, before, edit_rows(data, kind.table, gone, added)),
        len(new),
        len(gone),
        kept,
        tuple(sorted(others)),
        reading.remarks,
    )


def _id_of(network: Network, kind: _Kind, whose: str) -> str:
    target = TARGETS[kind.target]
    known = target.known(network) or {}
    id_ = unique_names(known).get(whose, whose)
    if id_ not in known:
        raise WrongValueError(
            BoundMessage(UNKNOWN, {"found": whose, "where": target.where, "hint": hint(whose, known)})
        )
    return id_


def _empty(folder: Path, table: Table) -> bytes:
    """Return an empty table in the format of the members' file."""
    return empty_like((folder / MEMBERS.file).read_bytes(), MEMBERS, list(columns_of(table)))


def _rows(read: TableFile, kind: _Kind) -> Iterator[tuple[str, int, Any]]:
    """Yield the owner, the line (counted from 1) and the model of every row."""
    if read.text is not None:
        yield from zip(read.text.columns[kind.column], read.text.lines, read.rows, strict=True)


def _compared(
    rows: Sequence[tuple[int, Any]], kind: _Kind, name: str, times: Sequence[Busy | Span]
) -> tuple[set[int], list[Busy | Span], int]:
    """Return the lines of rows no longer in the calendar, its times that have no row, and how many rows stay."""
    left = Counter(times)
    gone: set[int] = set()
    kept = 0
    for line, row in rows:
        time = kind.time_of(row)
        if row.source == name and left[time] > 0:
            left[time] -= 1
            kept += 1
        elif row.source == name:
            gone.add(line)
    return gone, list(left.elements()), kept


def _cells(time: Busy | Span, forms: CellForms) -> Mapping[str, str]:
    days, hours = (time.span, time.hours) if isinstance(time, Busy) else (time, None)
    last = "" if len(days) == 1 else forms.dates.write(days.last)
    return {"first_day": forms.dates.write(days.first), "last_day": last, **(_clock(hours) if hours else {})}


def _clock(hours: Hours) -> Mapping[str, str]:
    return {"from": f"{hours.start:%H:%M}", "to": f"{hours.end:%H:%M}"}

"""Reading a calendar into a table of the network: the busy times of a person, or the days a venue is closed.

Only times are kept, with the name of the calendar they came from. Importing it again brings the rows that came from
it in line, and leaves alone what was written by hand or came from other calendars.
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
from calendars.language import Message, Said, WrongValueError
from constraints.problem.busy import Busy
from planner.errors import hint
from planner.files.calendars import closed_days, read_sources, short_name, spells
from planner.files.cells import CellForms, columns_of
from planner.files.tables import TableFile, edit_rows, empty_like, read_table
from planner.network.network import Network
from planner.network.references import TARGETS, UNKNOWN
from planner.network.tables import BUSY, MEMBERS, VENUE_CLOSED, BusyTime, Table, VenueClosure

NOT_READ = Message("busy_import.not_read", "{source}: {why}")


@dataclass(frozen=True, slots=True)
class Import:
    """A calendar read into a table.

    Attributes:
        table: the table it belongs in.
        data: what the table's file holds afterwards.
        added, removed, kept: rows from this calendar that are new, that are gone, and that stay.
        others: names of other calendars that rows of the same person or venue came from.
        remarks: what was left out or guessed.
    """

    table: Table
    data: bytes
    added: int
    removed: int
    kept: int
    others: tuple[str, ...]
    remarks: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a calendar is imported as.

    Attributes:
        column: of the table, that tells whose a row is.
        target: what stands in the column, as named in `TARGETS`.
        times: rows' times from what a calendar takes.
        time_of: the time that a row says.
    """

    table: Table
    column: str
    target: str
    times: Callable[[Sequence[Interval]], Sequence[Busy | Span]]
    time_of: Callable[[Any], Busy | Span]


PERSON = _Kind(BUSY, "person", "people", spells, BusyTime.spell)
VENUE = _Kind(VENUE_CLOSED, "venue", "venues", closed_days, VenueClosure.span)


def import_calendar(folder: Path, network: Network, source: str, kind: _Kind, whose: str) -> Import:
    """What a table of the network becomes with the times of a calendar; nothing is written.

    Args:
        folder: of the network, from which it was read.
        network: what the folder holds.
        source: a file or an address.
        kind: PERSON or VENUE.
        whose: id of the person or venue.

    Raises:
        WrongValueError: if the id is not known or the calendar cannot be read.
        OSError: if the table cannot be read.
    """
    _require_known(network, kind, whose)
    zone = ZoneInfo(network.settings.timezone)
    reading = read_sources([source], Path(), network.settings.horizon, zone)[source]
    if not isinstance(reading, Reading):
        raise WrongValueError(Said(NOT_READ, {"source": source, "why": reading}))
    forms = CellForms.of(network.settings.tables, network.settings.locale)
    data = _table_of(folder, kind.table)
    rows = [(line, row) for owner, line, row in _rows(read_table(data, kind.table, forms, ()), kind) if owner == whose]
    name = short_name(source)
    gone, new, kept = _compared(rows, kind, name, kind.times(reading.intervals))
    added = [{kind.column: whose, **_cells(time, forms), "source": name} for time in new]
    others = {row.source for _, row in rows} - {"", name}
    return Import(
        kind.table, edit_rows(data, gone, added), len(new), len(gone), kept, tuple(sorted(others)), reading.remarks
    )


def _require_known(network: Network, kind: _Kind, whose: str) -> None:
    target = TARGETS[kind.target]
    known = target.known(network) or {}
    if whose not in known:
        raise WrongValueError(Said(UNKNOWN, {"found": whose, "where": target.where, "hint": hint(whose, known)}))


def _table_of(folder: Path, table: Table) -> bytes:
    """Its file, or one without rows in the form of the members' if there is none yet."""
    path = folder / table.file
    if path.exists():
        return path.read_bytes()
    return empty_like((folder / MEMBERS.file).read_bytes(), list(columns_of(table)))


def _rows(read: TableFile, kind: _Kind) -> Iterator[tuple[str, int, Any]]:
    """Every row with whose it is and its line."""
    if read.text is not None:
        yield from zip(read.text.columns[kind.column], read.text.lines, read.rows, strict=True)


def _compared(
    rows: Sequence[tuple[int, Any]], kind: _Kind, name: str, times: Sequence[Busy | Span]
) -> tuple[set[int], list[Busy | Span], int]:
    """Lines of the calendar's rows that are gone, its times that are new, and how many rows stay."""
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

"""Book venues for the dates of plans and for days in reserve: rows of the table, and tentative dates in calendars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from calendars.days import Span
from calendars.language import BoundMessage, Message, WrongValueError
from constraints.check import MISSING, PLAN, check
from constraints.problem.problem import BookingState
from planner.explain.subject import BrokenPlanError
from planner.feeds.publish import held_now, hold
from planner.feeds.tentative import held_dates
from planner.files.cells import CellForms
from planner.files.editing import FileChangedError, FileEdit, content
from planner.files.names import option_name
from planner.files.plan_file import meant
from planner.files.tables import edit_rows, empty_like, read_table
from planner.network.problem import build_problem
from planner.network.tables import BOOKINGS, MEMBERS, BookingRow, columns_of
from planner.reschedule.reserves import SOURCE
from planner.store import revisions
from planner.store.archive import Acceptance, Archive, held_id
from planner.store.place import is_workbook
from planner.use_cases.accepting import Who
from planner.use_cases.homes import FilesEdit, Home
from planner.use_cases.today import NetworkToday

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from calendars.language import Locale
    from constraints.problem.plan import Plan
    from constraints.problem.problem import PlannedMeeting, Problem
    from planner.network.network import Network
    from planner.store.database import Store


@dataclass(frozen=True, slots=True)
class HeldRows:
    """The bookings of a network when the dates of some plans are held.

    Attributes:
        edit: the table's file, before and after; None if it is not written.
        bookings: all rows afterwards.
    """

    edit: FileEdit | None
    bookings: tuple[BookingRow, ...]


@dataclass(frozen=True, slots=True)
class ProposedDates:
    """Plans whose dates are to be held.

    Attributes:
        plans: the plans by name.
        until: the last day on which the venues hold the dates; None if they are only asked for.
    """

    plans: Mapping[str, Plan]
    until: date | None = None


def is_only_read(folder: Path) -> bool:
    """Return whether the bookings stand in a workbook, which is never written."""
    return is_workbook(folder) or (folder / BOOKINGS.file).with_suffix(".xlsx").exists()


def hold_plans(
    archive: Archive, folder: Path, network: Network, proposed: ProposedDates, acceptance: Acceptance
) -> tuple[int, int]:
    """Hold the dates of plans instead of those held before.

    Rows that were written for earlier plans go, unless they are confirmed; what else is booked stays. Calendars show
    every booking of a meeting that the accepted plan does not use.

    Args:
        archive: the archive of the network.
        folder: the folder of its tables.
        network: the network of today.
        proposed: the plans, and until when their dates are held.
        acceptance: who holds them, why, when, and the day that is taken for today.

    Returns:
        How many dates of meetings are booked, and how many of them calendars show.

    Raises:
        BrokenPlanError: if a plan has what the network does not have.
        FileChangedError: if the table is no longer as it was read.
        FileUnwritableError: if it cannot be written.
    """
    problem = build_problem(network)
    for plan in proposed.plans.values():
        verdict = check(problem, plan, meant)
        if any(finding.rule == PLAN and finding.message is not MISSING for finding in verdict.broken):
            raise BrokenPlanError(verdict)
    return _hold_rows(archive, network, _held_rows(folder, network, problem, proposed), acceptance)


def _hold_rows(archive: Archive, network: Network, held: HeldRows, acceptance: Acceptance) -> tuple[int, int]:
    changed = network.model_copy(update={"bookings": held.bookings})
    with archive.store.writing() as connection:
        last = revisions.last(connection, archive.network)
        decided = revisions.content(connection, last).plan if last else None
        booked = build_problem(changed)
        day = acceptance.day(booked.zone)
        dates = held_dates(changed, booked, decided, day)
        hold(connection, archive.network, changed, dates, acceptance)
        if held.edit:
            held.edit.write()
    return len(held_dates(changed, booked, None, day)), len(dates)


def book_reserves(
    archive: Archive, folder: Path, network: Network, rows: Sequence[BookingRow], acceptance: Acceptance
) -> tuple[int, int]:
    """Book days in reserve instead of those that were found before; arguments and errors are as for `hold_plans`.

    Rows written by hand or confirmed since stay.
    """
    held = _written_rows(folder, network, {_place(row): row for row in rows}, None, reserves=True)
    return _hold_rows(archive, network, held, acceptance)


def release_gone(archive: Archive, today: Network, acceptance: Acceptance) -> None:
    """Release the dates in calendars whose booking is gone since, or was held until a day that is past."""
    with archive.store.writing() as connection:
        _follow_bookings(connection, archive.network, today, acceptance, reserves=False)


def follow_reserves(archive: Archive, today: Network, acceptance: Acceptance) -> None:
    """The same, and have calendars show all days in reserve that are booked, if there is a plan."""
    with archive.store.writing() as connection:
        _follow_bookings(connection, archive.network, today, acceptance, reserves=True)


def _follow_bookings(
    connection: Connection, name: str, today: Network, acceptance: Acceptance, *, reserves: bool
) -> None:
    problem = build_problem(today)
    day = acceptance.day(problem.zone)
    alive = held_dates(today, problem, None, day)
    held, last = held_now(connection, name), revisions.last(connection, held_id(name))
    left, accepted = held, revisions.last(connection, name)
    if held and last:
        before = revisions.content(connection, last).network
        booked = held_dates(before, build_problem(before), None, date.min)
        left = {key: each for key, each in held.items() if key in alive or key not in booked}
    if reserves and accepted:
        decided = revisions.content(connection, accepted).plan
        left = {**left, **held_dates(today, problem, decided, day, (BookingState.RESERVE,))}
    if left != held:
        hold(connection, name, today, left, acceptance)


def _held_rows(folder: Path, network: Network, problem: Problem, proposed: ProposedDates) -> HeldRows:
    wanted: dict[_Place, BookingRow] = {}
    for name, plan in proposed.plans.items():
        for each in plan.meetings:
            row = _row(problem, each, proposed.until, name)
            wanted.setdefault(_place(row), row)
    return _written_rows(folder, network, wanted, proposed.until, reserves=False)


def _written_rows(
    folder: Path, network: Network, wanted: dict[_Place, BookingRow], until: date | None, *, reserves: bool
) -> HeldRows:
    """Return the bookings with these rows instead of those written before: of days in reserve, or of proposed plans."""
    if is_only_read(folder):
        return HeldRows(None, network.bookings)
    path = folder / BOOKINGS.file
    before, members = content(path), (folder / MEMBERS.file).read_bytes()
    table = _BookingsTable.of(before, members, network)
    after, rows = table.written(wanted, until, reserves=reserves)
    return HeldRows(FileEdit(path, before, after), rows)


def reserves_edit(home: Home, store: Store, network: Network, rows: Sequence[BookingRow]) -> FilesEdit:
    """Return the edit of the files of a home that books days in reserve, instead of those that were found before.

    Args:
        home: where the files are.
        store: the store.
        network: the network of today.
        rows: the days in reserve.

    Raises:
        OnlyReadError: if the bookings stand in a workbook.
        FileChangedError: if the table is no longer as it was read.
    """
    files = _writable(home, store)
    table = _BookingsTable.of(files.get(BOOKINGS.file), files[MEMBERS.file], network)
    after, _ = table.written({_place(row): row for row in rows}, None, reserves=True)
    return FilesEdit.of(home, files, {BOOKINGS.file: after})


def release_edit(home: Home, store: Store, network: Network, meeting: str = "") -> FilesEdit:
    """Return the edit that releases the days in reserve of a meeting, or of all; else as for `reserves_edit`."""
    files = _writable(home, store)
    table = _BookingsTable.of(files.get(BOOKINGS.file), files[MEMBERS.file], network)
    return FilesEdit.of(home, files, {BOOKINGS.file: table.released(meeting)})


def write_bookings(
    edit: FilesEdit, store: Store, today: NetworkToday, as_of: date | None, last: int | None = None
) -> None:
    """Write an edit of the bookings; calendars of dates to keep free show the days in reserve that there are then.

    Args:
        edit: the edit.
        store: the store.
        today: what `read` returned.
        as_of: the day that is taken for today; None for the real one.
        last: as for `FilesEdit.write`, whose errors it raises.
    """
    edit.write(store, today, last)
    now = Who("", as_of=as_of).now(ZoneInfo(today.network.settings.timezone))
    follow_reserves(edit.home.archive(store), today.network, now)


OTHER_PLAN = Message("homes.other_plan", "Another plan was accepted since these days were found: find them anew.")
ONLY_READ = Message(
    "homes.only_read",
    "The bookings stand in a workbook, which is only read: write the days in reserve into its sheet of bookings.",
)


class OnlyReadError(WrongValueError):
    """The bookings stand in a workbook, which is never written."""

    def __init__(self) -> None:
        super().__init__(BoundMessage(ONLY_READ))


def _writable(home: Home, store: Store) -> dict[str, bytes]:
    files = home.files(store)
    if home.is_workbook or MEMBERS.file not in files or Path(BOOKINGS.file).with_suffix(".xlsx").name in files:
        raise OnlyReadError
    return files


@dataclass(frozen=True, slots=True)
class _BookingsTable:
    """The table of bookings as it is written.

    Attributes:
        before: its content; None if there is no such file.
        data: the same, or a table without rows.
        rows: its rows, each with the line on which it begins.
    """

    before: bytes | None
    data: bytes
    rows: tuple[tuple[int, BookingRow], ...]
    network: Network

    @classmethod
    def of(cls, before: bytes | None, members: bytes, network: Network) -> _BookingsTable:
        """Return the table of a network; a new one is written as that of the members is.

        Raises:
            FileChangedError: if it is no longer as it was read.
        """
        data = empty_like(members, MEMBERS, list(columns_of(BOOKINGS))) if before is None else before
        forms = CellForms.of(network.settings.tables, network.settings.locale)
        read = read_table(data, BOOKINGS, forms, None)
        lines, rows = read.text.lines if read.text else (), network.bookings
        if not len(lines) == len(read.rows) == len(rows) or not all(map(_is_still, rows, read.rows)):
            raise FileChangedError(Path(BOOKINGS.file))
        return cls(before, data, tuple(zip(lines, rows, strict=True)), network)

    def written(
        self, wanted: dict[_Place, BookingRow], until: date | None, *, reserves: bool
    ) -> tuple[bytes | None, tuple[BookingRow, ...]]:
        """Return content and rows with these rows instead of those written before."""
        settings = self.network.settings
        gone, left = set(), []
        for line, row in self.rows:
            place, new = _place(row), wanted.get(_place(row))
            other = not row.source or row.state is BookingState.CONFIRMED
            other |= (row.state is BookingState.RESERVE and row.source == SOURCE) != reserves
            if other or (new is not None and not reserves and until in {None, row.until}):
                left.append(row)
                wanted.pop(place, None)
            else:
                gone.add(line)
                if new is not None:
                    price = row.price if new.price is None else new.price
                    wanted[place] = replace(new, price=price, note=new.note or row.note)
        forms = CellForms.of(settings.tables, settings.locale)
        cells = [_cells(row, forms, settings.locale) for row in wanted.values()]
        after = edit_rows(self.data, BOOKINGS, gone, cells) if gone or cells else self.before
        return after, (*left, *wanted.values())

    def released(self, meeting: str) -> bytes | None:
        """Return the content without the days in reserve of a meeting, or of all for ""."""
        gone = {
            line for line, row in self.rows
            if row.state is BookingState.RESERVE and row.meeting and meeting in {"", row.meeting}
        }  # fmt: skip
        return edit_rows(self.data, BOOKINGS, gone, []) if gone else self.before


def _is_still(row: BookingRow, read: BookingRow) -> bool:
    """Return whether a row is as it was read; a change may have given up what it was booked for."""
    return row == (read if row.meeting else replace(read, meeting=None))


_Place = tuple[str | None, str, Span]


def _place(row: BookingRow) -> _Place:
    return row.meeting, row.venue, row.span()


def _row(problem: Problem, planned: PlannedMeeting, until: date | None, source: str) -> BookingRow:
    start, end = (moment.astimezone(problem.zone) for moment in (planned.start, planned.end))
    meeting = problem.meeting(planned.meeting)
    daily = end.time() > start.time() and not (meeting and meeting.hours.overnight)
    hours: Mapping[str, Any] = {"from": start.time(), "to": end.time()} if daily else {}
    return BookingRow(
        venue=planned.venue, rooms=planned.rooms, meeting=planned.meeting, source=source,
        first_day=start.date(), last_day=None if start.date() == end.date() else end.date(),
        state=BookingState.ASKED if until is None else BookingState.HELD, until=until,
        **hours,
    )  # fmt: skip


def _cells(row: BookingRow, forms: CellForms, locale: Locale) -> dict[str, str]:
    def day(found: date | None) -> str:
        return "" if found is None else forms.dates.write(found)

    def clock(found: time | None) -> str:
        return "" if found is None else f"{found:%H:%M}"

    return {
        "venue": row.venue, "first_day": day(row.first_day), "last_day": day(row.last_day), "from": clock(row.start),
        "to": clock(row.end), "rooms": ", ".join(row.rooms), "meeting": row.meeting or "",
        "state": option_name(row.state, locale), "until": day(row.until), "staff": ", ".join(row.staff),
        "price": "" if row.price is None else str(row.price), "note": row.note, "source": row.source,
    }  # fmt: skip

"""Hold the dates of proposed plans: rows of bookings.csv, tentative in calendars until a plan is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calendars.days import Span
from constraints.check import MISSING, PLAN, check
from constraints.problem.problem import BookingState
from planner.explain.subject import BrokenPlanError
from planner.feeds.publish import held_now, hold
from planner.feeds.tentative import held_dates
from planner.files.cells import CellForms, columns_of
from planner.files.editing import FileChangedError, FileEdit, content
from planner.files.plan_file import meant
from planner.files.tables import edit_rows, empty_like, read_table
from planner.network.problem import build_problem
from planner.network.tables import BOOKINGS, MEMBERS, BookingRow, state_word
from planner.store import revisions
from planner.store.archive import Acceptance, held_id
from planner.store.place import is_workbook

if TYPE_CHECKING:
    from calendars.language import Locale
    from constraints.problem.plan import Plan
    from constraints.problem.problem import PlannedMeeting, Problem
    from planner.network.network import Network
    from planner.store.archive import Archive


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
    held = _held_rows(folder, network, problem, proposed)
    changed = network.model_copy(update={"bookings": held.bookings})
    with archive.store.writing() as connection:
        last = revisions.last(connection, archive.network)
        decided = revisions.content(connection, last).plan if last else None
        booked, day = build_problem(changed), acceptance.day(problem.zone)
        dates = held_dates(changed, booked, decided, day)
        hold(connection, archive.network, changed, dates, acceptance)
        if held.edit:
            held.edit.write()
    return len(held_dates(changed, booked, None, day)), len(dates)


def release_gone(archive: Archive, today: Network, acceptance: Acceptance) -> None:
    """Release the dates in calendars whose booking is gone since, or was held until a day that is past."""
    problem = build_problem(today)
    alive = held_dates(today, problem, None, acceptance.day(problem.zone))
    with archive.store.writing() as connection:
        held, last = held_now(connection, archive.network), revisions.last(connection, held_id(archive.network))
        if held and last:
            before = revisions.content(connection, last).network
            booked = held_dates(before, build_problem(before), None, date.min)
            left = {key: each for key, each in held.items() if key in alive or key not in booked}
            if left.keys() != held.keys():
                hold(connection, archive.network, today, left, acceptance)


def _held_rows(folder: Path, network: Network, problem: Problem, proposed: ProposedDates) -> HeldRows:
    forms, path = CellForms.of(network.settings.tables, network.settings.locale), folder / BOOKINGS.file
    if is_only_read(folder):
        return HeldRows(None, network.bookings)
    before = content(path)
    members = (folder / MEMBERS.file).read_bytes()
    data = empty_like(members, MEMBERS, list(columns_of(BOOKINGS))) if before is None else before
    text = read_table(data, BOOKINGS, forms, ()).text
    lines = text.lines if text else ()
    if len(lines) != len(network.bookings):
        raise FileChangedError(path)
    wanted: dict[_Place, BookingRow] = {}
    for name, plan in proposed.plans.items():
        for each in plan.meetings:
            row = _row(problem, each, proposed.until, name)
            wanted.setdefault(_place(row), row)
    gone, left = set(), []
    for line, row in zip(lines, network.bookings, strict=True):
        place, new = _place(row), wanted.get(_place(row))
        by_hand = not row.source or row.state is BookingState.CONFIRMED
        if by_hand or (new is not None and proposed.until in {None, row.until}):
            left.append(row)
            wanted.pop(place, None)
        else:
            gone.add(line)
            if new is not None:
                wanted[place] = replace(new, price=row.price, note=row.note)
    cells = [_cells(row, forms, network.settings.locale) for row in wanted.values()]
    after = edit_rows(data, BOOKINGS, gone, cells) if gone or cells else before
    return HeldRows(FileEdit(path, before, after), (*left, *wanted.values()))


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
        "state": state_word(row.state, locale), "until": day(row.until),
        "price": "" if row.price is None else str(row.price), "note": row.note, "source": row.source,
    }  # fmt: skip

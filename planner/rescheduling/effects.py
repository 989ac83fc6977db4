"""What one move means: for members, in money, and how long before people are told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from constraints.announced import as_announced
from constraints.cancelling import fee
from constraints.cancelling import notice as days_of_notice
from constraints.cancelling import percent as step
from planner.rescheduling.shapes import Attendance, Cost, Notice

if TYPE_CHECKING:
    from constraints.held import Held, Schedule
    from constraints.problem import Problem
    from planner.rescheduling.situation import Compared


def attendance(schedule: Schedule, before: Held, after: Held) -> Attendance:
    """Who of those asked now can and cannot come, by their busy times as they are known now."""
    problem = schedule.problem
    asked = frozenset(after.meeting.members)
    old, new = problem.member_busy.during(before.start, before.end) & asked, after.absent
    return Attendance(
        members=len(asked), absent_before=len(old), absent_after=len(new),
        losing=_ids(problem, new - old), gaining=_ids(problem, old - new),
    )  # fmt: skip


def cost(compared: Compared, schedule: Schedule, before: Held | None, after: Held | None) -> Cost:
    """Fee, and rent before and after; what is called off is paid by the ladder of its venue."""
    asked, percent = _fee(compared, schedule, before, after) if before else (0, 0)
    return Cost(
        fee=asked,
        fee_percent=percent,
        rent_before=compared.old.rent(before) if before else 0,
        rent_after=schedule.rent(after) if after else 0,
    )


def notice(compared: Compared, schedule: Schedule, before: Held | None, after: Held | None) -> Notice:
    """Days to the old and the new day, and how many people are concerned."""
    to_old = compared.days_to(before.day) if before else None
    to_new = compared.days_to(after.day) if after else None
    return Notice(
        to_old_day=to_old,
        to_new_day=to_new,
        least=min(days for days in (to_old, to_new) if days is not None),
        members=len(members_told(compared, schedule, before, after)),
        staff=len(staff_told(compared, schedule, before, after)),
    )


def members_told(compared: Compared, schedule: Schedule, before: Held | None, after: Held | None) -> set[str]:
    """Ids of the members that are asked to it, before or after."""
    old, new = compared.old.problem, schedule.problem
    return {
        *_ids(old, frozenset(before.meeting.members if before else ())),
        *_ids(new, frozenset(after.meeting.members if after else ())),
    }


def staff_told(compared: Compared, schedule: Schedule, before: Held | None, after: Held | None) -> set[str]:
    """Ids of the staff who are to be at it, before or after."""
    old, new = compared.old.problem.staff, schedule.problem.staff
    return {
        *(old[person].id for person in (before.staff if before else ())),
        *(new[person].id for person in (after.staff if after else ())),
    }


def _fee(compared: Compared, schedule: Schedule, before: Held, after: Held | None) -> tuple[int, int]:
    """The fee and the step of the ladder, in percent; both 0 if none is asked."""
    problem = _as_known(compared.old.problem, schedule.problem) if after is None else schedule.problem
    index = before.index if after is None else after.index
    place = (problem.index(after.day), after.venue) if after else (None, None)
    asked = fee(problem, index, *place)
    return asked, _percent(problem, index) if asked else 0


def _as_known(old: Problem, now: Problem) -> Problem:
    """The old problem with the closed days and the seats as they are known now: changes keep the order of rooms."""
    return replace(old, blackouts=now.blackouts, rooms=now.rooms)


def _percent(problem: Problem, index: int) -> int:
    announced = as_announced(problem, problem.meetings[index])
    if announced is None or announced.venue is None:
        return 0
    terms = problem.venues[announced.venue].terms
    return 0 if terms is None else step(terms, days_of_notice(problem, announced.day))


def _ids(problem: Problem, members: frozenset[int]) -> tuple[str, ...]:
    return tuple(problem.members[member].id for member in sorted(members))

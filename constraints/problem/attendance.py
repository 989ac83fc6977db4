"""Who is busy on which day, as the model counts it (the check counts on its own)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from calendars.days import Hours
    from constraints.problem.problem import Bools, Ints, Meeting, Problem


class Attendance:
    """Busy people by meeting and first day, worked out once for each (hours, length)."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._days: dict[tuple[str, Hours], Bools] = {}

    def members_absent(self, meeting: Meeting) -> Bools:
        """Shape (members of the meeting, days of the horizon): busy on some day of a meeting that begins there."""
        rows = np.array(meeting.members, dtype=np.int64)
        return stretched(self._busy("members", meeting.hours)[rows], meeting.days)

    def staff_busy(self, hours: Hours) -> Bools:
        """Shape (staff, days of the horizon): busy on that day during those hours."""
        return self._busy("staff", hours)

    def present(self, meeting: Meeting) -> Ints:
        """Shape (days of the horizon,): members free for a meeting that begins there."""
        absent = self.members_absent(meeting)
        return np.asarray(len(meeting.members) - absent.sum(axis=0), dtype=np.int64)

    def fewest(self, meeting: Meeting) -> int:
        """The fewest expected, guests among them, on any day of the window; everybody if it has no day."""
        window = meeting.window.within(self._problem.horizon)
        if window is None:
            return len(meeting.members) + meeting.guests
        days = slice(self._problem.index(window.first), self._problem.index(window.last) + 1)
        return int(self.present(meeting)[days].min()) + meeting.guests

    def _busy(self, who: str, hours: Hours) -> Bools:
        key = (who, hours)
        if key not in self._days:
            spells = self._problem.member_busy if who == "members" else self._problem.staff_busy
            self._days[key] = spells.by_day(self._problem.horizon, hours)
        return self._days[key]


def stretched(busy: Bools, days: int) -> Bools:
    """For each first day, whether any of the `days` days from it on is busy (past the horizon nobody is)."""
    out = busy.copy()
    for later in range(1, days):
        out[:, :-later] |= busy[:, later:]
    return out

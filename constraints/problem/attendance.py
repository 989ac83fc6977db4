"""Tables of who is busy on which day, for the model; the independent check does not use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from calendars.days import Hours
    from constraints.problem.problem import Bools, Ints, Meeting, Problem


class Attendance:
    """Busy people by meeting and first day, computed once for each pair of hours and length."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._days: dict[tuple[str, Hours], Bools] = {}

    def members_absent(self, meeting: Meeting) -> Bools:
        """Return who is busy on some day of the meeting, for each first day.

        Returns:
            Shape (members of the meeting, days of the horizon).
        """
        rows = np.array(meeting.members, dtype=np.int64)
        return stretched(self._busy("members", meeting.hours)[rows], meeting.days)

    def staff_busy(self, hours: Hours) -> Bools:
        """Return who of the staff is busy during those hours, shape (staff, days of the horizon)."""
        return self._busy("staff", hours)

    def present(self, meeting: Meeting) -> Ints:
        """Return the number of members free for the meeting, for each first day, shape (days of the horizon,)."""
        absent = self.members_absent(meeting)
        return np.asarray(len(meeting.members) - absent.sum(axis=0), dtype=np.int64)

    def fewest(self, meeting: Meeting) -> int:
        """Return the least attendance, guests included, on any day of the window; all if the window is empty."""
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
    """Return for each first day whether somebody is busy on any of the `days` days from it on.

    Args:
        busy: shape (people, days of the horizon).
        days: length in days; beyond the horizon nobody is busy.

    Returns:
        The same shape as `busy`.
    """
    out = busy.copy()
    for later in range(1, days):
        out[:, :-later] |= busy[:, later:]
    return out

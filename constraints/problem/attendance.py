"""Tables of who is invited and who is busy on which day, for the model; the independent check does not use them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from calendars.days import Hours
    from constraints.problem.problem import Bools, Ints, Meeting, Problem


class Attendance:
    """Invited and busy people by meeting and first day; the busy are computed once for each hours."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._found: dict[tuple[str, Hours, int], Bools] = {}

    def members_absent(self, meeting: Meeting) -> Bools:
        """Return who is invited but busy on some day of the meeting, declined or waits, for each first day.

        Returns:
            Shape (members of the meeting, days of the horizon).
        """
        rows = np.array(meeting.members, dtype=np.int64)
        busy = self._busy("members", meeting.hours, meeting.days)[rows]
        absent = busy & self._taking_part[rows] if self.varies(meeting) else busy
        return absent | self._away(meeting) if meeting.registrations else absent

    def _away(self, meeting: Meeting) -> Bools:
        """Return who declined or waits for a place, for each first day, shape as of `members_absent`."""
        problem, named = self._problem, {each.day for each in meeting.registrations}
        found = np.zeros((len(meeting.members), problem.days), dtype=np.bool_)
        usual: Bools | None = None
        for n, day in enumerate(problem.horizon):
            if day in named or usual is None or self.varies(meeting):
                away = problem.away(meeting, day)
                found[:, n] = [member in away for member in meeting.members]
                usual = usual if day in named else found[:, n]
            else:
                found[:, n] = usual
        return found

    def varies(self, meeting: Meeting) -> bool:
        """Return whether it depends on the day who is invited to the meeting."""
        return not self._always[list(meeting.members)].all()

    def invited(self, meeting: Meeting) -> Bools:
        """Return who is invited if the meeting begins on that day, shape (members of the meeting, days of horizon)."""
        return self._taking_part[list(meeting.members)]

    def number_invited(self, meeting: Meeting) -> Ints:
        """Return the number of members invited, for each first day, shape (days of the horizon,)."""
        if not self.varies(meeting):
            return np.full(self._problem.days, len(meeting.members), dtype=np.int64)
        return np.asarray(self.invited(meeting).sum(axis=0), dtype=np.int64)

    def homes(self, meeting: Meeting) -> Bools:
        """Return which municipalities have a member invited, for each first day.

        Returns:
            Shape (municipalities, days of the horizon).
        """
        found = np.zeros((len(self._problem.municipalities), self._problem.days), dtype=np.bool_)
        of_each = self._problem.municipality_of[list(meeting.members)]
        if self.varies(meeting):
            np.logical_or.at(found, of_each, self.invited(meeting))
        else:
            found[of_each] = True
        return found

    def staff_busy(self, hours: Hours, days: int) -> Bools:
        """Return who of the staff is busy during a meeting of those hours and that length, by its first day.

        Returns:
            Shape (staff, days of the horizon).
        """
        return self._busy("staff", hours, days)

    def present(self, meeting: Meeting) -> Ints:
        """Return the number of members free for the meeting, for each first day, shape (days of the horizon,)."""
        absent = self.members_absent(meeting)
        return np.asarray(self.number_invited(meeting) - absent.sum(axis=0), dtype=np.int64)

    def expected(self, meeting: Meeting) -> Ints:
        """Return how many come if nobody joins from home, for each first day, shape (days of the horizon,).

        Those are the members free for it, no more than there are places, and guests.
        """
        return self._with_guests(meeting, self.present(meeting))

    def at_venue(self, meeting: Meeting, venue: int) -> Ints:
        """Return how many come to a venue, guests included, for each first day, shape (days of the horizon,).

        Of those who join from home, a part of a person comes.
        """
        if self._problem.venues[venue].online:
            return np.zeros(self._problem.days, dtype=np.int64)
        present = self.present(meeting)
        if meeting.home_shares:
            free = self._taking_part[list(meeting.members)] & ~self.members_absent(meeting)
            percent = self._problem.percent_from_home(meeting)[:, venue]
            present = present - percent[self._problem.municipality_of[list(meeting.members)]] @ free // 100
        return self._with_guests(meeting, present)

    def _with_guests(self, meeting: Meeting, members: Ints) -> Ints:
        """Return how many come of so many members who would, as far as there are places, and guests."""
        return (members if meeting.places is None else np.minimum(members, meeting.places)) + meeting.guests

    def fewest(self, meeting: Meeting) -> int:
        """Return the least who come to a house, on any day of the window; all if the window is empty."""
        window = meeting.window.within(self._problem.horizon)
        if window is None:
            return min(len(meeting.members), meeting.places or len(meeting.members)) + meeting.guests
        days = slice(self._problem.index(window.first), self._problem.index(window.last) + 1)
        if not meeting.home_shares:
            return min(int(self.expected(each)[days].min()) for each in meeting.choices)
        houses = [venue for venue in meeting.venues if not self._problem.venues[venue].online]
        found = (self.at_venue(each, venue)[days].min() for each in meeting.choices for venue in houses)
        return min(map(int, found), default=meeting.guests)

    @cached_property
    def _taking_part(self) -> Bools:
        """Who takes part on which day, shape (members, days of the horizon)."""
        index, members, days = self._problem.index, self._problem.members, np.arange(self._problem.days)
        first = [0 if each.from_day is None else index(each.from_day) for each in members]
        last = [self._problem.days if each.last_day is None else index(each.last_day) for each in members]
        ends = np.array([first, last], dtype=np.int64)[:, :, np.newaxis]
        return np.asarray((ends[0] <= days) & (days <= ends[1]))

    @cached_property
    def _always(self) -> Bools:
        """Who takes part on every day, shape (members,)."""
        return np.asarray(self._taking_part.all(axis=1))

    def takes_part(self, member: int) -> Bools:
        """Return the days on which a member takes part, shape (days of the horizon,)."""
        return np.asarray(self._taking_part[member])

    def _busy(self, who: str, hours: Hours, days: int) -> Bools:
        key = (who, hours, days)
        if key not in self._found:
            spells = self._problem.member_busy if who == "members" else self._problem.staff_busy
            self._found[key] = spells.by_first_day(self._problem.horizon, hours, days)
        return self._found[key]

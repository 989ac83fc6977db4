"""What people have been told of a meeting, in the numbers of the problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from constraints.room_sets import RoomSet

if TYPE_CHECKING:
    from constraints.plan import PlannedMeeting
    from constraints.problem import Meeting, Problem


@dataclass(frozen=True, slots=True)
class AsAnnounced:
    """A meeting as announced, looked up.

    Attributes:
        day: index of its first day, which may lie outside the horizon.
        venue: index, or None if the problem no longer has it.
        rooms: its rooms, or None if the problem does not have them all.
        staff: indices of those the problem still has.
        gone: how many of its staff the problem does not have.
        days: its length.
    """

    day: int
    venue: int | None
    rooms: RoomSet | None
    staff: tuple[int, ...]
    gone: int
    days: int

    @property
    def rent(self) -> int:
        """Price of its rooms for all its days, 0 if they are not known."""
        return self.days * self.rooms.rate if self.rooms else 0


def as_announced(problem: Problem, meeting: Meeting) -> AsAnnounced | None:
    """The meeting as announced, or None if nothing has been."""
    planned = meeting.announced
    if planned is None:
        return None
    venue = next((n for n, each in enumerate(problem.venues) if each.id == planned.venue), None)
    people = {person.id: n for n, person in enumerate(problem.staff)}
    staff = tuple(sorted(people[person] for person in {*planned.staff} & {*people}))
    first, last = (moment.astimezone(problem.zone).date() for moment in (planned.start, planned.end))
    return AsAnnounced(
        problem.index(first), venue, _rooms(problem, venue, planned), staff,
        gone=len({*planned.staff}) - len(staff), days=(last - first).days + 1,
    )  # fmt: skip


def _rooms(problem: Problem, venue: int | None, planned: PlannedMeeting) -> RoomSet | None:
    here = {room.id: n for n, room in enumerate(problem.rooms) if room.venue == venue}
    if not planned.rooms or not {*planned.rooms} <= {*here}:
        return None
    plenary, *breakouts = (here[room] for room in planned.rooms)
    rate = sum(problem.rooms[room].rate for room in (plenary, *breakouts))
    return RoomSet(plenary, tuple(breakouts), rate)

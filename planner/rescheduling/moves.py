"""What a proposal holds otherwise than it was accepted, meeting by meeting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.rescheduling import describe
from planner.rescheduling.effects import attendance, cost, notice
from planner.rescheduling.proposal import Move, MoveKind, Part
from planner.rescheduling.situation import Compared, by_id
from planner.rescheduling.windows import outside

if TYPE_CHECKING:
    from calendars.language import Locale
    from constraints.held import Held, Schedule

TIME = {Part.DAY, Part.HOURS}


def moves(compared: Compared, schedule: Schedule, locale: Locale) -> tuple[Move, ...]:
    """Every meeting that is held otherwise, in order of time; meetings that are past are left out."""
    new = by_id(schedule)
    names = [name for name in {**compared.old_by_id, **new} if name in new or name in compared.situation.gone]
    found = [move for name in names if (move := _move(compared, schedule, name, new.get(name), locale)) is not None]
    return tuple(sorted(found, key=_time))


def _move(compared: Compared, schedule: Schedule, name: str, after: Held | None, locale: Locale) -> Move | None:
    before = compared.old_by_id.get(name)
    parts = tuple(_parts(compared.old, before, schedule, after)) if before and after else ()
    kind = _kind(compared, name, before, after, parts)
    if kind is None or (after is not None and after.meeting.settled):
        return None
    shown = (schedule, after) if after else (compared.old, compared.old_by_id[name])
    return Move(
        meeting=name,
        title=shown[1].meeting.title,
        region=describe.region(shown[0].problem, shown[1].meeting),
        hit=name in compared.situation.hits or name in compared.situation.gone,
        kind=kind,
        parts=parts,
        before=describe.held(compared.old, before) if before else None,
        after=describe.held(schedule, after) if after else None,
        attendance=attendance(schedule, before, after) if before and after else None,
        cost=cost(compared, schedule, before, after),
        notice=notice(compared, schedule, before, after),
        outside=outside(compared, after, locale) if after else None,
    )


def _kind(
    compared: Compared, name: str, before: Held | None, after: Held | None, parts: tuple[Part, ...]
) -> MoveKind | None:
    if before is None:
        return MoveKind.NEW
    if after is None:
        return MoveKind.DROPPED
    if name in compared.situation.changed.cancelled:
        return MoveKind.REPLACED
    if not parts:
        return None
    return MoveKind.MOVED if TIME & {*parts} else MoveKind.REARRANGED


def _parts(old: Schedule, before: Held, new: Schedule, after: Held) -> Iterator[Part]:
    if before.span != after.span:
        yield Part.DAY
    if (before.start.time(), before.end.time()) != (after.start.time(), after.end.time()):
        yield Part.HOURS
    if old.venue(before).id != new.venue(after).id:
        yield Part.VENUE
    elif _room_ids(old, before) != _room_ids(new, after):
        yield Part.ROOMS
    if _staff_ids(old, before) != _staff_ids(new, after):
        yield Part.STAFF


def _room_ids(schedule: Schedule, held: Held) -> tuple[str, frozenset[str]]:
    """The plenary room and the others, whose order says nothing."""
    plenary, *others = [room.id for room in schedule.rooms(held)]
    return plenary, frozenset(others)


def _staff_ids(schedule: Schedule, held: Held) -> set[str]:
    return {schedule.problem.staff[person].id for person in held.staff}


def _time(move: Move) -> tuple[object, str]:
    shown = move.before or move.after
    return (shown.start if shown else None), move.meeting

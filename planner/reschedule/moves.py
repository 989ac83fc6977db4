"""The moves of a proposal, meeting by meeting and in total: attendance, money and notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from constraints.problem.naming import person_name, room_name
from constraints.problem.published import fee, published_state
from constraints.problem.published import notice as days_of_notice
from constraints.problem.published import percent as step
from planner.reschedule.situation import Compared, by_id, region
from planner.reschedule.windows import outside
from planner.schemas.common import Attendance, Cost, MeetingPlace, NamedJson, Notice, Venue
from planner.schemas.proposals import Money, Move, MoveKind, MunicipalityPeople, NoticeOf, Part, People

if TYPE_CHECKING:
    from datetime import datetime

    from calendars.language import Locale
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.plan import ScheduledMeeting as HeldMeeting
    from constraints.problem.problem import CancellationTerms, Problem
    from constraints.problem.published import PublishedState


def held(schedule: Schedule, meeting: HeldMeeting) -> MeetingPlace:
    """Return when, where and with whom a meeting is held."""
    return MeetingPlace(**held_fields(schedule, meeting))


def held_fields(schedule: Schedule, meeting: HeldMeeting) -> dict[str, Any]:
    """Return the same as a dictionary of fields."""
    venue, staff = schedule.venue(meeting), (schedule.problem.staff[person] for person in meeting.staff)
    return {
        "start": meeting.start,
        "end": meeting.end,
        "venue": Venue(id=venue.id, name=venue.name, town=venue.town),
        "rooms": tuple(NamedJson(id=room.id, name=room_name(room)) for room in schedule.rooms(meeting)),
        "staff": tuple(NamedJson(id=person.id, name=person_name(person)) for person in staff),
    }


def attendance(compared: Compared, schedule: Schedule, before: ScheduledMeeting, after: ScheduledMeeting) -> Attendance:
    """Return which of the members who are asked before and after can attend, by their present busy times."""
    problem, asked_before = schedule.problem, {*_ids(compared.old.problem, before.members)}
    both = frozenset(member for member in after.members if problem.members[member].id in asked_before)
    old, new = (
        problem.absent(after.meeting, before.start, before.end, overnight=before.overnight) & both,
        after.absent & both,
    )
    return Attendance(
        members=len(after.members), absent_before=len(old), absent_after=len(new),
        losing=_ids(problem, new - old), gaining=_ids(problem, old - new),
    )  # fmt: skip


def cost(
    compared: Compared, schedule: Schedule, before: ScheduledMeeting | None, after: ScheduledMeeting | None
) -> Cost:
    """Return the cancellation fee, and the rent before and after; a cancelled meeting pays by its venue's terms."""
    asked, percent = _fee(compared, schedule, before, after) if before else (0, 0)
    return Cost(
        fee=asked,
        fee_percent=percent,
        rent_before=compared.old.rent(before) if before else 0,
        rent_after=schedule.rent(after) if after else 0,
    )


def notice(
    compared: Compared, schedule: Schedule, before: ScheduledMeeting | None, after: ScheduledMeeting | None
) -> Notice:
    """Return the days of notice to the old and the new day, and how many people are informed."""
    to_old = compared.days_to(before.day) if before else None
    to_new = compared.days_to(after.day) if after else None
    return Notice(
        to_old_day=to_old,
        to_new_day=to_new,
        least=min(days for days in (to_old, to_new) if days is not None),
        members=len(notified_members(compared, schedule, before, after)),
        staff=len(notified_staff(compared, schedule, before, after)),
    )


def notified_members(
    compared: Compared, schedule: Schedule, before: ScheduledMeeting | None, after: ScheduledMeeting | None
) -> set[str]:
    """Return the ids of the members invited before or after."""
    old, new = compared.old.problem, schedule.problem
    return {
        *_ids(old, before.members if before else frozenset()),
        *_ids(new, after.members if after else frozenset()),
    }


def notified_staff(
    compared: Compared, schedule: Schedule, before: ScheduledMeeting | None, after: ScheduledMeeting | None
) -> set[str]:
    """Return the ids of the staff assigned before or after."""
    old, new = compared.old.problem.staff, schedule.problem.staff
    return {
        *(old[person].id for person in (before.staff if before else ())),
        *(new[person].id for person in (after.staff if after else ())),
    }


def _fee(
    compared: Compared, schedule: Schedule, before: ScheduledMeeting, after: ScheduledMeeting | None
) -> tuple[int, int]:
    """Return the cancellation fee and its percentage of the rent; both 0 if none is due."""
    problem = _as_known(compared.old.problem, schedule.problem) if after is None else schedule.problem
    index = before.index if after is None else after.index
    place = (problem.index(after.day), after.venue) if after else (None, None)
    asked = fee(problem, index, *place)
    return asked, _percent(problem, index) if asked else 0


def _as_known(old: Problem, now: Problem) -> Problem:
    """Return the old problem with the closed days and seats of the new one; changes keep the order of rooms."""
    return replace(old, blackouts=now.blackouts, rooms=now.rooms)


def _percent(problem: Problem, index: int) -> int:
    """Return what percentage of the rent is asked for, where a fee is: it was announced, at a venue that has terms."""
    announced = cast("PublishedState", published_state(problem, problem.meetings[index]))
    terms = cast("CancellationTerms", problem.venues[cast("int", announced.venue)].terms)
    return step(terms, days_of_notice(problem, announced.day))


def _ids(problem: Problem, members: frozenset[int]) -> tuple[str, ...]:
    return tuple(problem.members[member].id for member in sorted(members))


TIME_PARTS = {Part.DAY, Part.HOURS}
"""The parts of a meeting that make up its time."""


def moves(compared: Compared, schedule: Schedule, locale: Locale) -> tuple[Move, ...]:
    """Return every meeting that changes, in order of time; past meetings are left out."""
    new = by_id(schedule)
    names = [name for name in {**compared.old_by_id, **new} if name in new or name in compared.situation.gone]
    found = [move for name in names if (move := _move(compared, schedule, name, new.get(name), locale)) is not None]
    return tuple(sorted(found, key=_time))


def _move(
    compared: Compared, schedule: Schedule, name: str, after: ScheduledMeeting | None, locale: Locale
) -> Move | None:
    before = compared.old_by_id.get(name)
    parts = tuple(_parts(compared.old, before, schedule, after)) if before and after else ()
    kind = _kind(compared, name, before, after, parts)
    if kind is None or (after is not None and after.meeting.frozen):
        return None
    shown = (schedule, after) if after else (compared.old, compared.old_by_id[name])
    return Move(
        meeting=name,
        title=shown[1].meeting.title,
        region=region(shown[0].problem, shown[1].meeting),
        hit=name in compared.situation.hits or name in compared.situation.gone,
        kind=kind,
        parts=parts,
        before=held(compared.old, before) if before else None,
        after=held(schedule, after) if after else None,
        attendance=attendance(compared, schedule, before, after) if before and after else None,
        cost=cost(compared, schedule, before, after),
        notice=notice(compared, schedule, before, after),
        outside=outside(compared, after, locale) if after else None,
    )


def _kind(
    compared: Compared,
    name: str,
    before: ScheduledMeeting | None,
    after: ScheduledMeeting | None,
    parts: tuple[Part, ...],
) -> MoveKind | None:
    if before is None:
        return MoveKind.NEW
    if after is None:
        return MoveKind.DROPPED
    if name in compared.situation.changed.cancelled:
        return MoveKind.REPLACED
    if not parts:
        return None
    return MoveKind.MOVED if TIME_PARTS & {*parts} else MoveKind.REARRANGED


def _parts(old: Schedule, before: ScheduledMeeting, new: Schedule, after: ScheduledMeeting) -> Iterator[Part]:
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


def _room_ids(schedule: Schedule, held: ScheduledMeeting) -> tuple[str, frozenset[str]]:
    """Return the plenary room, and the breakout rooms, whose order has no meaning."""
    rooms = [room.id for room in schedule.rooms(held)]
    return "".join(rooms[:1]), frozenset(rooms[1:])


def _staff_ids(schedule: Schedule, held: ScheduledMeeting) -> set[str]:
    return {schedule.problem.staff[person].id for person in held.staff}


def _time(move: Move) -> tuple[datetime, str]:
    return cast("MeetingPlace", move.before or move.after).start, move.meeting


def people(compared: Compared, schedule: Schedule, moves: Sequence[Move]) -> People:
    """Return the members and municipalities that lose or gain attendance.

    Those whose meeting of a round is dropped, and who are asked to another one of it, lose or gain as if it were moved.
    """
    dropped = [compared.old_by_id[move.meeting] for move in moves if move.kind is MoveKind.DROPPED]
    pairs = [(gone, held) for gone in dropped for held in schedule if held.meeting.round == gone.meeting.round]
    found = [move.attendance for move in moves if move.attendance is not None]
    found += [attendance(compared, schedule, gone, held) for gone, held in pairs]
    losing = Counter(member for each in found for member in each.losing)
    gaining = Counter(member for each in found for member in each.gaining)
    return People(
        losing=losing.total(),
        gaining=gaining.total(),
        absent_before=sum(each.absent_before for each in found),
        absent_after=sum(each.absent_after for each in found),
        without=sum(len(_without(compared, schedule, meeting)) for meeting in dropped),
        municipalities=tuple(_municipalities(schedule.problem, losing, gaining)),
    )


def _without(compared: Compared, schedule: Schedule, dropped: ScheduledMeeting) -> set[str]:
    """Return the ids of the members who lose a meeting, as they are asked to no other one of its round now."""
    problem = schedule.problem
    still = {member.id for member in problem.members if member.takes_part_within(dropped.span)}
    elsewhere = [_ids(problem, held.members) for held in schedule if held.meeting.round == dropped.meeting.round]
    return ({*_ids(compared.old.problem, dropped.members)} & still).difference(*elsewhere)


def money(moves: Iterable[Move], currency: str) -> Money:
    """Return the fees and rents of all moves."""
    costs = [move.cost for move in moves]
    fees = sum(cost.fee for cost in costs)
    before, after = sum(cost.rent_before for cost in costs), sum(cost.rent_after for cost in costs)
    return Money(fees=fees, rent_before=before, rent_after=after, difference=fees + after - before, currency=currency)


def total_notice(compared: Compared, schedule: Schedule, moves: Iterable[Move]) -> tuple[NoticeOf, ...]:
    """Return how many people get how many days of notice, each counted by the shortest notice that concerns them."""
    moves = tuple(moves)
    members = _shortest_notices(
        compared, schedule, [move for move in moves if _concerns_members(move)], notified_members
    )
    staff = _shortest_notices(compared, schedule, moves, notified_staff)
    days = sorted({*members.values(), *staff.values()})
    counted, of_staff = Counter(members.values()), Counter(staff.values())
    return tuple(NoticeOf(days=each, members=counted[each], staff=of_staff[each]) for each in days)


def _municipalities(problem: Problem, losing: Counter[str], gaining: Counter[str]) -> Iterator[MunicipalityPeople]:
    home = {member.id: problem.municipalities[member.municipality] for member in problem.members}
    lost, gained = Counter[str](), Counter[str]()
    names = {}
    for counted, of_home in ((losing, lost), (gaining, gained)):
        for member, times in counted.items():
            of_home[home[member].id] += times
            names[home[member].id] = home[member].name
    for found in sorted(names, key=lambda each: (gained[each] - lost[each], names[each])):
        yield MunicipalityPeople(id=found, name=names[found], losing=lost[found], gaining=gained[found])


def _concerns_members(move: Move) -> bool:
    return move.kind is not MoveKind.REARRANGED or bool({Part.VENUE, Part.ROOMS} & {*move.parts})


def _shortest_notices(
    compared: Compared, schedule: Schedule, moves: Iterable[Move], told: Callable[..., set[str]]
) -> dict[str, int]:
    """Return the shortest notice of each person (id) who is informed."""
    new = by_id(schedule)
    least: dict[str, int] = {}
    for move in moves:
        for person in told(compared, schedule, compared.old_by_id.get(move.meeting), new.get(move.meeting)):
            least[person] = min(least.get(person, move.notice.least), move.notice.least)
    return least

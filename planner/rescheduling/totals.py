"""What all moves of a proposal together mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from planner.rescheduling.effects import members_told, staff_told
from planner.rescheduling.proposal import Money, Move, MoveKind, MunicipalityPeople, NoticeOf, Part, People
from planner.rescheduling.situation import Compared, by_id

if TYPE_CHECKING:
    from constraints.held import Schedule
    from constraints.problem import Problem


def people(problem: Problem, moves: Sequence[Move]) -> People:
    """Members and municipalities that lose or gain."""
    found = [move.attendance for move in moves if move.attendance is not None]
    losing = Counter(member for each in found for member in each.losing)
    gaining = Counter(member for each in found for member in each.gaining)
    return People(
        losing=losing.total(),
        gaining=gaining.total(),
        absent_before=sum(each.absent_before for each in found),
        absent_after=sum(each.absent_after for each in found),
        without=sum(move.notice.members for move in moves if move.kind is MoveKind.DROPPED),
        municipalities=tuple(_municipalities(problem, losing, gaining)),
    )


def money(moves: Iterable[Move], currency: str) -> Money:
    """Fees and rents of all moves."""
    costs = [move.cost for move in moves]
    fees = sum(cost.fee for cost in costs)
    before, after = sum(cost.rent_before for cost in costs), sum(cost.rent_after for cost in costs)
    return Money(fees=fees, rent_before=before, rent_after=after, difference=fees + after - before, currency=currency)


def notice(compared: Compared, schedule: Schedule, moves: Iterable[Move]) -> tuple[NoticeOf, ...]:
    """How many people are told how long before, each by the shortest notice of what concerns them."""
    moves = tuple(moves)
    members = _least(compared, schedule, [move for move in moves if _concerns_members(move)], members_told)
    staff = _least(compared, schedule, moves, staff_told)
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


def _least(
    compared: Compared, schedule: Schedule, moves: Iterable[Move], told: Callable[..., set[str]]
) -> dict[str, int]:
    """The shortest notice of each of the people who are told."""
    new = by_id(schedule)
    least: dict[str, int] = {}
    for move in moves:
        for person in told(compared, schedule, compared.old_by_id.get(move.meeting), new.get(move.meeting)):
            least[person] = min(least.get(person, move.notice.least), move.notice.least)
    return least

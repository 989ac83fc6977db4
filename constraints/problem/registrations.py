"""Answers of members to single meetings, and who has a place where not all can have one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Answer(StrEnum):
    """What somebody says to a meeting."""

    YES = "yes"
    NO = "no"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Registration:
    """The answer of a member (an index).

    Attributes:
        day: first day of the meeting that it is about; None if it holds whenever the meeting is.
    """

    member: int
    answer: Answer
    day: date | None = None


def standings(
    registrations: Sequence[Registration], places: int | None, day: date, invited: Collection[int]
) -> Mapping[int, Answer]:
    """Return how each of the invited members who answered stands, in the order in which their answers came.

    The last answer of a member counts; one who says the same again keeps the place in the order. Who said yes when all
    places were taken waits, and moves up when somebody before them withdraws.

    Args:
        registrations: in the order in which they came.
        places: most members who come; None if all may.
        day: first day of the meeting.
        invited: indices of the members who are invited.
    """
    found: dict[int, Answer] = {}
    for each in registrations:
        if each.member in invited and each.day in {None, day} and found.get(each.member) is not each.answer:
            found.pop(each.member, None)
            found[each.member] = each.answer
    if places is None:
        return found
    coming = [member for member, answer in found.items() if answer is Answer.YES]
    return {**found, **dict.fromkeys(coming[places:], Answer.WAITING)}

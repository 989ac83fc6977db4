"""What may be moved besides what the changes hit."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from planner.rescheduling.answer import MayMove

if TYPE_CHECKING:
    from constraints.problem import Meeting
    from planner.rescheduling.situation import Situation


def movable(situation: Situation, may_move: MayMove) -> frozenset[str]:
    """Ids of the meetings that may be moved: those that are hit, and what the planner allows besides."""
    meetings = situation.free.meetings
    hit = [meeting for meeting in meetings if meeting.id in situation.hits]
    free = (each for each in meetings if not each.settled and _is_free(each, hit, may_move))
    return frozenset({*(each.id for each in free), *(each.id for each in hit)})


def _is_free(meeting: Meeting, hit: Collection[Meeting], may_move: MayMove) -> bool:
    match may_move:
        case MayMove.NOTHING:
            return False
        case MayMove.ROUND:
            return meeting.round in {each.round for each in hit}
        case MayMove.REGION:
            return meeting.region in {each.region for each in hit}
        case MayMove.ALL:
            return True

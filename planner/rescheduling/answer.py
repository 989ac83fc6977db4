"""The answer to changes: whom they hit, and the proposals, or why there are none."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from planner.rescheduling.impossible import Impossible
from planner.rescheduling.proposal import Hit, Proposal
from planner.rescheduling.shapes import Days, Shape


class Ending(StrEnum):
    """What came of it."""

    PROPOSALS = "proposals"
    """There is at least one."""
    IMPOSSIBLE = "impossible"
    """No plan answers the changes with what may move."""
    UNKNOWN = "unknown"
    """None was found in time, and it is not known whether there is one."""


class MayMove(StrEnum):
    """What may be moved besides what the changes hit; what is past never is."""

    NOTHING = "nothing"
    """Nothing else."""
    ROUND = "round"
    """The other meetings of the rounds that are hit."""
    REGION = "region"
    """The other meetings of the regions that are hit; all joint meetings if one of them is hit."""
    ALL = "all"
    """Every meeting."""


class NoPlace(Shape):
    """What keeps meetings from having a place, as far as simple counting shows."""

    rule: str = Field(description="Key of the rule that leaves them none.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings.")
    sentence: str = Field(description="The same in words, in the network's language.")


class Widened(Shape):
    """A meeting that may be held outside the window that it had."""

    meeting: str = Field(description="Id of the meeting.")
    before: Days = Field(description="The window that it had.")
    after: Days = Field(description="The days between which it may be held.")
    sentence: str = Field(description="The same in words, in the network's language.")


class Answer(Shape):
    """The answer to changes."""

    revision: int = Field(description="Number of the revision that was changed.")
    as_of: date = Field(description="The day that was taken for today.")
    may_move: MayMove = Field(description="What was allowed to move besides what the changes hit.")
    changes: tuple[str, ...] = Field(description="The changes in words, in the network's language.")
    status: Ending = Field(description="What came of it.")
    sentence: str = Field(description="The same in words, in the network's language.")
    hits: tuple[Hit, ...] = Field(description="The meetings that the changes hit, in order of time.")
    widened: tuple[Widened, ...] = Field(
        default=(), description="The meetings that may be held outside their windows, because of the changes."
    )
    stay: int = Field(description="How many meetings that are still to come the changes do not hit.")
    proposals: tuple[Proposal, ...] = Field(description="The proposals, in order of their ranks.")
    no_place: tuple[NoPlace, ...] = Field(description="If there is none: why, as far as simple counting shows.")
    impossible: Impossible | None = Field(
        default=None, description="If there is none: what clashes, and what it is enough to give up."
    )
    seconds: float = Field(description="Seconds it took.")

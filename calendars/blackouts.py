"""A blackout: days closed for someone, always with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from calendars.language import Message, Said, WrongValueError

if TYPE_CHECKING:
    from calendars.days import Span


_NO_REASON = Message("calendars.blackouts.no_reason", "the blackout from {first:date} needs a reason")
_NEGATIVE = Message("calendars.blackouts.negative", "a blackout cannot cost {points} points")
_FOR_WHOM = Message(
    "calendars.blackouts.for_whom", "a blackout for everyone names nobody, and any other names whom it is for: {reason}"
)


class Scope(StrEnum):
    """For whom the days are closed."""

    EVERYONE = "everyone"
    REGION = "region"
    MUNICIPALITY = "municipality"
    VENUE = "venue"
    PERSON = "person"


class Kind(StrEnum):
    """What closes the days."""

    PUBLIC_HOLIDAY = "public-holiday"
    SCHOOL_HOLIDAY = "school-holiday"
    ELECTION = "election"
    EVENT = "event"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Blackout:
    """Days closed for someone.

    Attributes:
        span: the days, both ends included.
        reason: in the planner's words or the calendar's, never empty.
        kind: what closes the days.
        scope: for whom.
        target: id of the region, municipality, venue or person; empty for everyone.
        points: 0 if nothing may be held; else what each meeting held on a day of the span costs.
        source: where the dates come from; may be empty.
        week: the ISO week that it is stated as, if the reason does not name it; None if it is stated otherwise.

    Raises:
        WrongValueError: if the reason is empty, the points are negative, or scope and target do not go together.
    """

    span: Span
    reason: str
    kind: Kind = Kind.OWN
    scope: Scope = Scope.EVERYONE
    target: str = ""
    points: int = 0
    source: str = ""
    week: int | None = None

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise WrongValueError(Said(_NO_REASON, {"first": self.span.first}))
        if self.points < 0:
            raise WrongValueError(Said(_NEGATIVE, {"points": self.points}))
        if (self.scope is Scope.EVERYONE) == bool(self.target):
            raise WrongValueError(Said(_FOR_WHOM, {"reason": self.reason}))

    @property
    def hard(self) -> bool:
        """Whether nothing may be held (rather than held at a cost)."""
        return self.points == 0

"""A blackout: days closed for someone, always with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message, WrongValueError

if TYPE_CHECKING:
    from calendars.days import Hours, Span


_NO_REASON = Message("calendars.blackouts.no_reason", "the blackout from {first:date} needs a reason")
_NEGATIVE = Message("calendars.blackouts.negative", "a blackout cannot cost {points} points")
_FOR_WHOM = Message(
    "calendars.blackouts.for_whom", "a blackout for everyone names nobody, and any other names whom it is for: {reason}"
)


class BlackoutScope(StrEnum):
    """Whom a blackout applies to."""

    EVERYONE = "everyone"
    REGION = "region"
    MUNICIPALITY = "municipality"
    VENUE = "venue"
    PERSON = "person"


class BlackoutKind(StrEnum):
    """Why the days of a blackout are closed."""

    PUBLIC_HOLIDAY = "public-holiday"
    SCHOOL_HOLIDAY = "school-holiday"
    ELECTION = "election"
    EVENT = "event"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Blackout:
    """A span of days closed for everyone, or for one region, municipality, venue or person.

    Attributes:
        span: the closed days, both ends included.
        reason: why they are closed, as the planner or the calendar words it; never empty.
        kind: category of the reason.
        scope: whom the blackout applies to.
        target: id of the region, municipality, venue or person; empty if the scope is everyone.
        points: cost in points of each meeting on a day of the span; 0 if no meeting is allowed at all.
        source: where the dates come from; may be empty.
        hours: the hours of each day that are closed, of a venue; None for whole days.
        in_person: whether it closes only meetings that people travel to, not those held online.
        week: ISO week number, if the days were given as a week that the reason does not name; else None.

    Raises:
        WrongValueError: if the reason is empty, the points are negative, or the target does not match the scope.
    """

    span: Span
    reason: str
    kind: BlackoutKind = BlackoutKind.OWN
    scope: BlackoutScope = BlackoutScope.EVERYONE
    target: str = ""
    points: int = 0
    source: str = ""
    week: int | None = None
    hours: Hours | None = None
    in_person: bool = False

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise WrongValueError(BoundMessage(_NO_REASON, {"first": self.span.first}))
        if self.points < 0:
            raise WrongValueError(BoundMessage(_NEGATIVE, {"points": self.points}))
        if (self.scope is BlackoutScope.EVERYONE) == bool(self.target):
            raise WrongValueError(BoundMessage(_FOR_WHOM, {"reason": self.reason}))

    @property
    def hard(self) -> bool:
        """Whether meetings are forbidden, rather than allowed at a cost."""
        return self.points == 0

    def closes_during(self, hours: Hours) -> bool:
        """Return whether it closes any of these hours on its days; of a stay over night, those of whole days."""
        return self.hours is None or hours.overnight or (self.hours.start < hours.end and self.hours.end > hours.start)

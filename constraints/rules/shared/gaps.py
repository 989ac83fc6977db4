"""Gaps in days between two meetings: in the model, in a finished plan, and as messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from constraints.problem.naming import meeting_name

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem


TOO_CLOSE = Message(
    "gaps.too_close", "{later} comes {days} {days:day|days} after {earlier}; at least {limit} are required."
)
OUT_OF_ORDER = Message(
    "gaps.out_of_order",
    "{later} begins on {day}, before {earlier} is over; at least {limit} {limit:day|days} must lie between them.",
)
NOT_IN_ORDER = Message(
    "gaps.not_in_order", "{later} begins on {day}, before {earlier} is over; rounds keep the order of their windows."
)

ORDER = Message("gaps.order", "{later} must not begin before {earlier} is over.")
AT_LEAST = Message("gaps.at_least", "{later} must come at least {limit} {limit:day|days} after {earlier}.")


def require_gap(model: Model, earlier: int, later: int, min_days: int) -> None:
    """Require that the later meeting begins at least `min_days` after the last day of the earlier one."""
    length = model.problem.meetings[earlier].days
    with model.about((earlier, later)):
        for day in model.first_days(later):
            latest = day - min_days - length + 1
            model.require(model.begun_by(later, day) - model.begun_by(earlier, latest), at_most=0)


def gap_missing(
    schedule: Schedule, earlier: ScheduledMeeting, later: ScheduledMeeting, min_days: int
) -> BoundMessage | None:
    """Return a message if the later meeting begins less than `min_days` after the last day of the earlier one."""
    days = (later.day - earlier.span.last).days
    if days >= min_days:
        return None
    names: dict[str, object] = {"earlier": schedule.name(earlier), "later": schedule.name(later)}
    if min_days == 0:
        return BoundMessage(NOT_IN_ORDER, {"day": later.day, **names})
    names["limit"] = min_days
    if days < 0:
        return BoundMessage(OUT_OF_ORDER, {"day": later.day, **names})
    return BoundMessage(TOO_CLOSE, {"days": days, **names})


def gap_demand(problem: Problem, earlier: int, later: int, min_days: int) -> BoundMessage:
    """Return the message that demands at least `min_days` between two meetings (indices); of 0 days, their order."""
    first, second = (meeting_name(problem, problem.meetings[each]) for each in (earlier, later))
    if min_days == 0:
        return BoundMessage(ORDER, {"earlier": first, "later": second})
    return BoundMessage(AT_LEAST, {"earlier": first, "later": second, "limit": min_days})

"""Giving meetings room after their windows, so that they can be held later."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from calendars.blackout import Blackout, Scope
from calendars.span import ONE_DAY, Span
from planner.building.blackouts import blackouts
from planner.changes.altering import decided, with_settings
from planner.network import Network
from planner.network.membership import meeting_id


def postponed(network: Network, meetings: Collection[str], as_of: date, until: date | None = None) -> Network:
    """The network in which those meetings may be held on any day after `as_of`, up to `until`.

    Their windows begin no earlier than before. A day that is fixed for one of them, and that lies outside its new
    window or is closed for those it is for, no longer holds; what else is decided for it does.

    Args:
        network: a network that goes together.
        meetings: ids of meetings.
        as_of: what is taken for today.
        until: the last day, that of the planned time if left out. If nothing is left of the time, the meetings
            keep their windows.

    Raises:
        InputErrors: if `until` lies outside the planned time.
    """
    return given_room(network, meetings, as_of, until).changed()


def given_room(
    network: Network,
    meetings: Collection[str],
    as_of: date,
    until: date | None = None,
    not_on: Collection[tuple[str, date]] = (),
) -> Network:
    """The same without a check of the whole; `not_on` are days that meetings do not return to."""
    last = until or network.settings.last_day
    fixed = {meeting for meeting in meetings if _fixed_days(network, meeting)}
    closed = [each for each in blackouts(network) if each.hard] if fixed else []
    before = network
    for round_, region in before.meetings:
        meeting = meeting_id(round_.id, region)
        if meeting in meetings and (first := earliest_day(before, meeting, as_of)) <= last:
            shut = [each.span for each in closed if _minds(before, each, region, round_.window.first)]
            never = {day for name, day in not_on if name == meeting}
            network = _widened(network, meeting, Span(first, last), shut, never)
    return network


def earliest_day(network: Network, meeting: str, as_of: date) -> date:
    """The first day on which a meeting that is postponed may be held."""
    return max(current_window(network, meeting).first, as_of + ONE_DAY)


def current_window(network: Network, meeting: str) -> Span:
    """The time in which the meeting may be held: its own, or that of its round."""
    own = (choice.window for choice in network.settings.choices if choice.meeting == meeting)
    return next(filter(None, own), network.round_of[meeting].window)


def _fixed_days(network: Network, meeting: str) -> list[date]:
    """Days fixed for the meeting by a choice, or by its round if that is joint."""
    choices = (choice.fixed_day for choice in network.settings.choices if choice.meeting == meeting)
    rounds = (each.fixed_day for each in network.settings.rounds if each.id == meeting)
    return [day for day in (*choices, *rounds) if day is not None]


def _minds(network: Network, blackout: Blackout, region: str | None, day: date) -> bool:
    match blackout.scope:
        case Scope.EVERYONE:
            return True
        case Scope.REGION:
            return region in {None, blackout.target}
        case Scope.MUNICIPALITY:
            return region in {None, network.membership.region_of(blackout.target, day)}
        case Scope.VENUE | Scope.PERSON:
            return False


def _widened(network: Network, meeting: str, window: Span, shut: list[Span], never: set[date]) -> Network:
    choices = [choice for choice in network.settings.choices if choice.meeting == meeting]
    fixed = next((choice.fixed_day for choice in choices if choice.fixed_day), None)
    forbidden = {day for choice in choices for day in choice.forbidden_days} | never

    def lost(day: date | None) -> bool:
        return day is not None and (day in never or day not in window or any(day in span for span in shut))

    kept = None if lost(fixed) else fixed
    network = decided(network, meeting, window=window, fixed_day=kept, forbidden_days=tuple(sorted(forbidden)))
    rounds = [
        each.changed(fixed_day=None) if each.id == meeting and lost(each.fixed_day) else each
        for each in network.settings.rounds
    ]
    return with_settings(network, rounds=tuple(rounds))

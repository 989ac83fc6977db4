"""Choices for single meetings that lead nowhere or leave the meeting nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from calendars.language import Sentence
from calendars.span import Span
from planner.errors import InputError, Path
from planner.nearest import hint
from planner.network.round_checks import OUTSIDE as OUTSIDE_HORIZON
from planner.network.rounds import Choice, Round

if TYPE_CHECKING:
    from planner.network.network import Network

NO_MEETING = Sentence(en="there is no meeting '{found}'{hint}", da="der er intet møde '{found}'{hint}")
DECIDED_TWICE = Sentence(
    en="{key} of {meeting} is already decided in another section",
    da="{key} for {meeting} er allerede bestemt i et andet afsnit",
)
OUTSIDE = Sentence(
    en="{meeting} is fixed on {day}, but may only be held from {first:date} to {last:date} (window)",
    da="{meeting} er fastlagt til {day}, men kan kun holdes fra {first:date} til {last:date} (window)",
)
FORBIDDEN = Sentence(
    en="{found} is both fixed and forbidden for {meeting}", da="{found} er både fastlagt og udelukket for {meeting}"
)
ELSEWHERE = Sentence(
    en="{meeting} cannot be held at {found}; its round names {venues}",
    da="{meeting} kan ikke holdes på {found}; dets runde nævner {venues}",
)
NOTHING_HELD = Sentence(
    en="every meeting is dropped, so there is nothing to plan", da="alle møder er udgået, så der er intet at planlægge"
)

_ONCE = ("dropped", "window", "fixed_day", "fixed_venue", "wanted_day")
"""What only one section may decide for a meeting."""


def choice_errors(network: Network) -> Iterator[InputError]:
    """What is decided for meetings that do not exist, twice, or against what else is decided."""
    rounds = network.round_of
    decided: set[tuple[str, str]] = set()
    for n, choice in enumerate(network.settings.choices):
        if choice.meeting not in rounds:
            near = hint(choice.meeting, list(rounds))
            yield network.lines.settings_error(("choices", n, "meeting"), NO_MEETING, choice.meeting, hint=near)
        else:
            yield from _window(network, ("choices", n), choice)
            yield from _day(network, ("choices", n), choice, rounds[choice.meeting])
            yield from _venue(network, ("choices", n), choice, rounds[choice.meeting])
        for key in _ONCE:
            if getattr(choice, key) and (choice.meeting, key) in decided:
                yield network.lines.settings_error(("choices", n, key), DECIDED_TWICE, key=key, meeting=choice.meeting)
            if getattr(choice, key):
                decided.add((choice.meeting, key))
    for written in network.rounds:
        window = _window_of(network, written.round.id, written.round)
        yield from _outside(network, written.path, written.round.id, written.round.fixed_day, window)
    if rounds and all((meeting, "dropped") in decided for meeting in rounds):
        yield network.lines.settings_error(("choices",), NOTHING_HELD)


def _window_of(network: Network, meeting: str, round_: Round) -> Span:
    """When the meeting may be held: in its own window if it has one."""
    own = (choice.window for choice in network.settings.choices if choice.meeting == meeting)
    return next(filter(None, own), round_.window)


def _window(network: Network, path: Path, choice: Choice) -> Iterator[InputError]:
    window, horizon = choice.window, network.settings.horizon
    if window is not None and window.within(horizon) != window:
        yield network.lines.settings_error(
            (*path, "window"), OUTSIDE_HORIZON, round=choice.meeting, first=window.first, last=window.last,
            begin=horizon.first, end=horizon.last,
        )  # fmt: skip


def _day(network: Network, path: Path, choice: Choice, round_: Round) -> Iterator[InputError]:
    day = choice.fixed_day
    yield from _outside(network, path, choice.meeting, day, _window_of(network, choice.meeting, round_))
    if day is not None and any(day in each.forbidden_days for each in _all_for(network, choice)):
        yield network.lines.settings_error((*path, "fixed_day"), FORBIDDEN, day.isoformat(), meeting=choice.meeting)


def _outside(network: Network, path: Path, meeting: str, day: date | None, window: Span) -> Iterator[InputError]:
    if day is not None and day not in window:
        yield network.lines.settings_error(
            (*path, "fixed_day"), OUTSIDE, meeting=meeting, day=day, first=window.first, last=window.last
        )


def _venue(network: Network, path: Path, choice: Choice, round_: Round) -> Iterator[InputError]:
    venue = choice.fixed_venue
    if venue is None:
        return
    if any(venue in each.forbidden_venues for each in _all_for(network, choice)):
        yield network.lines.settings_error((*path, "fixed_venue"), FORBIDDEN, venue, meeting=choice.meeting)
    if round_.venues is not None and venue not in round_.venues:
        yield network.lines.settings_error(
            (*path, "fixed_venue"), ELSEWHERE, venue, meeting=choice.meeting, venues=list(round_.venues)
        )


def _all_for(network: Network, choice: Choice) -> list[Choice]:
    return [each for each in network.settings.choices if each.meeting == choice.meeting]

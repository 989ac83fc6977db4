"""Choices for single meetings that lead nowhere or leave the meeting nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from calendars.language import Sentence
from planner.errors import InputError, Path
from planner.nearest import hint
from planner.network.membership import meeting_id
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


def choice_errors(network: Network) -> Iterator[InputError]:
    """What is decided for meetings that do not exist, twice, or against what else is decided."""
    rounds = _rounds_of_meetings(network)
    decided: set[tuple[str, str]] = set()
    for n, choice in enumerate(network.settings.choices):
        if choice.meeting not in rounds:
            near = hint(choice.meeting, list(rounds))
            yield network.lines.settings_error(("choices", n, "meeting"), NO_MEETING, choice.meeting, hint=near)
        else:
            yield from _day(network, ("choices", n), choice, rounds[choice.meeting])
            yield from _venue(network, ("choices", n), choice, rounds[choice.meeting])
        for key in ("fixed_day", "fixed_venue", "wanted_day"):
            if getattr(choice, key) is not None and (choice.meeting, key) in decided:
                yield network.lines.settings_error(("choices", n, key), DECIDED_TWICE, key=key, meeting=choice.meeting)
            if getattr(choice, key) is not None:
                decided.add((choice.meeting, key))
    for written in network.rounds:
        yield from _outside(network, written.path, written.round.id, written.round.fixed_day, written.round)


def _rounds_of_meetings(network: Network) -> dict[str, Round]:
    """The round of each meeting, by the meeting's id."""
    found: dict[str, Round] = {}
    for each in (written.round for written in network.rounds):
        regions = [None] if each.kind == "joint" else network.regions_on(each.window.first)
        found |= {meeting_id(each.id, region): each for region in regions}
    return found


def _day(network: Network, path: Path, choice: Choice, round_: Round) -> Iterator[InputError]:
    day = choice.fixed_day
    yield from _outside(network, path, choice.meeting, day, round_)
    if day is not None and any(day in each.forbidden_days for each in _all_for(network, choice)):
        yield network.lines.settings_error((*path, "fixed_day"), FORBIDDEN, day.isoformat(), meeting=choice.meeting)


def _outside(network: Network, path: Path, meeting: str, day: date | None, round_: Round) -> Iterator[InputError]:
    window = round_.window
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

"""Changes: things that happened, and how they alter a network."""

from __future__ import annotations

import json
import shlex
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, ClassVar

from pydantic import ConfigDict

from calendars.days import ONE_DAY, Hours, Span
from calendars.language import Message, Said
from constraints.problem.busy import Busy
from constraints.problem.problem import PlannedMeeting
from planner.network.fields import Section
from planner.network.network import Network
from planner.network.rounds import Choice


def altered(network: Network, **parts: object) -> Network:
    """The network with those parts replaced; nobody has checked yet whether they go together."""
    kept = {name: getattr(network, name) for name in Network.model_fields if name != "lines"}
    return Network.model_construct(**{**kept, **parts})


def with_settings(network: Network, **fields: object) -> Network:
    """The same for parts of the settings."""
    return altered(network, settings=network.settings.changed(**fields))


def decided(network: Network, meeting: str, **fields: object) -> Network:
    """The network in which that is decided for the meeting, in place of what was (None: nothing)."""
    others = [choice for choice in network.settings.choices if choice.meeting != meeting]
    own = [choice for choice in network.settings.choices if choice.meeting == meeting]
    known = {name: value for choice in own for name, value in _said(choice).items()}
    for name in ("forbidden_days", "forbidden_venues"):
        known[name] = tuple(dict.fromkeys(each for choice in own for each in getattr(choice, name)))
    new = {name: value for name, value in {**known, **fields}.items() if value}
    kept = [Choice.model_validate({"meeting": meeting, **new})] if new else []
    return with_settings(network, choices=(*others, *kept))


def _said(choice: Choice) -> dict[str, object]:
    names = type(choice).model_fields.keys() - {"meeting"}
    return {name: value for name in names if (value := getattr(choice, name))}


_WHOLE_DAY = Hours(time(), time(23, 59))
"""From the first to the last time that a clock shows, and so around every meeting."""


def without(spell: Busy, free: Busy) -> Iterator[Busy]:
    """What is left of the spell when that time is free after all."""
    common = spell.span.within(free.span)
    if common is None:
        yield spell
        return
    if spell.span.first < common.first:
        yield Busy(Span(spell.span.first, common.first - ONE_DAY), spell.hours)
    if free.hours is not None:
        yield from (Busy(common, hours) for hours in _left(spell.hours, free.hours))
    if common.last < spell.span.last:
        yield Busy(Span(common.last + ONE_DAY, spell.span.last), spell.hours)


def _left(busy: Hours | None, free: Hours) -> Iterator[Hours | None]:
    if busy is not None and not busy.overlaps(free):
        yield busy
        return
    around = busy or _WHOLE_DAY
    if around.start < free.start:
        yield Hours(around.start, free.start)
    if free.end < around.end:
        yield Hours(free.end, around.end)


OUT_OF_TIME = Message(
    "change.out_of_time", "{day:date} is not in the time that is planned, {first:date} to {last:date}"
)
PAST = Message("change.past", "{day:date} is past; today is taken to be {as_of:date}, and what is past stays as it was")
HELD = Message(
    "change.held", "{meeting} was held on {day:date} and cannot be changed; today is taken to be {as_of:date}"
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a change meets.

    Attributes:
        network: as the changes before it left it.
        announced: the meetings as people were told, by their ids.
        as_of: what is taken for today; what ended before it is past.
        keep_windows: whether no meeting may be held outside its window unless a change says so.
    """

    network: Network
    announced: Mapping[str, PlannedMeeting]
    as_of: date
    keep_windows: bool = False

    def held(self, meeting: str) -> bool:
        """Whether the meeting is past."""
        planned = self.announced.get(meeting)
        return planned is not None and planned.end.date() < self.as_of


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a change cannot be: the key that is wrong, and what is wrong with its value."""

    key: str
    said: Said
    found: str | None = None


class AnyChange(Section):
    """Something that happened.

    Attributes:
        refers: what the ids under each key refer to, as named in `planner.changes.kinds`.
    """

    refers: ClassVar[Mapping[str, str]] = {}

    kind: str

    @abstractmethod
    def applied(self, before: Situation) -> Network:
        """The network after it, not yet checked as a whole; only called if nothing is refused."""

    def refusals(self, _before: Situation) -> Iterator[Refusal]:
        """What is wrong with it, apart from ids that lead nowhere."""
        yield from ()


def example(**fields: Any) -> ConfigDict:  # noqa: ANN401 - values of every kind
    """Configuration of a change with an example for those who read its schema."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


def not_planned(before: Situation, key: str, day: date | None) -> Iterator[Refusal]:
    """A refusal if the day lies outside the time that is planned."""
    horizon = before.network.settings.horizon
    if day is not None and day not in horizon:
        values = {"day": day, "first": horizon.first, "last": horizon.last}
        yield Refusal(key, Said(OUT_OF_TIME, values), day.isoformat())


def not_to_come(before: Situation, key: str, day: date | None) -> Iterator[Refusal]:
    """A refusal if the day is past or lies outside the time that is planned."""
    yield from not_planned(before, key, day)
    if day is not None and day < before.as_of:
        yield Refusal(key, Said(PAST, {"day": day, "as_of": before.as_of}), day.isoformat())


def already_held(before: Situation, key: str, *meetings: str | None) -> Iterator[Refusal]:
    """A refusal for each of the meetings that is past."""
    for meeting in meetings:
        if meeting is not None and before.held(meeting):
            day = before.announced[meeting].start.date()
            yield Refusal(key, Said(HELD, {"meeting": meeting, "day": day, "as_of": before.as_of}), meeting)


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)


def as_command_line(change: AnyChange) -> str:
    """Text that `parse_change` reads as the same change."""
    said = change.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"kind"})
    return " ".join([change.kind, *(word for key, value in said.items() for word in _words(key, value))])


def _words(key: str, value: object) -> Iterator[str]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _words(f"{key}.{name}", inner)
        case list() if all(isinstance(each, str) and each and "," not in each for each in value):
            yield f"{key}={shlex.quote(','.join(value))}"
        case bool():
            yield f"{key}={'yes' if value else 'no'}"
        case str():
            yield f"{key}={shlex.quote(value)}"
        case _:
            yield f"{key}={shlex.quote(json.dumps(value))}"

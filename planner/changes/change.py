"""The base class of all changes, the state that one is applied to, and edits of a network that several share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar

from pydantic import ConfigDict

from calendars.days import ONE_DAY, Hours, Span
from calendars.language import BoundMessage, Message
from constraints.problem.busy import Busy
from constraints.problem.problem import PlannedMeeting
from planner.network.fields import Section
from planner.network.network import Network
from planner.network.rounds import Choice


def altered(network: Network, **parts: object) -> Network:
    """Return the network with `parts` (by field name) replaced, without validating that the whole is consistent."""
    kept = {name: getattr(network, name) for name in Network.model_fields if name != "lines"}
    return Network.model_construct(**{**kept, **parts})


def with_settings(network: Network, **fields: object) -> Network:
    """Return the network with `fields` of its settings replaced; only the settings are validated."""
    return altered(network, settings=network.settings.changed(**fields))


def decided(network: Network, meeting: str, **fields: object) -> Network:
    """Return the network with `fields` of what is decided for one meeting replaced.

    Args:
        network: the network to start from.
        meeting: id of the meeting.
        fields: values by field name of `Choice`; a value of None or an empty one clears the field.
    """
    others = [choice for choice in network.settings.choices if choice.meeting != meeting]
    own = [choice for choice in network.settings.choices if choice.meeting == meeting]
    known = {name: value for choice in own for name, value in _fields_with_values(choice).items()}
    for name in ("forbidden_days", "forbidden_venues"):
        known[name] = tuple(dict.fromkeys(each for choice in own for each in getattr(choice, name)))
    new = {name: value for name, value in {**known, **fields}.items() if value}
    kept = [Choice.model_validate({"meeting": meeting, **new})] if new else []
    return with_settings(network, choices=(*others, *kept))


def _fields_with_values(choice: Choice) -> dict[str, object]:
    """Return the fields of a choice that have a value, without the meeting."""
    names = type(choice).model_fields.keys() - {"meeting"}
    return {name: value for name in names if (value := getattr(choice, name))}


_WHOLE_DAY = Hours(time(), time(23, 59))
"""From the first to the last minute of a clock, so that it overlaps every meeting of the day."""


def without(spell: Busy, free: Busy) -> Iterator[Busy]:
    """Yield what remains of a busy spell after subtracting another.

    Args:
        spell: days, with the hours that are busy on each of them; whole days without hours.
        free: the days and hours to subtract.
    """
    common = spell.span.within(free.span)
    if common is None:
        yield spell
        return
    if spell.span.first < common.first:
        yield Busy(Span(spell.span.first, common.first - ONE_DAY), spell.hours)
    if free.hours is not None:
        yield from (Busy(common, hours) for hours in _subtract_hours(spell.hours, free.hours))
    if common.last < spell.span.last:
        yield Busy(Span(common.last + ONE_DAY, spell.span.last), spell.hours)


def _subtract_hours(busy: Hours | None, free: Hours) -> Iterator[Hours | None]:
    """Yield the hours of one day that remain busy; None stands for the whole day."""
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
class ChangeContext:
    """The state that a change is applied to.

    Attributes:
        network: the network after the changes before this one.
        announced: the meetings of the accepted plan by id.
        as_of: the date taken as today; meetings that ended before it are past.
        keep_windows: whether meetings must stay in their windows unless a change sets another window.
    """

    network: Network
    announced: Mapping[str, PlannedMeeting]
    as_of: date
    keep_windows: bool = False

    def held(self, meeting: str) -> bool:
        """Return whether the meeting is past."""
        planned = self.announced.get(meeting)
        return planned is not None and planned.end.date() < self.as_of


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason why a change cannot be applied: the key that is wrong, and what is wrong with its value."""

    key: str
    said: BoundMessage
    found: str | None = None


class AnyChange(Section):
    """Something that happened.

    Attributes:
        word: what its kind is called on the command line, in each language; in English as everywhere.
        refers: what the ids under each key refer to, as named in `planner.changes.kinds`.
        may_refer: the same for keys that may also hold a new id.
        asks_for_days: whether the days that its meetings had matter when it is applied.
    """

    word: ClassVar[Message]
    refers: ClassVar[Mapping[str, str]] = {}
    may_refer: ClassVar[Mapping[str, str]] = {}
    asks_for_days: ClassVar[bool] = False

    kind: str

    @abstractmethod
    def applied(self, before: ChangeContext) -> Network:
        """Return the network after the change, not yet validated as a whole; call it only if there are no refusals."""

    def refusals(self, _before: ChangeContext) -> Iterator[Refusal]:
        """Yield what is wrong with the change, apart from unknown ids."""
        yield from ()


def example(**fields: Any) -> ConfigDict:  # noqa: ANN401 - values of every kind
    """Return the model configuration that puts an example of a change into its JSON Schema."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


def not_planned(before: ChangeContext, key: str, day: date | None) -> Iterator[Refusal]:
    """Yield a refusal of `key` if the day lies outside the planning horizon."""
    horizon = before.network.settings.horizon
    if day is not None and day not in horizon:
        values = {"day": day, "first": horizon.first, "last": horizon.last}
        yield Refusal(key, BoundMessage(OUT_OF_TIME, values), day.isoformat())


def not_to_come(before: ChangeContext, key: str, day: date | None) -> Iterator[Refusal]:
    """Yield a refusal of `key` if the day is past or lies outside the planning horizon."""
    yield from not_planned(before, key, day)
    if day is not None and day < before.as_of:
        yield Refusal(key, BoundMessage(PAST, {"day": day, "as_of": before.as_of}), day.isoformat())


def already_held(before: ChangeContext, key: str, *meetings: str | None) -> Iterator[Refusal]:
    """Yield a refusal of `key` for each of the meetings (ids) that is past."""
    for meeting in meetings:
        if meeting is not None and before.held(meeting):
            day = before.announced[meeting].start.date()
            yield Refusal(key, BoundMessage(HELD, {"meeting": meeting, "day": day, "as_of": before.as_of}), meeting)

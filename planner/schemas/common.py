"""What several JSON documents are made of: stable codes and plain values of messages, ids, named things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars.language import Locale

if TYPE_CHECKING:
    from constraints.problem.problem import Problem

import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from calendars.days import Span
from calendars.language import BoundMessage, Message
from constraints.problem.naming import meeting_name, person_name, room_name

if TYPE_CHECKING:
    from pydantic import JsonValue

    from constraints.problem.problem import Problem
    from constraints.problem.rule import Finding


def code(rule: str, message: Message) -> str:
    """Return the code of what a rule says: its key and the last part of the message's, as "rooms_fit.plenary"."""
    return f"{rule}.{message.key.rpartition('.')[2]}"


def plain_values(values: Mapping[str, object], locale: Locale) -> dict[str, JsonValue]:
    """Values by name, each as `plain` gives it."""
    return {name: plain(value, locale) for name, value in values.items()}


def plain(value: object, locale: Locale) -> JsonValue:  # noqa: PLR0911 - one line a type
    """A value of a sentence: days and times in ISO 8601, sentences in that language."""
    match value:
        case None | bool() | int() | float() | StrEnum():
            return value
        case BoundMessage(values=values) if _is_bare(value):
            return plain(next(iter(values.values())), locale)
        case Message() | BoundMessage():
            return value.say(locale)
        case date() | datetime() | time():
            return value.isoformat()
        case Span(first=first, last=last):
            return [first.isoformat(), last.isoformat()]
        case Decimal():
            return float(value)
        case list() | tuple():
            return [plain(each, locale) for each in value]
        case set() | frozenset():
            return [*sorted(str(plain(each, locale)) for each in value)]
        case _:
            return str(value)


def _is_bare(said: BoundMessage) -> bool:
    """Whether it is a single value in a certain form, without words."""
    words = "".join(text for text, *_ in string.Formatter().parse(said.message.text))
    return not words and len(said.values) == 1


Named = tuple[str, str]
"""A name and the id that goes with it."""


class Ids:
    """Finds ids of one problem's meetings, venues, rooms, regions, municipalities and staff by their names."""

    def __init__(self, problem: Problem) -> None:
        self._meetings = {each.id: meeting_name(problem, each) for each in problem.meetings}
        self._venues = _by_name((each.name, each.id) for each in problem.venues)
        self._others = _by_name(
            [(region.name, region.id) for region in problem.regions]
            + [(place.name, place.id) for place in problem.municipalities]
            + [(person_name(person), person.id) for person in problem.staff]
        )
        self._rooms: dict[str, list[Named]] = defaultdict(list)
        for room in problem.rooms:
            self._rooms[problem.venues[room.venue].name].append((room_name(room), room.id))

    def of(self, finding: Finding) -> dict[str, str]:
        """Ids by parameter of the sentence; none where a value is no name or the name of more than one."""
        texts = {parameter: value for parameter, value in finding.values.items() if isinstance(value, str)}
        known = [
            _by_name((self._meetings[id_], id_) for id_ in finding.meetings if id_ in self._meetings),
            self._venues,
            _by_name(self._rooms_there(texts.values())),
            self._others,
        ]
        found = {
            parameter: [id_ for names in known for id_ in names.get(text, ())] for parameter, text in texts.items()
        }
        return {parameter: ids[0] for parameter, ids in found.items() if len(ids) == 1}

    def _rooms_there(self, texts: Iterable[str]) -> Iterator[Named]:
        """Rooms of the venues that the sentence names: other venues have rooms of the same names."""
        for text in texts:
            yield from self._rooms.get(text, ())


def _by_name(named: Iterable[Named]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, id_ in named:
        found[name].add(id_)
    return found


class Shape(BaseModel):
    """Immutable, and nothing but what is described."""

    # Built when first used: most commands write no document.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class NamedJson(Shape):
    """Something with an id."""

    id: str = Field(description="Id as the planners write it.")
    name: str = Field(description="Name as people read it.")


class Venue(NamedJson):
    """A venue."""

    town: str = Field(default="", description="Town it lies in; may be empty.")


class Days(Shape):
    """Days that follow each other."""

    first: date = Field(description="First day.")
    last: date = Field(description="Last day.")


class MeetingPlace(Shape):
    """When, where and with whom a meeting is held."""

    start: datetime = Field(description="Beginning, with the offset of the network's time zone.")
    end: datetime = Field(description="End, on its last day.")
    venue: Venue = Field(description="Where it is held.")
    rooms: tuple[NamedJson, ...] = Field(description="Its rooms, the plenary room first.")
    staff: tuple[NamedJson, ...] = Field(description="Those who must be there.")


class Attendance(Shape):
    """What another day means for the members of one meeting: those who are asked to it on the old and the new day."""

    members: int = Field(description="How many are asked on the new day, under the changes.")
    absent_before: int = Field(description="How many of those asked on both days are busy at the old time.")
    absent_after: int = Field(description="How many of those asked on both days are busy at the new time.")
    losing: tuple[str, ...] = Field(description="Ids of those who could come and no longer can.")
    gaining: tuple[str, ...] = Field(description="Ids of those who could not come and now can.")


class Cost(Shape):
    """What one meeting costs, in whole units of the network's currency."""

    fee: int = Field(description="What the old venue asks for the cancellation.")
    fee_percent: int = Field(description="The step of its ladder, in percent of the old rent; 0 for nothing.")
    rent_before: int = Field(description="Rent of the old rooms.")
    rent_after: int = Field(description="Rent of the new rooms.")


class Notice(Shape):
    """How long before the day people are told, in days from the day that is taken for today."""

    to_old_day: int | None = Field(description="Days to the day that is called off or left; None for a new meeting.")
    to_new_day: int | None = Field(description="Days to the new day; None for a meeting that is dropped.")
    least: int = Field(description="The shorter of the two.")
    members: int = Field(description="Members who are told.")
    staff: int = Field(description="Staff who are told: those of before and those of after.")


def rule_titles(problem: Problem, locale: Locale) -> dict[str, str]:
    """Title of each rule in force, by key."""
    return {rule.key(): rule.title.say(locale) for rule in problem.rules}

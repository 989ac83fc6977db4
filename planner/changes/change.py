"""What every change is: something that happened, which knows how it alters the network."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from pydantic import ConfigDict

from calendars.language import Said, Sentence
from constraints.plan import PlannedMeeting
from planner.network import Network
from planner.network.fields import Section

OUT_OF_TIME = Sentence(
    en="{day:date} is not in the time that is planned, {first:date} to {last:date}",
    da="{day:date} ligger ikke i den tid, der planlægges, {first:date} til {last:date}",
)
PAST = Sentence(
    en="{day:date} is past; today is taken to be {as_of:date}, and what is past stays as it was",
    da="{day:date} er forbi; i dag regnes for at være {as_of:date}, og det, der er forbi, bliver, som det var",
)
HELD = Sentence(
    en="{meeting} was held on {day:date} and cannot be changed; today is taken to be {as_of:date}",
    da="{meeting} blev holdt {day:date} og kan ikke ændres; i dag regnes for at være {as_of:date}",
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
        refers: what the ids under each key refer to, as named in `planner.changes.references`.
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

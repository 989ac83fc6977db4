"""What is decided for single meetings: their day, their venue, when they may be held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from calendars.language import Said, Sentence
from calendars.span import Span
from planner.changes.altering import decided, with_settings
from planner.changes.change import (
    AnyChange,
    Refusal,
    Situation,
    already_held,
    example,
    not_planned,
    not_to_come,
)
from planner.errors import refused
from planner.network import Network
from planner.network.fields import BACKWARDS, Id, Text

NOTHING_FIXED = Sentence(
    en="say what is fixed: day, venue or both", da="angiv, hvad der er fastlagt: day, venue eller begge dele"
)


ONE_OF_BOTH = Sentence(
    en="say what gets another window: round or meeting, one of them",
    da="angiv, hvad der får et andet vindue: enten round eller meeting",
)


class Fix(AnyChange):
    """A meeting is fixed to a day, a venue or both."""

    model_config = example(kind="fix", meeting="2023-1/syddanmark", day="2023-05-10", venue="koldingfjord")
    refers: ClassVar = {"meeting": "meetings", "venue": "venues"}

    kind: Literal["fix"] = "fix"
    meeting: Text = Field(description="Id of the meeting.")
    day: date | None = Field(default=None, description="Its first day.")
    venue: Id | None = Field(default=None, description="Its venue.")

    @model_validator(mode="after")
    def _fixes(self) -> Self:
        if self.day is None and self.venue is None:
            raise refused(NOTHING_FIXED)
        return self

    def refusals(self, before: Situation) -> Iterator[Refusal]:
        """A meeting or a day that is past."""
        yield from already_held(before, "meeting", self.meeting)
        yield from not_to_come(before, "day", self.day)

    def applied(self, before: Situation) -> Network:
        """The same as fixed_day and fixed_venue of [[choices]]."""
        said = {"fixed_day": self.day, "fixed_venue": self.venue}
        return decided(before.network, self.meeting, **{key: value for key, value in said.items() if value})


class OtherWindow(AnyChange):
    """A round, or one meeting, may be held in another time."""

    model_config = example(kind="window", round="2023-1", first="2023-02-01", last="2023-06-30")
    refers: ClassVar = {"round": "rounds", "meeting": "meetings"}

    kind: Literal["window"] = "window"
    round: Text | None = Field(default=None, description="Id of the round.")
    meeting: Text | None = Field(default=None, description="Id of the meeting, if only one of them is meant.")
    first: date = Field(description="First day it may be held on.")
    last: date = Field(description="Last day it may be held on.")

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if (self.round is None) == (self.meeting is None):
            raise refused(ONE_OF_BOTH)
        return self

    def refusals(self, before: Situation) -> Iterator[Refusal]:
        """A meeting that is past, and days that run backwards or are not planned."""
        yield from already_held(before, "meeting", self.meeting)
        if self.last < self.first:
            yield Refusal("last", Said(BACKWARDS, {"first": self.first, "last": self.last}), self.last.isoformat())
        yield from not_planned(before, "first", self.first)
        yield from not_planned(before, "last", self.last)

    def applied(self, before: Situation) -> Network:
        """A round written singly gets the window itself, otherwise each meeting does."""
        network, window = before.network, Span(self.first, self.last)
        rounds = network.settings.rounds
        if any(each.id == self.round for each in rounds):
            changed = (each.changed(window=window) if each.id == self.round else each for each in rounds)
            return with_settings(network, rounds=tuple(changed))
        for meeting, round_ in before.network.round_of.items():
            if self.round == round_.id or self.meeting == meeting:
                network = decided(network, meeting, window=window)
        return network

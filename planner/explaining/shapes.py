"""What answers are made of, in JSON the same on the command line and over HTTP."""

from __future__ import annotations

from datetime import date

from pydantic import Field, JsonValue

from constraints.outcome import Status
from planner.rescheduling.shapes import Named, Shape, Venue


class Reason(Shape):
    """Something a rule says, by code and parameters for programs and in a sentence for people."""

    code: str = Field(
        description="What is said: the key of the rule and the name of the sentence. Stable.",
        examples=["blackout.closed", "rooms_fit.plenary"],
    )
    rule: str = Field(description="Key of the rule.")
    title: str = Field(description="What the rule is called, in the network's language.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings it is about.")
    about: tuple[str, ...] = Field(
        description="Ids of the regions, municipalities, members or staff it falls on, if any."
    )
    values: dict[str, JsonValue] = Field(description="Parameters of the sentence; days and times in ISO 8601.")
    ids: dict[str, str] = Field(
        description="Ids of the meetings, venues, rooms, regions, municipalities and staff that `values` names, by the "
        "same parameters."
    )
    sentence: str = Field(description="In words, in the network's language.")


class Place(Shape):
    """When and where a meeting is held."""

    day: date = Field(description="Its first day.")
    venue: Venue = Field(description="Where it is held.")


class RulePoints(Shape):
    """Points of one rule."""

    rule: str = Field(description="Key of the rule.")
    title: str = Field(description="What it is called, in the network's language.")
    points: int = Field(description="Points, or the difference in points; fewer is better.")


class Move(Shape):
    """A meeting with another day or venue than planned."""

    meeting: Named = Field(description="The meeting.")
    before: Place = Field(description="As it is planned.")
    after: Place = Field(description="Where it would be.")


class Proof(Shape):
    """How sure an answer is."""

    status: Status = Field(description="What the search came to.")
    proved: bool = Field(description="Whether it is proved, by one engine and confirmed by another or by own sums.")
    sentence: str = Field(description="The same in words, in the network's language.")
    seconds: float = Field(description="How long it took.")


class Solved(Shape):
    """A plan solved with a choice fixed, against the plan at hand."""

    place: Place = Field(description="Where the meeting is in it.")
    points: int = Field(description="Points that it costs more; below 0 if it costs less.")
    rules: tuple[RulePoints, ...] = Field(description="The same by rule, the greatest difference first.")
    moves: tuple[Move, ...] = Field(description="What else has another day or venue, in order of time.")

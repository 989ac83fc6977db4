"""Why no plan answers the changes: what cannot be kept together, and what it is enough to give up."""

from __future__ import annotations

from pydantic import Field, JsonValue

from planner.rescheduling.shapes import Shape


class Demand(Shape):
    """One thing that is demanded."""

    code: str = Field(description="What is said: the key of the rule and the name of the sentence. Stable.")
    values: dict[str, JsonValue] = Field(description="Parameters of the sentence; days and times in ISO 8601.")
    sentence: str = Field(description="In words, in the network's language.")


class Requirement(Shape):
    """What a rule demands of some meetings."""

    rule: str = Field(description="Key of the rule.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings; none for all of them.")
    demands: tuple[Demand, ...] = Field(description="The parts of it, such as one for each meeting or team.")
    sentence: str = Field(description="All of it in words, in the network's language.")


class Clash(Shape):
    """Requirements that cannot all be kept; without any one of them the others can, if that is confirmed."""

    confirmed: bool = Field(description="Whether two engines agree.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings it is about.")
    requirements: tuple[Requirement, ...] = Field(description="What cannot all be kept.")


class Concession(Shape):
    """So much of what a rule demands given up."""

    rule: str = Field(description="Key of the rule.")
    code: str = Field(description="What is loosened: the key of the rule and a name. Stable.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings; none for all of them.")
    unit: str = Field(description="What is counted.")
    step: int = Field(description="Units of one step.")
    amount: int = Field(description="How many steps.")
    values: dict[str, JsonValue] = Field(description="Parameters of the sentence and of what is loosened.")
    sentence: str = Field(description="In words, in the network's language.")


class WayOut(Shape):
    """What it is enough to give up together."""

    clashes: tuple[int, ...] = Field(description="Places of the clashes that it ends.")
    least: bool = Field(description="Whether it is proved that less of any of it is not enough.")
    concessions: tuple[Concession, ...] = Field(description="What is given up.")


class Impossible(Shape):
    """Why there is no plan, and the ways out, the cheapest first."""

    complete: bool = Field(description="Whether the search came to its end; if not, there may be more clashes.")
    clashes: tuple[Clash, ...] = Field(description="What clashes.")
    ways_out: tuple[WayOut, ...] = Field(description="What it is enough to give up.")
    not_found: str | None = Field(
        default=None, description="What of the two was not found in the time, in words; None if both were."
    )

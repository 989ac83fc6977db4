"""Why no plan answers the changes: what cannot be kept together, and what it is enough to give up."""

from __future__ import annotations

from pydantic import Field

from planner.rescheduling.shapes import Shape


class Demand(Shape):
    """What a rule demands of some meetings."""

    rule: str = Field(description="Key of the rule.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings; none for all of them.")
    sentence: str = Field(description="In words, in the network's language.")


class Clash(Shape):
    """Demands that cannot all be kept; without any one of them the others can, if that is confirmed."""

    confirmed: bool = Field(description="Whether two engines agree.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings it is about.")
    requirements: tuple[Demand, ...] = Field(description="The demands.")


class Concession(Shape):
    """So much of what a rule demands given up."""

    rule: str = Field(description="Key of the rule.")
    code: str = Field(description="What is loosened, a stable name within the rule.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings; none for all of them.")
    unit: str = Field(description="What is counted.")
    step: int = Field(description="Units of one step.")
    amount: int = Field(description="How many steps.")
    parameters: dict[str, str | int | float | list[str] | None] = Field(description="Parameters of the sentence.")
    sentence: str = Field(description="In words, in the network's language.")


class WayOut(Shape):
    """What it is enough to give up together."""

    clashes: tuple[int, ...] = Field(description="Places of the clashes that it ends.")
    least: bool = Field(description="Whether it is proved that less of any of it is not enough.")
    concessions: tuple[Concession, ...] = Field(description="What is given up.")


class Impossible(Shape):
    """Why there is no plan, and the ways out, the cheapest first."""

    clashes: tuple[Clash, ...] = Field(description="What clashes.")
    ways_out: tuple[WayOut, ...] = Field(description="What it is enough to give up.")

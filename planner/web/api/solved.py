"""The form of a solved network, as `planner solve` writes it and the description of the interface shows it."""

from __future__ import annotations

from pydantic import Field, JsonValue

from constraints.outcome import Status
from planner.web.api.shapes import Shape


class SolvedMeeting(Shape):
    """A meeting of the plan."""

    id: str = Field(examples=["2023-1/syd"])
    round: str
    region: str | None
    title: str
    start: str = Field(description="With the offset of the network's time zone.")
    end: str
    venue: str
    rooms: list[str]
    staff: list[str]
    attendance: int = Field(description="Members who are free for it, and guests.")
    guests: int
    absent: int = Field(description="Members who are busy.")


class AbsentPerson(Shape):
    """A member who misses meetings."""

    id: str
    municipality: str
    missed: int
    meetings: int


class FarMunicipality(Shape):
    """A municipality that travels far."""

    id: str
    name: str
    minutes: int = Field(description="One way, to all its meetings together.")
    meetings: int


class WorstOff(Shape):
    """The few who are worst off, the worst first."""

    people: list[AbsentPerson]
    municipalities: list[FarMunicipality]


class Price(Shape):
    """Money in whole units of the currency."""

    rent: int
    meals: int
    total: int
    income: int | None = Field(description="What members pay, if the network says so.")
    currency: str


class FindingJson(Shape):
    """Something broken, or something that costs points."""

    rule: str
    broken: bool
    points: int
    meetings: list[str]
    about: list[str]
    code: str = Field(description="What is said: the key of the rule and the name of the sentence. Stable.")
    values: dict[str, JsonValue] = Field(description="Parameters of the sentence; days and times in ISO 8601.")
    sentence: str = Field(description="In the network's language.")


class DemandJson(Shape):
    """One thing that is demanded."""

    code: str = Field(description="What is said: the key of the rule and the name of the sentence. Stable.")
    values: dict[str, JsonValue] = Field(description="Parameters of the sentence; days and times in ISO 8601.")
    sentence: str = Field(description="In the network's language.")


class RequirementJson(Shape):
    """What a rule demands of some meetings; none for all of them."""

    rule: str
    meetings: list[str]
    demands: list[DemandJson] = Field(description="The parts of it, such as one for each meeting or team.")
    sentence: str = Field(description="All of it in the network's language.")


class ClashJson(Shape):
    """Requirements that cannot all be kept; without any one of them the others can, if it is confirmed."""

    confirmed: bool
    meetings: list[str]
    requirements: list[RequirementJson]


class ConcessionJson(Shape):
    """So much of what a rule demands given up."""

    rule: str
    code: str = Field(description="What is loosened: the key of the rule and a name. Stable.")
    meetings: list[str]
    unit: str
    step: int
    amount: int = Field(description="How many steps.")
    values: dict[str, JsonValue] = Field(description="Parameters of the sentence and of what is loosened.")
    sentence: str = Field(description="In the network's language.")


class WayOutJson(Shape):
    """What it is enough to give up together to end some clashes."""

    clashes: list[int] = Field(description="Places of these clashes.")
    least: bool = Field(description="Whether it is proved that less of any of it is not enough.")
    concessions: list[ConcessionJson]


class ImpossibleJson(Shape):
    """Why there is no plan, and the ways out, the cheapest first."""

    complete: bool = Field(description="Whether the search came to its end; if not, there may be more clashes.")
    clashes: list[ClashJson]
    ways_out: list[WayOutJson]


class SolvedJson(Shape):
    """What came of it; its meetings can be accepted at /networks/{network}/revisions."""

    status: Status = Field(description="How sure the answer is.")
    objective: int | None = Field(description="Points of the plan; fewer is better.")
    bound: int | None = Field(description="No plan has fewer points.")
    gap: float | None = Field(description="How far it can at most be from the best, as a share of its points.")
    seconds: float
    points: dict[str, int] = Field(description="By rule.")
    meetings: list[SolvedMeeting]
    worst_off: WorstOff | None
    price: Price | None
    interrupted: bool = Field(description="Whether it was stopped.")
    peak_memory_bytes: int
    phases: dict[str, float] = Field(description="Seconds of each part of the work.")
    proof: list[str] = Field(description="What the status rests on, in the network's language.")
    findings: list[FindingJson] = Field(description="What the plan costs and why; without a plan, what clashes.")
    impossible: ImpossibleJson | None = Field(description="If there is no plan: what clashes, and the ways out.")

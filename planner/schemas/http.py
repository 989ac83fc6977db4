"""Answers of the HTTP interface, as its description shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from constraints.problem.outcome import Status


class Shape(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="forbid")


class ListedNetwork(Shape):
    """A network in the list."""

    id: str = Field(examples=["ledernetvaerk"])
    revision: int = Field(description="Number of the last revision, 0 if there is none.", examples=[3])
    uploaded_at: datetime | None = Field(description="When its files were uploaded last.")


class NetworkJson(ListedNetwork):
    """A network as it is planned next: as uploaded, or as the last revision was accepted."""

    name: str = Field(examples=["Ledernetværk"])
    locale: str = Field(examples=["da"])
    timezone: str = Field(examples=["Europe/Copenhagen"])
    first_day: date
    last_day: date
    regions: int
    municipalities: int
    members: int
    venues: int
    rounds: int


class Remark(Shape):
    """Something in the files that is no error."""

    detail: str
    pointer: str | None = None
    file: str | None = None
    line: int | None = None
    place: str | None = None
    more_rows: int | None = None


class UploadedJson(Shape):
    """What was uploaded."""

    network: NetworkJson
    remarks: list[Remark]


class ValidatedJson(Shape):
    """The files are right."""

    remarks: list[Remark]


class RevisionJson(Shape):
    """A revision."""

    network: str = Field(examples=["ledernetvaerk"])
    revision: int = Field(examples=[3])
    accepted_at: datetime
    accepted_by: str = Field(examples=["Anne"])
    why: str = Field(examples=["Folketingsvalg"])


class ListedProposal(Shape):
    """A proposal in the list."""

    proposal: int = Field(examples=[3])
    made_at: datetime
    revision: int = Field(description="Number of the revision it rests on.")
    as_of: date = Field(description="The day that was taken for today when it was made.", examples=["2022-10-05"])
    why: str = Field(description="The changes it answers.")


class MeetingJson(Shape):
    """A meeting as announced; of the members, how many they are."""

    id: str = Field(examples=["2023-1/syd"])
    round: str
    region: str | None
    title: str
    theme: str
    start: datetime
    end: datetime
    venue: str
    rooms: list[str]
    staff: list[str]
    municipalities: list[str]
    members: int
    setup_half_days: int
    teardown_half_days: int


class LifeJson(MeetingJson):
    """A meeting with the UID that calendars know it by, and the revisions it changed in."""

    uid: str
    cancelled: bool
    replaces: list[str]
    since_revision: int
    changed_in: list[int]


class KeptJson(RevisionJson):
    """A revision with its meetings, the cancelled ones too."""

    meetings: list[LifeJson]


class PlannedJson(Shape):
    """A meeting of a plan."""

    id: str = Field(examples=["2023-1/syd"])
    start: datetime = Field(examples=["2023-03-14T10:00:00+01:00"])
    end: datetime = Field(examples=["2023-03-14T15:30:00+01:00"])
    venue: str = Field(examples=["messe-c"])
    rooms: list[str] = Field(examples=[["A"]])
    staff: list[str] = Field(default=[], examples=[["K1"]])


class PlanJson(BaseModel):
    """A plan, as `planner solve` writes it."""

    meetings: list[PlannedJson]


class NewJson(Shape):
    """A meeting that is new, and ids of the cancelled ones it replaces."""

    uid: str
    meeting: MeetingJson
    replaces: list[str]


class CancelledJson(Shape):
    """A meeting that is no longer held, as it had been announced."""

    uid: str
    meeting: MeetingJson


class ChangedJson(Shape):
    """A meeting that is held otherwise."""

    uid: str
    changes: list[str] = Field(description="time, venue, rooms, staff, title, audience, setup")
    before: MeetingJson
    after: MeetingJson


class DifferenceJson(Shape):
    """What is otherwise."""

    new: list[NewJson]
    cancelled: list[CancelledJson]
    changed: list[ChangedJson]


class FeedJson(Shape):
    """A calendar."""

    feed: int = Field(examples=[7])
    kind: str = Field(examples=["member"])
    target: str = Field(description="Whose, by id; empty for the whole network.", examples=["m-0630-1"])
    held: bool = Field(description="Whether it shows held dates instead of decided ones.")


class ListedFeed(FeedJson):
    """A calendar in the list; its address was shown when it was made."""

    created_at: datetime
    revoked_at: datetime | None


class AddressJson(FeedJson):
    """A calendar with its secret address, which is never shown again."""

    address: str = Field(examples=["/feeds/k3J0….ics"])


class AddressesJson(Shape):
    """New addresses."""

    addresses: list[AddressJson]


class FaultJson(BaseModel):
    """A place of the request that is wrong."""

    detail: str
    pointer: str | None = Field(default=None, description="JSON pointer into the body.", examples=["#/network.toml"])
    query: str | None = None
    path: str | None = None
    header: str | None = None
    file: str | None = Field(default=None, examples=["network.toml"])
    line: int | None = Field(default=None, examples=[12])
    place: str | None = Field(default=None, examples=["rounds[1].window"])
    more_rows: int | None = None


class ProblemJson(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = Field(examples=["/problems/invalid"])
    title: str = Field(examples=["The input is wrong"])
    status: int = Field(examples=[422])
    detail: str | None = None
    errors: list[FaultJson] = []
    revision: int | None = Field(default=None, description="Number of the last revision, if another came first.")
    difference: DifferenceJson | None = Field(default=None, description="What changed since, if another came first.")
    findings: list[dict[str, Any]] = Field(default=[], description="The rules that a plan breaks.")


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

"""Planning a network as it is planned next."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field

from constraints.outcome import Limits, Status
from planner.jobs.job import Asked
from planner.web.answering import ACCEPTED, Prefer, answered
from planner.web.api.depending import Planning
from planner.web.api.jobs import TheOffice
from planner.web.api.shapes import Shape
from planner.web.spoken import spoken
from planner.web.tasks.question import Solve

LONGEST = 3600
USUAL = 60
"""Seconds."""
LARGEST_SEED = 2**31 - 1

router = APIRouter(prefix="/networks/{network}", tags=["solving"])


class SolveJson(Shape):
    """What a solve may use."""

    seconds: Annotated[float, Field(gt=0, le=LONGEST)] = Field(default=USUAL, description="Most that it may take.")
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)] = Field(default=1, description="Of everything drawn.")


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
    sentence: str = Field(description="In the network's language.")


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


Asks = Annotated[SolveJson, Body(openapi_examples={"a minute": {"value": {"seconds": 60}}})]


@router.post("/solve", response_model=SolvedJson, responses=ACCEPTED)
async def solve(request: Request, archive: Planning, office: TheOffice, body: Asks, _prefer: Prefer = "") -> Response:
    """Plan the network as uploaded last, with proof; nothing is saved.

    Quick answers come at once. With `Prefer: respond-async, wait=N` longer ones are jobs, which can be followed and
    stopped at the address in Location.
    """
    args = (spoken(request.scope), Solve(office.address, archive.network, Limits(body.seconds, seed=body.seed)))
    asked = Asked(archive.network, "solve", "planner.web.tasks.solving:solve", args, body.seconds)
    return await answered(request, office, asked)

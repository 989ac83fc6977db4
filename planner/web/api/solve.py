"""Planning a network as it is planned next."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field

from constraints.outcome import Limits
from planner.jobs.job import Asked
from planner.web.answering import ACCEPTED, MARGIN, Prefer, answered
from planner.web.api.depending import Planning
from planner.web.api.jobs import TheOffice
from planner.web.api.shapes import Shape
from planner.web.api.solved import SolvedJson
from planner.web.spoken import spoken
from planner.web.tasks.question import Solve

LONGEST = 3600
USUAL = 60
"""Seconds."""
WHY_IMPOSSIBLE = 120
"""Seconds that finding the clashes and the ways out may take besides."""
LARGEST_SEED = 2**31 - 1

router = APIRouter(prefix="/networks/{network}", tags=["solving"])


class SolveJson(Shape):
    """What a solve may use."""

    seconds: Annotated[float, Field(gt=0, le=LONGEST)] = Field(default=USUAL, description="Most that it may take.")
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)] = Field(default=1, description="Of everything drawn.")


Asks = Annotated[SolveJson, Body(openapi_examples={"a minute": {"value": {"seconds": 60}}})]


@router.post("/solve", response_model=SolvedJson, responses=ACCEPTED)
async def solve(request: Request, archive: Planning, office: TheOffice, body: Asks, _prefer: Prefer = "") -> Response:
    """Plan the network as uploaded last, with proof; nothing is saved.

    Quick answers come at once. With `Prefer: respond-async, wait=N` longer ones are jobs, which can be followed and
    stopped at the address in Location.
    """
    limits = Limits(body.seconds, seed=body.seed)
    args = (spoken(request.scope), Solve(office.address, archive.network, limits))
    seconds = limits.hard_stop + WHY_IMPOSSIBLE + MARGIN
    asked = Asked(archive.network, "solve", "planner.web.tasks.solving:solve", args, seconds)
    return await answered(request, office, asked)

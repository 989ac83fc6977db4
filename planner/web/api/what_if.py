"""What if: proposals that answer changes, without changing anything."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field

from constraints.outcome import Limits
from planner.changes import Changes
from planner.jobs.job import Asked
from planner.rescheduling.answer import Answer, MayMove
from planner.web.answering import ACCEPTED, MARGIN, Prefer, answered
from planner.web.api.depending import Planning
from planner.web.api.jobs import TheOffice
from planner.web.spoken import spoken
from planner.web.tasks.question import WhatIf

MOST = 10
LONGEST = 600
USUAL = 60
"""Seconds."""

USUAL_DAY = "2022-10-05"
EXAMPLES = {
    name: {"value": {"changes": [dict(kind.model_config["json_schema_extra"]["examples"][0])], "as_of": USUAL_DAY}}
    for name, kind in KINDS.items()
}
router = APIRouter(prefix="/networks/{network}", tags=["rescheduling"])


class WhatIfJson(Changes):
    """What has happened, and what the answer is to be like."""

    as_of: date | None = Field(default=None, description="The day that is taken for today; left out, it is today.")
    k: Annotated[int, Field(ge=1, le=MOST)] = Field(default=3, description="How many proposals.")
    may_move: MayMove = Field(default=MayMove.NOTHING, description="What may be moved besides what the changes hit.")
    save: bool = Field(default=False, description="Whether to keep the proposals, so that they can be accepted.")
    seconds: Annotated[float, Field(gt=0, le=LONGEST)] = Field(default=USUAL, description="Most that it may take.")


Asks = Annotated[
    WhatIfJson,
    Body(openapi_examples={"election": {"value": ELECTION}, "cancelled": {"value": CANCELLED}}),
]


@router.post("/what-if", response_model=Answer, responses=ACCEPTED)
async def what_if(request: Request, archive: Planning, office: TheOffice, body: Asks, _prefer: Prefer = "") -> Response:
    """Propose plans that answer changes to the last revision, each checked, with its difference and its proof.

    Quick answers come at once. With `Prefer: respond-async, wait=N` longer ones are jobs, which can be followed and
    stopped at the address in Location.
    """
    network, limits = archive.network, Limits(body.seconds)
    question = WhatIf(
        office.address, network, body.changes, body.as_of, body.k, body.may_move, save=body.save, limits=limits
    )
    args, most = (spoken(request.scope), question), limits.hard_stop + MARGIN
    asked = Asked(network, "what-if", "planner.web.tasks.what_if:what_if", args, most)
    return await answered(request, office, asked)

"""Routes that accept a plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from planner.network.fields import FIRST_TODAY, LAST_TODAY
from planner.schemas.plans import PlanJson
from planner.schemas.revisions import RevisionJson
from planner.use_cases.accepting import Who as Accepting
from planner.web.api.checking import checked, revision_made
from planner.web.api.dependencies import Conditional, Planning
from planner.web.api.jobs import TheOffice

router = APIRouter(prefix="/networks/{network}", tags=["accepting"])

NAME_MAX_LENGTH = 200
REASON_MAX_LENGTH = 2000


MEETING = {
    "id": "kickoff", "start": "2022-06-14T10:00:00+02:00", "end": "2022-06-14T15:30:00+02:00", "venue": "messe-c",
    "rooms": ["A"], "staff": ["K1"],
}  # fmt: skip
PLAN = {"by": "Anne", "why": "Kick-off", "plan": {"meetings": [MEETING]}}


class Who(BaseModel):
    """Who accepts, and why."""

    model_config = ConfigDict(extra="forbid")

    by: Annotated[str, Field(min_length=1, max_length=NAME_MAX_LENGTH)] = Field(examples=["Anne"])
    why: Annotated[str, Field(max_length=REASON_MAX_LENGTH)] = Field(default="", examples=["Folketingsvalg"])
    as_of: date | None = Field(
        default=None, ge=FIRST_TODAY, le=LAST_TODAY, description="The day that is taken for today.",
        examples=["2022-10-05"],
    )  # fmt: skip

    def after(self, number: int | None) -> Accepting:
        """The same for the use case; the number is of the revision that is to be the last."""
        return Accepting(self.by, self.why, self.as_of, number)


class AcceptedPlan(Who):
    """A plan to be accepted."""

    plan: SkipValidation[PlanJson] = Field(description="As planner solve writes it.")


@router.post("/revisions", status_code=201, response_model=RevisionJson)
async def accept_plan(
    request: Request, archive: Planning, office: TheOffice, condition: Conditional,
    body: Annotated[AcceptedPlan, Body(openapi_examples={"kick-off": {"value": PLAN}})],
) -> Response:  # fmt: skip
    """Check a plan and make it the next revision; all calendars follow."""
    who = body.after(condition.expected)
    return revision_made(await checked(request, office, archive, "accept_plan", body.plan, who, condition))

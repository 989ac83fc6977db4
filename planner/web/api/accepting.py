"""Routes that accept a plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from planner.network.fields import FIRST_TODAY, LAST_TODAY
from planner.schemas.plans import PlanJson
from planner.schemas.revisions import RevisionJson
from planner.store.revisions import Override
from planner.use_cases.accepting import Who as Accepting
from planner.web.api.checking import checked, revision_made
from planner.web.api.dependencies import Conditional, Planning
from planner.web.api.jobs import TheOffice

router = APIRouter(prefix="/networks/{network}", tags=["accepting"])

NAME_MAX_LENGTH = 200
REASON_MAX_LENGTH = 2000
OVERRIDES_MAX = 1000


MEETING = {
    "id": "kickoff", "start": "2022-06-14T10:00:00+02:00", "end": "2022-06-14T15:30:00+02:00", "venue": "messe-c",
    "rooms": ["A"], "staff": ["K1"],
}  # fmt: skip
PLAN = {"by": "Anne", "why": "Kick-off", "plan": {"meetings": [MEETING]}}


class Despite(BaseModel):
    """A hard rule that may be broken for a meeting."""

    model_config = ConfigDict(extra="forbid")

    rule: Annotated[str, Field(max_length=NAME_MAX_LENGTH)] = Field(description="Its key.")
    meeting: Annotated[str, Field(max_length=NAME_MAX_LENGTH)] = Field(
        description='Id of the meeting; "all" for what is broken by the plan as a whole.', examples=["2023-1/syd"]
    )


class Who(BaseModel):
    """Who accepts, and why."""

    model_config = ConfigDict(extra="forbid")

    by: Annotated[str, Field(min_length=1, max_length=NAME_MAX_LENGTH)] = Field(examples=["Anne"])
    why: Annotated[str, Field(max_length=REASON_MAX_LENGTH)] = Field(default="", examples=["Folketingsvalg"])
    as_of: date | None = Field(
        default=None, ge=FIRST_TODAY, le=LAST_TODAY, description="The day that is taken for today.",
        examples=["2022-10-05"],
    )  # fmt: skip
    despite: Annotated[tuple[Despite, ...], Field(max_length=OVERRIDES_MAX)] = Field(
        default=(), description="The hard rules that may be broken; the revision says which of them it breaks."
    )

    def after(self, number: int | None) -> Accepting:
        """The same for the use case; the number is of the revision that is to be the last."""
        despite = tuple(Override(each.rule, each.meeting) for each in self.despite)
        return Accepting(self.by, self.why, self.as_of, number, despite)


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

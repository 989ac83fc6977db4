"""Routes that accept a plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from fastapi.openapi.models import Example
from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from calendars.language import BoundMessage, Message
from constraints.problem.rule import all_rules
from planner.errors import hint
from planner.network.fields import FIRST_TODAY, LAST_TODAY
from planner.schemas.plans import PlanJson
from planner.schemas.revisions import RevisionJson
from planner.store.revisions import Override
from planner.use_cases.accepting import Who as Accepting
from planner.web.api.checking import checked, revision_made
from planner.web.api.dependencies import LARGEST_NUMBER, Conditional, Planning
from planner.web.api.jobs import TheOffice
from planner.web.problems import INVALID, Fault, ProblemError

router = APIRouter(prefix="/networks/{network}", tags=["accepting"])

NAME_MAX_LENGTH = 200
REASON_MAX_LENGTH = 2000
OVERRIDES_MAX = 1000


NO_RULE = Message("api.accepting.no_rule", "there is no rule {found}{hint}")

MEETING = {
    "id": "kickoff", "start": "2022-06-14T10:00:00+02:00", "end": "2022-06-14T15:30:00+02:00", "venue": "messe-c",
    "rooms": ["A"], "staff": ["K1"],
}  # fmt: skip
PLAN = {"by": "Anne", "why": "Kick-off", "plan": {"meetings": [MEETING]}}
DESPITE = {"despite": [{"rule": "notice", "meeting": "2023-1/syd"}]}


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

    def after(self, number: int | None, mark: str) -> Accepting:
        """The same for the use case; the number is of the revision that is to be the last, the mark of its store.

        Raises:
            ProblemError: if a rule does not exist.
        """
        wrong = [(place, each.rule) for place, each in enumerate(self.despite) if each.rule not in all_rules()]
        if wrong:
            raise ProblemError(INVALID, faults=[_no_rule(place, found) for place, found in wrong])
        despite = tuple(Override(each.rule, each.meeting) for each in self.despite)
        return Accepting(self.by, self.why, self.as_of, number, despite, mark)


def _no_rule(place: int, found: str) -> Fault:
    near = hint(found, list(all_rules()))
    return Fault(BoundMessage(NO_RULE, {"found": found, "hint": near}), path=("despite", place, "rule"))


class AcceptedPlan(Who):
    """A plan to be accepted."""

    plan: SkipValidation[PlanJson] = Field(description="As planner solve writes it.")


PLANS: dict[str, Example] = {"kick-off": {"value": PLAN}, "despite a rule": {"value": {**PLAN, **DESPITE}}}


@router.post("/revisions", status_code=201, response_model=RevisionJson)
async def accept_plan(
    request: Request, archive: Planning, office: TheOffice, condition: Conditional,
    body: Annotated[AcceptedPlan, Body(openapi_examples=PLANS)],
) -> Response:  # fmt: skip
    """Check a plan and make it the next revision; all calendars follow."""
    who = body.after(condition.expected, condition.mark)
    return revision_made(await checked(request, office, archive, "accept_plan", body.plan, who, condition), condition)


class Undone(Who):
    """A return to an earlier revision."""

    to: Annotated[int, Field(ge=1, le=LARGEST_NUMBER)] | None = Field(
        default=None, description="Number of the revision to be like; the one before the last without it."
    )


@router.post("/undo", status_code=201, response_model=RevisionJson)
async def undo(
    request: Request, archive: Planning, office: TheOffice, condition: Conditional,
    body: Annotated[Undone, Body(openapi_examples={"the one before": {"value": {"by": "Anne"}}})],
) -> Response:  # fmt: skip
    """Make a revision equal to an earlier one the next; what is past stays as it was held."""
    who = body.after(condition.expected, condition.mark)
    return revision_made(await checked(request, office, archive, "undo_revision", body.to, who, condition), condition)

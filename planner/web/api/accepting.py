"""Accepting: a plan that was sent, or a proposal that was made, becomes the next revision."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, tzinfo
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from calendars.language import Locale, Said
from constraints.check import Verdict, check
from constraints.plan import Plan
from planner.building import build_problem
from planner.errors import InputErrors
from planner.output.plan_json import verdict_json
from planner.output.revision_json import revision_json
from planner.plan_file import meant, parse_plan
from planner.revisions.accepting import Acceptance, Draft
from planner.store.revisions import Revision
from planner.store.uploads import current_document, current_network
from planner.web.api.conditions import Conditional
from planner.web.api.depending import Planning
from planner.web.api.once import Wish, accept_once, made_before
from planner.web.api.shapes import PlanJson, RevisionJson
from planner.web.problem_kinds import BROKEN_PLAN, INVALID
from planner.web.problems import ProblemError
from planner.web.spoken import spoken
from planner.web.store_problems import faults_in

router = APIRouter(prefix="/networks/{network}", tags=["accepting"])

LONGEST_NAME = 200
LONGEST_REASON = 2000


MEETING = {
    "id": "kickoff", "start": "2022-06-14T10:00:00+02:00", "end": "2022-06-14T15:30:00+02:00", "venue": "messe-c",
    "rooms": ["A"], "staff": ["K1"],
}  # fmt: skip
PLAN = {"by": "Anne", "why": "Kick-off", "plan": {"meetings": [MEETING]}}


class Who(BaseModel):
    """Who accepts, and why."""

    model_config = ConfigDict(extra="forbid")

    by: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)] = Field(examples=["Anne"])
    why: Annotated[str, Field(max_length=LONGEST_REASON)] = Field(default="", examples=["Folketingsvalg"])
    as_of: date | None = Field(default=None, description="The day that is taken for today.", examples=["2022-10-05"])

    def now(self, zone: tzinfo) -> datetime | None:
        """The start of that day; None for today."""
        return datetime.combine(self.as_of, time.min, zone) if self.as_of else None


class AcceptedPlan(Who):
    """A plan to be accepted."""

    plan: SkipValidation[PlanJson] = Field(description="As planner solve writes it.")


@router.post("/revisions", status_code=201)
def accept_plan(
    request: Request, response: Response, archive: Planning, condition: Conditional,
    body: Annotated[AcceptedPlan, Body(openapi_examples={"kick-off": {"value": PLAN}})],
) -> RevisionJson:  # fmt: skip
    """Check a plan and make it the next revision; all calendars follow."""
    before = made_before(archive, condition.asking)
    if before is not None:
        return answered(before, response)
    with archive.store.reading() as connection:
        document = current_document(connection, archive.network)
        network = current_network(connection, archive.network)
    problem = build_problem(network)
    plan = _plan(body.plan, spoken(request.scope))
    require_sound(check(problem, plan, meant))
    acceptance = Acceptance(body.by, body.why, datetime.now(UTC), condition.expected, body.now(problem.zone))
    wish = Wish(network, Draft.of(network, problem, plan), acceptance, document)
    return answered(accept_once(archive, wish, condition.asking), response)


def _plan(found: Any, locale: Locale) -> Plan:  # noqa: ANN401 - whatever was sent
    try:
        return parse_plan(json.dumps(found), "plan", locale)
    except InputErrors as errors:
        raise ProblemError(INVALID, faults=faults_in(errors, "plan")) from None


def require_sound(verdict: Verdict, said: Said | None = None) -> None:
    """Refuse a plan that breaks rules.

    Raises:
        ProblemError: with what is broken.
    """
    if verdict.broken:
        broken = [each for each in verdict_json(verdict)["findings"] if each["broken"]]
        raise ProblemError(BROKEN_PLAN, said, findings=broken)


def answered(revision: Revision, response: Response) -> RevisionJson:
    """The answer to a request that made a revision."""
    response.headers["etag"] = f'"{revision.number}"'
    response.headers["location"] = f"/networks/{quote(revision.network)}/revisions/{revision.number}"
    return RevisionJson.model_validate(revision_json(revision))

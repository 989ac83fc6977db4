"""Routes that accept a plan, and the acceptance of a plan or proposal exactly once (Idempotency-Key)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SkipValidation
from sqlalchemy import Connection

from calendars.language import BoundMessage, Locale, Message
from constraints.problem.plan import Plan
from planner.errors import InputErrors
from planner.explain.subject import BrokenPlanError
from planner.files.plan_file import parse_plan
from planner.schemas.plans import PlanJson, verdict_json
from planner.schemas.revisions import RevisionJson, revision_json
from planner.store import revisions
from planner.store.archive import Acceptance, Archive, Draft, StaleRevisionError
from planner.store.errors import NoSuchRevisionError
from planner.store.keys import IdempotentRequest, remember, remembered
from planner.store.revisions import Override, Revision
from planner.store.uploads import current_document, current_network
from planner.use_cases.accepting import Who as Accepting
from planner.use_cases.accepting import accept, draft_of_plan
from planner.web.api.dependencies import Conditional, Planning
from planner.web.error_mapping import faults_in, problem_of
from planner.web.problems import BROKEN_PLAN, INVALID, REPEATED, STALE, ProblemError, problem, response_language

UPLOADED_MEANWHILE = Message(
    "api.accepting.uploaded_meanwhile", "Not accepted: the files of the network were uploaded anew meanwhile."
)
USED = Message("api.accepting.used", "This Idempotency-Key came before with another request.")


@dataclass(frozen=True, slots=True)
class AcceptRequest:
    """What to accept.

    Attributes:
        acceptance: with the number of the revision that is to be the last.
        document: hash of what was the current network when the plan was checked; None if that does not matter.
        rests_on: number of the revision that a proposal was made for.
    """

    draft: Draft
    acceptance: Acceptance
    document: str | None = None
    rests_on: int | None = None


def accept_once(archive: Archive, wish: AcceptRequest, asking: IdempotentRequest | None) -> Revision:
    """Accept, or return the revision that an earlier sending of the same request made.

    Raises:
        ProblemError: if the revision is stale, or the key was used with another request.
        BrokenPlanError: if the plan breaks a rule that it was not said to break.
        StoreError: if the store cannot be written; it is then unchanged.
    """
    with archive.store.writing() as connection:
        revisions.lock(connection, archive.network)  # concurrent requests with the same key wait here
        before = _made_before(connection, asking)
        if before is not None:
            return before
        revision = _accept(connection, archive, wish)
        if asking is not None:
            remember(connection, asking, revision.number, wish.acceptance.at)
        return revision


def made_before(archive: Archive, asking: IdempotentRequest | None) -> Revision | None:
    """Return the revision that an earlier sending made; None if there was none. Errors as for `accept_once`."""
    if asking is None:
        return None
    with archive.store.reading() as connection:
        return _made_before(connection, asking)


def _made_before(connection: Connection, asking: IdempotentRequest | None) -> Revision | None:
    found = remembered(connection, asking) if asking else None
    if asking is None or found is None:
        return None
    request, number = found
    if request != asking.request:
        raise problem(REPEATED, USED)
    return revisions.numbered(connection, asking.network, number)


def _accept(connection: Connection, archive: Archive, wish: AcceptRequest) -> Revision:
    last = revisions.last(connection, archive.network)
    acceptance = wish.acceptance
    if acceptance.expected == (last.number if last else 0):
        _require_same_network(connection, archive, wish)
        acceptance = replace(acceptance, expected=acceptance.expected if wish.rests_on is None else wish.rests_on)
    try:
        return accept(connection, archive.network, wish.draft, acceptance)
    except StaleRevisionError as error:
        raise _with_newest(connection, archive, problem_of(error)) from error
    except NoSuchRevisionError as error:
        raise _with_newest(connection, archive, ProblemError(STALE, error.said)) from error


def _require_same_network(connection: Connection, archive: Archive, wish: AcceptRequest) -> None:
    if wish.document not in {None, current_document(connection, archive.network)}:
        raise _with_newest(connection, archive, ProblemError(STALE, BoundMessage(UPLOADED_MEANWHILE)))


def _with_newest(connection: Connection, archive: Archive, error: ProblemError) -> ProblemError:
    last = revisions.last(connection, archive.network)
    error.more["revision"] = last.number if last else 0
    return error


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
    as_of: date | None = Field(default=None, description="The day that is taken for today.", examples=["2022-10-05"])
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
    with broken_refused():
        draft = draft_of_plan(network, _plan(body.plan, response_language(request.scope)))
        acceptance = body.after(condition.expected).now(ZoneInfo(network.settings.timezone))
        revision = accept_once(archive, AcceptRequest(draft, acceptance, document), condition.asking)
    return answered(revision, response)


def _plan(found: Any, locale: Locale) -> Plan:  # noqa: ANN401 - whatever was sent
    try:
        return parse_plan(json.dumps(found), "plan", locale)
    except InputErrors as errors:
        raise ProblemError(INVALID, faults=faults_in(errors, "plan")) from None


@contextmanager
def broken_refused(said: BoundMessage | None = None) -> Iterator[None]:
    """Refuse a plan that breaks rules.

    Raises:
        ProblemError: with the broken rules.
    """
    try:
        yield
    except BrokenPlanError as error:
        broken = [each for each in verdict_json(error.verdict).findings if each.broken]
        raise ProblemError(BROKEN_PLAN, said, findings=broken) from error


def answered(revision: Revision, response: Response) -> RevisionJson:
    """Return the response to a request that made a revision."""
    response.headers["etag"] = f'"{revision.number}"'
    response.headers["location"] = f"/networks/{quote(revision.network)}/revisions/{revision.number}"
    return revision_json(revision)

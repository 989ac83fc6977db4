"""What if: proposals that answer changes, without changing anything."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.openapi.models import Example
from pydantic import Field, SkipValidation

from calendars.language import Locale
from constraints.outcome import Limits
from planner.changes import KINDS, Change, read_changes
from planner.changes.change import AnyChange
from planner.changes.kinds import MOST as MOST_CHANGES
from planner.errors import InputErrors
from planner.jobs.job import Asked
from planner.rescheduling.answer import Answer, MayMove
from planner.web.answering import ACCEPTED, MARGIN, Prefer, answered
from planner.web.api.depending import Planning
from planner.web.api.jobs import TheOffice
from planner.web.api.shapes import Shape
from planner.web.problem_kinds import INVALID
from planner.web.problems import ProblemError
from planner.web.spoken import spoken
from planner.web.store_problems import faults_in
from planner.web.tasks.question import WhatIf

MOST = 10
LONGEST = 600
USUAL = 60
"""Seconds."""

AS_OF = "2022-10-05"

router = APIRouter(prefix="/networks/{network}", tags=["rescheduling"])


class WhatIfJson(Shape):
    """What has happened, and what the answer is to be like; the changes are read as those in files are."""

    changes: SkipValidation[Annotated[tuple[Change, ...], Field(min_length=1, max_length=MOST_CHANGES)]] = Field(
        description="The changes."
    )
    as_of: date | None = Field(default=None, description="The day that is taken for today; left out, it is today.")
    k: Annotated[int, Field(ge=1, le=MOST)] = Field(default=3, description="How many proposals.")
    may_move: MayMove = Field(default=MayMove.NOTHING, description="What may be moved besides what the changes hit.")
    keep_windows: bool = Field(
        default=False, description="Whether no meeting may be held outside its window unless a change says so."
    )
    save: bool = Field(default=False, description="Whether to keep the proposals, so that they can be accepted.")
    seconds: Annotated[float, Field(gt=0, le=LONGEST)] = Field(default=USUAL, description="Most that it may take.")


def _example(kind: type[AnyChange]) -> Example:
    (change,) = kind.model_json_schema()["examples"]
    return {"value": {"changes": [change], "as_of": AS_OF}}


Asks = Annotated[WhatIfJson, Body(openapi_examples={name: _example(kind) for name, kind in KINDS.items()})]


@router.post("/what-if", response_model=Answer, responses=ACCEPTED)
async def what_if(request: Request, archive: Planning, office: TheOffice, body: Asks, _prefer: Prefer = "") -> Response:
    """Propose plans that answer changes to the last revision, each checked, with its difference and its proof.

    Quick answers come at once. With `Prefer: respond-async, wait=N` longer ones are jobs, which can be followed and
    stopped at the address in Location.
    """
    network, limits = archive.network, Limits(body.seconds)
    locale = spoken(request.scope)
    changes = await run_in_threadpool(_changes, body, locale)
    question = WhatIf(
        office.address,
        network,
        changes,
        body.as_of,
        body.k,
        body.may_move,
        save=body.save,
        limits=limits,
        keep_windows=body.keep_windows,
    )
    args, most = (locale, question), limits.hard_stop + MARGIN
    asked = Asked(network, "what-if", "planner.web.tasks.what_if:what_if", args, most)
    return await answered(request, office, asked)


def _changes(body: WhatIfJson, locale: Locale) -> tuple[Change, ...]:
    try:
        return read_changes({"changes": body.changes}, locale)
    except InputErrors as errors:
        raise ProblemError(INVALID, faults=faults_in(errors)) from None

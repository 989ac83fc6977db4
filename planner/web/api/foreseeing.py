"""Routes about what may happen: what it would do to a plan, days in reserve, and what protection costs."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ConfigDict, Field

from constraints.problem.outcome import Limits
from planner.jobs.job import JobRequest
from planner.network.fields import FIRST_TODAY, LAST_TODAY
from planner.reschedule.foreseen import basis_of as basis_of_foresight
from planner.reschedule.foreseen import kept, on_day
from planner.schemas.common import Shape
from planner.schemas.foresight import Foresight, KeptForesight, OnDay, Reserves, TradeOff
from planner.use_cases import defaults
from planner.use_cases.foresight.assumptions import ForesightRequest
from planner.web.api.dependencies import Planning, Reading, TheCaller
from planner.web.api.jobs import ACCEPTED, JOB_MARGIN_SECONDS, Prefer, TheOffice, answered
from planner.web.api.questions import TASKS, basis_of
from planner.web.problems import response_language
from planner.web.task_arguments import Foresee, TradeOffQuestion

router = APIRouter(prefix="/networks/{network}", tags=["foreseeing"])


class ForeseeJson(Shape):
    """How it is to be foreseen."""

    model_config = ConfigDict(defer_build=False)  # FastAPI warns of bodies that are not built when routes are

    as_of: date | None = Field(
        default=None, ge=FIRST_TODAY, le=LAST_TODAY,
        description="The day that is taken for today; left out, it is today.",
    )  # fmt: skip
    percent: Annotated[int, Field(ge=1, le=100)] = Field(
        default=defaults.FORESEE_PERCENT,
        description="For single days, it takes as long as at most in so many percent of the known cases.",
    )
    seconds: Annotated[float, Field(strict=True, gt=0, le=defaults.QUESTION_MAX_SECONDS)] = Field(
        default=defaults.FORESEE_SECONDS, description="Most that all repairs together may take."
    )


ForeseeOptions = Annotated[ForeseeJson, Body(openapi_examples={"a minute": {"value": {"as_of": "2022-05-02"}}})]


@router.post("/foresee", response_model=Foresight, responses=ACCEPTED)
async def foresee(
    request: Request,
    archive: Planning,
    office: TheOffice,
    caller: TheCaller,
    body: ForeseeOptions,
    _prefer: Prefer = "",
) -> Response:
    """Foresee what the risks of the network would do to the last revision, with the best repairs; it is kept.

    Quick answers come at once. With `Prefer: respond-async, wait=N` longer ones are jobs, which can be followed and
    stopped at the address in Location.
    """
    question = Foresee(
        office.address, archive.network, ForesightRequest(body.as_of, body.percent), Limits(body.seconds)
    )
    return await answered(request, office, _ahead("foresee", question, request, caller))


class ReserveJson(Shape):
    """How days in reserve are to be found."""

    model_config = ConfigDict(defer_build=False)  # as above

    as_of: date | None = Field(
        default=None, ge=FIRST_TODAY, le=LAST_TODAY,
        description="The day that is taken for today; left out, it is today.",
    )  # fmt: skip
    seconds: Annotated[float, Field(strict=True, gt=0, le=defaults.QUESTION_MAX_SECONDS)] = Field(
        default=defaults.RESERVE_SECONDS, description="Most that it may take."
    )


ReserveOptions = Annotated[ReserveJson, Body(openapi_examples={"a minute": {"value": {"as_of": "2022-05-02"}}})]


@router.post("/reserve", response_model=Reserves, responses=ACCEPTED)
async def reserve(
    request: Request,
    archive: Planning,
    office: TheOffice,
    caller: TheCaller,
    body: ReserveOptions,
    _prefer: Prefer = "",
) -> Response:
    """Find days in reserve for the last revision, for the rounds in [rules.reserve]; nothing is booked.

    They are booked with the bookings of the network, in state reserve. Quick answers come at once. With
    `Prefer: respond-async, wait=N` longer ones are jobs, which can be followed and stopped at the address in Location.
    """
    question = Foresee(office.address, archive.network, ForesightRequest(body.as_of), Limits(body.seconds))
    return await answered(request, office, _ahead("reserve", question, request, caller))


class TradeOffJson(Shape):
    """What the curve is to be of."""

    model_config = ConfigDict(defer_build=False)  # as above

    as_of: date | None = Field(
        default=None, ge=FIRST_TODAY, le=LAST_TODAY,
        description="The day that is taken for today; left out, it is today, and in a first plan the first day of it.",
    )  # fmt: skip
    plans: Annotated[int, Field(ge=1, le=defaults.TRADE_PLANS_MAX)] = Field(
        default=defaults.TRADE_PLANS, description="Most plans of the curve; each is shown with and without reserves."
    )
    percent: Annotated[int, Field(ge=1, le=100)] = Field(
        default=defaults.FORESEE_PERCENT,
        description="Of what is lost: it takes as long as at most in so many percent of the known cases.",
    )
    from_scratch: bool = Field(
        default=False, description="Whether to plan as if nothing had been published; what has been held stays."
    )
    seconds: Annotated[float, Field(strict=True, gt=0, le=defaults.SOLVE_MAX_SECONDS)] = Field(
        default=defaults.TRADE_SECONDS, description="Most that all plans together may take."
    )


TradeOffOptions = Annotated[
    TradeOffJson, Body(openapi_examples={"five plans": {"value": {"as_of": "2022-05-02", "plans": 5, "seconds": 300}}})
]


@router.post("/trade-off", response_model=TradeOff, responses=ACCEPTED)
async def trade_off(
    request: Request,
    archive: Planning,
    office: TheOffice,
    caller: TheCaller,
    body: TradeOffOptions,
    _prefer: Prefer = "",
) -> Response:
    """Find what protection from the risks of the network costs, as a curve of proved plans; nothing is saved.

    Quick answers come at once. With `Prefer: respond-async, wait=N` longer ones are jobs, which can be followed and
    stopped at the address in Location.
    """
    question = TradeOffQuestion(
        office.address, archive.network, Limits(body.seconds), body.as_of, body.plans, body.percent, body.from_scratch
    )
    basis = await run_in_threadpool(basis_of, archive)
    return await answered(request, office, _ahead("trade-off", question, request, caller, basis))


def _ahead(
    kind: str, question: Foresee | TradeOffQuestion, request: Request, caller: TheCaller, basis: str = ""
) -> JobRequest:
    """Return the job for a question about what may happen; its task has the name of its kind."""
    args, most = (response_language(request.scope), question), question.limits.hard_stop + JOB_MARGIN_SECONDS
    task = f"{TASKS}:{kind.replace('-', '_')}"
    return JobRequest(question.network, kind, task, args, most, caller.key, basis=basis)


@router.get("/foresight", response_model=KeptForesight)
def foresight(archive: Reading) -> KeptForesight:
    """What was foreseen last of the plan: on which days what may come would hit it, and the repairs."""
    return kept(archive, basis_of_foresight(archive))


@router.get("/foresight/{day}", response_model=OnDay)
def foresight_of_day(archive: Reading, day: Annotated[date, Path(examples=["2022-10-05"])]) -> OnDay:
    """What was foreseen of one day: what would be hit if it came then, and the repair; nothing is solved."""
    return on_day(kept(archive, basis_of_foresight(archive)), day)

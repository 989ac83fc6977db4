"""Pages of work that takes a while: solving with its progress, questions about a meeting, and accepting a plan."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from constraints.problem.outcome import Limits
from planner.jobs.job import JobRequest, JobSnapshot
from planner.jobs.pool import GRACE
from planner.jobs.queue import FullError
from planner.pictures.page_pictures import DrawnMove, days_of
from planner.schemas.explanations import Why, WhyNot
from planner.schemas.foresight import Reserves
from planner.schemas.http import ProblemJson
from planner.schemas.plans import SolvedJson
from planner.schemas.proposals import Answer, Move, Proposal
from planner.store.revisions import Override
from planner.text.console import FEASIBLE, INFEASIBLE, NO_BOUND, OPTIMAL, UNKNOWN, percent
from planner.text.foresight import reserve_cells, reserve_titles
from planner.text.proposals import facts, heading, hit_lines, move_cells, widened_lines
from planner.text.questions import move_line, short_reason
from planner.use_cases import defaults
from planner.use_cases.accepting import Who
from planner.web.api.checking import CHECK_SECONDS, WAITING_SECONDS
from planner.web.api.jobs import (
    EVENTS,
    JOB_MARGIN_SECONDS,
    NO_JOB,
    STREAMS_PER_JOB_MAX,
    TOO_MANY,
    LastEvent,
    busy,
    failure_of,
    over_within,
    stream,
)
from planner.web.page.access import Form, FormData, NetworkPage, Planned, Shown
from planner.web.page.plans import PlanView, job_request
from planner.web.page.rendering import HEADERS, moves_picture, read_day, tab_of
from planner.web.page.tasks import Question
from planner.web.page.words import WORDS
from planner.web.problems import BUSY, INVALID, NOT_FOUND, problem

router = APIRouter(prefix="/n/{network}")

STATUS = {"optimal": OPTIMAL, "feasible": FEASIBLE, "infeasible": INFEASIBLE, "unknown": UNKNOWN}
SOLVE_CHOICES_SECONDS = (10, 60, 300, 900)


def job_path(page: NetworkPage, job: str) -> str:
    """Return the address of the page of a job."""
    return f"/n/{quote(page.id, safe='')}/jobs/{quote(job, safe='')}"


async def begun(page: NetworkPage, asked: JobRequest, patience: float = 0.0, **query: object) -> Response:
    """Begin a job and lead to its page, after a moment in which most questions are answered.

    Raises:
        ProblemError: if too many wait.
    """
    try:
        job = await run_in_threadpool(page.office.submit, asked)
    except FullError as full:
        raise busy(full) from full
    await run_in_threadpool(page.office.remember, job)
    if patience:
        await over_within(job, patience)
    return page.to(job_path(page, job.id), **query)


@router.get("/solve")
def ask_to_solve(page: Planned) -> Response:
    """What a plan may take, and what it goes on from."""
    return _ask_to_solve(page)


def _ask_to_solve(page: NetworkPage, code: int = 200) -> Response:
    newest, wrong = page.archive.newest(), page.faults()
    return page.show("solve.html", code, newest=newest, choices=SOLVE_CHOICES_SECONDS, wrong=wrong)


@router.post("/solve")
async def solve(page: Planned, form: Form) -> Response:
    """Begin to plan, or say what is wrong with the files."""
    if await run_in_threadpool(page.faults):
        return await run_in_threadpool(_ask_to_solve, page, INVALID.status)
    seconds = _seconds(form, defaults.SOLVE_SECONDS, defaults.SOLVE_MAX_SECONDS)
    limits, as_of = Limits(seconds), form.as_of(page)
    asked = job_request(
        page, "solve", "solve", limits.hard_stop + JOB_MARGIN_SECONDS, limits, as_of, bool(form.text("from_scratch"))
    )
    return await begun(page, asked, as_of=as_of)


@router.post("/foresee")
async def foresee(page: Planned, form: Form) -> Response:
    """Begin to foresee what the risks of the network would do to its plan."""
    limits, as_of = Limits(defaults.FORESEE_SECONDS), form.as_of(page)
    asked = job_request(page, "foresee", "foresee", limits.hard_stop + JOB_MARGIN_SECONDS, limits, as_of)
    return await begun(page, asked, as_of=as_of)


@router.post("/reserves")
async def find_reserves(page: Planned, form: Form) -> Response:
    """Begin to find days in reserve for the last revision."""
    limits, as_of = Limits(defaults.RESERVE_SECONDS), form.as_of(page)
    asked = job_request(page, "reserve", "reserve", limits.hard_stop + JOB_MARGIN_SECONDS, limits, as_of)
    return await begun(page, asked, as_of=as_of)


def _seconds(form: FormData, usual: float, most: float) -> float:
    text = form.text("seconds")
    return min(float(text), most) if text.isdecimal() and int(text) else usual


@router.get("/why/{meeting:path}")
async def why(page: Shown, meeting: str) -> Response:
    """Why a meeting is where it is."""
    return await _question(page, Question("why", Limits(defaults.WHY_SECONDS), meeting))


@router.get("/why-not/{meeting:path}")
async def why_not(page: Shown, meeting: str, day: str) -> Response:
    """Why a meeting is not on a day, and what it would cost to have it there."""
    found = read_day(day)
    if found is None:
        raise problem(INVALID, WORDS["meeting.no_day"])
    return await _question(page, Question("why-not", Limits(defaults.WHY_SECONDS), meeting, found))


QUESTION_PATIENCE_SECONDS = 3.0


async def _question(page: NetworkPage, question: Question) -> Response:
    seconds = defaults.WHY_SOLVES * question.limits.hard_stop + JOB_MARGIN_SECONDS
    return await begun(page, job_request(page, question.kind, "answer", seconds, question), QUESTION_PATIENCE_SECONDS)


@router.get("/jobs/{job}")
async def show_job(page: Shown, job: str) -> Response:
    """How far a job is, or what came of it."""
    found = await run_in_threadpool(page.office.view, page.id, job)
    if found is None:
        raise problem(NOT_FOUND, NO_JOB)
    return await run_in_threadpool(_show, page, found)


def _show(page: NetworkPage, job: JobSnapshot) -> Response:
    tab = tab_of(job.kind)
    given: dict[str, Any] = {"network": page, "job": job, "tab": tab}
    if not job.state.final:
        progress = json.loads(job.progress) if job.progress else {}
        return page.show("job.html", **given, progress=progress, gap=percent(progress.get("gap")))
    if job.refused and job.result:
        refused = ProblemJson.model_validate_json(job.result)
        return page.show("problem.html", job.status, network=page, problem=refused, tab=tab)
    if job.result is None:
        failed = failure_of(job).json(page.locale) if job.failure is not None else None
        return page.show("job_failed.html", **given, failed=failed)
    return _RESULTS[job.kind](page, job.result, given)


def _solved(page: NetworkPage, result: str, given: dict[str, Any]) -> Response:
    found = SolvedJson.model_validate_json(result)
    message = NO_BOUND if found.status == "feasible" and found.bound is None else STATUS[found.status]
    status = page.say(message, objective=found.objective, bound=found.bound, gap=percent(found.gap))
    view = None
    if found.meetings and not page.known.mistakes:
        view = PlanView.of(page, page.memory.planned(page.home, result, page.locale), links=False)
    return page.show(
        "solved.html", **given, found=found, status=status, view=view,
        newest=f"{page.archive.newest()}-{page.archive.mark()}", first_day=_first_day(page, found),
    )  # fmt: skip


def _first_day(page: NetworkPage, found: SolvedJson) -> date | None:
    """Return the first day that is planned, if it can still be taken for today since nothing was accepted yet."""
    network = page.known.network
    if found.past is None or network is None or page.archive.newest():
        return None
    first = network.settings.first_day
    return first if first < found.past.as_of else None


def _why(page: NetworkPage, result: str, given: dict[str, Any]) -> Response:
    found = Why.model_validate_json(result)
    return page.show("why.html", **given, found=found, move_line=move_line, short_reason=short_reason)


def _why_not(page: NetworkPage, result: str, given: dict[str, Any]) -> Response:
    found = WhyNot.model_validate_json(result)
    return page.show("why_not.html", **given, found=found, move_line=move_line, short_reason=short_reason)


def _answered(page: NetworkPage, result: str, given: dict[str, Any]) -> Response:
    found = Answer.model_validate_json(result)
    views = [ProposalView(page, each) for each in found.proposals]
    reasons = [*hit_lines(found.hits, page.locale), *widened_lines(found.widened, page.locale)]
    return page.show("proposals.html", **given, found=found, views=views, reasons=reasons)


def _foreseen(page: NetworkPage, _result: str, _given: dict[str, Any]) -> Response:
    return page.to(f"/n/{quote(page.id, safe='')}/plan")


def _reserved(page: NetworkPage, result: str, given: dict[str, Any]) -> Response:
    found = Reserves.model_validate_json(result)
    return page.show(
        "reserves.html", **given, found=found, titles=reserve_titles(found.currency, page.locale),
        rows=[reserve_cells(each, page.locale) for each in found.meetings],
        any=any(each.second for each in found.meetings),
    )  # fmt: skip


_RESULTS = {
    "solve": _solved, "why": _why, "why-not": _why_not, "what-if": _answered, "foresee": _foreseen,
    "reserve": _reserved,
}  # fmt: skip


@router.get("/jobs/{job}/events")
async def follow(page: Shown, job: str, last: LastEvent = "") -> Response:
    """What happens to a job, as server-sent events: the same as for programs, also of a network in a folder."""
    found = await run_in_threadpool(page.office.job, page.id, job)
    after = int(last) if last.isdecimal() and len(last) < 10 else 0  # noqa: PLR2004 - digits of a number of ours
    if found is None or (found.over and not found.events(after)):
        return Response(status_code=204)  # which tells an EventSource not to come again
    if found.listeners >= STREAMS_PER_JOB_MAX:
        raise problem(BUSY, TOO_MANY, n=STREAMS_PER_JOB_MAX)
    return StreamingResponse(
        stream(found, after), media_type=EVENTS, headers={**HEADERS, "content-encoding": "identity"}
    )


@router.post("/jobs/{job}/stop")
async def stop(page: Planned, job: str, _form: Form) -> Response:
    """Stop a job and keep the best so far."""
    found = await run_in_threadpool(page.office.job, page.id, job)
    if found is not None:
        await run_in_threadpool(found.stop)
        await over_within(found, GRACE)
    return page.to(job_path(page, job))


@router.post("/jobs/{job}/accept")
async def accept_solved(page: Planned, job: str, form: Form) -> Response:
    """Accept the plan that a job found."""
    found = await run_in_threadpool(page.office.view, page.id, job)
    if found is None or found.result is None or found.refused:
        raise problem(NOT_FOUND, NO_JOB)
    return await accepted(page, form, "accept_plan", _meetings(found.result))


def _meetings(result: str) -> str:
    return json.dumps({"meetings": json.loads(result)["meetings"]})


@router.post("/proposals/{number}/accept")
async def accept_proposal(page: Planned, number: int, form: Form) -> Response:
    """Accept a proposal."""
    return await accepted(page, form, "accept_proposal", number)


def who_accepts(page: NetworkPage, form: FormData) -> Who:
    """Return who accepts, why, and after which revision, as a form says.

    Raises:
        ProblemError: if it has no name.
    """
    despite = tuple(Override(*each.split("\n", 1)) for each in form.all("despite") if "\n" in each)
    after, _, mark = form.text("after").partition("-")
    by = form.needed("by", page.say("accept.by"))
    seen = (int(after), despite, mark) if after.isdecimal() else (None, despite)
    return Who(by, form.text("why"), form.as_of(page), *seen)


async def accepted(page: NetworkPage, form: FormData, task: str, *what: object) -> Response:
    """Check and accept, and lead to the new revision, or show what stands against it.

    Raises:
        ProblemError: if too many wait, or the check failed.
    """
    asked = job_request(page, task, task, CHECK_SECONDS, *what, who_accepts(page, form))
    try:
        job = page.office.check(asked)
    except FullError as full:
        raise busy(full) from full
    await over_within(job, WAITING_SECONDS)
    view = job.view
    if view.result is None:
        raise failure_of(view)
    if view.refused:
        return await run_in_threadpool(_show_refusal, page, form, view)
    return page.to(f"/n/{quote(page.id, safe='')}/compare", new=json.loads(view.result)["revision"])


def _show_refusal(page: NetworkPage, form: FormData, view: JobSnapshot) -> Response:
    """Show what a plan breaks; where rules may be broken on purpose, the form can be sent again so."""
    found = ProblemJson.model_validate_json(view.result or "")
    despite = [f"{each.rule}\n{each.meetings[0] if each.meetings else 'all'}" for each in found.findings]
    fields = [(name, value) for name, values in form.texts.items() for value in values if name != "despite"]
    return page.show(
        "broken.html", view.status, network=page, problem=found, fields=fields,
        despite=list(dict.fromkeys(despite)), action=page.request.url.path, tab=tab_of(view.kind),
    )  # fmt: skip


@dataclass(frozen=True)
class ProposalView:
    """A proposal as a page shows it."""

    page: NetworkPage
    proposal: Proposal

    @cached_property
    def heading(self) -> str:
        """Name, how many meetings it changes, and its place among the proposals of its question."""
        return heading(self.proposal, self.proposal.rank, self.page.locale)

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """Titles and sentences on people, money, notice, points and proof."""
        return facts(self.proposal, self.page.locale)

    @cached_property
    def moves(self) -> list[DrawnMove]:
        """The moves, to be drawn."""
        one_round = len({each.title for each in self.proposal.moves}) == 1
        return [_drawn(each, short=one_round) for each in self.proposal.moves]

    def cells(self, move: Move) -> tuple[str, ...]:
        """Return region, old day, new day, venue and notes of a move."""
        return move_cells(move, self.page.locale)

    def picture(self, views: Sequence[ProposalView]) -> Markup | None:
        """Return the moves on a timeline that is the same for all proposals; None if nothing moves."""
        days = days_of([move for view in views for move in view.moves])
        return moves_picture(self.moves, days, self.page.locale)


def _drawn(move: Move, *, short: bool) -> DrawnMove:
    """Return a move to be drawn; the region alone names it where all are of one round."""
    name = move.title if move.region is None else move.region.name if short else f"{move.region.name}, {move.title}"
    return DrawnMove(
        name, move.before.start.date() if move.before else None, move.after.start.date() if move.after else None
    )

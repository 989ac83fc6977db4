"""Pages of revisions: the list, the difference of two in words and on a timeline, undoing, and days in reserve."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import APIRouter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from planner.network.history import Difference
from planner.pictures.page_pictures import DrawnMove, days_of
from planner.reschedule.undo import undo_preview
from planner.schemas.foresight import Reserves
from planner.text.differences import difference_lines
from planner.use_cases.accepting import Who
from planner.use_cases.bookings import release_edit, reserves_edit
from planner.use_cases.homes import FilesEdit
from planner.web.api.jobs import NO_JOB
from planner.web.bodies import XLSX
from planner.web.page.access import Form, FormData, NetworkPage, Planned, Shown
from planner.web.page.jobs import accepted
from planner.web.page.plans import downloaded
from planner.web.page.rendering import moves_picture
from planner.web.page.tables import keep_undo, refusal
from planner.web.page.tasks import EditedRow
from planner.web.page.words import WORDS
from planner.web.problems import NOT_FOUND, STALE, problem

router = APIRouter(prefix="/n/{network}")


@router.get("/revisions")
def show_revisions(page: Shown) -> Response:
    """All revisions, the newest first."""
    history = page.archive.history() if page.archive.newest() else ()
    return page.show("revisions.html", network=page, history=history[::-1], zone=page.zone())


@router.get("/compare")
def compare(page: Shown, old: int | None = None, new: int | None = None) -> Response:
    """The difference of two revisions, by default of the last from the one before it."""
    history = page.archive.history()
    second = new or history[-1].number
    first = old or max(second - 1, 1)
    if (old, new) != (first, second):
        return page.to(page.request.url.path, old=first, new=second)
    found = page.archive.difference(first, second)
    return page.show(
        "compare.html", network=page, history=history, old=first, new=second, zone=page.zone(),
        lines=difference_lines(found, page.locale), picture=_difference_picture(found, page),
        revision=next(each for each in history if each.number == second),
    )  # fmt: skip


@router.get("/compare.xlsx")
def download_difference(page: Shown, old: int, new: int) -> Response:
    """The difference as `planner diff --workbook` writes it, in the language of the network."""
    from planner.text.plan_workbook import difference_workbook  # noqa: PLC0415 - slow to import

    data = difference_workbook(page.archive.difference(old, new), page.spoken())
    return downloaded(page, data, XLSX, f"{page.id}-{old}-{new}.xlsx")


@router.get("/undo")
def ask_to_undo(page: Planned, number: int | None = None) -> Response:
    """What undoing to an earlier revision would change: what has been held stays as it is."""
    history = page.archive.history()
    last = history[-1].number
    to = number or max(last - 1, 1)
    if number != to:
        return page.to(page.request.url.path, number=to)
    who = Who("", as_of=page.as_of)
    found, held = undo_preview(page.archive, to, who.moment(page.zone()) or datetime.now(UTC))
    return page.show(
        "undo.html", network=page, to=to, last=last, lines=difference_lines(found, page.locale), held=held,
        picture=_difference_picture(found, page),
    )  # fmt: skip


@router.post("/undo/{number}")
async def undo(page: Planned, number: int, form: Form) -> Response:
    """Make a revision that is equal to an earlier one."""
    return await accepted(page, form, "undo_to", number)


@router.post("/jobs/{job}/book")
async def book(page: Planned, job: str, form: Form) -> Response:
    """Book the days in reserve that a job found, instead of those that were found before."""
    view = await run_in_threadpool(page.office.view, page.id, job)
    if view is None or view.kind != "reserve" or view.result is None or view.refused:
        raise problem(NOT_FOUND, NO_JOB)
    result = Reserves.model_validate_json(view.result)
    if result.revision != await run_in_threadpool(page.archive.newest):
        raise problem(STALE, WORDS["reserves.other_plan"])

    def edit() -> FilesEdit:
        page.require_files()
        return reserves_edit(page.home, page.store, page.memory.network(page.home), result.rows)

    return await _write_bookings(page, form, await run_in_threadpool(edit))


@router.post("/reserves/release")
async def release(page: Planned, form: Form) -> Response:
    """Release the days in reserve of a meeting, or of all if none is named."""

    def edit() -> FilesEdit:
        page.require_files()
        return release_edit(page.home, page.store, page.memory.network(page.home), form.text("meeting"))

    return await _write_bookings(page, form, await run_in_threadpool(edit))


async def _write_bookings(page: NetworkPage, form: FormData, edit: FilesEdit) -> Response:
    """Write an edit of the bookings, which can be taken back, and lead to the plan."""
    if edit.before != edit.after:
        await refusal(page, edit, EditedRow("", 0), as_of=form.as_of(page))
        keep_undo(page, edit)
    return page.to(f"/n/{quote(page.id, safe='')}/plan", as_of=form.as_of(page), reserves="saved")


def _difference_picture(found: Difference, page: NetworkPage) -> Markup | None:
    """Return what a difference moves on a timeline; None if nothing moves."""
    moves = [DrawnMove(each.after.name, each.before.start.date(), each.after.start.date()) for each in found.changed]
    moves += [DrawnMove(each.announced.name, each.announced.start.date(), None) for each in found.cancelled]
    moves += [DrawnMove(each.announced.name, None, each.announced.start.date()) for each in found.new]
    return moves_picture(moves, days_of(moves), page.locale)

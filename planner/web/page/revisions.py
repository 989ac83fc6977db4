"""Pages of revisions: the list, the difference of two in words and on a timeline, and undoing."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from planner.network.history import Difference
from planner.pictures.page_pictures import DrawnMove, days_of
from planner.reschedule.undo import undo_preview
from planner.text.differences import difference_lines
from planner.use_cases.accepting import Who
from planner.web.bodies import XLSX
from planner.web.page.access import Form, NetworkPage, Planned, Shown
from planner.web.page.jobs import accepted
from planner.web.page.plans import downloaded
from planner.web.page.rendering import moves_picture

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


def _difference_picture(found: Difference, page: NetworkPage) -> Markup | None:
    """Return what a difference moves on a timeline; None if nothing moves."""
    moves = [DrawnMove(each.after.name, each.before.start.date(), each.after.start.date()) for each in found.changed]
    moves += [DrawnMove(each.announced.name, each.announced.start.date(), None) for each in found.cancelled]
    moves += [DrawnMove(each.announced.name, None, each.announced.start.date()) for each in found.new]
    return moves_picture(moves, days_of(moves), page.locale)

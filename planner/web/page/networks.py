"""Pages of networks: the list, how one stands, and who has a place, comes to meetings and pays."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from planner.allocation.places import Decision, Outcome, State
from planner.changes.allocating import OnlyReadError, record_places
from planner.files.editing import FileChangedError
from planner.network.problem import build_problem
from planner.network.tables import APPLICATIONS
from planner.schemas.members import fees_json
from planner.schemas.status import StatusJson
from planner.store import revisions
from planner.store.archive import is_held_id
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.revisions import Revision
from planner.store.uploads import known_networks
from planner.text.places import OUTCOMES, waiting
from planner.use_cases.homes import FilesEdit, spoken
from planner.use_cases.questions import places, registrations
from planner.web.page.access import AnyPage, Form, NetworkPage, Planned, Shown, home_of
from planner.web.page.memory import Memory
from planner.web.page.rendering import Page
from planner.web.page.tables import digest, keep_undo, refusal
from planner.web.page.tasks import EditedRow

if TYPE_CHECKING:
    from planner.schemas.places import PlacesJson

list_router = APIRouter()
router = APIRouter(prefix="/n/{network}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A network in the list; its name is None if its files cannot be read and nothing of it was accepted."""

    id: str
    name: str | None
    mistakes: int
    revision: Revision | None
    next_meeting: object | None
    status: StatusJson | None


@list_router.get("/")
def show_networks(request: Request, page: AnyPage) -> Response:
    """All networks that the caller may read."""
    state, caller = request.app.state, request.scope["state"]["caller"]
    found: list[str] = []
    with suppress(NothingAcceptedError), state.store.reading() as connection:
        found = [each for each in known_networks(connection) if not is_held_id(each)]
    if state.home is not None:
        found = sorted({*found, state.home.network})
    listed = [_listed(request, page, each) for each in found if caller.sees(each)]
    return page.show("networks.html", networks=listed, may_plan=caller.role.value == "planner")


def _listed(request: Request, page: Page, network: str) -> Listed:
    memory: Memory = request.app.state.memory
    home, last, following, name, status = home_of(request, network), None, None, None, None
    mistakes = 0
    with suppress(StoreError):
        known = memory.known(home)
        name, mistakes = known.network.settings.name if known.network else None, known.n
    with suppress(StoreError):
        with request.app.state.store.reading() as connection:
            last = revisions.last(connection, network)
        if last is not None:
            schedule = memory.accepted(home, page.locale).verdict.schedule
            zone = schedule.problem.zone
            now = datetime.combine(page.as_of, time.min, zone) if page.as_of else datetime.now(zone)
            coming = next((each for each in schedule if each.end >= now), None)
            following = coming and (schedule.name(coming), coming.day)
            status = memory.status(home, now.date(), page.locale)
    return Listed(network, name, mistakes, last, following, status)


@router.get("")
def show_network(page: Shown) -> Response:
    """How a network stands, and what can be done with it."""
    network, status = page.known.network, None
    with suppress(NothingAcceptedError):
        status = page.memory.status(page.home, page.today(), page.locale) if network else None
    return page.show(
        "network.html", 200 if network else 422, content=network, status=status,
        wrong=() if network else page.faults(),
        following=_following(page, status), jobs=page.office.jobs(page.id),
    )  # fmt: skip


def _following(page: Shown, status: StatusJson | None) -> list[object]:
    if status is None:
        return []
    schedule = page.memory.accepted(page.home, page.locale).verdict.schedule
    to_come = [each for each in schedule if each.span.last >= status.as_of]
    return [(each, schedule) for each in to_come[:3]]


@router.get("/places")
def show_places(page: Shown) -> Response:
    """What came of each application and why, who comes or waits, and what members pay; planners see single members."""
    network = spoken(page.known.network or page.known.of_today(), page.locale)
    answered = None
    if page.archive.newest():
        kept = page.archive.kept()
        answered = registrations(network, kept.content.plan, kept.revision.number, persons=page.may_plan())
    data = page.files().get(APPLICATIONS.file) if page.may_plan() and not page.known.mistakes else None
    return page.show(
        "places.html", network=page, offers=places(network), outcomes=OUTCOMES, answered=answered, waiting=waiting,
        fees=fees_json(build_problem(network), persons=page.may_plan()), undecided=_undecided,
        seen=None if data is None else digest(data),
    )  # fmt: skip


def _undecided(offer: PlacesJson) -> bool:
    """Return whether there is anything to record of an offer."""
    recorded = {Outcome.PLACE: State.ACCEPTED, Outcome.WAITING: State.WAITING}
    return any(each.state is not recorded.get(each.outcome, each.state) for each in offer.applicants)


@router.post("/places/{offer}")
async def record_places_of(page: Planned, offer: str, form: Form) -> Response:
    """Record how the places of an offer are given, as they were shown."""
    decision = Decision(form.needed("by", page.say("accept.by")), page.today())
    edit = await run_in_threadpool(_recorded, page, offer, decision, form.text("seen"))
    refused = await refusal(page, edit, EditedRow(APPLICATIONS.file, None))
    if refused is not None:
        return page.show("mistakes.html", 422, network=page, wrong=refused, rows={})
    keep_undo(page, edit)
    return page.to(page.request.url.path.rsplit("/", 1)[0])


def _recorded(page: NetworkPage, offer: str, decision: Decision, seen: str) -> FilesEdit:
    path, files, today = Path(APPLICATIONS.file), page.files(), page.home.today(page.store)
    if path.name not in files or today is None:
        raise OnlyReadError(next((each for each in files if each.endswith(".xlsx")), path.name))
    if digest(files[path.name]) != seen:
        raise FileChangedError(path)
    found = record_places(files[path.name], today.files, today.network, decision, offer)
    return FilesEdit.of(page.home, files, {path.name: found.data})

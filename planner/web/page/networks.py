"""Pages of networks: the list, how one stands, and bringing in files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from planner.schemas.status import StatusJson
from planner.store import revisions
from planner.store.archive import is_held_id
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.revisions import Revision
from planner.store.uploads import known_networks
from planner.web.page.access import AnyPage, Shown, home_of
from planner.web.page.memory import Memory

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
    listed = [_listed(request, page.locale, each) for each in found if caller.sees(each)]
    return page.show("networks.html", networks=listed, may_plan=caller.role.value == "planner")


def _listed(request: Request, locale: str, network: str) -> Listed:
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
            schedule = memory.accepted(home, locale).verdict.schedule
            now = datetime.now(schedule.problem.zone)
            coming = next((each for each in schedule if each.end >= now), None)
            following = coming and (schedule.name(coming), coming.day)
            status = memory.status(home, now.date(), locale)
    return Listed(network, name, mistakes, last, following, status)


@router.get("")
def show_network(page: Shown) -> Response:
    """How a network stands, and what can be done with it."""
    network, status = page.known.network, None
    with suppress(NothingAcceptedError):
        status = page.memory.status(page.home, page.today(), page.locale) if network else None
    return page.show(
        "network.html", 200 if network else 422, content=network, status=status,
        wrong=() if network else page.mistakes(),
        following=_following(page, status), jobs=page.office.jobs(page.id),
    )  # fmt: skip


def _following(page: Shown, status: StatusJson | None) -> list[object]:
    if status is None:
        return []
    schedule = page.memory.accepted(page.home, page.locale).verdict.schedule
    to_come = [each for each in schedule if each.span.last >= status.as_of]
    return [(each, schedule) for each in to_come[:3]]

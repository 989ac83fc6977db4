"""The networks of a store."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import Connection

from planner.revisions.held_dates import is_held_id
from planner.store import revisions
from planner.store.errors import NothingAcceptedError
from planner.store.uploads import known_networks, uploaded
from planner.web.api.depending import TheCaller, TheStore
from planner.web.api.paging import USUAL, Cursor, Limit, Page, page
from planner.web.api.shapes import ListedNetwork

router = APIRouter(prefix="/networks", tags=["networks"])


@router.get("")
def list_networks(
    store: TheStore, caller: TheCaller, limit: Limit = USUAL, cursor: Cursor = None
) -> Page[ListedNetwork]:
    """Networks that the key is for, by id."""
    try:
        with store.reading() as connection:
            known = [each for each in known_networks(connection) if caller.sees(each) and not is_held_id(each)]
            shown, following = page(known, str, cursor, limit)
            items = [listed(connection, each) for each in shown]
    except NothingAcceptedError:
        items, following = page([], str, cursor, limit)
    return Page(items=items, next=following)


def listed(connection: Connection, network: str) -> ListedNetwork:
    """A network as the list shows it."""
    found, last = uploaded(connection, network), revisions.last(connection, network)
    return ListedNetwork(
        id=network, revision=last.number if last else 0, uploaded_at=found.uploaded_at if found else None
    )

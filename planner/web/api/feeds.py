"""Routes of calendar feeds: list, open, exchange and close their secret addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Response
from fastapi.openapi.models import Example
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from calendars.language import BoundMessage, Message
from planner.feeds import publish
from planner.feeds.audiences import AudienceKind, all_audiences
from planner.feeds.folder import accepted_network, address_of
from planner.feeds.publish import Address, all_feeds, without_feed
from planner.network.network import Network
from planner.schemas.http import AddressesJson, AddressJson, ListedFeed
from planner.store.archive import held_id, is_held_id
from planner.store.errors import NothingAcceptedError
from planner.store.feeds import Audience
from planner.web.api.dependencies import USUAL, Cursor, Limit, ManagingFeeds, Number, Page, ReadingFeeds, page
from planner.web.problems import INVALID, Fault, ProblemError

NOBODY = Message("api.feeds.nobody", "the network has no {found}")
EVERYONE = "everyone"
TARGET_MAX_LENGTH = 200

router = APIRouter(prefix="/networks/{network}/feeds", tags=["feeds"])


class NewFeed(BaseModel):
    """For whom a calendar is opened."""

    model_config = ConfigDict(extra="forbid")

    kind: AudienceKind | Literal["everyone"] = Field(
        description="everyone: all who never had one.", examples=["member"]
    )
    target: Annotated[str, Field(max_length=TARGET_MAX_LENGTH)] = Field(
        default="", description="Whose, by id; empty for network and everyone.", examples=["m-0630-1"]
    )
    held: bool = Field(default=False, description="Show held dates instead of decided ones.")


EXAMPLES: dict[str, Example] = {
    "one member": {"value": {"kind": "member", "target": "m-0630-1"}},
    "everyone": {"value": {"kind": "everyone"}},
    "held dates": {"value": {"kind": "network", "held": True}},
}


@router.get("")
def list_feeds(archive: ReadingFeeds, limit: Limit = USUAL, cursor: Cursor = None) -> Page[ListedFeed]:
    """All calendars by number, revoked ones too; addresses are not shown again."""
    try:
        with archive.store.reading() as connection:
            found = sorted(all_feeds(connection, archive.network), key=lambda feed: feed.id)
    except NothingAcceptedError:
        found = []
    shown, following = page(found, lambda feed: feed.id, cursor, limit)
    items = [
        ListedFeed(
            **_feed(each.id, each.network, each.audience), created_at=each.created_at, revoked_at=each.revoked_at
        )
        for each in shown
    ]
    return Page(items=items, next=following)


@router.post("", status_code=201)
def open_feed(
    archive: ManagingFeeds, wanted: Annotated[NewFeed, Body(openapi_examples=EXAMPLES)], response: Response
) -> AddressesJson:
    """Open a calendar, or one for everyone who never had any; the addresses are shown now and never again."""
    network_id = held_id(archive.network) if wanted.held else archive.network
    with archive.store.writing() as connection:
        network = accepted_network(connection, archive.network, archive.store.name)
        audiences = _audiences(connection, network_id, network, wanted)
        made = publish.create(connection, network_id, audiences, datetime.now(UTC))
    return _addresses_json(made, network, response)


@router.post("/{number}/rotate")
def exchange_address(archive: ManagingFeeds, number: Number, response: Response) -> AddressesJson:
    """Give a calendar another address; the old one leads nowhere from now on."""
    with archive.store.writing() as connection:
        made = publish.exchange(connection, archive.network, number)
        network = accepted_network(connection, archive.network, archive.store.name)
    return _addresses_json([made], network, response)


@router.delete("/{number}", status_code=204)
def close_feed(archive: ManagingFeeds, number: Number) -> None:
    """Close a calendar for good."""
    with archive.store.writing() as connection:
        publish.close(connection, archive.network, number, datetime.now(UTC))


def _audiences(connection: Connection, network_id: str, network: Network, wanted: NewFeed) -> list[Audience]:
    known = all_audiences(network)
    if wanted.kind == EVERYONE:
        return without_feed(connection, network_id, known)
    audience = Audience(wanted.kind, wanted.target)
    if audience not in known:
        said = BoundMessage(NOBODY, {"found": f"{audience.kind}/{audience.target}"})
        raise ProblemError(INVALID, faults=[Fault(said, path=("target",))])
    return [audience]


def _addresses_json(made: list[Address], network: Network, response: Response) -> AddressesJson:
    response.headers["cache-control"] = "no-store"
    return AddressesJson(
        addresses=[
            AddressJson(**_feed(each.feed, each.network, each.audience), address=address_of(each, network))
            for each in made
        ]
    )


def _feed(number: int, network: str, audience: Audience) -> dict[str, Any]:
    return {"feed": number, "kind": audience.kind, "target": audience.target, "held": is_held_id(network)}

"""Routes of changes: what has happened, as resources that can be said, corrected and withdrawn."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Union
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Header, Request, Response
from fastapi.openapi.models import Example
from pydantic import ConfigDict, Field, SkipValidation

from calendars.language import BoundMessage, Message
from planner.changes.change import AnyChange
from planner.changes.kinds import KINDS
from planner.network.fields import FIRST_TODAY, LAST_TODAY
from planner.schemas.common import Shape
from planner.schemas.http import ChangeJson
from planner.use_cases.changing import changes_now, numbered
from planner.web.api.checking import checked
from planner.web.api.dependencies import USUAL, Asking, Cursor, Limit, Number, Page, Planning, Reading, page
from planner.web.api.jobs import TheOffice
from planner.web.changes import Said, Tags, change_json, tag_of_all
from planner.web.problems import INVALID, NO_CONDITION, Fault, ProblemError, problem

router = APIRouter(prefix="/networks/{network}/changes", tags=["changes"])

CHANGES_MODULE = "planner.web.changes"
HEADER_MAX_LENGTH = 2000

WHICH = Message("api.changes.which", "Say in If-Match what you have seen: its etag, in its quotes.")
NO_TAGS = Message("api.changes.no_tags", "{found} is neither * nor an etag in quotes, such as that of a change")

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"{_TAG}(?:\s*,\s*{_TAG})*")

IfMatch = Annotated[
    str | None,
    Header(
        description="The etag of what you have seen, in quotes.", examples=['"0c1d5a"'], max_length=HEADER_MAX_LENGTH
    ),
]


def _given(if_match: IfMatch = None) -> Tags:
    """Return the entity tags of If-Match (RFC 9110, 13.1.1); None if it is left out or is *."""
    if if_match is None or if_match.strip() == "*":
        return None
    if not _TAGS.fullmatch(if_match.strip()):
        said = BoundMessage(NO_TAGS, {"found": if_match[:200]})
        raise ProblemError(INVALID, faults=[Fault(said, "header", ("If-Match",))])
    return frozenset(each for each in re.findall(_TAG, if_match) if not each.startswith("W/"))


def _required(if_match: IfMatch = None) -> Tags:
    if if_match is None:
        raise problem(NO_CONDITION, WHICH)
    return _given(if_match)


Given = Annotated[Tags, Depends(_given)]
Required = Annotated[Tags, Depends(_required)]


if TYPE_CHECKING:
    AsSent = Any
else:
    AsSent = SkipValidation[Union[tuple(KINDS.values())]]  # noqa: UP007 - there is no other way to say it of a tuple
    """A change of any kind, which is read as those in files are; described, but not validated before."""


class CorrectionJson(Shape):
    """A change as it counts from now on."""

    model_config = ConfigDict(defer_build=False)  # FastAPI warns of bodies that are not built when routes are

    change: AsSent = Field(description="The whole change.")
    keep_windows: bool | None = Field(
        default=None, description="Whether meetings that it postpones have to stay in their windows; null: as before."
    )


class SaidJson(CorrectionJson):
    """Something that has happened."""

    as_of: date | None = Field(
        default=None, ge=FIRST_TODAY, le=LAST_TODAY,
        description="The day that is taken for today; left out, it is today.",
    )  # fmt: skip


class PatchJson(Shape):
    """What is other than before in a change."""

    model_config = ConfigDict(defer_build=False)  # as above

    change: dict[str, Any] = Field(
        default_factory=dict, description="Keys with other values; null takes a key away (RFC 7396)."
    )
    keep_windows: bool | None = Field(default=None, description="As above.")


def _example(kind: type[AnyChange], **more: object) -> Example:
    (change,) = kind.model_json_schema()["examples"]
    return {"value": {"change": change, **more}}


SaidBody = Annotated[
    SaidJson, Body(openapi_examples={name: _example(kind, as_of="2022-10-05") for name, kind in KINDS.items()})
]
WholeBody = Annotated[CorrectionJson, Body(openapi_examples={name: _example(kind) for name, kind in KINDS.items()})]
PatchBody = Annotated[
    PatchJson,
    Body(openapi_examples={"another day": {"value": {"change": {"polling_day": "2022-11-08", "cabinet": None}}}}),
]


@router.get("")
def list_changes(archive: Reading, response: Response, limit: Limit = USUAL, cursor: Cursor = None) -> Page[ChangeJson]:
    """What has happened and is in force, by number; the ETag is of all of them."""
    with archive.store.reading() as connection:
        records, network = changes_now(archive, connection)
    by_number = sorted(records, key=lambda each: each.n)
    shown, following = page(by_number, lambda each: each.n, cursor, limit)
    response.headers["etag"] = tag_of_all(records)
    return Page(items=[change_json(each, network) for each in shown], next=following)


@router.post("", status_code=201, response_model=ChangeJson)
async def say_change(  # noqa: PLR0913, PLR0917 - what the request has
    request: Request, archive: Planning, office: TheOffice, body: SaidBody, tags: Given, asking: Asking
) -> Response:
    """Say that something has happened, so that it counts from now on; the accepted plan stays as it is."""
    said = Said(body.change, body.keep_windows, body.as_of)
    return _with_headers(
        await checked(request, office, archive, f"{CHANGES_MODULE}:say", said, tags, asking), archive.network
    )


@router.get("/{number}")
def read_change(archive: Reading, number: Number, response: Response) -> ChangeJson:
    """Something that has happened, as it was said."""
    with archive.store.reading() as connection:
        records, network = changes_now(archive, connection)
    shown = change_json(numbered(records, number), network)
    response.headers["etag"] = shown.etag
    return shown


@router.put("/{number}", response_model=ChangeJson)
async def replace_change(  # noqa: PLR0913, PLR0917 - what the request has
    request: Request, archive: Planning, office: TheOffice, number: Number, body: WholeBody, tags: Required
) -> Response:
    """Correct a change by saying the whole of it anew; its number and its day stay."""
    said = Said(body.change, body.keep_windows)
    return _with_headers(await checked(request, office, archive, f"{CHANGES_MODULE}:correct", number, said, tags))


@router.patch("/{number}", response_model=ChangeJson)
async def amend_change(  # noqa: PLR0913, PLR0917 - what the request has
    request: Request, archive: Planning, office: TheOffice, number: Number, body: PatchBody, tags: Required
) -> Response:
    """Correct single keys of a change; its number and its day stay."""
    said = Said(body.change, body.keep_windows, partial=True)
    return _with_headers(await checked(request, office, archive, f"{CHANGES_MODULE}:correct", number, said, tags))


@router.delete("/{number}", response_model=ChangeJson)
async def withdraw_change(
    request: Request, archive: Planning, office: TheOffice, number: Number, tags: Required
) -> Response:
    """Withdraw a change, which is answered as it was; it no longer counts, and the accepted plan stays as it is."""
    return await checked(request, office, archive, f"{CHANGES_MODULE}:withdraw", number, tags)


def _with_headers(response: Response, network: str | None = None) -> Response:
    """Add the ETag, and of a change of that network that was made its address."""
    if response.status_code in {200, 201}:
        found = json.loads(bytes(response.body))
        response.headers["etag"] = found["etag"]
        if network is not None:
            response.headers["location"] = f"/networks/{quote(network, safe='')}/changes/{found['number']}"
    return response

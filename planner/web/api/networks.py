"""Routes of networks: list, upload, validate and read them."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from planner.errors import InputError
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.schemas.http import ListedNetwork, NetworkJson, Remark, UploadedJson, ValidatedJson
from planner.store import revisions
from planner.store.archive import Archive, is_held_id
from planner.store.documents import network_text
from planner.store.errors import NothingAcceptedError
from planner.store.uploads import current_network, is_known, known_networks, upload, uploaded
from planner.use_cases.today import load_uploaded
from planner.web.api.dependencies import USUAL, Cursor, Limit, Page, Reading, TheCaller, TheStore, Uploading, page
from planner.web.bodies import BODY, Files
from planner.web.error_mapping import fault
from planner.web.problems import response_language, speak_as

list_router = APIRouter(prefix="/networks", tags=["networks"])


@list_router.get("")
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
    """Return a network as the list shows it."""
    found, last = uploaded(connection, network), revisions.last(connection, network)
    return ListedNetwork(
        id=network, revision=last.number if last else 0, uploaded_at=found.uploaded_at if found else None
    )


network_router = APIRouter(prefix="/networks/{network}", tags=["networks"])


@network_router.put("", openapi_extra=BODY, responses={201: {"model": UploadedJson}})
def upload_network(request: Request, response: Response, archive: Uploading, files: Files) -> UploadedJson:
    """Upload the files of a network, in place of those uploaded before; what was accepted stays as it is."""
    content, remarks = _load(request, archive, files)
    with archive.store.writing() as connection:
        new = not is_known(connection, archive.network)
        upload(connection, archive.network, content, datetime.now(UTC).replace(microsecond=0))
        shown = _network_json(connection, archive.network, content)
    response.status_code = 201 if new else 200
    return UploadedJson(network=shown, remarks=remarks)


@network_router.post("/validate", openapi_extra=BODY)
def validate_network(request: Request, archive: Uploading, files: Files) -> ValidatedJson:
    """Say what is wrong with the files of a network; nothing is saved."""
    _, remarks = _load(request, archive, files)
    return ValidatedJson(remarks=remarks)


@network_router.get("")
def read_network(archive: Reading, response: Response) -> NetworkJson:
    """A network as it is planned next."""
    with archive.store.reading() as connection:
        shown = _network_json(connection, archive.network, current_network(connection, archive.network))
    response.headers["etag"] = f'"{shown.revision}"'
    return shown


@network_router.get("/input", responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}})
def read_input(archive: Reading) -> Response:
    """Everything in the files of a network, as one JSON object."""
    with archive.store.reading() as connection:
        content = current_network(connection, archive.network)
    return Response(network_text(content), media_type="application/json")


def _load(request: Request, archive: Archive, files: Files) -> tuple[Network, list[Remark]]:
    remarks: list[InputError] = []
    content = load_uploaded(files, archive, remarks.append)
    speak_as(request.scope, lambda: content.settings.locale)
    build_problem(content)
    locale = response_language(request.scope)
    return content, [Remark(**fault(each).json(locale).model_dump(exclude_unset=True)) for each in remarks]


def _network_json(connection: Connection, network: str, content: Network) -> NetworkJson:
    settings = content.settings
    return NetworkJson(
        **listed(connection, network).model_dump(),
        name=settings.name,
        locale=settings.locale,
        timezone=settings.timezone,
        first_day=settings.first_day,
        last_day=settings.last_day,
        regions=len(settings.regions),
        municipalities=len(content.municipalities),
        members=len(content.members),
        venues=len(content.venues),
        rounds=len(content.rounds),
    )

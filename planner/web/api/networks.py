"""Routes of networks: list, upload, validate and read them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from planner.explain.subject import NoSuchNameError
from planner.files.workbook.contents import contents_of_network
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.schemas.http import ListedNetwork, NetworkJson, UploadedJson, ValidatedJson
from planner.schemas.members import FeesJson, RegistrationsJson, fees_json
from planner.schemas.places import OffersJson, PlacesJson
from planner.store.archive import Archive, is_held_id
from planner.store.documents import network_text
from planner.store.errors import NothingAcceptedError
from planner.store.identity import mark_of
from planner.store.uploads import current_network, known_networks
from planner.use_cases.questions import places, registrations
from planner.web.api.checking import checked, chosen
from planner.web.api.dependencies import (
    USUAL,
    Cursor,
    Limit,
    Page,
    Reading,
    TheCaller,
    TheStore,
    Uploading,
    page,
    tag_of,
)
from planner.web.api.jobs import TheOffice
from planner.web.bodies import BODY, XLSX, Files
from planner.web.checks import listed, network_json
from planner.web.problems import INVALID, NOT_FOUND, Fault, ProblemError
from planner.web.roles import Caller, Role
from planner.web.secrets import without_secrets

NAME_MAX_LENGTH = 200

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


network_router = APIRouter(prefix="/networks/{network}", tags=["networks"])


@network_router.put("", openapi_extra=BODY, response_model=UploadedJson, responses={201: {"model": UploadedJson}})
async def upload_network(request: Request, archive: Uploading, office: TheOffice, files: Files) -> Response:
    """Upload the files of a network, in place of those uploaded before; what was accepted stays as it is."""
    return await checked(request, office, archive, "read_upload", files, chosen(request))


@network_router.post("/validate", openapi_extra=BODY, response_model=ValidatedJson)
async def validate_network(request: Request, archive: Uploading, office: TheOffice, files: Files) -> Response:
    """Say what is wrong with the files of a network; nothing is saved."""
    return await checked(request, office, archive, "validate_upload", files, chosen(request))


@network_router.get("")
def read_network(archive: Reading, response: Response) -> NetworkJson:
    """A network as it is planned next."""
    with archive.store.reading() as connection:
        shown = network_json(connection, archive.network, current_network(connection, archive.network))
        response.headers["etag"] = tag_of(shown.revision, mark_of(connection))
    return shown


@network_router.get("/workbook", response_class=Response, responses={200: {"content": {XLSX: {}}}})
def read_workbook(archive: Reading) -> Response:
    """The network as it is planned next, as a workbook; addresses of calendars stand as secret:ID."""
    # Imported here because it is slow and needed only where it is asked for.
    from planner.files.workbook.writing import write_workbook  # noqa: PLC0415

    with archive.store.reading() as connection:
        content = current_network(connection, archive.network)
    shown = Network.model_validate_json(without_secrets(archive.network, network_text(content)))
    file = f"{archive.network}.xlsx"
    return Response(
        write_workbook(contents_of_network(shown), file),
        media_type=XLSX,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(file)}"},
    )


@network_router.get("/input", responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}})
def read_input(archive: Reading) -> Response:
    """Everything in the files of a network, as one JSON object; addresses of calendars stand as secret:ID."""
    with archive.store.reading() as connection:
        content = current_network(connection, archive.network)
    return Response(without_secrets(archive.network, network_text(content)), media_type="application/json")


Offer = Annotated[str, Path(min_length=1, max_length=NAME_MAX_LENGTH, description="Id of the offer.")]
Municipality = Annotated[
    str | None,
    Query(min_length=1, max_length=NAME_MAX_LENGTH, description="Id or name of one that has applied; all if left out."),
]


@network_router.get("/offers")
def read_offers(archive: Reading) -> OffersJson:
    """What is offered, and how the places of each offer are given, as the network is planned next."""
    return OffersJson(offers=places(_network(archive)))


@network_router.get("/offers/{offer}/places")
def read_places(archive: Reading, offer: Offer, municipality: Municipality = None) -> PlacesJson:
    """How the places of an offer are given: each application, what comes of it, and why."""
    try:
        return places(_network(archive), offer, municipality)[0]
    except NoSuchNameError as error:
        if error.kind == "offer":
            raise ProblemError(NOT_FOUND, error.said) from error
        raise ProblemError(INVALID, faults=[Fault(error.said, "query", (error.kind,))]) from error


@network_router.get("/registrations")
def read_registrations(archive: Reading, caller: TheCaller) -> RegistrationsJson:
    """Who comes to the meetings of the last revision, by what members have answered since; readers see numbers."""
    kept = archive.kept()
    return registrations(_network(archive), kept.content.plan, kept.revision.number, persons=_sees_persons(caller))


@network_router.get("/fees")
def read_fees(archive: Reading, caller: TheCaller) -> FeesJson:
    """What each municipality pays, and each member; readers see the municipalities."""
    return fees_json(build_problem(_network(archive)), persons=_sees_persons(caller))


def _sees_persons(caller: Caller) -> bool:
    return caller.role is Role.PLANNER


def _network(archive: Archive) -> Network:
    with archive.store.reading() as connection:
        return current_network(connection, archive.network)

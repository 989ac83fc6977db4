"""Routes of days in reserve: what is held, booked and released, as resources."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Body, Path, Request, Response
from pydantic import AfterValidator, ConfigDict, Field

from calendars.language import Message
from constraints.problem.problem import BookingState
from planner.errors import rejected_value
from planner.network.tables import BookingRow
from planner.schemas.common import Shape
from planner.schemas.http import HeldReservesJson
from planner.web.api.changes import CHANGES_MODULE, Required
from planner.web.api.checking import checked
from planner.web.api.dependencies import LARGEST_NUMBER, Planning, Reading
from planner.web.api.jobs import TheOffice
from planner.web.api.revisions import AsOf

router = APIRouter(prefix="/networks/{network}/reserves", tags=["rescheduling"])

MEETING_ID_MAX_LENGTH = 200
MOST_BOOKED = 1000

NOT_IN_RESERVE = Message(
    "api.reserves.not_in_reserve", 'a day in reserve has state = "reserve" and the meeting that it is for'
)

Meeting = Annotated[
    str,
    Path(
        min_length=1, max_length=MEETING_ID_MAX_LENGTH, description="Id of a meeting.", examples=["2023-1/syddanmark"]
    ),
]


def _in_reserve(row: BookingRow) -> BookingRow:
    if row.state is not BookingState.RESERVE or row.meeting is None:
        raise rejected_value(NOT_IN_RESERVE)
    return row


class ReservesToBook(Shape):
    """Days in reserve, to be booked instead of those that were booked so before."""

    model_config = ConfigDict(defer_build=False)  # FastAPI warns of bodies that are not built when routes are

    revision: int = Field(ge=1, le=LARGEST_NUMBER, description="Number of the revision that they were found for.")
    bookings: Annotated[tuple[Annotated[BookingRow, AfterValidator(_in_reserve)], ...], Field(max_length=MOST_BOOKED)]


ReservesBody = Annotated[
    ReservesToBook,
    Body(openapi_examples={
        "one day": {"value": {"revision": 1, "bookings": [{
            "venue": "odeon", "rooms": ["sal"], "staff": ["K1"], "meeting": "2023-1/syddanmark", "state": "reserve",
            "first_day": "2023-05-24", "until": "2023-05-01", "source": "reserve",
        }]}},
    }),
]  # fmt: skip


@router.get("", response_model=HeldReservesJson)
async def read_reserves(request: Request, archive: Reading, office: TheOffice, as_of: AsOf = None) -> Response:
    """What is held in reserve for the last revision: day, venue and staff of each, until when, and at what price."""
    return await _answered(request, office, archive, "read_reserves", "", as_of)


@router.put("", response_model=HeldReservesJson)
async def book_reserves(  # noqa: PLR0913, PLR0917 - what the request has
    request: Request, archive: Planning, office: TheOffice, body: ReservesBody, tags: Required, as_of: AsOf = None
) -> Response:
    """Book days in reserve instead of those that were booked so before; what was written by hand stays.

    `POST .../reserve` finds them, with the `booking` of each. All calendars of dates to keep free follow.
    """
    return await _answered(request, office, archive, "book_reserves", body.bookings, body.revision, tags, as_of)


@router.delete("", response_model=HeldReservesJson)
async def release_reserves(
    request: Request, archive: Planning, office: TheOffice, tags: Required, as_of: AsOf = None
) -> Response:
    """Release all days in reserve, which are answered as they were; calendars follow."""
    return await _answered(request, office, archive, "release_reserves", "", tags, as_of)


@router.get("/{meeting:path}", response_model=HeldReservesJson)
async def read_reserves_of(
    request: Request, archive: Reading, office: TheOffice, meeting: Meeting, as_of: AsOf = None
) -> Response:
    """What is held in reserve for a meeting."""
    return await _answered(request, office, archive, "read_reserves", meeting, as_of)


@router.delete("/{meeting:path}", response_model=HeldReservesJson)
async def release_reserves_of(  # noqa: PLR0913, PLR0917 - what the request has
    request: Request, archive: Planning, office: TheOffice, meeting: Meeting, tags: Required, as_of: AsOf = None
) -> Response:
    """Release the days in reserve of a meeting, which are answered as they were; calendars follow."""
    return await _answered(request, office, archive, "release_reserves", meeting, tags, as_of)


async def _answered(request: Request, office: TheOffice, archive: Reading, check: str, *args: object) -> Response:
    """Run a check and return its result with the ETag of what it found."""
    response = await checked(request, office, archive, f"{CHANGES_MODULE}:{check}", *args)
    if response.status_code == 200 and not check.startswith("release"):  # noqa: PLR2004 - OK
        response.headers["etag"] = json.loads(bytes(response.body))["etag"]
    return response

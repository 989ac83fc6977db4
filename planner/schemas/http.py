"""Documents of the HTTP interface alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from planner.schemas.common import Shape
from planner.schemas.foresight import HeldReserves
from planner.schemas.plans import FindingJson
from planner.schemas.revisions import DifferenceJson, OverrideJson


class ListedNetwork(Shape):
    """A network in the list."""

    id: str = Field(examples=["ledernetvaerk"])
    revision: int = Field(description="Number of the last revision, 0 if there is none.", examples=[3])
    uploaded_at: datetime | None = Field(description="When its files were uploaded last.")


class NetworkJson(ListedNetwork):
    """A network as it is planned next: as uploaded, or as the last revision was accepted."""

    name: str = Field(examples=["Ledernetværk"])
    locale: str = Field(examples=["da"])
    timezone: str = Field(examples=["Europe/Copenhagen"])
    first_day: date
    last_day: date
    regions: int
    municipalities: int
    members: int
    venues: int
    rounds: int


class Remark(Shape):
    """Something in the files that is no error."""

    detail: str
    pointer: str | None = None
    file: str | None = None
    line: int | None = None
    place: str | None = None
    cell: str | None = Field(default=None, description="Sheet and cell of a workbook.", examples=["Members!B17"])
    more_rows: int | None = None


class UploadedJson(Shape):
    """What was uploaded."""

    network: NetworkJson
    remarks: list[Remark]


class ValidatedJson(Shape):
    """The files are right."""

    remarks: list[Remark]


class ListedProposal(Shape):
    """A proposal in the list."""

    proposal: int = Field(examples=[3])
    made_at: datetime
    revision: int = Field(description="Number of the revision it rests on.")
    as_of: date = Field(description="The day that was taken for today when it was made.", examples=["2022-10-05"])
    why: str = Field(description="The changes it answers.")


class ChangeJson(Shape):
    """Something that has happened, as it was said, and counts from then on."""

    number: int = Field(description="Its number, which no other change is ever given.", examples=[1])
    etag: str = Field(description="What If-Match takes to correct or withdraw it.", examples=['"0c1d…"'])
    said: date = Field(description="The day on which it was said.", examples=["2022-10-05"])
    keep_windows: bool = Field(description="Whether meetings that it postpones have to stay in their windows.")
    planned: dict[str, date] = Field(description="The days that its meetings had when it was said.")
    change: dict[str, Any] = Field(
        description="The change, as what-if takes it.", examples=[{"kind": "cancel", "meetings": ["2023-2/syd"]}]
    )
    sentence: str = Field(description="All that in words, in the network's language.")


class FeedJson(Shape):
    """A calendar."""

    feed: int = Field(examples=[7])
    kind: str = Field(examples=["member"])
    target: str = Field(description="Whose, by id; empty for the whole network.", examples=["m-0630-1"])
    held: bool = Field(description="Whether it shows held dates instead of decided ones.")


class ListedFeed(FeedJson):
    """A calendar in the list; its address was shown when it was made."""

    created_at: datetime
    revoked_at: datetime | None


class AddressJson(FeedJson):
    """A calendar with its secret address, which is never shown again."""

    address: str = Field(examples=["/feeds/k3J0….ics"])


class AddressesJson(Shape):
    """New addresses."""

    addresses: list[AddressJson]


class FaultJson(BaseModel):
    """A place of the request that is wrong."""

    detail: str
    pointer: str | None = Field(default=None, description="JSON pointer into the body.", examples=["#/network.toml"])
    query: str | None = None
    path: str | None = None
    header: str | None = None
    file: str | None = Field(default=None, examples=["network.toml"])
    line: int | None = Field(default=None, examples=[12])
    place: str | None = Field(default=None, examples=["rounds[1].window"])
    cell: str | None = Field(default=None, description="Of a workbook.", examples=["Members!B17"])
    more_rows: int | None = None


class HeldReservesJson(HeldReserves):
    """What is held in reserve, of all meetings or of one."""

    etag: str = Field(description="What If-Match takes: another one as soon as anything of it is other.")


class ProblemJson(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = Field(examples=["/problems/invalid"])
    title: str = Field(examples=["The input is wrong"])
    status: int = Field(examples=[422])
    detail: str | None = None
    errors: tuple[FaultJson, ...] = Field(default=(), description="The first hundred places that are wrong.")
    more_errors: int | None = Field(default=None, description="How many more places are wrong.")
    difference: DifferenceJson | None = Field(default=None, description="What changed since, if another came first.")
    revision: int | None = Field(default=None, description="Number of the last revision, if another came first.")
    findings: tuple[FindingJson, ...] = Field(default=(), description="The rules that a plan breaks.")
    despite: tuple[OverrideJson, ...] = Field(
        default=(),
        description="What a revision would record if all of it was sent as `despite`; empty if that does not help.",
    )
    change: ChangeJson | None = Field(default=None, description="The change as it is now, if it is another by now.")
    reserves: HeldReservesJson | None = Field(
        default=None, description="What is held in reserve now, if that is other by now."
    )

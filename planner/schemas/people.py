"""What is kept of a person, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class KeptJson(BaseModel):
    """A document that tells of the person, and what it tells."""

    where: str = Field(description="What the document belongs to.", examples=["revision 3"])
    told: list[dict[str, Any]] = Field(description="Rows and texts about the person, each as it is kept.")


class PersonFeedJson(BaseModel):
    """A calendar of the person; of its address only a hash is kept."""

    feed: int
    created_at: datetime
    revoked_at: datetime | None


class PersonJson(BaseModel):
    """All that is kept of a person."""

    network: str = Field(description="Id of the network.", examples=["ledernetvaerk"])
    person: str = Field(description="Id of the member or of one of the staff.", examples=["0851-01"])
    names: list[str] = Field(description="Every name the person had.")
    feeds: list[PersonFeedJson]
    documents: list[KeptJson]


class ErasedJson(BaseModel):
    """A person who was forgotten."""

    network: str = Field(description="Id of the network.", examples=["ledernetvaerk"])
    stands_instead: str = Field(description="What stands in place of the id from now on.", examples=["erased-1"])

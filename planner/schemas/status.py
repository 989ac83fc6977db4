"""How an accepted plan stands today."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from planner.schemas.common import Shape
from planner.schemas.revisions import RevisionJson


class EditJson(Shape):
    """Something that is other than when the plan was accepted."""

    file: str = Field(description="The file.", examples=["rooms.csv"])
    row: str = Field(description="The row by its key, the section by its path, or the number of the change.")
    key: str = Field(description="The column or key; empty where a whole row, section or change is new or gone.")
    before: str | None = Field(description="The old value; null if it is new.")
    after: str | None = Field(description="The new value; null if it is gone.")
    sentence: str = Field(description="All that in words.")


class BrokenJson(Shape):
    """A rule that the accepted plan does not keep."""

    rule: str | None = Field(description="Its key; null where a meeting is missing or unknown.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings.")
    sentence: str = Field(description="What is broken.")


class DueJson(Shape):
    """Something to be done, or a day until which something can be done."""

    kind: Literal["move", "tell", "booking", "deadline", "feeds"] = Field(description="What it is about.")
    meeting: str | None = Field(default=None, description="Id of the meeting.")
    until: date | None = Field(default=None, description="The last day for it.")
    sentence: str = Field(description="All that in words.")


class StatusJson(Shape):
    """How an accepted plan stands today."""

    network: str = Field(description="Id of the network.")
    as_of: date = Field(description="The day that is taken for today.")
    revision: RevisionJson = Field(description="The last revision.")
    edits: tuple[EditJson, ...] = Field(description="What was edited since.")
    keeps_rules: bool = Field(description="Whether the plan keeps every rule under the network of today.")
    broken: tuple[BrokenJson, ...] = Field(description="The rules it does not keep.")
    due: tuple[DueJson, ...] = Field(description="What is due, the soonest first.")

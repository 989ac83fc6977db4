"""Long lists, a page at a time."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from calendars.language import Said, Sentence
from planner.web.problem_kinds import INVALID
from planner.web.problems import Fault, ProblemError

MOST = 200
USUAL = 50
LONGEST = 400

UNKNOWN_CURSOR = Sentence(
    en="this is not a cursor that an earlier page gave", da="det er ikke en markør fra en tidligere side"
)

T = TypeVar("T")
Position = str | int
"""What an item is listed by."""

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many items a page has at most.")]
Cursor = Annotated[
    str | None, Query(max_length=LONGEST, description="Where to go on: `next` of the page before, as it is.")
]


class Page(BaseModel, Generic[T]):
    """A part of a list."""

    items: list[T] = Field(description="In their order.")
    next: str | None = Field(description="Cursor of the next page, null on the last.", examples=["WyJhIiwxXQ"])


def page(items: Sequence[T], by: Callable[[T], Position], cursor: str | None, limit: int) -> tuple[list[T], str | None]:
    """The items after the cursor and the cursor after them.

    Args:
        items: all, in order of what they are listed by.
        by: what an item is listed by; all texts or all numbers.
        cursor: None for the first page.
        limit: how many at most.

    Raises:
        ProblemError: if the cursor is none.
    """
    after = None if cursor is None else _read(cursor)
    try:
        left = items if after is None else [each for each in items if by(each) > after]  # type: ignore[operator]
    except TypeError:  # a cursor of another list
        raise _unknown() from None
    shown = list(left[:limit])
    return shown, _written(by(shown[-1])) if len(left) > limit else None


def _written(position: Position) -> str:
    return base64.urlsafe_b64encode(json.dumps([position]).encode()).rstrip(b"=").decode()


def _read(cursor: str) -> Position:
    try:
        (found,) = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError):
        raise _unknown() from None
    if not isinstance(found, str | int):
        raise _unknown()
    return found


def _unknown() -> ProblemError:
    return ProblemError(INVALID, faults=[Fault(Said(UNKNOWN_CURSOR), "query", ("cursor",))])

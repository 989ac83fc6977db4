"""FastAPI dependencies of the routes: store, caller, archive, preconditions (If-Match), and pages of long lists."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Header, Path, Query, Request
from pydantic import BaseModel, Field

from calendars.language import BoundMessage, Locale, Message
from planner.store.archive import Archive, is_held_id
from planner.store.database import Store
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.identity import MARK_LENGTH
from planner.store.keys import IdempotentRequest
from planner.store.uploads import NoSuchNetworkError, current_locale, is_known
from planner.web.checks import Condition
from planner.web.problems import INVALID, NO_CONDITION, NOT_ALLOWED, Fault, ProblemError, problem, speak_as
from planner.web.roles import Caller, Role

NETWORK_ID_MAX_LENGTH = 100
"""Characters of a network's id."""
LARGEST_NUMBER = 2**31 - 1
"""Largest number of a revision, a feed or a proposal."""

NEEDS_ROLE = Message("dependencies.needs_role", "This needs a key with the role {known}; this one has {found}.")
OR = Message("dependencies.or", "{first} or {second}")

NetworkId = Annotated[
    str,
    Path(min_length=1, max_length=NETWORK_ID_MAX_LENGTH, description="Id of the network.", examples=["ledernetvaerk"]),
]
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Its number.", examples=[1])]


def store_of(request: Request) -> Store:
    """Return the store that is served."""
    found: Store = request.app.state.store
    return found


def caller_of(request: Request) -> Caller:
    """Return the caller that the authentication middleware identified."""
    found: Caller = request.scope["state"]["caller"]
    return found


TheStore = Annotated[Store, Depends(store_of)]
TheCaller = Annotated[Caller, Depends(caller_of)]


class ArchiveAccess:
    """A dependency: the archive of the network in the path, for callers with one of these roles.

    A caller who may not know that a network exists gets the response for a missing one, whatever else is wrong.

    Args:
        roles: roles that have access.
        new: whether the network may not exist yet.
    """

    def __init__(self, *roles: Role, new: bool = False) -> None:
        self._roles, self._new = roles, new

    def __call__(self, request: Request, network: NetworkId, store: TheStore, caller: TheCaller) -> Archive:
        """Return the archive.

        Raises:
            NoSuchNetworkError: if the network does not exist or is not the caller's.
            ProblemError: if the caller has another role.
        """
        if not caller.sees(network) or not may_be_id(network):
            raise NoSuchNetworkError(network)
        archive = Archive(store, network)
        if not self._new:
            _require_known(archive)
        speak_as(request.scope, lambda: _locale(archive))
        require_role(caller, *self._roles)
        return archive


def require_role(caller: Caller, *roles: Role) -> None:
    """Raise an error unless the caller has one of the roles.

    Raises:
        ProblemError: if the caller has another role.
    """
    if caller.role not in roles:
        raise problem(NOT_ALLOWED, NEEDS_ROLE, known=_either(*roles), found=caller.role.value)


Reading = Annotated[Archive, Depends(ArchiveAccess(Role.PLANNER, Role.READER))]
"""The archive of an existing network that the caller may read."""
Planning = Annotated[Archive, Depends(ArchiveAccess(Role.PLANNER))]
"""The archive of an existing network that the caller may plan."""
Uploading = Annotated[Archive, Depends(ArchiveAccess(Role.PLANNER, new=True))]
"""The archive of a network, existing or new, that the caller may plan."""
ReadingFeeds = Annotated[Archive, Depends(ArchiveAccess(*Role))]
"""The archive of an existing network whose feeds the caller may list."""
ManagingFeeds = Annotated[Archive, Depends(ArchiveAccess(Role.PLANNER, Role.FEED_MANAGER))]
"""The archive of an existing network whose feeds the caller may open and close."""


def may_be_id(network: str) -> bool:
    """Return whether a text can be the id of a network."""
    plain = network.isprintable() and network == network.strip() and network not in {".", ".."}
    return plain and not is_held_id(network)


def _require_known(archive: Archive) -> None:
    try:
        with archive.store.reading() as connection:
            known = is_known(connection, archive.network)
    except NothingAcceptedError:
        known = False
    if not known:
        raise NoSuchNetworkError(archive.network)


def _locale(archive: Archive) -> Locale | None:
    try:
        with archive.store.reading() as connection:
            return current_locale(connection, archive.network)
    except StoreError:
        return None


def _either(*roles: Role) -> BoundMessage | str:
    first, *others = (role.value for role in roles)
    return BoundMessage(OR, {"first": first, "second": ", ".join(others)}) if others else first


PAGE_MAX_ITEMS = 200
USUAL = 50
CURSOR_MAX_LENGTH = 400

UNKNOWN_CURSOR = Message("dependencies.unknown_cursor", "this is not a cursor that an earlier page gave")

T = TypeVar("T")
Position = str | int
"""The sort key of an item in a list."""

Limit = Annotated[int, Query(ge=1, le=PAGE_MAX_ITEMS, description="How many items a page has at most.")]
Cursor = Annotated[
    str | None, Query(max_length=CURSOR_MAX_LENGTH, description="Where to go on: `next` of the page before, as it is.")
]


class Page(BaseModel, Generic[T]):
    """A part of a list."""

    items: list[T] = Field(description="In their order.")
    next: str | None = Field(description="Cursor of the next page, null on the last.", examples=["WyJhIiwxXQ"])


def page(items: Sequence[T], by: Callable[[T], Position], cursor: str | None, limit: int) -> tuple[list[T], str | None]:
    """Return the items after the cursor, and the cursor for the next page.

    Args:
        items: all items, sorted by `by`.
        by: returns the sort key of an item; all texts or all numbers.
        cursor: cursor of the page; None for the first.
        limit: the most items to return.

    Raises:
        ProblemError: if the cursor is invalid.
    """
    after = None if cursor is None else _read(cursor)
    try:
        left = items if after is None else [each for each in items if by(each) > after]  # type: ignore[operator]
    except TypeError:  # the cursor is from another list
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
    return ProblemError(INVALID, faults=[Fault(BoundMessage(UNKNOWN_CURSOR), "query", ("cursor",))])


WHICH = Message(
    "dependencies.which",
    'Say in If-Match on which revision this rests: its number in quotes, such as "3", or "0" if there is none.',
)
NO_NUMBER = Message("dependencies.no_number", '{found} is not the number of a revision in quotes, such as "3"')
LONG_KEY = Message("dependencies.long_key", "an Idempotency-Key has 1 to {most} visible characters")

IDEMPOTENCY_KEY_MAX_LENGTH = 255
_TAG = re.compile(rf'"(0|[1-9][0-9]{{0,8}})(?:-([0-9a-f]{{{MARK_LENGTH}}}))?"')
_KEY = re.compile(rf"[\x21-\x7e]{{1,{IDEMPOTENCY_KEY_MAX_LENGTH}}}")


def tag_of(number: int, mark: str) -> str:
    """Return the ETag of a revision, which never changes: its number, and the mark of its store if it has one."""
    return f'"{number}-{mark}"' if mark else f'"{number}"'


def _expected(
    if_match: Annotated[
        str | None, Header(description="Number of the last revision in quotes, or its ETag.", examples=['"3"'])
    ] = None,
) -> tuple[int, str]:
    """Return number and mark of the revision that must be the last, from the header If-Match."""
    if if_match is None:
        raise problem(NO_CONDITION, WHICH)
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        said = BoundMessage(NO_NUMBER, {"found": if_match[:IDEMPOTENCY_KEY_MAX_LENGTH]})
        raise ProblemError(INVALID, faults=[Fault(said, "header", ("If-Match",))])
    return int(found[1]), found[2] or ""


async def _asking(
    request: Request, network: NetworkId, caller: TheCaller,
    idempotency_key: Annotated[
        str | None, Header(description="Any text of your own; the same request with it is done once.")
    ] = None,
) -> IdempotentRequest | None:  # fmt: skip
    """Return the identity of the request for Idempotency-Key; None without that header."""
    if idempotency_key is None:
        return None
    if not _KEY.fullmatch(idempotency_key):
        said = BoundMessage(LONG_KEY, {"most": IDEMPOTENCY_KEY_MAX_LENGTH})
        raise ProblemError(INVALID, faults=[Fault(said, "header", ("Idempotency-Key",))])
    parts = [request.url.path.encode(), request.headers.get("if-match", "").encode(), await request.body()]
    whole = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
    return IdempotentRequest(network, caller.key, idempotency_key, whole)


Asking = Annotated[IdempotentRequest | None, Depends(_asking)]
"""The identity of the request, if it has an Idempotency-Key."""


def _condition(expected: Annotated[tuple[int, str], Depends(_expected)], asking: Asking) -> Condition:
    return Condition(*expected, asking)


Conditional = Annotated[Condition, Depends(_condition)]

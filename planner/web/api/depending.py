"""What routes depend on: who asks, and the archive of the network that the path names."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request

from calendars.language import Locale, Said, Sentence
from planner.revisions.archive import Archive
from planner.revisions.held_dates import is_held_id
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.opening import Store
from planner.store.uploads import NoSuchNetworkError, current_locale, is_known
from planner.web.problem_kinds import NOT_ALLOWED
from planner.web.problems import problem
from planner.web.security.roles import Caller, Role
from planner.web.spoken import speak_as

LONGEST_ID = 100
"""Characters of a network's id."""
LARGEST_NUMBER = 2**31 - 1
"""Of a revision, a feed or a proposal."""

NEEDS_ROLE = Sentence(
    en="This needs a key with the role {known}; this one has {found}.",
    da="Det kræver en nøgle med rollen {known}; denne har {found}.",
)
OR = Sentence(en="{first} or {second}", da="{first} eller {second}")

NetworkId = Annotated[
    str, Path(min_length=1, max_length=LONGEST_ID, description="Id of the network.", examples=["ledernetvaerk"])
]
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Its number.", examples=[1])]


def store_of(request: Request) -> Store:
    """The store that is served."""
    found: Store = request.app.state.store
    return found


def caller_of(request: Request) -> Caller:
    """Who asks, as found out at the gate."""
    found: Caller = request.scope["state"]["caller"]
    return found


TheStore = Annotated[Store, Depends(store_of)]
TheCaller = Annotated[Caller, Depends(caller_of)]


class Allowed:
    """The archive of the network in the path, for callers with one of these roles.

    Whoever may not know of a network is answered as if it did not exist, whatever else is wrong with the request.

    Args:
        roles: that are enough.
        new: whether the network may be one that does not exist yet.
    """

    def __init__(self, *roles: Role, new: bool = False) -> None:
        self._roles, self._new = roles, new

    def __call__(self, request: Request, network: NetworkId, store: TheStore, caller: TheCaller) -> Archive:
        """The archive.

        Raises:
            NoSuchNetworkError: if it does not exist, or is not the caller's.
            ProblemError: if the role is another.
        """
        if not caller.sees(network) or not _may_be_id(network):
            raise NoSuchNetworkError(network)
        archive = Archive(store, network)
        if not self._new:
            _require_known(archive)
        speak_as(request.scope, lambda: _locale(archive))
        require_role(caller, *self._roles)
        return archive


def require_role(caller: Caller, *roles: Role) -> None:
    """Refuse other roles.

    Raises:
        ProblemError: if the caller's role is none of these.
    """
    if caller.role not in roles:
        raise problem(NOT_ALLOWED, NEEDS_ROLE, known=_either(*roles), found=caller.role.value)


Reading = Annotated[Archive, Depends(Allowed(Role.PLANNER, Role.READER))]
"""The archive of a known network that the caller may read."""
Planning = Annotated[Archive, Depends(Allowed(Role.PLANNER))]
"""The archive of a known network that the caller may plan."""
Uploading = Annotated[Archive, Depends(Allowed(Role.PLANNER, new=True))]
"""The archive of a network, known or not, that the caller may plan."""
ReadingFeeds = Annotated[Archive, Depends(Allowed(*Role))]
"""The archive of a known network whose calendars the caller may list."""
ManagingFeeds = Annotated[Archive, Depends(Allowed(Role.PLANNER, Role.FEED_MANAGER))]
"""The archive of a known network whose calendars the caller may open and close."""


def _may_be_id(network: str) -> bool:
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


def _either(*roles: Role) -> Said | str:
    first, *others = (role.value for role in roles)
    return Said(OR, {"first": first, "second": ", ".join(others)}) if others else first

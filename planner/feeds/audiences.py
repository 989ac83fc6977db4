"""Feed audiences: whom calendars are for, whom a meeting concerns, and the tokens of addresses."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from calendars.language import Locale, Message
from planner.network.published import PublishedMeeting
from planner.store.feeds import Audience

if TYPE_CHECKING:
    from planner.network.network import Network


BYTES = 32
"""256 random bits."""

_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A new one, as it stands in an address."""
    return secrets.token_urlsafe(BYTES)


def hash_of(token: str) -> bytes:
    """What the store knows it by."""
    return hashlib.sha256(token.encode()).digest()


def is_token(text: str) -> bool:
    """Whether it has the form of a token."""
    return _FORM.fullmatch(text) is not None


def path_of(token: str) -> str:
    """The address on a server."""
    return f"/feeds/{token}.ics"


class Kind(StrEnum):
    """The kinds of audience."""

    NETWORK = "network"
    REGION = "region"
    MUNICIPALITY = "municipality"
    MEMBER = "member"
    STAFF = "staff"
    VENUE = "venue"


KINDS: Mapping[Kind, Message] = {
    Kind.NETWORK: Message("audiences.kinds.network", "whole network"),
    Kind.REGION: Message("audiences.kinds.region", "region"),
    Kind.MUNICIPALITY: Message("audiences.kinds.municipality", "municipality"),
    Kind.MEMBER: Message("audiences.kinds.member", "member"),
    Kind.STAFF: Message("audiences.kinds.staff", "staff person"),
    Kind.VENUE: Message("audiences.kinds.venue", "venue"),
}
TITLE = Message("audiences.title", "{network}: {whose}")


def everyone(network: Network) -> dict[Audience, str]:
    """Every audience that a network has, with the name that planners know it by."""
    return {Audience(kind, target): name for kind, target, name in _everyone(network)}


def titles(network: Network) -> dict[Audience, str]:
    """What the calendar of an audience is called, where that is not the name of the network.

    Calendars of persons do not name them: all members of a region who see the same have the same bytes.
    """
    own = {Kind.REGION, Kind.MUNICIPALITY, Kind.VENUE}
    settings = network.settings
    return {
        audience: TITLE.say(settings.locale, network=settings.name, whose=name)
        for audience, name in everyone(network).items()
        if audience.kind in own
    }


def audience_name(audience: Audience, names: Mapping[Audience, str], locale: Locale) -> str:
    """Kind and name, by its id if it is no longer in the network."""
    name = names.get(audience, audience.target)
    return f"{KINDS[Kind(audience.kind)].say(locale)} {name}" if audience.target else KINDS[Kind.NETWORK].say(locale)


def _everyone(network: Network) -> Iterator[tuple[Kind, str, str]]:
    yield Kind.NETWORK, "", network.settings.name
    for region in network.settings.regions:
        yield Kind.REGION, region.id, region.name
    for municipality in network.municipalities:
        yield Kind.MUNICIPALITY, municipality.id, municipality.name
    for member in network.members:
        yield Kind.MEMBER, member.id, member.id
    for person in network.staff:
        yield Kind.STAFF, person.id, person.name or person.id
    for venue in network.venues:
        yield Kind.VENUE, venue.id, venue.name


class Wanted:
    """Audiences in question, found by their ids so that nobody else need be thought of."""

    def __init__(self, audiences: Iterable[Audience]) -> None:
        self._by_kind: dict[str, dict[str, Audience]] = {}
        for audience in audiences:
            self._by_kind.setdefault(audience.kind, {})[audience.target] = audience

    def of(self, kind: Kind, ids: Iterable[str]) -> Iterator[Audience]:
        """Those of a kind with these ids."""
        known: Mapping[str, Audience] = self._by_kind.get(kind, {})
        return map(known.__getitem__, known.keys() & ids)

    def every(self, kind: Kind) -> Iterator[Audience]:
        """All of a kind."""
        return iter(self._by_kind.get(kind, {}).values())


Concerned = Callable[[PublishedMeeting, Wanted], frozenset[Audience]]
"""Those of the audiences in question whom a meeting concerns."""


def overview(announced: PublishedMeeting, wanted: Wanted) -> frozenset[Audience]:
    """Those who see meetings of many regions: the network, and the staff of this meeting."""
    staff = wanted.of(Kind.STAFF, [person.id for person in announced.staff])
    return frozenset(chain(wanted.every(Kind.NETWORK), staff))


def participants(announced: PublishedMeeting, wanted: Wanted) -> frozenset[Audience]:
    """Those who see the meetings of their region alone, and the joint ones: members, municipalities, regions."""
    regions = wanted.every(Kind.REGION) if announced.region is None else wanted.of(Kind.REGION, [announced.region.id])
    municipalities = wanted.of(Kind.MUNICIPALITY, [each.id for each in announced.municipalities])
    return frozenset(chain(regions, municipalities, wanted.of(Kind.MEMBER, announced.members)))


def house(announced: PublishedMeeting, wanted: Wanted) -> frozenset[Audience]:
    """The venue."""
    return frozenset(wanted.of(Kind.VENUE, [announced.venue.id]))


def house_with_setup(announced: PublishedMeeting, wanted: Wanted) -> frozenset[Audience]:
    """The venue, if it lets the rooms before the meeting too."""
    return house(announced, wanted) if announced.setup else frozenset()


def house_with_teardown(announced: PublishedMeeting, wanted: Wanted) -> frozenset[Audience]:
    """The venue, if it lets the rooms after the meeting too."""
    return house(announced, wanted) if announced.teardown else frozenset()

"""Feed audiences: whom calendars are for, which of them a meeting concerns, and the secret tokens of feeds."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from calendars.language import Message
from planner.network.published import PublishedMeeting
from planner.store.feeds import Audience

if TYPE_CHECKING:
    from planner.network.meetings import DeadlineKind
    from planner.network.network import Network


TOKEN_BYTES = 32
"""Random bytes in a token (256 bits)."""

_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """Return a new random token as it stands in an address (URL-safe base64)."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> bytes:
    """Return the SHA-256 of a token, by which the store finds its feed."""
    return hashlib.sha256(token.encode()).digest()


def is_token(text: str) -> bool:
    """Return whether the text has the form of a token."""
    return _FORM.fullmatch(text) is not None


def path_of(token: str) -> str:
    """Return the path of the feed with that token on a server."""
    return f"/feeds/{token}.ics"


class AudienceKind(StrEnum):
    """The kinds of audience."""

    NETWORK = "network"
    REGION = "region"
    MUNICIPALITY = "municipality"
    MEMBER = "member"
    STAFF = "staff"
    VENUE = "venue"
    GUESTS = "guests"


KINDS: Mapping[AudienceKind, Message] = {
    AudienceKind.NETWORK: Message("audiences.kinds.network", "whole network"),
    AudienceKind.REGION: Message("audiences.kinds.region", "region"),
    AudienceKind.MUNICIPALITY: Message("audiences.kinds.municipality", "municipality"),
    AudienceKind.MEMBER: Message("audiences.kinds.member", "member"),
    AudienceKind.STAFF: Message("audiences.kinds.staff", "staff person"),
    AudienceKind.VENUE: Message("audiences.kinds.venue", "venue"),
    AudienceKind.GUESTS: Message("audiences.kinds.guests", "guests"),
}
TITLE = Message("audiences.title", "{network}: {whose}")


def all_audiences(network: Network) -> dict[Audience, str]:
    """Return every audience of a network, with its name for planners."""
    return {Audience(kind, target): name for kind, target, name in _audience_names(network)}


def titles(network: Network) -> dict[Audience, str]:
    """Return the calendar names of the audiences whose calendars are not named as the network.

    Calendars of persons do not name them, so that all members of a region who see the same get the same bytes.
    """
    own = {AudienceKind.REGION, AudienceKind.MUNICIPALITY, AudienceKind.VENUE, AudienceKind.GUESTS}
    settings = network.settings
    return {
        audience: TITLE.say(settings.locale, network=settings.name, whose=name)
        for audience, name in all_audiences(network).items()
        if audience.kind in own
    }


def _audience_names(network: Network) -> Iterator[tuple[AudienceKind, str, str]]:
    yield AudienceKind.NETWORK, "", network.settings.name
    for region in network.settings.regions:
        yield AudienceKind.REGION, region.id, region.name
    for municipality in network.municipalities:
        yield AudienceKind.MUNICIPALITY, municipality.id, municipality.name
    for member in network.members:
        yield AudienceKind.MEMBER, member.id, member.id
    for person in network.staff:
        yield AudienceKind.STAFF, person.id, person.name or person.id
    for venue in network.venues:
        if not venue.online:
            yield AudienceKind.VENUE, venue.id, venue.name
    homes = {each.id: each.name for each in network.municipalities}
    for guest, home, group in dict.fromkeys((row.audience, row.municipality, row.group) for row in network.guests):
        yield AudienceKind.GUESTS, guest, f"{homes[home]}, {group}"


class AudienceSet:
    """A set of audiences, indexed by kind and id, which limits the search for those a meeting concerns."""

    def __init__(self, audiences: Iterable[Audience]) -> None:
        self._by_kind: dict[str, dict[str, Audience]] = {}
        for audience in audiences:
            self._by_kind.setdefault(audience.kind, {})[audience.target] = audience

    def of(self, kind: AudienceKind, ids: Iterable[str]) -> Iterator[Audience]:
        """Yield the audiences in the set that are of a kind and have one of these ids."""
        known: Mapping[str, Audience] = self._by_kind.get(kind, {})
        return map(known.__getitem__, known.keys() & ids)

    def every(self, kind: AudienceKind) -> Iterator[Audience]:
        """Yield all audiences in the set that are of a kind."""
        return iter(self._by_kind.get(kind, {}).values())


Concerned = Callable[[PublishedMeeting, AudienceSet], frozenset[Audience]]
"""Returns the audiences in a set that a meeting concerns."""


def overview(announced: PublishedMeeting, wanted: AudienceSet) -> frozenset[Audience]:
    """Return the audiences that see meetings of many regions: the network, and the staff of this meeting."""
    staff = wanted.of(AudienceKind.STAFF, [person.id for person in announced.staff])
    return frozenset(chain(wanted.every(AudienceKind.NETWORK), staff))


def participants(announced: PublishedMeeting, wanted: AudienceSet) -> frozenset[Audience]:
    """Return the audiences that see one region's meetings and the joint ones: members, guests and those above them."""
    if announced.quiet:
        return frozenset()
    of = announced.regions if announced.region is None else (announced.region,)
    regions = wanted.of(AudienceKind.REGION, [each.id for each in of]) if of else wanted.every(AudienceKind.REGION)
    municipalities = wanted.of(AudienceKind.MUNICIPALITY, [each.id for each in announced.municipalities])
    guests = wanted.of(AudienceKind.GUESTS, announced.guests)
    return frozenset(chain(regions, municipalities, wanted.of(AudienceKind.MEMBER, announced.members), guests))


def deadline_staff(announced: PublishedMeeting, wanted: AudienceSet, kind: DeadlineKind) -> frozenset[Audience]:
    """Return the staff of the meeting if something of that kind must be done before it."""
    if all(each != kind for each, _ in announced.deadlines):
        return frozenset()
    return frozenset(wanted.of(AudienceKind.STAFF, [person.id for person in announced.staff]))


def standings(announced: PublishedMeeting, concerned: Iterable[Audience]) -> dict[Audience, int]:
    """Return how the members among the audiences stand: -1 who declined, from 1 on the place of who waits, else 0."""
    waiting = {member: n for n, member in enumerate(announced.waiting, start=1)}
    found = {**dict.fromkeys(announced.declined, -1), **waiting}
    return {each: found.get(each.target, 0) if each.kind == AudienceKind.MEMBER else 0 for each in concerned}


def house(announced: PublishedMeeting, wanted: AudienceSet) -> frozenset[Audience]:
    """Return the venue of the meeting."""
    return frozenset(wanted.of(AudienceKind.VENUE, [announced.venue.id]))


def house_with_setup(announced: PublishedMeeting, wanted: AudienceSet) -> frozenset[Audience]:
    """Return the venue if it lets the rooms before the meeting too."""
    return house(announced, wanted) if announced.setup else frozenset()


def house_with_teardown(announced: PublishedMeeting, wanted: AudienceSet) -> frozenset[Audience]:
    """Return the venue if it lets the rooms after the meeting too."""
    return house(announced, wanted) if announced.teardown else frozenset()

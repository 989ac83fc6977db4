"""Whom calendars are for, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from calendars.language import Locale, Sentence
from planner.store.feeds import Audience

if TYPE_CHECKING:
    from planner.network import Network


class Kind(StrEnum):
    """The kinds of audience."""

    NETWORK = "network"
    REGION = "region"
    MUNICIPALITY = "municipality"
    MEMBER = "member"
    STAFF = "staff"
    VENUE = "venue"


KINDS: Mapping[Kind, Sentence] = {
    Kind.NETWORK: Sentence(en="whole network", da="hele netværket"),
    Kind.REGION: Sentence(en="region", da="region"),
    Kind.MUNICIPALITY: Sentence(en="municipality", da="kommune"),
    Kind.MEMBER: Sentence(en="member", da="medlem"),
    Kind.STAFF: Sentence(en="staff person", da="medarbejder"),
    Kind.VENUE: Sentence(en="venue", da="mødested"),
}
TITLE = Sentence(en="{network}: {whose}", da="{network}: {whose}")


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

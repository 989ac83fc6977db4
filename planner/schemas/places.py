"""How the places of an offer are given, as JSON: each application, what comes of it, and the sentence why."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import Field

from planner.allocation.places import Method, Outcome, State
from planner.network.membership import meeting_id
from planner.schemas.common import NamedJson, Shape

if TYPE_CHECKING:
    from planner.allocation.places import Given
    from planner.network.network import Network
    from planner.network.rounds import Offer
    from planner.network.tables import ApplicationRow


class PartJson(Shape):
    """A part that a municipality wants."""

    id: str = Field(description="Id of the part.")
    minutes: int = Field(description="How long it takes.")


class ApplicantJson(Shape):
    """What comes of one application."""

    municipality: NamedJson = Field(description="Who applies.")
    region: NamedJson = Field(description="The region that it belongs to.")
    received: datetime = Field(description="When the application came, by the network's clock.")
    persons: int = Field(description="How many would come.")
    parts: tuple[PartJson, ...] = Field(description="The parts that it wants, in their order.")
    state: State = Field(description="What is written in the table.")
    outcome: Outcome = Field(description="What comes of it.")
    order: int | None = Field(description="Its number in the order in which places are given; null outside of it.")
    waiting: int | None = Field(description="Its number among those who move up; null for all others.")
    decided_by: str = Field(description="Who decided on its state; empty if nobody did, or it is not written.")
    decided_on: date | None = Field(description="When.")
    reason: str = Field(description="Why, as whoever decided it wrote.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings that it holds.")
    sentence: str = Field(description="Why it has a place, waits or has none.")


class PlacesJson(Shape):
    """The places of an offer."""

    offer: NamedJson = Field(description="The offer.")
    places: int = Field(description="How many places there are.")
    given: int = Field(description="How many of them are given.")
    allocation: Method = Field(description="How they are given.")
    seed: int | None = Field(description="With what lots are drawn.")
    deadline: date | None = Field(description="Last day on which an application counts.")
    conditions: str | None = Field(description="What a municipality agrees to.")
    applicants: tuple[ApplicantJson, ...] = Field(
        description="Those with a place, those who wait, and all others; each in the order in which places are given."
    )


class OffersJson(Shape):
    """Everything that is offered."""

    offers: tuple[PlacesJson, ...] = Field(description="Each offer with its places, in the order of the network file.")


def places_json(network: Network, offer: Offer, municipality: str | None = None) -> PlacesJson:
    """Return the places of an offer; with a municipality (id) only what comes of its application."""
    given, rows = network.places[offer.id], {row.municipality: row for row in network.applications_for(offer)}
    held: dict[str, list[str]] = {}
    for round_, row in network.hosted:
        if round_.offer == offer.id:
            held.setdefault(row.municipality, []).append(meeting_id(round_.id, row.municipality))
    return PlacesJson(
        offer=NamedJson(id=offer.id, name=offer.title),
        places=offer.places,
        given=sum(each.outcome is Outcome.PLACE for each in given),
        allocation=Method(offer.allocation),
        seed=offer.seed,
        deadline=offer.deadline,
        conditions=offer.conditions,
        applicants=tuple(
            _applicant(network, offer, each, rows[each.applicant.id], held.get(each.applicant.id, ()))
            for each in given
            if municipality in {None, each.applicant.id}
        ),
    )


def offers_json(network: Network) -> OffersJson:
    """Return the places of every offer."""
    return OffersJson(offers=tuple(places_json(network, each) for each in network.settings.offers))


def _applicant(
    network: Network, offer: Offer, given: Given, row: ApplicationRow, meetings: list[str] | tuple[()]
) -> ApplicantJson:
    one = given.applicant
    regions = {each.id: each.name for each in network.settings.regions}
    return ApplicantJson(
        municipality=NamedJson(id=one.id, name=one.name),
        region=NamedJson(id=one.region, name=regions.get(one.region, one.region)),
        received=one.received,
        persons=one.persons,
        parts=tuple(PartJson(id=part.id, minutes=minutes) for part, minutes in offer.chosen(row.parts)),
        state=one.state,
        outcome=given.outcome,
        order=given.order,
        waiting=given.waiting,
        decided_by=one.decision.by,
        decided_on=one.decision.day,
        reason=one.decision.reason,
        meetings=tuple(meetings),
        sentence=given.why.say(network.settings.locale),
    )

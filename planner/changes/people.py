"""Changes of people: absence and availability, staff who leave, members who join and leave, applications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from calendars.days import ONE_DAY, Span
from calendars.language import BoundMessage, Message
from constraints.problem.busy import Busy
from planner.allocation.places import STATES, State
from planner.changes.change import (
    AnyChange,
    ChangeContext,
    Refusal,
    already_held,
    altered,
    example,
    not_planned,
    without,
)
from planner.errors import rejected_value
from planner.network.fields import Count, Id, SuitingDays
from planner.network.membership import meeting_id
from planner.network.network import OTHER_MUNICIPALITY, Network
from planner.network.tables import ApplicationRow, Member, OptionalText, busy_spell


class _Times(AnyChange):
    """Whole days, or the same hours on each of them."""

    first_day: date = Field(description="First day.")
    last_day: date | None = Field(default=None, description="Last day; the first if left out.")
    start: time | None = Field(default=None, alias="from", description="Clock time from which, each day.")
    end: time | None = Field(default=None, alias="to", description="Clock time until which, each day.")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        self.spell()
        return self

    def spell(self) -> Busy:
        """Return the days with their hours, as in a row of busy.csv."""
        return busy_spell(self.first_day, self.last_day, self.start, self.end)

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse days wholly outside the planning horizon."""
        if not self.spell().span.overlaps(before.network.settings.horizon):
            yield from not_planned(before, "first_day", self.first_day)


class StaffAway(_Times):
    """One of the staff cannot come on some days."""

    model_config = example(kind="staff_away", person="kl-1", first_day="2023-03-06", last_day="2023-03-24")
    refers: ClassVar = {"person": "staff"}
    word: ClassVar = Message("kind_names.staff_away", "staff_away")

    kind: Literal["staff_away"] = "staff_away"
    person: Id = Field(description="One of the staff.")

    def applied(self, before: ChangeContext) -> Network:
        """Add a row of busy.csv."""
        return _busy(before.network, self.person, self.spell())


class PersonBusy(_Times):
    """A member, or one of the staff, is busy at some times."""

    model_config = example(kind="busy", person="0851-01", first_day="2023-05-10", **{"from": "08:00", "to": "12:00"})
    refers: ClassVar = {"person": "people"}
    word: ClassVar = Message("kind_names.busy", "busy")

    kind: Literal["busy"] = "busy"
    person: Id = Field(description="Member or one of the staff.")

    def applied(self, before: ChangeContext) -> Network:
        """Add a row of busy.csv."""
        return _busy(before.network, self.person, self.spell())


class PersonFree(_Times):
    """A member, or one of the staff, can come after all at some times."""

    model_config = example(kind="free", person="0851-01", first_day="2023-05-08", last_day="2023-05-12")
    refers: ClassVar = {"person": "people"}
    word: ClassVar = Message("kind_names.free", "free")

    kind: Literal["free"] = "free"
    person: Id = Field(description="Member or one of the staff.")

    def applied(self, before: ChangeContext) -> Network:
        """Subtract the times from the rows of busy.csv."""
        busy = before.network.busy
        left = tuple(part for spell in busy.get(self.person, ()) for part in without(spell, self.spell()))
        return altered(before.network, busy={**busy, self.person: left})


class StaffLeaves(AnyChange):
    """One of the staff is gone from a day on."""

    model_config = example(kind="staff_leaves", person="kl-1", from_day="2023-08-01")
    refers: ClassVar = {"person": "staff"}
    word: ClassVar = Message("kind_names.staff_leaves", "staff_leaves")

    kind: Literal["staff_leaves"] = "staff_leaves"
    person: Id = Field(description="One of the staff.")
    from_day: date | None = Field(default=None, description="First day without them; today if left out.")

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse a day outside the planning horizon."""
        yield from not_planned(before, "from_day", self.from_day)

    def applied(self, before: ChangeContext) -> Network:
        """Make the person busy from that day on, so that earlier meetings keep their staff."""
        gone = Span(self.from_day or before.as_of, before.network.settings.last_day)
        return _busy(before.network, self.person, Busy(gone))


def _busy(network: Network, person: str, *spells: Busy) -> Network:
    return altered(network, busy={**network.busy, person: (*network.busy.get(person, ()), *spells)})


TAKEN = Message("people.taken", "'{found}' is already the id of somebody; give the new member another")
BEFORE_JOINING = Message(
    "people.before_joining", "{member} has taken part only since {first:date}, so {last:date} cannot be the last day"
)


class MemberJoined(AnyChange):
    """A municipality has another member."""

    model_config = example(
        kind="member_joined", id="0851-20", municipality="0851", role="teamleder", from_day="2023-02-01"
    )
    refers: ClassVar = {"municipality": "municipalities", "replaces": "members"}
    word: ClassVar = Message("kind_names.member_joined", "member_joined")

    kind: Literal["member_joined"] = "member_joined"
    id: Id = Field(description="An id of their own.")
    municipality: Id = Field(description="Id of the municipality.")
    role: OptionalText = Field(default="", description="Their role.")
    from_day: date | None = Field(default=None, description="First day of taking part; never before today.")
    replaces: Id | None = Field(default=None, description="The colleague whose place, fee and role they take over.")

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse an id that is in use, a day outside the planning horizon, and to take over from another place."""
        network = before.network
        for each in network.members:
            if each.id == self.replaces and each.municipality != self.municipality:
                yield Refusal("replaces", BoundMessage(OTHER_MUNICIPALITY, {"found": self.replaces}), self.replaces)
        if self.id in {*(each.id for each in network.members), *(each.id for each in network.staff)}:
            yield Refusal("id", BoundMessage(TAKEN, {"found": self.id}), self.id)
        yield from not_planned(before, "from_day", self.from_day)

    def applied(self, before: ChangeContext) -> Network:
        """Add a row of members.csv with from_day; whom it replaces takes part until the day before, or earlier."""
        first = max(self.from_day or before.as_of, before.as_of)
        role, members = self.role, list[Member]()
        for each in before.network.members:
            if each.id == self.replaces:
                role = role or each.role
                last = min(each.last_day or date.max, first - ONE_DAY)
                members.append(replace(each, last_day=max(last, each.from_day or last)))
            else:
                members.append(each)
        member = Member(id=self.id, municipality=self.municipality, role=role, from_day=first, replaces=self.replaces)
        return altered(before.network, members=(*members, member))


class MemberLeft(AnyChange):
    """A member no longer takes part."""

    model_config = example(kind="member_left", member="0851-01", last_day="2023-01-31")
    refers: ClassVar = {"member": "members"}
    word: ClassVar = Message("kind_names.member_left", "member_left")

    kind: Literal["member_left"] = "member_left"
    member: Id = Field(description="Id of the member.")
    last_day: date | None = Field(default=None, description="Last day of taking part; never before yesterday.")

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse a day outside the planning horizon or before the member joined."""
        yield from not_planned(before, "last_day", self.last_day)
        for each in before.network.members:
            if each.id == self.member and each.from_day is not None and each.from_day > self._last(before):
                values = {"member": self.member, "first": each.from_day, "last": self._last(before)}
                yield Refusal("last_day", BoundMessage(BEFORE_JOINING, values))

    def applied(self, before: ChangeContext) -> Network:
        """Set last_day in a row of members.csv."""
        last, members = self._last(before), before.network.members
        changed = (replace(each, last_day=last) if each.id == self.member else each for each in members)
        return altered(before.network, members=tuple(changed))

    def _last(self, before: ChangeContext) -> date:
        yesterday = before.as_of - ONE_DAY
        return max(self.last_day or yesterday, yesterday)


NOT_APPLIED = Message("people.not_applied", "{municipality} has not applied for {offer}")
WHICH_OFFER = Message("people.which_offer", "there are several offers; say which with offer=: {offers}")
NOTHING_SAID = Message(
    "people.nothing_said", "say what is other than before: state, suits, suits_not, persons, venue or seats"
)
IS_SO = Message("people.is_so", "the application of {municipality} is {state} already")


class ApplicationDecided(AnyChange):
    """An application is withdrawn, accepted or declined, or what it says is other than before."""

    model_config = example(kind="application", municipality="0573", state="withdrawn", reason="Ny ledelse")
    refers: ClassVar = {"municipality": "municipalities", "offer": "offers", "venue": "venues"}
    word: ClassVar = Message("kind_names.application", "application")

    kind: Literal["application"] = "application"
    municipality: Id = Field(description="Id of the municipality.")
    offer: Id | None = Field(default=None, description="Id of the offer; may be left out where there is only one.")
    state: State | None = Field(default=None, description="What it is from now on; as before if left out.")
    reason: OptionalText = Field(default="", description="Why.")
    by: OptionalText = Field(default="", description="Who decided it.")
    suits: SuitingDays | None = Field(default=None, description="The days that suit, in place of those it named.")
    suits_not: SuitingDays | None = Field(
        default=None, description="The days that do not suit, in place of those it named."
    )
    persons: Count | None = Field(default=None, description="How many would come.")
    venue: Id | None = Field(default=None, description="Venue where the meeting would be held.")
    seats: Count | None = Field(default=None, description="Seats of the own hall where it would be held.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(getattr(self, name) is None for name in ("state", *_OF_APPLICATION)):
            raise rejected_value(NOTHING_SAID)
        return self

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse an application that there is not, a state that it has, and a host whose meeting is past."""
        network = before.network
        ids = [each.id for each in network.settings.offers]
        if self.offer is None and len(ids) != 1:
            yield Refusal("offer", BoundMessage(WHICH_OFFER, {"offers": ids}))
            return
        names = {each.id: each.name for each in network.municipalities}
        values: dict[str, object] = {"municipality": names[self.municipality], "offer": self.offer or ids[0]}
        row = self._row(network)
        if row is None:
            yield Refusal("municipality", BoundMessage(NOT_APPLIED, values), self.municipality)
            return
        if self.state is row.state and all(getattr(self, name) is None for name in _OF_APPLICATION):
            yield Refusal("state", BoundMessage(IS_SO, {**values, "state": STATES[row.state]}), row.state.value)
        held = [meeting_id(round_.id, one.municipality) for round_, one in network.hosted if one is row]
        yield from already_held(before, "municipality", *held)

    def applied(self, before: ChangeContext) -> Network:
        """Change a row of applications.csv."""
        row, rows = self._row(before.network), before.network.applications
        said: dict[str, Any] = {column: getattr(self, name) for name, column in _OF_APPLICATION.items()}
        if self.state is not None:
            said |= {
                "state": self.state, "decided_by": self.by, "decided_on": before.as_of, "reason": self.reason
            }  # fmt: skip
        known = {name: value for name, value in said.items() if value is not None}
        if self.venue is not None or self.seats is not None:
            known |= {"venue": self.venue, "seats": self.seats}
        changed = tuple(replace(each, **known) if each is row else each for each in rows)
        return altered(before.network, applications=changed)

    def _row(self, network: Network) -> ApplicationRow | None:
        offers = network.settings.offers
        offer = next((each for each in offers if each.id == self.offer or self.offer is None), None)
        rows = () if offer is None else network.applications_for(offer)
        return next((row for row in rows if row.municipality == self.municipality), None)


_OF_APPLICATION = {
    "suits": "days", "suits_not": "not_days", "persons": "persons", "venue": "venue", "seats": "seats"
}  # fmt: skip
"""What a change may say of an application besides its state, and the column that it stands in."""

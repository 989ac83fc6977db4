"""Members join and leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from calendars.language import Said, Sentence
from calendars.span import ONE_DAY
from planner.changes.altering import altered
from planner.changes.change import AnyChange, Refusal, Situation, example, not_planned
from planner.network import Member, Network
from planner.network.fields import Id
from planner.network.rows import OptionalText

TAKEN = Sentence(
    en="'{found}' is already the id of somebody; give the new member another",
    da="'{found}' er allerede nogens id; giv det nye medlem et andet",
)
BEFORE_JOINING = Sentence(
    en="{member} has taken part only since {first:date}, so {last:date} cannot be the last day",
    da="{member} har først været med fra {first:date}, så {last:date} kan ikke være den sidste dag",
)


class MemberJoined(AnyChange):
    """A municipality has another member."""

    model_config = example(
        kind="member_joined", id="0851-20", municipality="0851", role="teamleder", from_day="2023-02-01"
    )
    refers: ClassVar = {"municipality": "municipalities"}

    kind: Literal["member_joined"] = "member_joined"
    id: Id = Field(description="An id of their own.")
    municipality: Id = Field(description="Id of the municipality.")
    role: OptionalText = Field(default="", description="Their role.")
    from_day: date | None = Field(default=None, description="First day of taking part; never before today.")

    def refusals(self, before: Situation) -> Iterator[Refusal]:
        """An id that somebody has, and a day that is not planned."""
        network = before.network
        if self.id in {*(each.id for each in network.members), *(each.id for each in network.staff)}:
            yield Refusal("id", Said(TAKEN, {"found": self.id}), self.id)
        yield from not_planned(before, "from_day", self.from_day)

    def applied(self, before: Situation) -> Network:
        """The same as a row of members.csv with from_day."""
        first = max(self.from_day or before.as_of, before.as_of)
        member = Member(id=self.id, municipality=self.municipality, role=self.role, from_day=first)
        return altered(before.network, members=(*before.network.members, member))


class MemberLeft(AnyChange):
    """A member no longer takes part."""

    model_config = example(kind="member_left", member="0851-01", last_day="2023-01-31")
    refers: ClassVar = {"member": "members"}

    kind: Literal["member_left"] = "member_left"
    member: Id = Field(description="Id of the member.")
    last_day: date | None = Field(default=None, description="Last day of taking part; never before yesterday.")

    def refusals(self, before: Situation) -> Iterator[Refusal]:
        """A day that is not planned, or before the member joined."""
        yield from not_planned(before, "last_day", self.last_day)
        for each in before.network.members:
            if each.id == self.member and each.from_day is not None and each.from_day > self._last(before):
                values = {"member": self.member, "first": each.from_day, "last": self._last(before)}
                yield Refusal("last_day", Said(BEFORE_JOINING, values))

    def applied(self, before: Situation) -> Network:
        """The same as last_day in members.csv."""
        last, members = self._last(before), before.network.members
        changed = (replace(each, last_day=last) if each.id == self.member else each for each in members)
        return altered(before.network, members=tuple(changed))

    def _last(self, before: Situation) -> date:
        yesterday = before.as_of - ONE_DAY
        return max(self.last_day or yesterday, yesterday)

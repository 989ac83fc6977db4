"""Changes of closed days: an event, an election, a venue closed, a law that enters into force another day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from calendars.blackouts import BlackoutKind
from calendars.days import Span
from calendars.language import BoundMessage, Message
from planner.changes.change import AnyChange, ChangeContext, Refusal, altered, example, not_planned, with_settings
from planner.network.closures import Blackout, Closure, Election, OwnKind
from planner.network.fields import BACKWARDS, Id, Text
from planner.network.network import Network
from planner.network.tables import OptionalText, VenueClosure

_WHOM = {"regions": "regions", "municipalities": "municipalities", "venues": "venues", "people": "people"}


class NewBlackout(AnyChange, Closure):
    """Days on which no meeting may be held, or only at a price in points."""

    model_config = example(
        kind="blackout", reason="Landsmøde", first_day="2023-03-16", last_day="2023-03-17", regions=["nordjylland"]
    )
    refers: ClassVar = _WHOM
    word: ClassVar = Message("kind_names.blackout", "blackout")

    kind: Literal["blackout"] = "blackout"
    reason: Text = Field(description="Why.")
    of_kind: OwnKind = Field(default=BlackoutKind.OWN.value, description="What closes the days; own if left out.")
    first_day: date = Field(description="First day.")
    last_day: date | None = Field(default=None, description="Last day; the first if left out.")

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse days in the wrong order or wholly outside the planning horizon."""
        yield from _wrong_days(before, self.first_day, self.last_day or self.first_day)

    def applied(self, before: ChangeContext) -> Network:
        """Add a section [[blackouts]]."""
        said = {name: getattr(self, name) for name in Closure.model_fields}
        section = Blackout(
            **said, reason=self.reason, kind=self.of_kind, first_day=self.first_day, last_day=self.last_day
        )
        settings = before.network.settings
        return with_settings(before.network, blackouts=(*settings.blackouts, section))


class ElectionCalled(AnyChange, Election):
    """An election: its campaign, its polling day, and the time until there is a new cabinet."""

    model_config = example(
        kind="election", reason="Folketingsvalg", called="2022-10-05", polling_day="2022-11-01", cabinet="2022-12-15"
    )
    refers: ClassVar = _WHOM
    word: ClassVar = Message("kind_names.election", "election")

    kind: Literal["election"] = "election"

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse days wholly outside the planning horizon."""
        if self.polling_day is not None:
            first, last = self.called or self.polling_day, self.cabinet or self.polling_day
            yield from _wrong_days(before, first, last, "polling_day")

    def applied(self, before: ChangeContext) -> Network:
        """Add a section [[elections]]."""
        section = Election(**{name: getattr(self, name) for name in self.model_fields_set - {"kind"}})
        settings = before.network.settings
        return with_settings(before.network, elections=(*settings.elections, section))


class VenueClosed(AnyChange):
    """A venue takes no meetings for a time, or is lost for good."""

    model_config = example(kind="venue_closed", venue="akkc", first_day="2023-02-01", reason="Ombygning")
    refers: ClassVar = {"venue": "venues"}
    word: ClassVar = Message("kind_names.venue_closed", "venue_closed")

    kind: Literal["venue_closed"] = "venue_closed"
    venue: Id = Field(description="The venue.")
    first_day: date | None = Field(default=None, description="First day; today if left out.")
    last_day: date | None = Field(default=None, description="Last day; left out if it is lost for good.")
    reason: OptionalText = Field(default="", description="Why.")
    source: OptionalText = Field(default="", description="Where that is said.")

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse days in the wrong order or wholly outside the planning horizon."""
        yield from _wrong_days(before, *self._days(before))

    def applied(self, before: ChangeContext) -> Network:
        """Add a row of venue_closed.csv."""
        first, last = self._days(before)
        row = VenueClosure(venue=self.venue, first_day=first, last_day=last, reason=self.reason, source=self.source)
        return altered(before.network, venue_closed=(*before.network.venue_closed, row))

    def _days(self, before: ChangeContext) -> tuple[date, date]:
        first = self.first_day or before.as_of
        return first, self.last_day or max(first, before.network.settings.last_day)


def _wrong_days(before: ChangeContext, first: date, last: date, key: str = "first_day") -> Iterator[Refusal]:
    """Yield a refusal of `key` if the days are in the wrong order or wholly outside the planning horizon."""
    horizon = before.network.settings.horizon
    if last < first:
        yield Refusal("last_day", BoundMessage(BACKWARDS, {"first": first, "last": last}), last.isoformat())
    elif not Span(first, last).overlaps(horizon):
        yield from not_planned(before, key, first)


class LawDate(AnyChange):
    """The day before which a theme makes no sense is another than was expected."""

    model_config = example(
        kind="law", theme="barnets-lov", in_force="2024-01-01", reason="Barnets Lov træder først i kraft"
    )
    refers: ClassVar = {"theme": "themes"}
    word: ClassVar = Message("kind_names.law", "law")

    kind: Literal["law"] = "law"
    theme: Id = Field(description="Id of the theme.")
    in_force: date = Field(description="No meeting on the theme before this day.")
    reason: Text | None = Field(default=None, description="Why; as before if left out.")

    def applied(self, before: ChangeContext) -> Network:
        """Set in_force of a section of [[themes]]."""
        new: dict[str, object] = {"in_force": self.in_force}
        if self.reason is not None:
            new["in_force_reason"] = self.reason
        themes = before.network.settings.themes
        changed = (each.changed(**new) if each.id == self.theme else each for each in themes)
        return with_settings(before.network, themes=tuple(changed))

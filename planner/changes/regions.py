"""Regions are merged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from calendars.language import Said, Sentence
from planner.changes.altering import altered, with_settings
from planner.changes.change import AnyChange, Refusal, Situation, example, not_to_come
from planner.nearest import hint
from planner.network import Network, Region, RegionChange
from planner.network.fields import Id, Ids, Text

NEEDS_NAME = Sentence(
    en="'{found}' is no region yet; give its name too if it is new{hint}",
    da="'{found}' er endnu ingen region; angiv også dens name, hvis den er ny{hint}",
)


class RegionMerged(AnyChange):
    """Regions become one, from a day on."""

    model_config = example(
        kind="region_merged", regions=["hovedstaden", "sjaelland"], into="oestdanmark", name="Østdanmark",
        day="2025-01-01",
    )  # fmt: skip
    refers: ClassVar = {"regions": "regions"}

    kind: Literal["region_merged"] = "region_merged"
    regions: Ids = Field(description="Ids of the regions.")
    into: Id = Field(description="Id of the region that their municipalities belong to then.")
    name: Text | None = Field(default=None, description="Its name, if it is new.")
    day: date = Field(description="First day on which they do.")

    def refusals(self, before: Situation) -> Iterator[Refusal]:
        """A region that neither is there nor has a name, and a day that is past or not planned."""
        known = {each.id: each.name for each in before.network.settings.regions}
        if self.into not in known and self.name is None:
            yield Refusal("into", Said(NEEDS_NAME, {"found": self.into, "hint": hint(self.into, known)}), self.into)
        yield from not_to_come(before, "day", self.day)

    def applied(self, before: Situation) -> Network:
        """The same as rows of region_changes.csv, for everyone who belongs to one of them on that day."""
        network = before.network
        belongs = network.membership.region_of
        moved = [each.id for each in network.municipalities if belongs(each.id, self.day) in {*self.regions}]
        kept = [row for row in network.region_changes if row.municipality not in moved or row.from_day != self.day]
        rows = [RegionChange(municipality=each, region=self.into, from_day=self.day) for each in moved]
        if self.into not in {each.id for each in network.settings.regions}:
            new = Region(id=self.into, name=self.name or self.into)
            network = with_settings(network, regions=(*network.settings.regions, new))
        return altered(network, region_changes=(*kept, *rows))

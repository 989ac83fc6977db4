"""Laws enter into force on another day than was expected."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from planner.changes.altering import with_settings
from planner.changes.change import AnyChange, Situation, example
from planner.network import Network
from planner.network.fields import Id, Text


class LawDate(AnyChange):
    """The day before which a theme makes no sense is another than was expected."""

    model_config = example(
        kind="law", theme="barnets-lov", in_force="2024-01-01", reason="Barnets Lov træder først i kraft"
    )
    refers: ClassVar = {"theme": "themes"}

    kind: Literal["law"] = "law"
    theme: Id = Field(description="Id of the theme.")
    in_force: date = Field(description="No meeting on the theme before this day.")
    reason: Text | None = Field(default=None, description="Why; as before if left out.")

    def applied(self, before: Situation) -> Network:
        """The same as in_force of [[themes]]."""
        new: dict[str, object] = {"in_force": self.in_force}
        if self.reason is not None:
            new["in_force_reason"] = self.reason
        themes = before.network.settings.themes
        changed = (each.changed(**new) if each.id == self.theme else each for each in themes)
        return with_settings(before.network, themes=tuple(changed))

"""Changes of a rule's parameters, such as a gap, a budget or points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationError

from calendars.language import BoundMessage, Message
from constraints.problem.rule import Rule, all_rules
from planner.changes.change import AnyChange, ChangeContext, Refusal, altered, example
from planner.errors import hint_or_list
from planner.files.toml import IMMENSE
from planner.files.validation import MISSING, translate
from planner.network.fields import NUMBER_MAX, Id, as_written, has_immense_number
from planner.network.network import Network

NO_PARAMETER = Message("rules.no_parameter", "'{found}' is not a parameter of the rule {rule}{hint}")


class OtherRule(AnyChange):
    """A parameter of a rule is another than before."""

    model_config = example(kind="rules", rule="region_gap", parameter="min_days", value=60)
    refers: ClassVar = {"rule": "rules"}
    word: ClassVar = Message("kind_names.rules", "rules")

    kind: Literal["rules"] = "rules"
    rule: Id = Field(description="Key of the rule, as in [rules.<key>].")
    parameter: Id = Field(description="Name of the parameter.")
    value: Any = Field(default=None, description="What it is from now on; the usual value if left out.")

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse a parameter that the rule does not have, and a value that it does not accept."""
        known = all_rules()[self.rule].model_fields
        if self.parameter not in known:
            values = {"found": self.parameter, "rule": self.rule, "hint": hint_or_list(self.parameter, known)}
            yield Refusal("parameter", BoundMessage(NO_PARAMETER, values), self.parameter)
            return
        if has_immense_number(self.value):
            yield Refusal("value", BoundMessage(IMMENSE, {"n": NUMBER_MAX}), as_written(self.value))
            return
        try:
            self._changed(before.network)
        except ValidationError as error:
            found = as_written(self.value)
            for details in error.errors():
                missing = details["type"] == "missing"
                yield Refusal("value", BoundMessage(MISSING) if missing else translate(details, found), found)

    def applied(self, before: ChangeContext) -> Network:
        """Set a parameter in [rules.<key>]."""
        rules = {**before.network.settings.rules, self.rule: self._changed(before.network)}
        # The rule validates itself; validating the settings would require it in its written form.
        settings = before.network.settings.model_copy(update={"rules": rules})
        return altered(before.network, settings=settings)

    def _changed(self, network: Network) -> Rule:
        written = network.settings.rules.get(self.rule)
        kept = {} if written is None else written.model_dump(include=written.model_fields_set)
        kept.pop(self.parameter, None)
        new = {} if self.value is None else {self.parameter: self.value}
        return all_rules()[self.rule].model_validate({**kept, **new})

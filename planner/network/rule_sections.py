"""The sections `[rules.<key>]`: one for each rule that there is, with the rule's own parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    ValidationError,
    create_model,
)
from pydantic_core import CoreSchema, core_schema

from constraints.rule import Rule, all_rules


@cache
def _sections() -> type[BaseModel]:
    fields: dict[str, Any] = {
        key: (rule | None, Field(default=None, description=f"{rule.title.en} / {rule.title.da}"))
        for key, rule in all_rules().items()
    }
    return create_model("Rules", __config__=ConfigDict(extra="forbid", frozen=True), **fields)


def _as_mapping(sections: BaseModel) -> Mapping[str, Rule]:
    return {key: rule for key, rule in sections if rule is not None}


def _as_sections(rules: Mapping[str, Rule]) -> dict[str, object]:
    return {key: rule.model_dump(mode="json") for key, rule in rules.items()}


def _schema(_source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    written = core_schema.plain_serializer_function_ser_schema(_as_sections)
    return core_schema.no_info_after_validator_function(_as_mapping, handler(_sections()), serialization=written)


Rules = Annotated[Mapping[str, Rule], GetPydanticSchema(_schema)]
"""Rules by key, each with the parameters that were written."""


def in_force(written: Mapping[str, Rule]) -> tuple[Rule, ...]:
    """The rules that ask something, those that were not written with their usual parameters, in order of keys."""
    usual = {key: written.get(key) or _usual(rule) for key, rule in all_rules().items()}
    return tuple(rule for rule in usual.values() if rule is not None and rule.active)


def _usual(rule: type[Rule]) -> Rule | None:
    """The rule as it is without a section, or None if it cannot be without one."""
    try:
        return rule()
    except ValidationError:
        return None

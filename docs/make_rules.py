"""Writes docs/rules.md from the rules themselves: `python docs/make_rules.py`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

from pydantic.fields import FieldInfo

from constraints.problem.rule import Rule, all_rules

HERE = Path(__file__).parent
INTRODUCTION = """# Rules

One section `[rules.<name>]` of `network.toml` for each rule you want to set; its fields are the lines of that
section. A rule without parameters always holds. Points are what a plan pays; fewer is better. This page is written from
the rules by `python docs/make_rules.py`.

The members of a meeting, who are asked to it, are those who take part on its first day (`from_day` and `last_day` in
members.csv, both included), have one of the roles of its round, and come from a municipality of its region; of every
region if it is joint. The first day of the window of a round says which municipalities a region has in that round,
whatever the days of its meetings (a series makes rounds, each with a window of its own). A municipality takes part in a
meeting if one of its members is asked. Expected are the members who are not busy at any time of the meeting, and the
guests. Which regional meetings follow each other is a matter of municipalities and roles, whoever takes part when.
"""


def document() -> str:
    """The text of docs/rules.md."""
    rules = all_rules().items()
    soft = [(key, rule) for key, rule in rules if is_soft(rule)]
    hard = [(key, rule) for key, rule in rules if not is_soft(rule)]
    headed = ["## Hard: kept by every plan\n", *sections(hard), "## Soft: paid for in points\n", *sections(soft)]
    return "\n".join([INTRODUCTION, *headed])


def is_soft(rule: type[Rule]) -> bool:
    """Whether some parameter of the rule is a price in points."""
    return any("Points" in (field.description or "") for field in rule.model_fields.values())


def sections(rules: list[tuple[str, type[Rule]]]) -> Iterator[str]:
    """One section for each rule."""
    for key, rule in rules:
        yield f"### {key}: {rule.title.text} ({rule.title.say('da')})\n"
        yield f"{purpose(rule)} {inspect.getdoc(rule)}\n"
        if rule.model_fields:
            yield "\n".join(["| field | default | meaning |", "|---|---|---|", *rows(rule.model_fields)]) + "\n"


def purpose(rule: type[Rule]) -> str:
    """The first sentence of the rule's file."""
    return inspect.cleandoc(inspect.getmodule(rule).__doc__ or "").split("\n\n")[0].replace("\n", " ")


def rows(fields: dict[str, FieldInfo]) -> Iterator[str]:
    """One line for each parameter."""
    for name, field in fields.items():
        default = "required" if field.is_required() else f"`{field.get_default(call_default_factory=True)}`"
        yield f"| {name} | {default} | {field.description} |"


if __name__ == "__main__":
    (HERE / "rules.md").write_text(document(), encoding="utf-8")

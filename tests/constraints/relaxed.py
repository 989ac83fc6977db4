"""What each rule says of itself, its numbers, what it ties together, and what its relaxations change in `DEMANDS`.

It is kept in `relaxed.txt`, which `python -m tests.constraints.relaxed` writes anew; what changes there is to be read.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ValidationError

from constraints.problem.problem import After, NoGood, Problem
from constraints.problem.relaxations import Relaxation
from constraints.problem.rule import Rule, all_rules
from tests.constraints.builders import JOINT, NORD, SYD, meeting, on, problem, team
from tests.constraints.examples import demands

ASKING: dict[str, dict[str, object]] = {
    "budget": {"total": 1},
    "joint_gap": {"min_days_after": 60, "min_days_before": 30},
    "region_gap": {"min_days": 90, "max_days": 200},
    "round_span": {"max_days": 14},
    "venue_repeat": {"times": 3},
}
"""Parameters with which rules tie meetings, where the defaults do not."""
KEPT = Path(__file__).with_suffix(".txt")


def told() -> dict[str, str]:
    """Return what is said of each demand, by its name, and of each rule in a network of seven meetings."""
    found = {name: _of(name) for name in demands()} | {f"{key} in two years": _ties(key) for key in all_rules()}
    return {name: "\n".join([f"[{name}]", *lines]) + "\n" for name, lines in found.items()}


def _ties(key: str) -> Iterator[str]:
    """Tell what a rule ties together among two regions' meetings of two years, a joint one, and one after another."""
    named = ((NORD, "r1"), (SYD, "r1"), (NORD, "r2"), (SYD, "r2"), (JOINT, "alle"), (NORD, "r3"), (SYD, "r4"))
    meetings = [
        meeting(f"{name}{number}", region, round=name, year=2023 if number < 4 else 2024, staff={"KL": 1})
        for number, (region, name) in enumerate(named)
    ]
    meetings[3] = replace(meetings[3], after=(After("r1", 2),))
    no_goods = (NoGood({0: (on(1), 0), 3: (on(2), 1)}, 1),)
    yield from _promises(all_rules()[key])
    yield from _numbers(all_rules()[key])
    rule = all_rules()[key].model_validate(ASKING.get(key, {}))
    yield from _scope(rule, problem(meetings, rule, staff=team("KL", 2), no_goods=no_goods))


def _promises(rule: type[Rule]) -> Iterator[str]:
    """Tell what the rule says of itself, and what its fields may be."""
    if said := [name for name in vars(Rule) if name[0] != "_" and getattr(rule, name) is True]:
        yield f"is {', '.join(said)}"
    if (usual := rule.usual_for_aim()) is not None:
        yield f"usual for its aim {_text(usual)}"
    schema = rule.model_json_schema()
    for each in (schema, *schema.get("$defs", {}).values()):
        for name, field in each.get("properties", {}).items():
            told = {key: value for key, value in field.items() if key not in {"description", "title", "$ref"}}
            yield f"{name} {json.dumps(told, sort_keys=True)}"


def _numbers(rule: type[Rule]) -> Iterator[str]:
    """Tell each whole number's default, the least allowed, and from which on it alone makes the rule active."""
    fields = {name: field.default for name, field in rule.model_fields.items() if field.annotation in {int, int | None}}

    def allowed(values: dict[str, int | None]) -> Rule | None:
        try:
            return rule.model_validate(values)
        except ValidationError:
            return None

    least = {name: next(n for n in range(-1, 10) if allowed({name: n})) for name in fields}
    unset = {name: None if default is None else least[name] for name, default in fields.items()}
    off = least if rule.model_validate(unset).active and not rule.model_validate(least).active else unset
    for name, default in fields.items():
        tried = ((n, allowed({**off, name: n})) for n in range(least[name], 10))
        first = next((n for n, each in tried if each and each.active), None)
        alone = None if rule.model_validate(off).active else first
        yield f"{name} default {default} least {least[name]} active from {alone}"


def _scope(rule: Rule, of: Problem) -> Iterator[str]:
    parts = rule.parts(of)
    yield f"parts {None if parts is None else [sorted(each) for each in parts]}"
    yield f"tied {[sorted({*rule.tied(of, each)}) for each in range(len(of.meetings))]}"
    yield f"apart {_text([*rule.apart(of)])}"


def _of(name: str) -> Iterator[str]:
    of, meetings = demands()[name].case()
    (rule,) = of.rules
    yield from _scope(rule, of)
    for each in rule.relaxations(of, meetings):
        kinds = f"{each.unit.name} {each.asks.name} most {each.most} step {each.step}"
        flags = f"both ways {each.both_ways} exact {each.exact}"
        yield f"{each.code} {sorted(each.meetings)} {kinds} {flags} {_text(each.values)}"
        yield from (f"  {amount}: {line}" for amount in _amounts(each) for line in _changes(of, each.apply(of, amount)))
        if each.measured is not None:
            yield from (f"  measured: {line}" for line in _changes(of, each.measured(of)))


def _amounts(relaxation: Relaxation) -> list[int]:
    return sorted({1, relaxation.most, *([-1] if relaxation.both_ways else [])} - {0})


def _changes(before: object, after: object, path: str = "") -> Iterator[str]:
    """Yield where two values differ, and how."""
    parts, others = _parts(before), _parts(after)
    if isinstance(before, tuple) and isinstance(after, tuple) and len(before) != len(after):
        gone, come = [*map(_text, before)], [*map(_text, after)]
        yield from (f"{path} - {each}" for each in gone if each not in come)
        yield from (f"{path} + {each}" for each in come if each not in gone)
    elif parts is None or others is None or parts.keys() != others.keys():
        if _text(before) != _text(after):
            yield f"{path} {_text(before)} -> {_text(after)}"
    else:
        for name in parts:
            yield from _changes(parts[name], others[name], (path + name).removeprefix("."))


def _parts(value: object) -> Mapping[str, object] | None:
    if dataclasses.is_dataclass(value):
        return {f".{each.name}": getattr(value, each.name) for each in dataclasses.fields(value)}
    if isinstance(value, BaseModel):
        return {f".{name}": each for name, each in value}
    if isinstance(value, Mapping):
        return {f"[{name}]": each for name, each in value.items()}
    if isinstance(value, tuple | list):
        return {f"[{place}]": each for place, each in enumerate(value)}
    return None


def _text(value: object) -> str:
    if isinstance(value, np.ndarray):
        return str(value.tolist())
    if isinstance(value, frozenset | set):
        return f"{{{', '.join(sorted(map(_text, value)))}}}"
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_text, value))})"
    parts = _parts(value)
    inside = "" if parts is None else ", ".join(f"{name.strip('.[]')} {_text(each)}" for name, each in parts.items())
    return str(value) if parts is None else f"{type(value).__name__}({inside})"


if __name__ == "__main__":
    KEPT.write_text("\n".join(told().values()), encoding="utf-8")

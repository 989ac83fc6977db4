"""What each rule ties together, and what each of its relaxations changes in the networks of `DEMANDS`.

It is kept in `relaxed.txt`, which `python -m tests.constraints.relaxed` writes anew; what changes there is to be read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from constraints.problem.relaxations import Relaxation
from tests.constraints.examples import demands

KEPT = Path(__file__).with_suffix(".txt")


def told() -> dict[str, str]:
    """Return what is said of each demand, by its name."""
    return {name: "\n".join(_of(name)) + "\n" for name in demands()}


def _of(name: str) -> Iterator[str]:
    problem, meetings = demands()[name].case()
    (rule,) = problem.rules
    yield f"[{name}]"
    parts = rule.parts(problem)
    yield f"parts {None if parts is None else [sorted(each) for each in parts]}"
    yield f"tied {[sorted(rule.tied(problem, each)) for each in range(len(problem.meetings))]}"
    yield f"apart {_text([*rule.apart(problem)])}"
    for each in rule.relaxations(problem, meetings):
        kinds = f"{each.unit.name} {each.asks.name} most {each.most} step {each.step}"
        flags = f"both ways {each.both_ways} exact {each.exact}"
        yield f"{each.code} {sorted(each.meetings)} {kinds} {flags} {_text(each.values)}"
        yield from (
            f"  {amount}: {line}"
            for amount in _amounts(each)
            for line in _changes(problem, each.apply(problem, amount))
        )
        if each.measured is not None:
            yield from (f"  measured: {line}" for line in _changes(problem, each.measured(problem)))


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

"""What a rule's own test says of it beside its tests, for what is tested of every rule alike.

`tests/constraints/rules/test_<key>.py` of a hard rule has `DEMANDS`: small networks in which it demands something, one
for each form its sentences take, with what is said in each language. `PARAMETERS` is for fields of types that
`parameters.py` cannot draw: by name of the field a strategy of hypothesis.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

from calendars.blackouts import Blackout
from constraints.problem.problem import Problem
from constraints.problem.rule import all_rules
from tests.constraints.builders import busy, days, meeting, problem, team

Case = tuple[Problem, frozenset[int]]
"""A problem with one rule, and the meetings (indices) of which that demands something; none stands for all."""
ONE, TWO, ALL = frozenset({0}), frozenset({0, 1}), frozenset[int]()


@dataclass(frozen=True)
class Demand:
    """What a rule demands in a case, and what can be given up of it.

    Attributes:
        case: makes the network.
        en, da: the demand in each language.
        relaxations: each by the least and by the most, as "code amount: sentence", in English and in Danish.
    """

    case: Callable[[], Case]
    en: str
    da: str
    relaxations: Sequence[tuple[str, str]] = ()


def module_of(key: str) -> ModuleType:
    """The tests of the rule with that key."""
    return importlib.import_module(f"tests.constraints.rules.test_{key}")


def demands() -> Mapping[str, Demand]:
    """Every demand by the key of its rule and, after a dot, what is special about it."""
    found = {key: getattr(module_of(key), "DEMANDS", {}) for key in all_rules()}
    return {f"{key}.{name}".rstrip("."): each for key, cases in found.items() for name, each in cases.items()}


def case(rule: str, *meetings: object, about: frozenset[int] = ONE, given: dict[str, object] | None = None,
         **changes: object) -> Case:  # fmt: skip
    """A problem of these meetings under the rule with the parameters given, and the meetings it is asked about."""
    made = all_rules()[rule].model_validate(given or {})
    return problem(meetings, made, **changes), about  # type: ignore[arg-type]


def closed(first: int, last: int, reason: str, **changes: object) -> Blackout:
    """Closed days, from one numbered day to another."""
    return Blackout(days(first, last), reason, **changes)  # type: ignore[arg-type]


BOTH_TEAMS = (*team("KL", 3), *team("SST", 1))
BUSY = busy(4, {0: [2, 3], 1: [2], 3: [5]})
STAFFED = meeting("a", staff={"KL": 2, "SST": 1}, window=days(0, 5))
SHORT = meeting("a", staff={"KL": 3, "SST": 1}, window=days(2, 2))
FEWER_PEOPLE = (
    (
        "fewer_people 1: Hold Møde a, Nord with 1 from KL instead of 2.",
        "fewer_people 1: Hold Møde a, Nord med 1 fra KL i stedet for 2.",
    ),
    (
        "fewer_people 2: Hold Møde a, Nord without anybody from KL.",
        "fewer_people 2: Hold Møde a, Nord uden nogen fra KL.",
    ),
    (
        "fewer_people 1: Hold Møde a, Nord without anybody from SST.",
        "fewer_people 1: Hold Møde a, Nord uden nogen fra SST.",
    ),
)
"""What `STAFFED` can be held with instead."""
MORE_PEOPLE = (
    (
        "more_people 1: Find 1 more person for KL.",
        "more_people 1: Find 1 medarbejder mere til KL.",
    ),
    (
        "more_people 3: Find 3 more people for KL.",
        "more_people 3: Find 3 medarbejdere mere til KL.",
    ),
    (
        "more_people 1: Find 1 more person for SST.",
        "more_people 1: Find 1 medarbejder mere til SST.",
    ),
    (
        "more_people 3: Find 3 more people for SST.",
        "more_people 3: Find 3 medarbejdere mere til SST.",
    ),
)
"""Who can be found for `BOTH_TEAMS`."""

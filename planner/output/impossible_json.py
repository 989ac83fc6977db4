"""Why there is no plan and what it is enough to give up, for programs: codes and parameters beside the sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import TYPE_CHECKING, TypedDict

from planner.output.impossible import demanded

if TYPE_CHECKING:
    from calendars.language import Locale
    from constraints.clash.clash import Clash
    from constraints.clash.concession import Concession
    from constraints.clash.impossible import Impossible
    from constraints.problem import Problem

Plain = str | int | float | list[str] | None


class RequirementJson(TypedDict):
    """What a rule demands of some meetings; none for all of them."""

    rule: str
    meetings: list[str]
    sentence: str


class ClashJson(TypedDict):
    """Requirements that cannot all be kept; without any one of them the others can, if it is confirmed."""

    confirmed: bool
    meetings: list[str]
    requirements: list[RequirementJson]


class ConcessionJson(TypedDict):
    """So much of what a rule demands given up: `amount` steps of `step` units."""

    rule: str
    code: str
    meetings: list[str]
    unit: str
    step: int
    amount: int
    parameters: dict[str, Plain]
    sentence: str


class WayOutJson(TypedDict):
    """What it is enough to give up together to end the clashes of those numbers.

    `least` is whether it is proved that less of any of it is not enough.
    """

    clashes: list[int]
    least: bool
    concessions: list[ConcessionJson]


class ImpossibleJson(TypedDict):
    """Why there is no plan, and the ways out, cheapest first."""

    clashes: list[ClashJson]
    ways_out: list[WayOutJson]


def impossible_json(problem: Problem, impossible: Impossible, locale: Locale) -> ImpossibleJson:
    """Everything about an impossible problem, its sentences in that language."""
    return {
        "clashes": [_clash(problem, clash, locale) for clash in impossible.clashes],
        "ways_out": [
            {
                "clashes": [*way.clashes],
                "least": way.least,
                "concessions": [_concession(problem, each, locale) for each in way.concessions],
            }
            for way in impossible.ways_out
        ],
    }


def _clash(problem: Problem, clash: Clash, locale: Locale) -> ClashJson:
    return {
        "confirmed": clash.confirmed,
        "meetings": _ids(problem, clash.meetings),
        "requirements": [
            {
                "rule": each.rule,
                "meetings": _ids(problem, each.meetings),
                "sentence": demanded(problem, clash, each).say(locale),
            }
            for each in clash.requirements
        ],
    }


def _concession(problem: Problem, concession: Concession, locale: Locale) -> ConcessionJson:
    loosening = concession.loosening
    return {
        "rule": loosening.rule,
        "code": loosening.code,
        "meetings": _ids(problem, loosening.meetings),
        "unit": loosening.unit.value,
        "step": loosening.step,
        "amount": concession.amount,
        "parameters": _plain(loosening.values),
        "sentence": concession.say().say(locale),
    }


def _ids(problem: Problem, meetings: Iterable[int]) -> list[str]:
    return [problem.meetings[number].id for number in sorted(meetings)]


def _plain(values: Mapping[str, object]) -> dict[str, Plain]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: object) -> Plain:
    """A value as JSON has it: dates and clock times as ISO 8601."""
    match value:
        case str() | int() | float() | None:
            return value
        case date() | time():
            return value.isoformat()
        case list() | tuple():
            return [str(_value(each)) for each in value]
        case _:
            return str(value)

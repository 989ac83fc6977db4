"""Why there is no plan and what it is enough to give up, for programs: codes and parameters beside the sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict

from constraints.demanding import parts
from planner.output.impossible import demanded
from planner.output.values import code, plain_values

if TYPE_CHECKING:
    from pydantic import JsonValue

    from calendars.language import Locale, Said
    from constraints.clash.clash import Clash
    from constraints.clash.concession import Concession
    from constraints.clash.impossible import Impossible
    from constraints.problem import Problem
    from constraints.requirement import Requirement


class DemandJson(TypedDict):
    """One thing that is demanded."""

    code: str
    values: dict[str, JsonValue]
    sentence: str


class RequirementJson(TypedDict):
    """What a rule demands of some meetings (none for all of them), also part by part."""

    rule: str
    meetings: list[str]
    demands: list[DemandJson]
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
    values: dict[str, JsonValue]
    sentence: str


class WayOutJson(TypedDict):
    """What it is enough to give up together to end the clashes of those numbers.

    `least` is whether it is proved that less of any of it is not enough.
    """

    clashes: list[int]
    least: bool
    concessions: list[ConcessionJson]


class ImpossibleJson(TypedDict):
    """Why there is no plan, and the ways out, cheapest first; unless it is complete there may be more clashes."""

    complete: bool
    clashes: list[ClashJson]
    ways_out: list[WayOutJson]


def impossible_json(problem: Problem, impossible: Impossible, locale: Locale) -> ImpossibleJson:
    """Everything about an impossible problem, its sentences in that language."""
    return {
        "complete": impossible.complete,
        "clashes": [_clash(problem, clash, locale) for clash in impossible.clashes],
        "ways_out": [
            {
                "clashes": [*way.clashes],
                "least": way.least,
                "concessions": [
                    _concession(problem, concession, said, locale)
                    for concession, said in zip(way.concessions, way.told, strict=True)
                ],
            }
            for way in impossible.ways_out
        ],
    }


def _clash(problem: Problem, clash: Clash, locale: Locale) -> ClashJson:
    return {
        "confirmed": clash.confirmed,
        "meetings": _ids(problem, clash.meetings),
        "requirements": [_requirement(problem, clash, each, locale) for each in clash.requirements],
    }


def _requirement(problem: Problem, clash: Clash, requirement: Requirement, locale: Locale) -> RequirementJson:
    said = demanded(problem, clash, requirement)
    return {
        "rule": requirement.rule,
        "meetings": _ids(problem, requirement.meetings),
        "demands": [_demand(requirement.rule, part, locale) for part in parts(said)],
        "sentence": said.say(locale),
    }


def _demand(rule: str, said: Said, locale: Locale) -> DemandJson:
    return {
        "code": code(rule, said.sentence),
        "values": plain_values(said.values, locale),
        "sentence": said.say(locale),
    }


def _concession(problem: Problem, concession: Concession, said: Said, locale: Locale) -> ConcessionJson:
    loosening = concession.loosening
    return {
        "rule": loosening.rule,
        "code": f"{loosening.rule}.{loosening.code}",
        "meetings": _ids(problem, loosening.meetings),
        "unit": loosening.unit.value,
        "step": loosening.step,
        "amount": concession.amount,
        "values": plain_values({**said.values, **loosening.values}, locale),
        "sentence": said.say(locale),
    }


def _ids(problem: Problem, meetings: Iterable[int]) -> list[str]:
    return [problem.meetings[number].id for number in sorted(meetings)]

"""The plan as JSON, and why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict

from constraints.conflicts.conflict import demanded
from constraints.problem.naming import parts
from planner.schemas.common import code, plain_values
from planner.schemas.figures import absent_members, far_municipalities, price

if TYPE_CHECKING:
    from pydantic import JsonValue

    from calendars.language import Locale, Said
    from constraints.conflicts.conflict import Concession, Conflict
    from constraints.conflicts.repairs import Impossible
    from constraints.planning import Answer
    from constraints.problem.outcome import Outcome, Progress, Verdict
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Problem, Requirement
    from constraints.problem.rule import Finding


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


def _clash(problem: Problem, clash: Conflict, locale: Locale) -> ClashJson:
    return {
        "confirmed": clash.confirmed,
        "meetings": _ids(problem, clash.meetings),
        "requirements": [_requirement(problem, clash, each, locale) for each in clash.requirements],
    }


def _requirement(problem: Problem, clash: Conflict, requirement: Requirement, locale: Locale) -> RequirementJson:
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


ROUNDED = 3
"""Decimals of seconds."""


class MeetingJson(TypedDict):
    """A meeting: times as RFC 3339 with offset, venue, rooms and staff by id.

    `attendance` is members free for it and guests, `guests` how many of them are guests, and `absent` the members
    who are busy.
    """

    id: str
    round: str
    region: str | None
    title: str
    start: str
    end: str
    venue: str
    rooms: list[str]
    staff: list[str]
    attendance: int
    guests: int
    absent: int


class AbsentJson(TypedDict):
    """A member who misses meetings: how many, of how many; `municipality` by id."""

    id: str
    municipality: str
    missed: int
    meetings: int


class FarJson(TypedDict):
    """A municipality that travels far: minutes one way to all its meetings, and how many they are."""

    id: str
    name: str
    minutes: int
    meetings: int


class WorstOffJson(TypedDict):
    """The few who are worst off, the worst first."""

    people: list[AbsentJson]
    municipalities: list[FarJson]


class PriceJson(TypedDict):
    """Money in whole units of the currency; `income` is None if the network does not say what a member pays."""

    rent: int
    meals: int
    total: int
    income: int | None
    currency: str


class FindingJson(TypedDict):
    """Something broken or something that costs points, in the network's language."""

    rule: str
    broken: bool
    points: int
    meetings: list[str]
    about: list[str]
    code: str
    values: dict[str, JsonValue]
    sentence: str


class AnswerJson(TypedDict):
    """The answer of `solve`; `gap` is a share, and sentences are in the network's language.

    `worst_off` and `price` are None if there is no plan, `impossible` unless it is known that there is none.
    """

    status: str
    objective: int | None
    bound: int | None
    gap: float | None
    seconds: float
    points: dict[str, int]
    meetings: list[MeetingJson]
    worst_off: WorstOffJson | None
    price: PriceJson | None
    interrupted: bool
    peak_memory_bytes: int
    phases: dict[str, float]
    proof: list[str]
    findings: list[FindingJson]
    impossible: ImpossibleJson | None


class ResultJson(AnswerJson):
    """The last of the JSON lines."""

    event: str


class VerdictJson(TypedDict):
    """The answer of `check`."""

    clean: bool
    objective: int
    points: dict[str, int]
    findings: list[FindingJson]


class ProgressJson(TypedDict):
    """How far a solve has come."""

    seconds: float
    best: int | None
    bound: int | None
    gap: float | None


def answer_json(answer: Answer) -> AnswerJson:
    """Everything about an answer."""
    outcome, locale = answer.outcome, answer.problem.locale
    verdict = outcome.verdict
    return {
        "status": outcome.status.value,
        "objective": outcome.objective,
        "bound": outcome.bound,
        "gap": outcome.gap,
        "seconds": round(outcome.seconds, ROUNDED),
        "points": verdict.points if verdict else {},
        "meetings": [_meeting(verdict.schedule, held) for held in verdict.schedule] if verdict else [],
        "worst_off": _worst_off(verdict.schedule) if verdict else None,
        "price": _price(verdict.schedule) if verdict else None,
        "interrupted": outcome.interrupted,
        "peak_memory_bytes": outcome.peak_memory,
        "phases": phases(outcome),
        "proof": [said.say(locale) for said in outcome.proof],
        "findings": _findings((*answer.contradictions, *(verdict.findings if verdict else ())), answer.problem),
        "impossible": impossible_json(answer.problem, answer.impossible, locale) if answer.impossible else None,
    }


def result_json(answer: Answer) -> ResultJson:
    """The answer as the last of the JSON lines."""
    return {"event": "result", **answer_json(answer)}


def verdict_json(verdict: Verdict) -> VerdictJson:
    """Everything that the check says of a plan."""
    return {
        "clean": not verdict.broken,
        "objective": verdict.objective,
        "points": verdict.points,
        "findings": _findings(verdict.findings, verdict.schedule.problem),
    }


def progress_json(progress: Progress) -> ProgressJson:
    """One look at the progress."""
    seconds = round(progress.seconds, ROUNDED)
    return {"seconds": seconds, "best": progress.best, "bound": progress.bound, "gap": progress.gap}


def phases(outcome: Outcome) -> dict[str, float]:
    """Seconds of each part of the work."""
    return {name: round(seconds, ROUNDED) for name, seconds in outcome.phases.items()}


def dumps(found: object, *, indent: int | None = 2) -> str:
    """The JSON text; on one line if `indent` is None."""
    return json.dumps(found, ensure_ascii=False, indent=indent, allow_nan=False)


def _meeting(schedule: Schedule, held: ScheduledMeeting) -> MeetingJson:
    problem, region = schedule.problem, held.meeting.region
    return {
        "id": held.id,
        "round": held.meeting.round,
        "region": None if region is None else problem.regions[region].id,
        "title": held.meeting.title,
        "start": held.start.isoformat(),
        "end": held.end.isoformat(),
        "venue": schedule.venue(held).id,
        "rooms": [room.id for room in schedule.rooms(held)],
        "staff": [problem.staff[person].id for person in held.staff],
        "attendance": held.expected,
        "guests": held.meeting.guests,
        "absent": len(held.absent),
    }


def _worst_off(schedule: Schedule) -> WorstOffJson:
    return {
        "people": [
            {"id": each.id, "municipality": each.municipality, "missed": each.amount, "meetings": each.meetings}
            for each in absent_members(schedule)
        ],
        "municipalities": [
            {"id": each.id, "name": each.name, "minutes": each.amount, "meetings": each.meetings}
            for each in far_municipalities(schedule)
        ],
    }


def _price(schedule: Schedule) -> PriceJson:
    found = price(schedule)
    return {
        "rent": found.rent,
        "meals": found.meals,
        "total": found.total,
        "income": found.paid,
        "currency": schedule.problem.currency,
    }


def _findings(findings: tuple[Finding, ...], problem: Problem) -> list[FindingJson]:
    return [
        {
            "rule": finding.rule,
            "broken": finding.broken,
            "points": finding.points,
            "meetings": list(finding.meetings),
            "about": list(finding.about),
            "code": code(finding.rule, finding.sentence),
            "values": plain_values(finding.values, problem.locale),
            "sentence": finding.say(problem.locale),
        }
        for finding in findings
    ]

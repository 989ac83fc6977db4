"""Plans as JSON, written and read back, and why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, model_validator

from constraints.conflicts.conflict import demanded
from constraints.problem.naming import parts
from constraints.problem.outcome import OutcomeStatus
from planner.schemas.common import Shape, code, plain_values
from planner.schemas.figures import absent_members, far_municipalities, price

if TYPE_CHECKING:
    from calendars.language import BoundMessage, Locale
    from constraints.conflicts.conflict import Concession, Conflict
    from constraints.conflicts.repairs import Infeasibility
    from constraints.planning import PlanningResult
    from constraints.problem.outcome import Outcome, Progress, Verdict
    from constraints.problem.plan import Plan, Schedule, ScheduledMeeting
    from constraints.problem.problem import Problem, Requirement
    from constraints.problem.rule import Finding
    from planner.network.history import Since


class DemandJson(Shape):
    """One thing that is demanded."""

    code: str = Field(description="What is said: the key of the rule and the name of the sentence. Stable.")
    values: dict[str, JsonValue] = Field(description="Parameters of the sentence; days and times in ISO 8601.")
    sentence: str = Field(description="In words, in the network's language.")


class RequirementJson(Shape):
    """What a rule demands of some meetings."""

    rule: str = Field(description="Key of the rule.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings; none for all of them.")
    demands: tuple[DemandJson, ...] = Field(description="The parts of it, such as one for each meeting or team.")
    sentence: str = Field(description="All of it in words, in the network's language.")


class ClashJson(Shape):
    """Requirements that cannot all be kept; without any one of them the others can, if that is confirmed."""

    confirmed: bool = Field(description="Whether two engines agree.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings it is about.")
    requirements: tuple[RequirementJson, ...] = Field(description="What cannot all be kept.")


class ConcessionJson(Shape):
    """So much of what a rule demands given up."""

    rule: str = Field(description="Key of the rule.")
    code: str = Field(description="What is loosened: the key of the rule and a name. Stable.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings; none for all of them.")
    unit: str = Field(description="What is counted.")
    step: int = Field(description="Units of one step.")
    amount: int = Field(description="How many steps.")
    values: dict[str, JsonValue] = Field(description="Parameters of the sentence and of what is loosened.")
    sentence: str = Field(description="In words, in the network's language.")


class WayOutJson(Shape):
    """What it is enough to give up together to end some clashes."""

    clashes: tuple[int, ...] = Field(description="Places of the clashes that it ends.")
    least: bool = Field(description="Whether it is proved that less of any of it is not enough.")
    concessions: tuple[ConcessionJson, ...] = Field(description="What is given up.")


class ImpossibleJson(Shape):
    """Why there is no plan, and the ways out, the cheapest first."""

    complete: bool = Field(description="Whether the search came to its end; if not, there may be more clashes.")
    clashes: tuple[ClashJson, ...] = Field(description="What clashes.")
    ways_out: tuple[WayOutJson, ...] = Field(description="What it is enough to give up.")


def impossible_json(problem: Problem, impossible: Infeasibility, locale: Locale) -> ImpossibleJson:
    """Everything about an impossible problem, its sentences in that language."""
    return ImpossibleJson(
        complete=impossible.complete,
        clashes=tuple(_clash(problem, clash, locale) for clash in impossible.conflicts),
        ways_out=tuple(
            WayOutJson(
                clashes=tuple(way.clashes),
                least=way.least,
                concessions=tuple(
                    _concession(problem, concession, said, locale)
                    for concession, said in zip(way.concessions, way.told, strict=True)
                ),
            )
            for way in impossible.repairs
        ),
    )


def _clash(problem: Problem, clash: Conflict, locale: Locale) -> ClashJson:
    return ClashJson(
        confirmed=clash.confirmed,
        meetings=_ids(problem, clash.meetings),
        requirements=tuple(_requirement(problem, clash, each, locale) for each in clash.requirements),
    )


def _requirement(problem: Problem, clash: Conflict, requirement: Requirement, locale: Locale) -> RequirementJson:
    said = demanded(problem, clash, requirement)
    return RequirementJson(
        rule=requirement.rule,
        meetings=_ids(problem, requirement.meetings),
        demands=tuple(_demand(requirement.rule, part, locale) for part in parts(said)),
        sentence=said.say(locale),
    )


def _demand(rule: str, said: BoundMessage, locale: Locale) -> DemandJson:
    return DemandJson(
        code=code(rule, said.message), values=plain_values(said.values, locale), sentence=said.say(locale)
    )


def _concession(problem: Problem, concession: Concession, said: BoundMessage, locale: Locale) -> ConcessionJson:
    loosening = concession.loosening
    return ConcessionJson(
        rule=loosening.rule,
        code=f"{loosening.rule}.{loosening.code}",
        meetings=_ids(problem, loosening.meetings),
        unit=loosening.unit.value,
        step=loosening.step,
        amount=concession.amount,
        values=plain_values({**said.values, **loosening.values}, locale),
        sentence=said.say(locale),
    )


def _ids(problem: Problem, meetings: Iterable[int]) -> tuple[str, ...]:
    return tuple(problem.meetings[number].id for number in sorted(meetings))


ROUNDED = 3
"""Decimals of seconds."""


def _moment(found: object) -> datetime:
    """Return an aware time, in text ISO 8601; the first and last year are left out, for a zone may lead beyond them."""
    moment = datetime.fromisoformat(found) if isinstance(found, str) else found
    if not isinstance(moment, datetime) or moment.tzinfo is None or not MINYEAR < moment.year < MAXYEAR:
        msg = "a time with offset was expected"
        raise ValueError(msg)
    return moment


Moment = Annotated[datetime, BeforeValidator(_moment)]


class PlannedJson(Shape):
    """A meeting of a plan."""

    id: str = Field(examples=["2023-1/syd"])
    start: Moment = Field(examples=["2023-03-14T10:00:00+01:00"])
    end: Moment = Field(examples=["2023-03-14T15:30:00+01:00"])
    venue: str = Field(examples=["messe-c"])
    rooms: tuple[str, ...] = Field(examples=[["A"]])
    staff: tuple[str, ...] = Field(default=(), examples=[["K1"]])

    @model_validator(mode="before")
    @classmethod
    def _without_figures(cls, found: object) -> object:
        return _without(found, SolvedMeeting.model_fields.keys() - cls.model_fields.keys())


class PlanJson(Shape):
    """A plan, as `planner solve` writes it."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": True})  # the rest of an answer is passed over

    meetings: tuple[PlannedJson, ...]

    @model_validator(mode="before")
    @classmethod
    def _without_figures(cls, found: object) -> object:
        return _without(found, ResultJson.model_fields.keys() - cls.model_fields.keys())


def _without(found: object, besides: AbstractSet[str]) -> object:
    """Pass over what `solve` writes besides the plan, whatever it is; pydantic takes no key with half a surrogate."""
    if not isinstance(found, dict):
        return found
    return {key.encode(errors="backslashreplace").decode(): found[key] for key in found if key not in besides}


class PartJson(Shape):
    """A part of a meeting."""

    title: str
    minutes: int


class SolvedMeeting(Shape):
    """A meeting of the plan."""

    id: str = Field(examples=["2023-1/syd"])
    round: str
    region: str | None
    title: str
    start: str = Field(description="With the offset of the network's time zone.")
    end: str
    venue: str
    rooms: tuple[str, ...]
    staff: tuple[str, ...]
    attendance: int = Field(description="Members who are free for it, and guests.")
    from_home: int = Field(default=0, description="Those of them who join from home; all of them if it is online.")
    guests: int
    absent: int = Field(description="Members who are busy.")
    parts: tuple[PartJson, ...] = Field(default=(), description="What it consists of, in order.")


class AbsentPerson(Shape):
    """A member who misses meetings."""

    id: str
    municipality: str
    missed: int
    meetings: int


class FarMunicipality(Shape):
    """A municipality that travels far."""

    id: str
    name: str
    minutes: int = Field(description="One way, to all its meetings together.")
    meetings: int


class WorstOff(Shape):
    """The few who are worst off, the worst first."""

    people: tuple[AbsentPerson, ...]
    municipalities: tuple[FarMunicipality, ...]


class Price(Shape):
    """Money in whole units of the currency."""

    rent: int
    meals: int
    total: int
    income: int | None = Field(description="What members pay, if the network says so.")
    currency: str


class FindingJson(Shape):
    """Something broken, or something that costs points."""

    rule: str
    broken: bool
    points: int
    meetings: tuple[str, ...]
    about: tuple[str, ...]
    code: str = Field(description="What is said: the key of the rule and the name of the sentence. Stable.")
    values: dict[str, JsonValue] = Field(description="Parameters of the sentence; days and times in ISO 8601.")
    sentence: str = Field(description="In the network's language.")


class MovedJson(Shape):
    """A meeting that is held otherwise than people were told, or not at all."""

    meeting: str = Field(examples=["2023-1/syd"])
    name: str
    before: datetime
    after: datetime | None = Field(description="When it begins; null if it is not held.")
    venue_before: str
    venue_after: str | None


class SinceJson(Shape):
    """What accepting the plan would move."""

    revision: int = Field(description="The last one, which people know.", examples=[3])
    moved: tuple[MovedJson, ...]
    people: int = Field(description="Members and staff who were told of those meetings.")
    bookings: tuple[str, ...] = Field(
        default=(), description="Their bookings that would no longer be used, in the network's language."
    )


class PastJson(Shape):
    """Meetings of a plan that lie in the past without having been held."""

    as_of: date = Field(description="The day that is taken for today.")
    meetings: tuple[str, ...] = Field(description="Their ids, in order of time.")
    sentence: str = Field(description="A warning in words, in the network's language.")


class SolvedJson(Shape):
    """What came of it; its meetings can be accepted at /networks/{network}/revisions."""

    status: OutcomeStatus = Field(description="How sure the answer is.")
    objective: int | None = Field(description="Points of the plan; fewer is better.")
    bound: int | None = Field(description="No plan has fewer points.")
    gap: float | None = Field(description="How far it can at most be from the best, as a share of its points.")
    seconds: float
    points: dict[str, int] = Field(description="By rule.")
    meetings: tuple[SolvedMeeting, ...]
    worst_off: WorstOff | None
    price: Price | None
    interrupted: bool = Field(description="Whether it was stopped.")
    peak_memory_bytes: int
    phases: dict[str, float] = Field(description="Seconds of each part of the work.")
    proof: tuple[str, ...] = Field(description="What the status rests on, in the network's language.")
    findings: tuple[FindingJson, ...] = Field(description="What the plan costs and why; without a plan, what clashes.")
    impossible: ImpossibleJson | None = Field(description="If there is no plan: what clashes, and the ways out.")
    since: SinceJson | None = Field(description="What it would move; null without a plan or a revision before it.")
    past: PastJson | None = Field(default=None, description="Meetings before today that were not held; null for none.")


class VerdictJson(Shape):
    """The answer of `check`."""

    clean: bool
    objective: int
    points: dict[str, int] = Field(description="By rule.")
    findings: tuple[FindingJson, ...]


class ProgressJson(Shape):
    """How far a search is."""

    seconds: float
    best: int | None = Field(description="Points of the best plan so far.")
    bound: int | None = Field(description="No plan has fewer points.")
    gap: float | None = Field(description="How far it can at most be from the best, as a share of its points.")
    plans: int | None = Field(
        default=None,
        description="Of a what-if or a trade-off: plans found so far; of a what-if not all become proposals.",
    )


class EventJson(Shape):
    """One of the JSON lines."""

    event: str


class ProgressLine(ProgressJson, EventJson):
    """One look at the progress as a JSON line."""


class ResultJson(SolvedJson, EventJson):
    """The last of the JSON lines."""


def answer_json(answer: PlanningResult, since: Since | None = None, past: PastJson | None = None) -> SolvedJson:
    """Everything about an answer; `since` is what it would move, `past` what of it lies in the past."""
    return SolvedJson(**_answer(answer, since), past=past)


def result_json(answer: PlanningResult, since: Since | None = None, past: PastJson | None = None) -> ResultJson:
    """The answer as the last of the JSON lines."""
    return ResultJson(event="result", **_answer(answer, since), past=past)


def _since(since: Since, locale: Locale) -> SinceJson:
    moved = tuple(
        MovedJson(
            meeting=before.meeting,
            name=before.name,
            before=before.start,
            after=after.start if after else None,
            venue_before=before.venue.id,
            venue_after=after.venue.id if after else None,
        )
        for before, after in since.moved
    )
    bookings = tuple(each.say(locale) for each in since.difference.bookings)
    return SinceJson(revision=since.revision, moved=moved, people=since.people, bookings=bookings)


def _answer(answer: PlanningResult, since: Since | None) -> dict[str, Any]:
    outcome, locale = answer.outcome, answer.problem.locale
    verdict = outcome.verdict
    return {
        "status": outcome.status,
        "objective": outcome.objective,
        "bound": outcome.bound,
        "gap": outcome.gap,
        "seconds": round(outcome.seconds, ROUNDED),
        "points": verdict.points if verdict else {},
        "meetings": [_meeting(verdict.schedule, held) for held in verdict.schedule] if verdict else (),
        "worst_off": _worst_off(verdict.schedule) if verdict else None,
        "price": _price(verdict.schedule) if verdict else None,
        "interrupted": outcome.interrupted,
        "peak_memory_bytes": outcome.peak_memory,
        "phases": phases(outcome),
        "proof": [said.say(locale) for said in outcome.proof],
        "findings": _findings((*answer.contradictions, *(verdict.findings if verdict else ())), answer.problem),
        "impossible": impossible_json(answer.problem, answer.impossible, locale) if answer.impossible else None,
        "since": _since(since, locale) if since else None,
    }


def verdict_json(verdict: Verdict) -> VerdictJson:
    """Everything that the check says of a plan."""
    return VerdictJson(
        clean=not verdict.broken,
        objective=verdict.objective,
        points=verdict.points,
        findings=_findings(verdict.findings, verdict.schedule.problem),
    )


def plan_json(plan: Plan) -> PlanJson:
    """A plan in the form that plans are read in."""
    return PlanJson(
        meetings=tuple(
            PlannedJson(
                id=each.meeting, start=each.start, end=each.end, venue=each.venue, rooms=each.rooms, staff=each.staff
            )
            for each in plan.meetings
        )
    )


def progress_json(progress: Progress) -> ProgressJson:
    """One look at the progress."""
    return ProgressJson(**_progress(progress))


def progress_line(progress: Progress) -> ProgressLine:
    """One look at the progress as a JSON line."""
    return ProgressLine(event="progress", **_progress(progress))


def _progress(progress: Progress) -> dict[str, Any]:
    seconds = round(progress.seconds, ROUNDED)
    return {"seconds": seconds, "best": progress.best, "bound": progress.bound, "gap": progress.gap}


def phases(outcome: Outcome) -> dict[str, float]:
    """Seconds of each part of the work."""
    return {name: round(seconds, ROUNDED) for name, seconds in outcome.phases.items()}


def dumps(found: object, *, indent: int | None = 2) -> str:
    """The JSON text of documents; on one line if `indent` is None. What was never set in a document is left out."""
    return json.dumps(found, ensure_ascii=False, indent=indent, allow_nan=False, default=_written)


def _written(found: object) -> object:
    """Documents within a document, and days and times: UTC as +00:00."""
    match found:
        case BaseModel():
            return found.model_dump(exclude_unset=True, by_alias=True)
        case date():  # times as well
            return found.isoformat()
        case _:
            raise TypeError(type(found))


def _meeting(schedule: Schedule, held: ScheduledMeeting) -> SolvedMeeting:
    problem, region = schedule.problem, held.meeting.region
    return SolvedMeeting(
        id=held.id,
        round=held.meeting.round,
        region=None if region is None else problem.regions[region].id,
        title=held.meeting.title,
        start=held.start.isoformat(),
        end=held.end.isoformat(),
        venue=schedule.venue(held).id,
        rooms=tuple(room.id for room in schedule.rooms(held)),
        staff=tuple(problem.staff[person].id for person in held.staff),
        attendance=held.expected,
        **({"from_home": held.from_home} if held.from_home else {}),
        guests=held.meeting.guests,
        absent=len(held.absent),
        parts=tuple(PartJson(title=part.title, minutes=part.minutes) for part in held.meeting.parts),
    )


def _worst_off(schedule: Schedule) -> WorstOff:
    return WorstOff(
        people=tuple(
            AbsentPerson(id=each.id, municipality=each.municipality, missed=each.amount, meetings=each.meetings)
            for each in absent_members(schedule)
        ),
        municipalities=tuple(
            FarMunicipality(id=each.id, name=each.name, minutes=each.amount, meetings=each.meetings)
            for each in far_municipalities(schedule)
        ),
    )


def _price(schedule: Schedule) -> Price:
    found = price(schedule)
    return Price(
        rent=found.rent, meals=found.meals, total=found.total, income=found.paid, currency=schedule.problem.currency
    )


def _findings(findings: tuple[Finding, ...], problem: Problem) -> tuple[FindingJson, ...]:
    return tuple(
        FindingJson(
            rule=finding.rule,
            broken=finding.broken,
            points=finding.points,
            meetings=tuple(finding.meetings),
            about=tuple(finding.about),
            code=code(finding.rule, finding.message),
            values=plain_values(finding.values, problem.locale),
            sentence=finding.say(problem.locale),
        )
        for finding in findings
    )

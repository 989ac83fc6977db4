"""What a plan costs and whom, and what its limits cost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pydantic import Field

from constraints.why.tightness import Tight, tight
from planner.explaining.savings import savings
from planner.explaining.shapes import Proof, RulePoints
from planner.explaining.telling import Teller
from planner.output.worst_off import absent_members, far_municipalities, regions_by_absence
from planner.rescheduling.shapes import Named, Shape

if TYPE_CHECKING:
    from constraints.held import Schedule
    from constraints.outcome import Limits
    from planner.explaining.savings import Saving
    from planner.explaining.subject import Subject


class MeetingPoints(Shape):
    """Points of one meeting."""

    meeting: Named = Field(description="The meeting.")
    own: int = Field(description="What is charged for this meeting alone.")
    shared: int = Field(description="What is charged for it together with others; told with each of them.")
    rules: tuple[RulePoints, ...] = Field(description="Its own points by rule, most first.")


class PersonOff(Shape):
    """A member who misses meetings."""

    id: str = Field(description="Id of the member.")
    municipality: Named = Field(description="Where the member comes from.")
    missed: int = Field(description="How many meetings the member cannot come to.")
    meetings: int = Field(description="How many the member is asked to.")


class MunicipalityFar(Named):
    """A municipality that travels far."""

    minutes: int = Field(description="One way to all its meetings, one traveller each.")
    meetings: int = Field(description="How many these are.")


class RegionAway(Named):
    """How a region fares at its own meetings."""

    missed: int = Field(description="Times a member misses a meeting of the region.")
    asked: int = Field(description="Times a member is asked to one.")
    minutes: int = Field(description="Minutes one way of a member to a meeting, on average.")


class WorstOff(Shape):
    """Those who are worst off, the worst first."""

    people: tuple[PersonOff, ...] = Field(description="The few members who miss most meetings.")
    municipalities: tuple[MunicipalityFar, ...] = Field(description="The few municipalities that travel most.")
    regions: tuple[RegionAway, ...] = Field(description="All regions, by the share of meetings that is missed.")


class TightRule(Shape):
    """A limit without slack, and what it costs."""

    rule: str = Field(description="Key of the rule.")
    title: str = Field(description="What it is called, in the network's language.")
    code: str = Field(description="What can be loosened, a stable name within the rule.")
    unit: str = Field(description="What is counted.")
    step: int = Field(description="How many of them it is loosened by.")
    meetings: tuple[Named, ...] = Field(description="The meetings that are at the limit.")
    sentence: str = Field(description="The loosening as a request, in the network's language.")
    saves: int | None = Field(
        description="Points that the best plan with it loosened has fewer than the best without; None if it is not "
        "known yet."
    )
    proof: Proof = Field(description="How sure that is.")


class Explanation(Shape):
    """What a plan costs and whom."""

    revision: int | None = Field(description="Number of the accepted plan asked about; None if it is not accepted.")
    points: int = Field(description="All points; fewer is better.")
    rules: tuple[RulePoints, ...] = Field(description="Points by rule, most first.")
    meetings: tuple[MeetingPoints, ...] = Field(description="Points by meeting, in order of time.")
    worst_off: WorstOff = Field(description="Who is worst off.")
    best: int | None = Field(description="Points of the best plan found for the same problem; None if unknown.")
    tight: tuple[TightRule, ...] = Field(description="Limits without slack, what saves most first.")


def explain(subject: Subject, limits: Limits) -> Explanation:
    """Everything about a plan; what limits cost is found by solving again without them, as far as the time goes.

    Args:
        subject: the plan.
        limits: seconds for all the solves together; as many at once as there are workers.
    """
    schedule, teller = subject.verdict.schedule, Teller(subject.problem)
    found = savings(subject.verdict, tight(schedule), limits)
    told = [_tight(each, teller, subject) for each in found.of]
    return Explanation(
        revision=subject.revision,
        points=subject.verdict.objective,
        rules=teller.rules(subject.verdict.points),
        meetings=tuple(_meetings(subject, teller)),
        worst_off=worst_off(schedule),
        best=found.best,
        tight=tuple(sorted(told, key=lambda each: (-(each.saves or 0), each.saves is None))),
    )


def worst_off(schedule: Schedule) -> WorstOff:
    """Who is worst off under a plan."""
    return WorstOff(
        people=tuple(
            PersonOff(
                id=each.id, municipality=Named(id=each.municipality, name=each.name), missed=each.amount,
                meetings=each.meetings,
            )
            for each in absent_members(schedule)
        ),
        municipalities=tuple(
            MunicipalityFar(id=each.id, name=each.name, minutes=each.amount, meetings=each.meetings)
            for each in far_municipalities(schedule)
        ),
        regions=tuple(
            RegionAway(id=each.id, name=each.name, missed=each.missed, asked=each.asked, minutes=each.mean_minutes)
            for each in regions_by_absence(schedule)
        ),
    )  # fmt: skip


def _meetings(subject: Subject, teller: Teller) -> list[MeetingPoints]:
    own: dict[str, Counter[str]] = {held.id: Counter() for held in subject.verdict.schedule}
    shared: Counter[str] = Counter()
    weights = subject.problem.weights
    for finding in subject.verdict.findings:
        points = finding.points * weights.get(finding.rule, 1)
        if len(finding.meetings) == 1:
            own[finding.meetings[0]][finding.rule] += points
        else:
            shared.update(dict.fromkeys(finding.meetings, points))
    return [
        MeetingPoints(
            meeting=teller.meeting(held.index), own=own[held.id].total(), shared=shared[held.id],
            rules=teller.rules({rule: points for rule, points in own[held.id].items() if points}),
        )
        for held in subject.verdict.schedule
    ]  # fmt: skip


def _tight(saving: Saving, teller: Teller, subject: Subject) -> TightRule:
    each: Tight = saving.tight
    loosening = each.loosening
    index = {meeting.id: number for number, meeting in enumerate(subject.problem.meetings)}
    return TightRule(
        rule=loosening.rule,
        title=teller.title(loosening.rule),
        code=loosening.code,
        unit=loosening.unit.value,
        step=loosening.step,
        meetings=tuple(teller.meeting(index[name]) for name in each.meetings),
        sentence=loosening.say(1).say(subject.locale),
        saves=saving.points,
        proof=saving.proof(subject.locale),
    )

"""What members answer to single meetings, and what they pay, as JSON."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field

from constraints.problem.registrations import Answer
from planner.schemas.common import NamedJson, Shape
from planner.schemas.figures import fees

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Problem


class AnsweredJson(Shape):
    """How one member stands with a meeting."""

    member: str = Field(description="Id of the member.")
    municipality: NamedJson = Field(description="The member's municipality.")
    role: str = Field(description="The member's roles.")
    answer: Answer | None = Field(description="What came of the answer; null if there is none.")
    number: int | None = Field(description="The number among those who stand alike, in the order of the answers.")


class MeetingAnswersJson(Shape):
    """How all who are asked to a meeting stand with it."""

    meeting: NamedJson = Field(description="The meeting.")
    day: date = Field(description="Its first day.")
    places: int | None = Field(description="Most members who come; null if all may.")
    asked: int = Field(description="How many members are asked.")
    yes: int = Field(description="How many come.")
    no: int = Field(description="How many do not.")
    waiting: int = Field(description="How many wait for a place.")
    unanswered: int = Field(description="How many have not answered; they count as coming.")
    members: tuple[AnsweredJson, ...] = Field(
        description="Each of them, in the order of the answers, then those who have not answered; only for planners."
    )


class RegistrationsJson(Shape):
    """What members answered to the meetings of the accepted plan."""

    revision: int = Field(description="Number of the revision.")
    meetings: tuple[MeetingAnswersJson, ...] = Field(
        description="Each meeting to which somebody answered or which has a number of places, in order of time."
    )


class MunicipalityFeeJson(Shape):
    """What a municipality pays."""

    municipality: NamedJson = Field(description="Who pays.")
    members: int = Field(description="How many of its members pay.")
    amount: int = Field(description="Without VAT.")
    vat: int = Field(description="The VAT.")
    total: int = Field(description="With VAT.")


class MemberFeeJson(Shape):
    """What is paid for one member."""

    member: str = Field(description="Id of the member.")
    municipality: NamedJson = Field(description="Who pays.")
    due: date = Field(description="The first day of taking part, on which it is paid.")
    share: float = Field(description="Of the price.")
    amount: int = Field(description="Without VAT.")
    vat: int = Field(description="The VAT.")
    total: int = Field(description="With VAT.")


class FeesJson(Shape):
    """What members pay for the series, in whole units of the network's currency."""

    currency: str = Field(description="The currency.")
    price: int | None = Field(description="What a member pays for all of it, without VAT; null if nothing is paid.")
    amount: int = Field(description="All fees without VAT.")
    vat: int = Field(description="Their VAT.")
    total: int = Field(description="All fees with VAT.")
    municipalities: tuple[MunicipalityFeeJson, ...] = Field(description="Each municipality with members, by name.")
    members: tuple[MemberFeeJson, ...] = Field(description="Each member; only for planners.")


def registrations_json(schedule: Schedule, revision: int, *, persons: bool = True) -> RegistrationsJson:
    """Return how members stand with the meetings of a plan; without `persons` numbers alone."""
    found = []
    for held in schedule:
        answers = schedule.problem.standings(held.meeting, held.day)
        if answers or held.meeting.places is not None:
            found.append(_answers(schedule, held, answers, persons=persons))
    return RegistrationsJson(revision=revision, meetings=tuple(found))


def _answers(
    schedule: Schedule, held: ScheduledMeeting, answers: Mapping[int, Answer], *, persons: bool
) -> MeetingAnswersJson:
    problem, counts, members = schedule.problem, Counter[Answer](), list[AnsweredJson]()
    for member in (*answers, *sorted(held.members - answers.keys())):
        answer, who = answers.get(member), problem.members[member]
        counts.update([answer] if answer else [])
        members.append(
            AnsweredJson(
                member=who.id, municipality=_home(problem, member), role=who.role, answer=answer,
                number=counts[answer] if answer else None,
            )
        )  # fmt: skip
    return MeetingAnswersJson(
        meeting=NamedJson(id=held.id, name=schedule.name(held)),
        day=held.day,
        places=held.meeting.places,
        asked=len(held.members),
        yes=counts[Answer.YES],
        no=counts[Answer.NO],
        waiting=counts[Answer.WAITING],
        unanswered=len(members) - counts.total(),
        members=tuple(members) if persons else (),
    )


def _home(problem: Problem, member: int) -> NamedJson:
    home = problem.municipalities[problem.members[member].municipality]
    return NamedJson(id=home.id, name=home.name)


def fees_json(problem: Problem, *, persons: bool = True) -> FeesJson:
    """Return what members pay; without `persons` by municipality alone."""
    members = [
        MemberFeeJson(
            member=problem.members[each.member].id, municipality=_home(problem, each.member), due=each.due,
            share=round(float(problem.members[each.member].share), 4), amount=each.amount, vat=each.vat,
            total=each.total,
        )
        for each in fees(problem)
    ]  # fmt: skip
    by_home: dict[str, list[MemberFeeJson]] = {}
    for fee in members:
        by_home.setdefault(fee.municipality.id, []).append(fee)
    municipalities = (
        MunicipalityFeeJson(
            municipality=each[0].municipality,
            members=sum(fee.amount > 0 for fee in each),
            amount=sum(fee.amount for fee in each),
            vat=sum(fee.vat for fee in each),
            total=sum(fee.total for fee in each),
        )
        for each in by_home.values()
    )
    return FeesJson(
        currency=problem.currency,
        price=problem.price_per_member,
        amount=sum(fee.amount for fee in members),
        vat=sum(fee.vat for fee in members),
        total=sum(fee.total for fee in members),
        municipalities=tuple(sorted(municipalities, key=lambda each: (each.municipality.name, each.municipality.id))),
        members=tuple(members) if persons else (),
    )

"""Somebody of a team is busy where a meeting would be: who else of it is, so that nobody asks for another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from calendars.language import Sentence
from constraints.naming import days_name, meeting_name, person_name
from constraints.rule import Finding
from constraints.rules.staff_free import StaffFree

if TYPE_CHECKING:
    from constraints.held import Held
    from constraints.problem import Problem

TOO_FEW = Sentence(
    en="{meeting} needs {needed} from {team}, but only {free} {free:is|are} free on {day}: {people} are busy.",
    da="{meeting} kræver {needed} fra {team}, men kun {free} er {free:ledig|ledige} {day}: {people} er optagne.",
)
NOBODY = Sentence(
    en="{meeting} needs {needed} from {team}, but nobody is free on {day}: {people} are busy.",
    da="{meeting} kræver {needed} fra {team}, men ingen er ledige {day}: {people} er optagne.",
)


def of_staff(finding: Finding) -> bool:
    """Whether it says that somebody is busy."""
    return finding.rule == StaffFree.key()


def in_full(problem: Problem, held: Held, findings: Sequence[Finding]) -> list[Finding]:
    """The findings; those about busy people give way to one about their team if more of it are busy than they name."""
    named = {person for each in findings if of_staff(each) for person in each.about}
    short = {person: finding for finding in _short_teams(problem, held, named) for person in finding.about}
    told = [short.get(each.about[0], each) if of_staff(each) else each for each in findings]
    return [*{id(each): each for each in told}.values()]


def _short_teams(problem: Problem, held: Held, named: set[str]) -> Iterator[Finding]:
    for team, needed in held.meeting.staff.items():
        people = [number for number, person in enumerate(problem.staff) if person.team == team]
        busy = [number for number in people if number in held.busy_staff]
        ids, free = {problem.staff[number].id for number in busy}, len(people) - len(busy)
        if free < needed and ids & named and ids - named:
            yield Finding(
                StaffFree.key(), (held.id,), TOO_FEW if free else NOBODY, about=tuple(sorted(ids)),
                values={
                    "meeting": meeting_name(problem, held.meeting), "needed": needed, "team": team, "free": free,
                    "day": days_name(held.span), "people": [person_name(problem.staff[number]) for number in busy],
                },
            )  # fmt: skip

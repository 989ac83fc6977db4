"""A meeting has as many of each team of the staff as it needs, its speakers among them, and nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from calendars.language import BoundMessage, Message
from constraints.problem.naming import about, chained, meeting_name, person_name
from constraints.problem.posting import LinearExpr
from constraints.problem.rule import Finding, Rule, each_meeting
from constraints.rules.shared.staffing import fewer_people, more_people, people_of, short_teams, without_speaker

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Meeting, Problem
    from constraints.problem.relaxations import Relaxation

NUMBER = Message("staff_teams.number", "{meeting} has {found} from {team}; it needs {needed}.")
NOT_ASKED = Message("staff_teams.not_asked", "{person} from {team} is put on {meeting}, which needs nobody from there.")
TWICE = Message("staff_teams.twice", "{person} is put on {meeting} {n} times.")
NO_SPEAKER = Message("staff_teams.no_speaker", "{meeting} needs {person} as a speaker, who is not put on it.")

NEEDED = Message("staff_teams.needed", "{meeting} needs {needed} from {team}, and there {found:is|are} {found}.")
SPEAKER = Message("staff_teams.speaker", "{meeting} needs {people} as {n:a speaker|speakers}.")

TOO_SMALL = Message(
    "staff_teams.too_small", "{meeting} needs {needed} from {team}, and there {found:is|are} only {found}."
)


class StaffTeams(Rule):
    """The numbers stand on the meetings."""

    title: ClassVar = Message("staff_teams.title", "staff of each team")

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return ()

    def parts(self, problem: Problem) -> list[frozenset[int]]:
        return each_meeting(problem)

    def post(self, model: Model) -> None:
        for team, duty in model.shifts.demands():
            given = model.shifts.given(team, duty)
            model.require(given - model.shifts.asked(team, duty), at_least=0, at_most=0)
        for person, duty in model.shifts.speaking():
            theirs = model.shifts.of_person(person)
            has = LinearExpr.of([theirs[duty]] if duty in theirs else [])
            model.require(has - model.shifts.spoken(person, duty), at_least=0)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            yield from self._numbers(schedule, held)
            yield from self._speakers(schedule, held)
            yield from self._not_asked(schedule, held)
            yield from self._twice(schedule, held)

    @classmethod
    def without(cls, problem: Problem, meeting: Meeting) -> Meeting:
        return replace(meeting, staff={}, speakers=())

    def counted(self, problem: Problem, possible: Candidates, meeting: int) -> Iterator[Finding]:
        """Each team of which the meeting needs more than there are."""
        one = problem.meetings[meeting]
        for team, needed in sorted(one.staff.items()):
            found = len(people_of(problem, team))
            if found < needed:
                values = {"meeting": meeting_name(problem, one), "team": team, "needed": needed, "found": found}
                yield Finding(self.key(), (one.id,), TOO_SMALL, values)

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        asked = [
            BoundMessage(NEEDED, {
                "meeting": meeting_name(problem, problem.meetings[number]), "team": team,
                "needed": problem.meetings[number].staff[team],
                "found": len(people_of(problem, team)),
            })
            for number in sorted(meetings)
            for team in short_teams(problem, number)
        ]  # fmt: skip
        asked += [
            BoundMessage(SPEAKER, {"meeting": meeting_name(problem, one), "people": names, "n": len(names)})
            for one in (problem.meetings[number] for number in sorted(meetings))
            if (names := [person_name(problem.staff[person]) for person in one.speakers])
        ]
        return chained(asked) if asked else about(problem, meetings, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        yield from without_speaker(self.key(), problem, meetings)
        yield from fewer_people(self.key(), problem, meetings)
        yield from more_people(self.key(), problem, meetings)

    def _numbers(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        found = Counter(schedule.problem.staff[person].team for person in {*held.staff})
        for team, needed in sorted(held.meeting.staff.items()):
            if needed and found[team] != needed:
                name = schedule.name(held)
                yield self.finding([held.id], NUMBER, meeting=name, found=found[team], team=team, needed=needed)

    def _speakers(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        for person in sorted({*held.meeting.speakers} - {*held.staff}):
            one = schedule.problem.staff[person]
            yield self.finding(
                [held.id], NO_SPEAKER, about=[one.id], meeting=schedule.name(held), person=person_name(one)
            )

    def _not_asked(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        for index in sorted({*held.staff}):
            person = schedule.problem.staff[index]
            if not held.meeting.staff.get(person.team):
                yield self.finding(
                    [held.id], NOT_ASKED, about=[person.id],
                    person=person_name(person), team=person.team, meeting=schedule.name(held),
                )  # fmt: skip

    def _twice(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        for index, n in sorted(Counter(held.staff).items()):
            if n > 1:
                person = schedule.problem.staff[index]
                name = schedule.name(held)
                yield self.finding([held.id], TWICE, about=[person.id], person=person_name(person), meeting=name, n=n)

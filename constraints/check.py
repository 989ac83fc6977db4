"""The independent check: judges any plan, also one written by hand, rule by rule, and never asks a solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars.language import Sentence
from constraints.held import Held, Schedule
from constraints.rule import Finding

if TYPE_CHECKING:
    from constraints.plan import Plan, PlannedMeeting
    from constraints.problem import Problem

PLAN = "plan"
"""Key of findings about the plan itself rather than a rule."""

MISSING = Sentence(en="The plan has no meeting {meeting}.", da="Planen mangler mødet {meeting}.")
TWICE = Sentence(en="The plan has meeting {meeting} {n} times.", da="Planen har mødet {meeting} {n} gange.")
UNKNOWN = Sentence(
    en="Meeting {meeting}: {kind} {found} is not in the network.",
    da="Mødet {meeting}: {kind} {found} findes ikke i netværket.",
)
NOT_THERE = Sentence(
    en="Meeting {meeting}: {venue} has no room {room}.", da="Mødet {meeting}: {venue} har intet lokale {room}."
)
NO_ROOM = Sentence(en="Meeting {meeting} has no room.", da="Mødet {meeting} har intet lokale.")
BACKWARDS = Sentence(en="Meeting {meeting} ends before it starts.", da="Mødet {meeting} slutter, før det begynder.")
MEETING = Sentence(en="the meeting", da="mødet")
VENUE = Sentence(en="the venue", da="mødestedet")
ROOM = Sentence(en="the room", da="lokalet")
STAFF = Sentence(en="the person", da="personen")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check says of a plan.

    Attributes:
        schedule: the plan as it was understood.
        findings: everything broken and everything that costs points, rule by rule.
    """

    schedule: Schedule
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """What makes the plan wrong."""
        return tuple(finding for finding in self.findings if finding.broken)

    @property
    def points(self) -> dict[str, int]:
        """Points by soft rule, in order of keys; rules that cost nothing are left out."""
        total: Counter[str] = Counter()
        for finding in self.findings:
            total[finding.rule] += finding.points
        return {rule: total[rule] for rule in sorted(total) if total[rule]}

    @property
    def objective(self) -> int:
        """All points added up."""
        return sum(finding.points for finding in self.findings)


def check(problem: Problem, plan: Plan) -> Verdict:
    """Judge a plan by the rules of its problem."""
    lookup = _Lookup(problem)
    wrong = [finding for planned in plan.meetings for finding in lookup.wrong(planned)]
    unreadable = {meeting for finding in wrong for meeting in finding.meetings}
    held = [lookup.held(planned) for planned in plan.meetings if planned.meeting not in unreadable]
    counted = list(_miscounted(problem, plan))
    schedule = Schedule(problem, tuple(sorted(held, key=lambda each: (each.start, each.index))))
    findings = [finding for rule in problem.rules for finding in rule.check(schedule)]
    return Verdict(schedule, (*wrong, *counted, *findings))


def _miscounted(problem: Problem, plan: Plan) -> Iterator[Finding]:
    times = Counter(planned.meeting for planned in plan.meetings)
    for meeting in problem.meetings:
        if times[meeting.id] == 0:
            yield Finding(PLAN, (meeting.id,), MISSING, {"meeting": meeting.id})
        elif times[meeting.id] > 1:
            yield Finding(PLAN, (meeting.id,), TWICE, {"meeting": meeting.id, "n": times[meeting.id]})


class _Lookup:
    """Ids to indices, built once a check."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._meetings = {meeting.id: n for n, meeting in enumerate(problem.meetings)}
        self._venues = {venue.id: n for n, venue in enumerate(problem.venues)}
        self._staff = {person.id: n for n, person in enumerate(problem.staff)}
        self._rooms = {(room.venue, room.id): n for n, room in enumerate(problem.rooms)}

    def wrong(self, planned: PlannedMeeting) -> Iterator[Finding]:
        """Everything in a planned meeting that cannot be looked up."""
        if planned.meeting not in self._meetings:
            yield self._finding(planned, UNKNOWN, kind=MEETING, found=planned.meeting)
        if planned.end <= planned.start:
            yield self._finding(planned, BACKWARDS)
        for person in planned.staff:
            if person not in self._staff:
                yield self._finding(planned, UNKNOWN, kind=STAFF, found=person)
        yield from self._wrong_place(planned)

    def _wrong_place(self, planned: PlannedMeeting) -> Iterator[Finding]:
        venue = self._venues.get(planned.venue)
        if venue is None:
            yield self._finding(planned, UNKNOWN, kind=VENUE, found=planned.venue)
            return
        if not planned.rooms:
            yield self._finding(planned, NO_ROOM)
        for room in planned.rooms:
            if (venue, room) not in self._rooms:
                yield self._finding(planned, NOT_THERE, room=room, venue=self._problem.venues[venue].name)

    def held(self, planned: PlannedMeeting) -> Held:
        """A planned meeting in which nothing is wrong, looked up."""
        index = self._meetings[planned.meeting]
        meeting = self._problem.meetings[index]
        start, end = (moment.astimezone(self._problem.zone) for moment in (planned.start, planned.end))
        venue = self._venues[planned.venue]
        return Held(
            index,
            meeting,
            start,
            end,
            venue,
            rooms=tuple(self._rooms[venue, room] for room in planned.rooms),
            staff=tuple(self._staff[person] for person in planned.staff),
            absent=self._problem.member_busy.during(start, end) & frozenset(meeting.members),
            busy_staff=self._problem.staff_busy.during(start, end),
        )

    @staticmethod
    def _finding(planned: PlannedMeeting, sentence: Sentence, **values: object) -> Finding:
        return Finding(PLAN, (planned.meeting,), sentence, {"meeting": planned.meeting, **values})

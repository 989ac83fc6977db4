"""The independent check: judge any plan, even one written by hand, rule by rule and without the model or a solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from constraints.problem.naming import meeting_name, person_name, room_name
from constraints.problem.outcome import Verdict
from constraints.problem.plan import Schedule, ScheduledMeeting, joining_from_home
from constraints.problem.rule import Finding, without_waived_findings

if TYPE_CHECKING:
    from constraints.problem.plan import Plan
    from constraints.problem.problem import PlannedMeeting, Problem


REWRITTEN = Message(
    "check.rewritten", "{meeting} is past: it was announced for {day} at {venue}, and is no longer planned otherwise."
)


def rewritten_history(problem: Problem, plan: Plan, rule: str) -> Iterator[Finding]:
    """Yield a finding, under the key `rule`, for each past meeting that the plan does not hold as it was announced."""
    names = {venue.id: venue.name for venue in problem.venues}
    for planned in plan.meetings:
        meeting = problem.meeting(planned.meeting)
        told = meeting.published if meeting and meeting.frozen else None
        if meeting and told and _told_details(planned) != _told_details(told):
            values = {
                "meeting": meeting_name(problem, meeting), "day": told.start.astimezone(problem.zone).date(),
                "venue": names.get(told.venue, told.venue),
            }  # fmt: skip
            yield Finding(rule, (meeting.id,), REWRITTEN, values)


def without_frozen(problem: Problem, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings except violations that concern only past meetings."""
    settled = {meeting.id for meeting in problem.meetings if meeting.frozen}
    return (each for each in findings if not each.broken or not {*each.meetings} <= settled)


def _told_details(planned: PlannedMeeting) -> tuple[object, ...]:
    """Return what people were told of a meeting, without the order of its breakout rooms and staff."""
    breakouts, people = frozenset(planned.rooms[1:]), frozenset(planned.staff)
    return planned.start, planned.end, planned.venue, planned.rooms[:1], breakouts, people


PLAN = "plan"
"""Key of findings about the plan itself rather than about a rule."""

MISSING = Message("check.missing", "The plan has no meeting {id} ({meeting}).")
TWICE = Message("check.twice", "The plan has meeting {meeting} {n} times.")
NO_MEETING = Message("check.no_meeting", "The network has no meeting {found}{hint}")
UNKNOWN = Message("check.unknown", "Meeting {meeting}: {kind} {found} is not in the network{hint}")
NOT_THERE = Message("check.not_there", "Meeting {meeting}: {venue} has no room {found}{hint}")
NO_ROOM = Message("check.no_room", "Meeting {meeting} has no room.")
BACKWARDS = Message("check.backwards", "Meeting {meeting} must end later than it starts.")
VENUE = Message("check.venue", "the venue")
STAFF = Message("check.staff", "the person")
FULL_STOP = BoundMessage(Message("check.full_stop", "."))

Hint = Callable[[str, Mapping[str, str]], BoundMessage | None]
"""Function of an unknown id and the names of the known ones, by id.

It returns what a message about the unknown id ends with, or None if it has nothing to suggest.
"""


def no_hint(found: str, known: Mapping[str, str]) -> None:
    """Suggest nothing; a `Hint`."""


def check(problem: Problem, plan: Plan, hint: Hint = no_hint) -> Verdict:
    """Judge a plan by the rules of its problem.

    Args:
        problem: the problem.
        plan: any plan; ids in it may be unknown.
        hint: suggests what an unknown id may have meant.

    Returns:
        Everything the plan breaks and everything it pays for. Meetings that cannot be looked up are reported and left
        out of the schedule.
    """
    lookup = _Lookup(problem, hint)
    wrong = [finding for planned in plan.meetings for finding in lookup.wrong(planned)]
    unreadable = {meeting for finding in wrong for meeting in finding.meetings}
    held = [lookup.held(planned) for planned in plan.meetings if planned.meeting not in unreadable]
    counted = [*_missing_or_repeated(problem, plan), *rewritten_history(problem, plan, PLAN)]
    schedule = Schedule(problem, tuple(sorted(held, key=lambda each: (each.start, each.index))))
    findings = without_waived_findings(
        problem, (finding for rule in problem.rules_in_force for finding in rule.check(schedule))
    )
    return Verdict(schedule, (*wrong, *counted, *without_frozen(problem, findings)))


def _missing_or_repeated(problem: Problem, plan: Plan) -> Iterator[Finding]:
    times = Counter(planned.meeting for planned in plan.meetings)
    for meeting in problem.meetings:
        name = meeting_name(problem, meeting)
        if times[meeting.id] == 0:
            yield Finding(PLAN, (meeting.id,), MISSING, {"meeting": name, "id": meeting.id})
        elif times[meeting.id] > 1:
            yield Finding(PLAN, (meeting.id,), TWICE, {"meeting": name, "n": times[meeting.id]})


class _Lookup:
    """Lookup of ids, built once for each check."""

    def __init__(self, problem: Problem, hint: Hint) -> None:
        self._problem, self._hint = problem, hint
        self._meetings = {meeting.id: n for n, meeting in enumerate(problem.meetings)}
        self._venues = {venue.id: n for n, venue in enumerate(problem.venues)}
        self._staff = {person.id: n for n, person in enumerate(problem.staff)}
        self._rooms = {(room.venue, room.id): n for n, room in enumerate(problem.rooms)}

    def wrong(self, planned: PlannedMeeting) -> Iterator[Finding]:
        """Yield a finding for everything in a planned meeting that cannot be looked up."""
        if planned.meeting not in self._meetings:
            names = {meeting.id: meeting_name(self._problem, meeting) for meeting in self._problem.meetings}
            yield self._unknown(planned, NO_MEETING, planned.meeting, names)
        if planned.end <= planned.start:
            yield self._finding(planned, BACKWARDS)
        for person in planned.staff:
            if person not in self._staff:
                people = {each.id: person_name(each) for each in self._problem.staff}
                yield self._unknown(planned, UNKNOWN, person, people, kind=STAFF)
        yield from self._wrong_place(planned)

    def _wrong_place(self, planned: PlannedMeeting) -> Iterator[Finding]:
        venue = self._venues.get(planned.venue)
        if venue is None:
            venues = {each.id: each.name for each in self._problem.venues}
            yield self._unknown(planned, UNKNOWN, planned.venue, venues, kind=VENUE)
            return
        online = self._problem.venues[venue].online
        if not planned.rooms and not online:
            yield self._finding(planned, NO_ROOM)
        for room in planned.rooms:
            if (venue, room) not in self._rooms:
                rooms = {each.id: room_name(each) for each in self._problem.rooms if each.venue == venue}
                yield self._unknown(planned, NOT_THERE, room, rooms, venue=self._problem.venues[venue].name)

    def held(self, planned: PlannedMeeting) -> ScheduledMeeting:
        """Return the scheduled meeting for a planned meeting in which `wrong` finds nothing."""
        index = self._meetings[planned.meeting]
        meeting = self._problem.meetings[index]
        start, end = (moment.astimezone(self._problem.zone) for moment in (planned.start, planned.end))
        venue = self._venues[planned.venue]
        invited = self._problem.invited(meeting, start.date())
        overnight = meeting.hours.overnight
        absent = self._problem.absent(meeting, start, end, overnight=overnight)
        return ScheduledMeeting(
            index,
            meeting,
            start,
            end,
            venue,
            rooms=tuple(self._rooms[venue, room] for room in planned.rooms),
            staff=tuple(self._staff[person] for person in planned.staff),
            members=invited,
            absent=absent,
            busy_staff=self._problem.staff_busy.during(start, end, overnight=overnight),
            from_home=joining_from_home(self._problem, meeting, venue, invited - absent),
        )

    def _unknown(
        self, planned: PlannedMeeting, sentence: Message, found: str, known: Mapping[str, str], **values: object
    ) -> Finding:
        others = {id_: "" if name == id_ else name for id_, name in known.items()}
        return self._finding(planned, sentence, found=found, hint=self._hint(found, others) or FULL_STOP, **values)

    def _finding(self, planned: PlannedMeeting, sentence: Message, **values: object) -> Finding:
        index = self._meetings.get(planned.meeting)
        name = planned.meeting if index is None else meeting_name(self._problem, self._problem.meetings[index])
        return Finding(PLAN, (planned.meeting,), sentence, {"meeting": name, **values})

"""From what the rules and the solver say to the shapes of answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from constraints.naming import meeting_name
from planner.explaining.shapes import Move, Place, Reason, RulePoints, Solved
from planner.output.ids import Ids
from planner.output.report import rule_titles
from planner.output.values import code, plain_values
from planner.rescheduling.shapes import Named, Venue

if TYPE_CHECKING:
    from datetime import date

    from calendars.language import Locale
    from constraints.problem import Problem
    from constraints.rule import Finding
    from constraints.why.choosing import Chosen, Moved


class Teller:
    """Tells about one problem in its language."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._locale: Locale = problem.locale
        self._titles = rule_titles(problem, problem.locale)
        self._ids = Ids(problem)
        self._venues: dict[int, Venue] = {}
        self._reasons: dict[int, tuple[Finding, Reason]] = {}

    def meeting(self, index: int) -> Named:
        """A meeting by its index."""
        meeting = self._problem.meetings[index]
        return Named(id=meeting.id, name=meeting_name(self._problem, meeting))

    def venue(self, index: int) -> Venue:
        """A venue by its index."""
        if index not in self._venues:
            venue = self._problem.venues[index]
            self._venues[index] = Venue(id=venue.id, name=venue.name, town=venue.town)
        return self._venues[index]

    def title(self, rule: str) -> str:
        """What a rule is called, by its key."""
        return self._titles.get(rule, rule)

    def place(self, day: date, venue: int) -> Place:
        """A day and the venue with that index."""
        return Place(day=day, venue=self.venue(venue))

    def reasons(self, findings: Iterable[Finding]) -> tuple[Reason, ...]:
        """Findings; of those that read the same only one."""
        return tuple({each.sentence: each for each in map(self.reason, findings)}.values())

    def reason(self, finding: Finding) -> Reason:
        """A finding; one that holds for many days or venues is put in words once."""
        if id(finding) not in self._reasons:
            self._reasons[id(finding)] = finding, self._told(finding)
        return self._reasons[id(finding)][1]

    def _told(self, finding: Finding) -> Reason:
        return Reason(
            code=code(finding.rule, finding.sentence),
            rule=finding.rule,
            title=self.title(finding.rule),
            meetings=finding.meetings,
            about=finding.about,
            values=plain_values(finding.values, self._locale),
            ids=self._ids.of(finding),
            sentence=finding.say(self._locale),
        )

    def rules(self, points: Mapping[str, int]) -> tuple[RulePoints, ...]:
        """Points by rule, the greatest amount first."""
        order = sorted(points.items(), key=lambda item: (-abs(item[1]), item[0]))
        return tuple(RulePoints(rule=rule, title=self.title(rule), points=number) for rule, number in order)

    def solved(self, chosen: Chosen) -> Solved | None:
        """The plan that was found, if one was."""
        if chosen.place is None or chosen.extra is None:
            return None
        return Solved(
            place=self.place(*chosen.place),
            points=sum(chosen.extra.values()),
            rules=self.rules(chosen.extra),
            moves=tuple(map(self.move, chosen.moves)),
        )

    def move(self, moved: Moved) -> Move:
        """A meeting that moves."""
        before, after = moved.before, moved.after
        return Move(
            meeting=self.meeting(before.index),
            before=self.place(before.day, before.venue),
            after=self.place(after.day, after.venue),
        )

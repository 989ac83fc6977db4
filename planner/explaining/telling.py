"""From what the rules and the solver say to the shapes of answers."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from calendars.language import Locale, Said, Sentence
from calendars.span import Span
from constraints.naming import meeting_name
from constraints.rule import all_rules
from planner.explaining.shapes import Move, Place, Reason, RulePoints, Solved
from planner.output.report import rule_titles
from planner.rescheduling.shapes import Named, Venue

if TYPE_CHECKING:
    from pydantic import JsonValue

    from constraints.problem import Problem
    from constraints.rule import Finding
    from constraints.why.choosing import Chosen, Moved


class Teller:
    """Tells about one problem in its language."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._locale: Locale = problem.locale
        self._titles = rule_titles(problem, problem.locale)
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
            code=code(finding),
            rule=finding.rule,
            title=self.title(finding.rule),
            meetings=finding.meetings,
            about=finding.about,
            values={name: self._plain(value) for name, value in finding.values.items()},
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

    def _plain(self, value: object) -> JsonValue:  # noqa: PLR0911 - one line a type
        """A value of a sentence as JSON."""
        match value:
            case None | bool() | int() | float() | StrEnum():
                return value
            case Sentence() | Said():
                return value.say(self._locale)
            case date() | datetime() | time():
                return value.isoformat()
            case Span(first=first, last=last):
                return [first.isoformat(), last.isoformat()]
            case Decimal():
                return float(value)
            case list() | tuple():
                return [self._plain(each) for each in value]
            case set() | frozenset():
                return [*sorted(str(self._plain(each)) for each in value)]
            case _:
                return str(value)


def code(finding: Finding) -> str:
    """The rule's key and the name of the sentence where it is written, such as "rooms_fit.plenary"."""
    return f"{finding.rule}.{_name(finding.rule, finding.sentence)}"


@cache
def _name(rule: str, sentence: Sentence) -> str:
    """The name of a sentence in the file of its rule, else in the file that some rules share."""
    known = all_rules().get(rule)
    own = [] if known is None else [importlib.import_module(known.__module__)]
    shared = (module for name, module in sorted(sys.modules.items()) if name.startswith("constraints."))
    names = (name for module in (*own, *shared) for name, value in vars(module).items() if value is sentence)
    return next(names).lower()

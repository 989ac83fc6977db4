"""The plan that is asked about, and how what rules and solver say becomes an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars.language import Message, Said
from constraints.check import check
from constraints.problem.naming import meeting_name
from constraints.problem.outcome import Verdict
from planner.errors import NO_HINT, hint, hint_or_list
from planner.schemas.common import Ids, NamedJson, Venue, code, plain_values, rule_titles
from planner.schemas.explanations import Move, Place, Reason, RulePoints, Solved

if TYPE_CHECKING:
    from datetime import date

    from calendars.language import Locale
    from constraints.explain.choosing import Chosen, Moved
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Problem
    from constraints.problem.rule import Finding


NO_MEETING = Message("subject.no_meeting", "there is no meeting {found}{hint}")  # fmt: skip
NO_VENUE = Message("subject.no_venue", "there is no venue {found}{hint}")


class NoSuchNameError(Exception):
    """A question names a meeting or a venue that the network does not have.

    Attributes:
        said: which, and what may have been meant; without a full stop.
        kind: "meeting" or "venue".
    """

    def __init__(self, kind: str, said: Said) -> None:
        super().__init__(said.say("en"))
        self.kind = kind
        self.said = said


class BrokenPlanError(Exception):
    """The plan breaks rules of its network, so there is nothing to explain yet.

    Attributes:
        verdict: what the check says of it.
    """

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(" ".join(finding.say("en") for finding in verdict.broken))
        self.verdict = verdict


@dataclass(frozen=True)
class Subject:
    """A problem with a whole plan for it that breaks nothing.

    Attributes:
        verdict: what the check says of the plan.
        revision: the number under which it was accepted, None if it was not.
    """

    verdict: Verdict
    revision: int | None = None

    @classmethod
    def of(cls, problem: Problem, plan: Plan, revision: int | None = None) -> Subject:
        """The plan for that problem.

        Raises:
            BrokenPlanError: if the check finds something broken or missing.
        """
        verdict = check(problem, plan)
        if verdict.broken:
            raise BrokenPlanError(verdict)
        return cls(verdict, revision)

    @property
    def problem(self) -> Problem:
        """What the plan answers."""
        return self.verdict.schedule.problem

    @property
    def locale(self) -> Locale:
        """The language of the sentences."""
        return self.problem.locale

    def meeting(self, name: str) -> int:
        """Index of the meeting with that id, or with that name as it stands in sentences.

        Raises:
            NoSuchNameError: if there is none.
        """
        names = {meeting.id: meeting_name(self.problem, meeting) for meeting in self.problem.meetings}
        return _found("meeting", NO_MEETING, name, names)

    def venue(self, name: str) -> int:
        """Index of the venue with that id or that name.

        Raises:
            NoSuchNameError: if there is none.
        """
        return _found("venue", NO_VENUE, name, {venue.id: venue.name for venue in self.problem.venues})


def _found(kind: str, sentence: Message, name: str, names: Mapping[str, str]) -> int:
    """Place of the id, or of the only name, capitals or not."""
    wanted = name.casefold()
    for spellings in (names.keys(), names.values()):
        places = [place for place, spelling in enumerate(spellings) if spelling.casefold() == wanted]
        if len(places) == 1:
            return places[0]
    near = hint(name, names)
    end = hint_or_list(name, names) if near is NO_HINT else near
    raise NoSuchNameError(kind, Said(sentence, {"found": name, "hint": end}))


class Teller:
    """Tells about one problem in its language."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._locale: Locale = problem.locale
        self._titles = rule_titles(problem, problem.locale)
        self._ids = Ids(problem)
        self._venues: dict[int, Venue] = {}
        self._reasons: dict[int, tuple[Finding, Reason]] = {}

    def meeting(self, index: int) -> NamedJson:
        """A meeting by its index."""
        meeting = self._problem.meetings[index]
        return NamedJson(id=meeting.id, name=meeting_name(self._problem, meeting))

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

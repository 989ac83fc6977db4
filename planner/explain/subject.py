"""The plan that a question is about, and the translation of findings and solver results into answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from constraints.check import check
from constraints.problem.naming import meeting_name
from constraints.problem.outcome import Verdict
from planner.errors import NO_HINT, hint_of_word, hint_or_list
from planner.schemas.common import Ids, NamedJson, Venue, code, plain_values, rule_titles
from planner.schemas.explanations import Move, Place, Reason, RulePoints, Solved

if TYPE_CHECKING:
    from datetime import date

    from calendars.language import Locale
    from constraints.explain.choosing import Moved, WhatIfResult
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Problem
    from constraints.problem.rule import Finding


NO_MEETING = Message("subject.no_meeting", "there is no meeting {found}{hint}")  # fmt: skip
NO_VENUE = Message("subject.no_venue", "there is no venue {found}{hint}")


class NoSuchNameError(Exception):
    """A question names a meeting or a venue that the network does not have.

    Attributes:
        said: the name and what may have been meant; without a full stop.
        kind: "meeting", "venue", "offer" or "municipality".
    """

    def __init__(self, kind: str, said: BoundMessage) -> None:
        super().__init__(said.say("en"))
        self.kind = kind
        self.said = said


class BrokenPlanError(Exception):
    """The plan breaks rules of its network, so that questions about it make no sense.

    Attributes:
        verdict: the result of the check.
    """

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(" ".join(finding.say("en") for finding in verdict.broken))
        self.verdict = verdict


@dataclass(frozen=True)
class Subject:
    """A problem with a complete plan for it that breaks no rule.

    Attributes:
        verdict: the result of the check of the plan.
        revision: number of the revision that holds the plan; None if it was not accepted.
    """

    verdict: Verdict
    revision: int | None = None

    @classmethod
    def of(cls, problem: Problem, plan: Plan, revision: int | None = None) -> Subject:
        """Check a plan and return it as a subject.

        Raises:
            BrokenPlanError: if the check finds a broken rule or a missing meeting.
        """
        verdict = check(problem, plan)
        if verdict.broken:
            raise BrokenPlanError(verdict)
        return cls(verdict, revision)

    @property
    def problem(self) -> Problem:
        """The problem that the plan solves."""
        return self.verdict.schedule.problem

    @property
    def locale(self) -> Locale:
        """The language of the sentences."""
        return self.problem.locale

    def meeting(self, name: str) -> int:
        """Return the index of the meeting with that id, or with that name as shown in sentences.

        Raises:
            NoSuchNameError: if there is none.
        """
        names = {meeting.id: meeting_name(self.problem, meeting) for meeting in self.problem.meetings}
        return index_of("meeting", NO_MEETING, name, names)

    def venue(self, name: str) -> int:
        """Return the index of the venue with that id or name.

        Raises:
            NoSuchNameError: if there is none.
        """
        return index_of("venue", NO_VENUE, name, {venue.id: venue.name for venue in self.problem.venues})


def index_of(kind: str, sentence: Message, name: str, names: Mapping[str, str]) -> int:
    """Return the index of the id, or of the one matching name; letter case is ignored."""
    wanted = name.casefold()
    for spellings in (names.keys(), names.values()):
        places = [place for place, spelling in enumerate(spellings) if spelling.casefold() == wanted]
        if len(places) == 1:
            return places[0]
    near = hint_of_word(name, names)
    end = hint_or_list(name, names) if near is NO_HINT else near
    raise NoSuchNameError(kind, BoundMessage(sentence, {"found": name, "hint": end}))


class AnswerBuilder:
    """Builds the parts of answers about one problem, in its language."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._locale: Locale = problem.locale
        self._titles = rule_titles(problem, problem.locale)
        self._ids = Ids(problem)
        self._venues: dict[int, Venue] = {}
        self._reasons: dict[int, tuple[Finding, Reason]] = {}

    def meeting(self, index: int) -> NamedJson:
        """Return a meeting by its index."""
        meeting = self._problem.meetings[index]
        return NamedJson(id=meeting.id, name=meeting_name(self._problem, meeting))

    def venue(self, index: int) -> Venue:
        """Return a venue by its index."""
        if index not in self._venues:
            venue = self._problem.venues[index]
            self._venues[index] = Venue(id=venue.id, name=venue.name, town=venue.town)
        return self._venues[index]

    def title(self, rule: str) -> str:
        """Return the title of a rule by its key."""
        return self._titles.get(rule, rule)

    def place(self, day: date, venue: int) -> Place:
        """Return a day and the venue with that index."""
        return Place(day=day, venue=self.venue(venue))

    def reasons(self, findings: Iterable[Finding]) -> tuple[Reason, ...]:
        """Return the findings as reasons, without duplicate sentences."""
        return tuple({each.sentence: each for each in map(self.reason, findings)}.values())

    def reason(self, finding: Finding) -> Reason:
        """Return a finding as a reason; cached, as one finding can apply to many days or venues."""
        if id(finding) not in self._reasons:
            self._reasons[id(finding)] = finding, self._reason_of(finding)
        return self._reasons[id(finding)][1]

    def _reason_of(self, finding: Finding) -> Reason:
        return Reason(
            code=code(finding.rule, finding.message),
            rule=finding.rule,
            title=self.title(finding.rule),
            meetings=finding.meetings,
            about=finding.about,
            values=plain_values(finding.values, self._locale),
            ids=self._ids.of(finding),
            sentence=finding.say(self._locale),
        )

    def rules(self, points: Mapping[str, int]) -> tuple[RulePoints, ...]:
        """Return points by rule, largest first."""
        order = sorted(points.items(), key=lambda item: (-abs(item[1]), item[0]))
        return tuple(RulePoints(rule=rule, title=self.title(rule), points=number) for rule, number in order)

    def solved(self, chosen: WhatIfResult) -> Solved | None:
        """Return the plan that was found; None if there is none."""
        if chosen.place is None or chosen.extra is None:
            return None
        return Solved(
            place=self.place(*chosen.place),
            points=sum(chosen.extra.values()),
            rules=self.rules(chosen.extra),
            moves=tuple(map(self.move, chosen.moves)),
        )

    def move(self, moved: Moved) -> Move:
        """Return a meeting that moves."""
        before, after = moved.before, moved.after
        return Move(
            meeting=self.meeting(before.index),
            before=self.place(before.day, before.venue),
            after=self.place(after.day, after.venue),
        )

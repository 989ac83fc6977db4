"""The plan that is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars.language import Said, Sentence
from constraints.check import Verdict, check
from constraints.naming import meeting_name
from planner.nearest import NO_HINT, hint, hint_or_list

if TYPE_CHECKING:
    from calendars.language import Locale
    from constraints.plan import Plan
    from constraints.problem import Problem

NO_MEETING = Sentence(
    en="there is no meeting {found}{hint}", da="der er intet møde {found}{hint}"
)  # fmt: skip
NO_VENUE = Sentence(en="there is no venue {found}{hint}", da="der er intet mødested {found}{hint}")


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


def _found(kind: str, sentence: Sentence, name: str, names: Mapping[str, str]) -> int:
    """Place of the id, or of the only name, capitals or not."""
    wanted = name.casefold()
    for spellings in (names.keys(), names.values()):
        places = [place for place, spelling in enumerate(spellings) if spelling.casefold() == wanted]
        if len(places) == 1:
            return places[0]
    near = hint(name, names)
    end = hint_or_list(name, names) if near is NO_HINT else near
    raise NoSuchNameError(kind, Said(sentence, {"found": name, "hint": end}))

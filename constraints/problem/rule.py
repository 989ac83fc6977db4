"""What a rule is, and how rules are found.

A rule is one file in `constraints/rules/` with one subclass of `Rule`: its parameters are the fields (and the
section `[rules.<file name>]` of the network file), `allows`, `charges` and `post` state it to the model, and
`check` judges a finished plan without looking at any of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

from calendars.language import Message
from constraints.problem.naming import about

if TYPE_CHECKING:
    from calendars.language import Locale, Said
    from constraints.model.candidates import Candidates
    from constraints.model.model import Model
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Bools, Ints, Meeting, Problem
    from constraints.problem.relaxations import Relaxation


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about a finished plan: something broken (no points) or something that costs points.

    Attributes:
        rule: key of the rule.
        meetings: ids of the meetings it is about.
        sentence, values: what a person reads, with stable names for its parameters.
        points: 0 if a hard rule is broken.
        about: ids of the regions, municipalities, members or staff it falls on, if any.
    """

    rule: str
    meetings: tuple[str, ...]
    sentence: Message
    values: Mapping[str, object] = field(default_factory=dict)
    points: int = 0
    about: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether a hard rule is broken."""
        return self.points == 0

    def say(self, locale: Locale) -> str:
        """The sentence in that language."""
        return self.sentence.say(locale, **self.values)


class Aim(StrEnum):
    """What a plan that answers a change is to be good at."""

    LEAST_CHANGE = "least_change"
    MOST_PEOPLE = "most_people"
    LOWEST_COST = "lowest_cost"
    SOONEST = "soonest"


@dataclass(frozen=True, slots=True)
class RefersTo:
    """Say of a text in a field of a rule that it is an id or name which the network must know.

    Attributes:
        what: "regions", "municipalities", "venues", "people", "teams", "roles" or "themes".
    """

    what: str


RegionId = Annotated[str, RefersTo("regions")]
MunicipalityId = Annotated[str, RefersTo("municipalities")]
VenueId = Annotated[str, RefersTo("venues")]
PersonId = Annotated[str, RefersTo("people")]
"""A member or one of the staff."""
Team = Annotated[str, RefersTo("teams")]
Role = Annotated[str, RefersTo("roles")]


@dataclass(frozen=True, slots=True)
class NeedsSetting:
    """Say of a field of a rule that it asks nothing unless a setting at the top of the network is there too.

    Attributes:
        setting: its name.
        missing: what is said if the field is set and the setting is not.
    """

    setting: str
    missing: Message


def each_meeting(problem: Problem) -> list[frozenset[int]]:
    """Every meeting by itself."""
    return [frozenset({number}) for number in range(len(problem.meetings))]


class Rule(BaseModel):
    """One rule with its parameters.

    A hard rule holds or is broken; a soft rule costs points. A rule overrides what it needs of `allows`
    (which choices of day and venue are possible for one meeting), `charges` (what such a choice costs) and `post`
    (what ties meetings together), and always `check`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: ClassVar[Message]
    """A few words for tables."""

    aim: ClassVar[Aim | None] = None
    """The aim of a plan that answers a change which its points are about, if any."""
    bounds_candidates: ClassVar[bool] = False
    """Whether candidates are only ever made where it permits them, so that `allows` has nothing left to forbid.

    It can be judged on days of which nothing else is known. See `no_candidates`.
    """
    closes_days: ClassVar[bool] = False
    """Whether it keeps meetings from days that are closed for them wherever they are held."""
    contests_rooms: ClassVar[bool] = False
    """Whether meetings want rooms of their own: without such a rule every meeting has the cheapest that fit."""
    fixes_choices: ClassVar[bool] = False
    """Whether it holds meetings to their fixed day and venue."""
    joins_shifts: ClassVar[bool] = False
    """Whether, if some of it is waived, it matters at which of a day's meetings somebody of the staff works."""
    limits_costs: ClassVar[bool] = False
    """Whether it is broken by every plan if it is by the one with every meeting at its cheapest."""

    @classmethod
    def key(cls) -> str:
        """Name of the rule in files and JSON: the name of its module."""
        return cls.__module__.rpartition(".")[2]

    @property
    def active(self) -> bool:
        """Whether the parameters ask anything; inactive rules are left out of the problem."""
        return True

    def allows(self, candidates: Candidates) -> Bools | None:
        """For each candidate whether the rule permits it by itself; None permits all."""
        return None

    def charges(self, candidates: Candidates) -> Ints | None:
        """For each candidate its points under this rule by itself; None charges nothing."""
        return None

    def post(self, model: Model) -> None:
        """State what ties meetings together."""

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        """Indices of the meetings without which `check` might say something else of this one.

        For a rule that posts nothing there are none, else all, unless the rule knows better.
        """
        return () if type(self).post is Rule.post else range(len(problem.meetings))

    def decided(self, problem: Problem, meeting: Meeting) -> tuple[int | None, int | None]:
        """First day and venue (indices) that it has decided on for a meeting; `allows` leaves no others."""
        return None, None

    def gaps(self, problem: Problem) -> Iterable[Gap]:
        """Days that it wants between two meetings; quick checks look whether there are any."""
        return ()

    def apart(self, problem: Problem) -> Iterable[Apart]:
        """How far apart it wants the first days of two meetings, as far as that alone can be said."""
        for gap in self.gaps(problem):
            meetings, length = frozenset({gap.earlier, gap.later}), problem.meetings[gap.earlier].days - 1
            yield Apart(meetings, gap.earlier, gap.later, length + gap.least)
            if gap.most is not None:
                yield Apart(meetings, gap.later, gap.earlier, -length - gap.most)

    def venue_classes(self, problem: Problem) -> Ints | None:
        """Class of each venue, if staff duties at venues of different classes must be told apart."""
        return None

    def check(self, schedule: Schedule) -> Iterable[Finding]:
        """Every place where the plan breaks the rule or pays for it."""
        raise NotImplementedError

    @classmethod
    def no_candidates(cls, problem: Problem, meeting: Meeting) -> Finding | None:
        """Why there is not one candidate for the meeting, of a rule that bounds candidates."""
        return None

    def counted(self, problem: Problem, possible: Candidates, meeting: int) -> Iterable[Finding]:
        """Why the meeting (index) cannot be held, as far as simple counting shows: what quick checks ask of it.

        Args:
            problem: the meeting is one of.
            possible: the candidates that the rules allow, each by itself.
            meeting: index.
        """
        return ()

    def summed_up(self, problem: Problem, held: ScheduledMeeting, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Its findings about one meeting, put so that a reader sees all that is in the way, not only the first of it.

        Args:
            problem: the meeting is one of.
            held: the meeting.
            findings: of this rule alone.

        Returns:
            One for each of them in the same order; where one stands for several it is the same object.
        """
        return findings

    @classmethod
    def usual_for_aim(cls) -> Rule | None:
        """The rule as its aim needs it where the network has it not; None if the aim can do without."""
        return None

    @classmethod
    def without(cls, problem: Problem, meeting: Meeting) -> Meeting:
        """The meeting without what the rule asks of it, where that stands on the meeting itself."""
        return meeting

    def parts(self, problem: Problem) -> Iterable[frozenset[int]] | None:
        """Sets of meetings (indices) of which it asks something by itself, which can be waived by itself.

        None for a rule that can only be waived as a whole, as those are that post rows without saying about whom.
        """
        if type(self).post is not Rule.post:
            return None
        return each_meeting(problem)

    @property
    def hard(self) -> bool:
        """Whether the rule can be broken: one that only charges points demands nothing."""
        return type(self).demand is not Rule.demand

    def demand(self, problem: Problem, meetings: frozenset[int]) -> Said:
        """What a hard rule demands of these meetings (indices; none for all of them), in one sentence."""
        return about(problem, meetings, self.title)

    def loosenings(self, problem: Problem, meetings: frozenset[int]) -> Iterable[Relaxation]:
        """Ways to demand less of these meetings (indices; none for all of them)."""
        return ()

    def finding(
        self,
        meetings: Iterable[str],
        sentence: Message,
        *,
        points: int = 0,
        about: Iterable[str] = (),
        **values: object,
    ) -> Finding:
        """A finding of this rule."""
        return Finding(self.key(), tuple(meetings), sentence, values, points, tuple(about))


@cache
def all_rules() -> dict[str, type[Rule]]:
    """Every rule by key, in alphabetical order.

    Raises:
        TypeError: if a module in `constraints/rules/` does not define exactly one rule.
    """
    package = importlib.import_module("constraints.rules")
    return {
        info.name: _rule_in(f"{package.__name__}.{info.name}")
        for info in pkgutil.iter_modules(package.__path__)
        if not info.ispkg
    }


def _rule_in(module_name: str) -> type[Rule]:
    module = importlib.import_module(module_name)
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module_name
    ]
    if len(found) != 1:
        message = f"{module_name} must define exactly one rule, found {len(found)}"
        raise TypeError(message)
    return found[0]


class Gap(NamedTuple):
    """Of two meetings (indices) the days from the last day of the earlier one to the first day of the later one."""

    earlier: int
    later: int
    least: int
    most: int | None = None


class Apart(NamedTuple):
    """Of meetings (indices) that are tied together: `later` begins at least so many days after `earlier` begins.

    A number below 0 says by how many days `later` may at most begin before `earlier`.
    """

    meetings: frozenset[int]
    earlier: int
    later: int
    least: int

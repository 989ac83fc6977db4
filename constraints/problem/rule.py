"""The base class of rules, their findings, and the registry of all rules.

A rule is one module in `constraints/rules/` with one subclass of `Rule`. Its fields are its parameters, which stand in
the section `[rules.<module name>]` of the network file. `allows`, `charges` and `post` add it to the model; `check`
judges a finished plan independently of them.
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
from constraints.problem.relaxations import is_waived

if TYPE_CHECKING:
    from calendars.language import BoundMessage, Locale
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Bools, Ints, Meeting, Problem
    from constraints.problem.relaxations import Relaxation
    from constraints.problem.reserves import ReserveTerms


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of a hard rule, or one cost of a soft rule, in a finished plan.

    Attributes:
        rule: key of the rule.
        meetings: ids of the meetings concerned.
        message: the message to people.
        values: values of the message, whose names are stable and serve programs too.
        points: cost in points; 0 for a violation.
        about: ids of the regions, municipalities, members or staff concerned, if any.
    """

    rule: str
    meetings: tuple[str, ...]
    message: Message
    values: Mapping[str, object] = field(default_factory=dict)
    points: int = 0
    about: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether the finding is a violation of a hard rule."""
        return self.points == 0

    def say(self, locale: Locale) -> str:
        """Return the message in that language."""
        return self.message.say(locale, **self.values)


def without_waived_findings(problem: Problem, findings: Iterable[Finding]) -> list[Finding]:
    """The findings without what is broken but waived."""
    if not problem.waived:
        return [*findings]
    number = {meeting.id: index for index, meeting in enumerate(problem.meetings)}
    return [
        each
        for each in findings
        if not each.broken or not is_waived(problem, each.rule, (number.get(name, -1) for name in each.meetings))
    ]


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
        what: "regions", "municipalities", "venues", "people", "teams", "roles", "themes" or "rounds".
    """

    what: str


RegionId = Annotated[str, RefersTo("regions")]
MunicipalityId = Annotated[str, RefersTo("municipalities")]
VenueId = Annotated[str, RefersTo("venues")]
PersonId = Annotated[str, RefersTo("people")]
"""A member or one of the staff."""
Team = Annotated[str, RefersTo("teams")]
Role = Annotated[str, RefersTo("roles")]
RoundId = Annotated[str, RefersTo("rounds")]


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
    """Return one set for each meeting, which holds its index."""
    return [frozenset({number}) for number in range(len(problem.meetings))]


class Rule(BaseModel):
    """Base class of rules; an instance is a rule with its parameters.

    A hard rule must not be violated; a soft rule costs points. A rule overrides `check` and, as it needs them,
    `allows` (which candidates, that is choices of day and venue for one meeting, are possible), `charges` (what
    a candidate costs) and `post` (constraints and costs that depend on several meetings).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: ClassVar[Message]
    """Short name of the rule for tables."""
    short: ClassVar[Mapping[Message, Message]] = {}
    """By message of a finding: the message to say instead where the meeting and the day stand beside it."""

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
    needs_travel: ClassVar[bool] = False
    """Whether it needs the minutes from municipalities to venues."""
    needs_venue_travel: ClassVar[bool] = False
    """Whether it needs the minutes between venues."""
    weighs_risks: ClassVar[bool] = False
    """Whether its points are what is expected of events that may come, times a price; see `at_price`."""
    limits_costs: ClassVar[bool] = False
    """Whether it is broken by every plan if it is by the one with every meeting at its cheapest."""

    @classmethod
    def key(cls) -> str:
        """Return the identifier of the rule in files and JSON: the name of its module."""
        return cls.__module__.rpartition(".")[2]

    @property
    def active(self) -> bool:
        """Whether the rule has any effect with its parameters; problems contain only active rules."""
        return True

    @property
    def notice_days(self) -> int:
        """Fewest days from today to another day of a meeting that people were told of; 0 if it asks for none."""
        return 0

    @property
    def reserves(self) -> ReserveTerms | None:
        """What it wants of days in reserve; None if nothing."""
        return None

    def allows(self, candidates: Candidates) -> Bools | None:
        """Return which candidates the rule permits, shape (candidates,), or None for all."""
        return None

    def charges(self, candidates: Candidates) -> Ints | None:
        """Return the points of each candidate, shape (candidates,), or None for none."""
        return None

    def post(self, model: Model) -> None:
        """Add the constraints and costs to the model that depend on several meetings."""

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        """Return the meetings (indices) on which the findings of `check` about this meeting may depend.

        By default these are none for a rule that does not override `post`, else all.
        """
        return () if type(self).post is Rule.post else range(len(problem.meetings))

    def decided(self, problem: Problem, meeting: Meeting) -> tuple[int | None, int | None]:
        """Return the only first day and venue (indices) that `allows` leaves to a meeting; None for any."""
        return None, None

    def gaps(self, problem: Problem) -> Iterable[Gap]:
        """Days that it wants between two meetings; quick checks look whether there are any."""
        return ()

    def apart(self, problem: Problem) -> Iterable[Apart]:
        """Yield the difference constraints between first days of two meetings that the rule implies."""
        for gap in self.gaps(problem):
            meetings, length = frozenset({gap.earlier, gap.later}), problem.meetings[gap.earlier].days - 1
            yield Apart(meetings, gap.earlier, gap.later, length + gap.least)
            if gap.most is not None:
                yield Apart(meetings, gap.later, gap.earlier, -length - gap.most)

    def venue_classes(self, problem: Problem) -> Ints | None:
        """Return the class of each venue, shape (venues,), if shifts must be distinguished by it; else None."""
        return None

    def tells_shifts_apart(self, problem: Problem) -> bool:
        """Return whether it matters at which of a day's meetings somebody of the staff works."""
        return False

    def check(self, schedule: Schedule) -> Iterable[Finding]:
        """Yield a finding for every violation of the rule and every cost in a finished plan."""
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

    def at_price(self, points: int) -> Rule:
        """Return the rule with these points as the greatest of its prices, and the others in proportion."""
        return self

    @classmethod
    def without(cls, problem: Problem, meeting: Meeting) -> Meeting:
        """The meeting without what the rule asks of it, where that stands on the meeting itself."""
        return meeting

    def parts(self, problem: Problem) -> Iterable[frozenset[int]] | None:
        """Return the sets of meetings (indices) for each of which the rule can be waived separately.

        None means that it can be waived only as a whole, as for a rule that posts rows outside of `Model.about`.
        """
        if type(self).post is not Rule.post:
            return None
        return each_meeting(problem)

    @property
    def hard(self) -> bool:
        """Whether the rule is hard: it overrides `demand`."""
        return type(self).demand is not Rule.demand

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        """Return what the rule demands of these meetings (indices; none for all), as one message."""
        return about(problem, meetings, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterable[Relaxation]:
        """Yield the relaxations of what the rule demands of these meetings (indices; none for all)."""
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
        """Return a finding of this rule; for arguments see `Finding`."""
        return Finding(self.key(), tuple(meetings), sentence, values, points, tuple(about))


@cache
def all_rules() -> dict[str, type[Rule]]:
    """Return the class of every rule by key, in alphabetical order.

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
    """A difference constraint: day of `later` - day of `earlier` >= `least`, both first days.

    Attributes:
        meetings: indices of the meetings of the requirement that implies it.
        earlier, later: indices of the meetings.
        least: number of days; if negative, `later` may begin at most that many days before `earlier`.
    """

    meetings: frozenset[int]
    earlier: int
    later: int
    least: int

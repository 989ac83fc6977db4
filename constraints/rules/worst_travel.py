"""What the worst-off municipality of each region travels over the whole series costs points."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from calendars.language import Message
from constraints.model.linear import connected_groups
from constraints.problem.plan import percent_from_home
from constraints.problem.posting import LinearExpr
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Ints, Meeting, Problem

FURTHEST = Message(
    "worst_travel.furthest",
    "{names} {n:travels|travel} furthest in {regions}: {minutes} {minutes:minute|minutes} one way "
    "to all regional meetings together.",
)


class WorstTravel(Rule):
    """The largest total of minutes of one municipality to its regional meetings; one traveller each, one way.

    Regions between which a municipality moves count as one, and its meetings in all of them are added; it travels only
    to those in which it takes part on their day, and not to those that all of it join from home.
    """

    title: ClassVar = Message("worst_travel.title", "travel of the worst-off")
    needs_travel: ClassVar = True

    points: int = Field(
        default=0, ge=0, description="Points for each minute one way of the municipality that travels most in a region."
    )

    @property
    def active(self) -> bool:
        return self.points > 0

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return next((meetings for meetings in _series(problem) if meeting in meetings), ())

    def post(self, model: Model) -> None:
        for meetings in _series(model.problem):
            choices = [(turn, choice) for turn, meeting in enumerate(meetings) for choice in _choices(model, meeting)]
            if choices:
                self._charge(model, *zip(*choices, strict=True))

    def _charge(self, model: Model, turns: Sequence[int], choices: Sequence[_Choice]) -> None:
        """Charge the largest total of a series, given its choices and for each which meeting of the series has it.

        How many meetings are where decides that total, so it is told for each of these counts if they are not too many.
        """
        minutes = _undominated(np.stack([choice.minutes for choice in choices], axis=1))
        alike, kind = np.unique(minutes, axis=1, return_inverse=True)
        kinds = [
            LinearExpr.total(
                choice.taken for choice, other in zip(choices, kind.tolist(), strict=True) if other == each
            )
            for each in range(alike.shape[1])
        ]
        worst = model.quantity()
        for line in alike.tolist():
            total = LinearExpr.total(minute * at for minute, at in zip(line, kinds, strict=True) if minute)
            model.require(worst - total, at_least=0)
        counts = _counts(turns, kind.tolist(), len(kinds))
        if counts is not None:
            model.bound_by_cases(worst, kinds, counts, (alike @ counts.T).max(axis=0))
        model.charge(self.points * worst)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for regions, _, meetings in _connected_regions(schedule):
            total = _totals(schedule, meetings)
            most = max(total.values(), default=0)
            if most:
                worst = [schedule.problem.municipalities[home] for home in sorted(total) if total[home] == most]
                yield self.finding(
                    (held.id for held in meetings), FURTHEST, points=self.points * most,
                    about=(each.id for each in worst), names=[each.name for each in worst], n=len(worst),
                    regions=[schedule.problem.regions[region].name for region in sorted(regions)], minutes=most,
                )  # fmt: skip


MOST_COUNTS = 2_000
"""Greatest number of counts of a series that are told apart."""


class _Choice(NamedTuple):
    """A venue of a meeting, on days on which the same municipalities take part.

    Attributes:
        minutes: one-way travel of each municipality, 0 where it takes no part, shape (municipalities,).
        taken: 1 if the meeting is there on such a day, else 0.
    """

    minutes: Ints
    taken: LinearExpr


class _ConnectedRegions(NamedTuple):
    """Regions that are connected by municipalities which move between them.

    Attributes:
        regions: indices of the regions.
        homes: indices of all their municipalities, whatever the days.
        meetings: their meetings in order of time.
    """

    regions: frozenset[int]
    homes: frozenset[int]
    meetings: tuple[ScheduledMeeting, ...]


def _connected_regions(schedule: Schedule) -> list[_ConnectedRegions]:
    """Return the connected regions with the regional meetings of the plan."""
    found: list[_ConnectedRegions] = []
    for region, meetings in schedule.by_region().items():
        homes = frozenset(_municipalities(schedule.problem, (held.meeting for held in meetings)))
        part = _ConnectedRegions(frozenset({region}), homes, tuple(meetings))
        apart = [each for each in found if not each.homes & homes]
        found = [*apart, _merged_regions([part, *(each for each in found if each.homes & homes)])]
    return found


def _merged_regions(parts: list[_ConnectedRegions]) -> _ConnectedRegions:
    if len(parts) == 1:
        return parts[0]
    return _ConnectedRegions(
        frozenset().union(*(part.regions for part in parts)),
        frozenset().union(*(part.homes for part in parts)),
        tuple(sorted(chain.from_iterable(part.meetings for part in parts), key=lambda held: held.start)),
    )


def _homes(schedule: Schedule, held: ScheduledMeeting) -> set[int]:
    """Return the municipalities (indices) that take part in a meeting, on its day."""
    return {schedule.problem.members[member].municipality for member in held.members}


def _municipalities(problem: Problem, meetings: Iterable[Meeting]) -> set[int]:
    """Return the municipalities (indices) that take part in meetings on some day."""
    return {problem.members[member].municipality for meeting in meetings for member in meeting.members}


def _totals(schedule: Schedule, meetings: Iterable[ScheduledMeeting]) -> Counter[int]:
    """Return the one-way travel of each municipality (an index) to these meetings, in minutes."""
    total: Counter[int] = Counter()
    for held in meetings:
        for home in _homes(schedule, held):
            shares = held.meeting.home_shares
            if not shares or percent_from_home(schedule.problem, held.meeting, home, held.venue) < 100:  # noqa: PLR2004
                total[home] += int(schedule.problem.travel[home, held.venue])
    return total


def _series(problem: Problem) -> list[list[int]]:
    """Return lists of regional meetings (indices), one for each set of connected regions."""
    takes_part = np.zeros((len(problem.municipalities), len(problem.regions)), dtype=np.bool_)
    for meeting in problem.meetings:
        if meeting.region is not None:
            takes_part[problem.municipality_of[list(meeting.members)], meeting.region] = True
    group, _ = connected_groups(len(problem.regions), *(takes_part.T @ takes_part).nonzero())
    found: dict[int, list[int]] = defaultdict(list)
    for number, meeting in enumerate(problem.meetings):
        if meeting.region is not None:
            found[int(group[meeting.region])].append(number)
    return [found[number] for number in sorted(found)]


def _choices(model: Model, meeting: int) -> Iterator[_Choice]:
    """Yield the choices of a meeting."""
    candidates, days, travel = model.candidates, model.first_days(meeting), model.problem.travel
    if model.problem.meetings[meeting].home_shares:
        percent = model.problem.percent_from_home(model.problem.meetings[meeting])
        travel = np.where(percent < 100, travel, 0)  # noqa: PLR2004
    homes = candidates.attendance.homes(model.problem.meetings[meeting])[:, days]
    lines = candidates.of(meeting)
    if (homes == homes[:, :1]).all():
        yield from (
            _Choice(np.where(homes[:, 0], travel[:, venue], 0), model.at_venue(meeting, venue))
            for venue in model.venues_of(meeting)
        )
        return
    alike, which = np.unique(homes, axis=1, return_inverse=True)
    kind = which.ravel()[np.searchsorted(days, candidates.day[lines])]
    for venue in model.venues_of(meeting):
        for number, takes_part in enumerate(alike.T):
            here = lines.start + np.flatnonzero((kind == number) & (candidates.venue[lines] == venue))
            yield _Choice(np.where(takes_part, travel[:, venue], 0), LinearExpr.of(here.tolist()))


def _counts(turns: Sequence[int], kinds: Sequence[int], width: int) -> Ints | None:
    """Return how many meetings of a series may have a choice of each kind, shape (counts, kinds); None if too many.

    Args:
        turns: the meeting of each choice, shape (choices,).
        kinds: the kind of each choice, shape (choices,).
        width: number of kinds.
    """
    options: dict[int, set[int]] = defaultdict(set)
    for turn, kind in zip(turns, kinds, strict=True):
        options[turn].add(kind)
    found = np.zeros(width, dtype=np.int64)[None]
    for kinds_here in options.values():
        one_more = np.eye(width, dtype=np.int64)[sorted(kinds_here)]
        found = np.unique(np.vstack([found + each for each in one_more]), axis=0)
        if len(found) > MOST_COUNTS:
            return None
    return found


def _undominated(minutes: Ints) -> Ints:
    """Return the rows that no other row dominates: only they can have the largest total."""
    lines = np.unique(minutes, axis=0)
    above = [(lines >= line).all(axis=1).sum() for line in lines]
    return np.asarray(lines[np.array(above) == 1])

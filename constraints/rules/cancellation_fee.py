"""What venues ask for when an announced meeting leaves them costs points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.language import Message
from constraints.problem.candidates import fees
from constraints.problem.published import fee, notice, percent
from constraints.problem.rule import Aim, Finding, Rule
from constraints.rules.rent import Rent

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Ints, PlannedMeeting, Problem

FEE = Message(
    "cancellation_fee.fee",
    "{venue} asks for {fee} {currency} for the rooms given up by {meeting}: {percent} % of the rent with {notice} "
    "{notice:day's|days'} notice.",
)


class CancellationFee(Rule):
    """The fee follows the venue's terms and the days from today to the announced day; rounded down for each meeting.

    Rooms count as given up when the meeting moves to another venue, and, if the terms say so, to another day.
    """

    title: ClassVar = Message("cancellation_fee.title", "cancellation fees")
    aim: ClassVar = Aim.LOWEST_COST

    points: int | None = Field(
        default=None, ge=0, description="Points for each whole `per` units of fee; leave out for those of the rent."
    )
    per: int = Field(default=1, ge=1, description="Units of currency that cost `points`; not used without `points`.")

    @property
    def active(self) -> bool:
        return self.points != 0

    def charges(self, candidates: Candidates) -> Ints:
        points, per = self._price(candidates.problem)
        return points * (fees(candidates) // per)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        points, per = self._price(schedule.problem)
        for held in schedule:
            paid = fee(schedule.problem, held.index, schedule.problem.index(held.day), held.venue)
            if held.meeting.published is not None and paid // per * points:
                yield self._finding(schedule, held, held.meeting.published, paid, paid // per * points)

    def _finding(
        self, schedule: Schedule, held: ScheduledMeeting, told: PlannedMeeting, paid: int, points: int
    ) -> Finding:
        problem = schedule.problem
        venue = next(each for each in problem.venues if each.id == told.venue)
        days = notice(problem, problem.index(told.start.date()))
        return self.finding(
            [held.id], FEE, points=points, meeting=schedule.name(held), venue=venue.name, fee=paid,
            currency=problem.currency, percent=percent(venue.terms, days) if venue.terms else 0, notice=days,
        )  # fmt: skip

    def _price(self, problem: Problem) -> tuple[int, int]:
        """Return the points and the units of fee that they are charged for; by default those of the rent."""
        if self.points is not None:
            return self.points, self.per
        rents = (rule for rule in problem.rules if isinstance(rule, Rent))
        return next(((rule.points, rule.per) for rule in rents), (0, 1))

"""A plan differs from earlier proposals: so many of the meetings lie on another day or at another venue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import BoundMessage, Message
from constraints.problem.naming import meeting_names
from constraints.problem.posting import LinearExpr
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import NoGood, Problem

TOO_ALIKE = Message(
    "otherwise.too_alike",
    "{differing} of {n} {n:meeting|meetings} {differing:lies|lie} otherwise than in an earlier proposal; at least "
    "{needed} {needed:is|are} required.",
)

UNLIKE = Message("otherwise.unlike", "Enough meetings must lie otherwise than in the earlier proposals ({meetings}).")


class DiffersFromProposals(Rule):
    """Asked when several proposals are wanted; rooms, hours and staff make no difference."""

    title: ClassVar = Message("otherwise.title", "unlike earlier proposals")

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return chain.from_iterable(earlier.places for earlier in problem.no_goods if meeting in earlier.places)

    def parts(self, problem: Problem) -> Iterator[frozenset[int]]:
        return (frozenset(earlier.places) for earlier in problem.no_goods)

    def post(self, model: Model) -> None:
        for earlier in model.problem.no_goods:
            with model.about(earlier.places):
                model.require(_unchanged(model, earlier), at_most=len(earlier.places) - earlier.differing)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for earlier in schedule.problem.no_goods:
            held = [schedule[meeting] for meeting in earlier.places if meeting in schedule]
            differing = sum((each.day, each.venue) != earlier.places[each.index] for each in held)
            if held and differing < earlier.differing:
                yield self.finding(
                    (each.id for each in held), TOO_ALIKE, n=len(held), differing=differing, needed=earlier.differing
                )

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        return BoundMessage(UNLIKE, {"meetings": meeting_names(problem, meetings)})


def _unchanged(model: Model, earlier: NoGood) -> LinearExpr:
    """Return the expression for the number of meetings at the same place as in the no-good."""
    table, same = model.candidates, np.zeros(len(model.candidates), dtype=np.bool_)
    for meeting, (day, venue) in earlier.places.items():
        lines = table.of(meeting)
        same[lines] = (table.day[lines] == model.problem.index(day)) & (table.venue[lines] == venue)
    return model.where(same)

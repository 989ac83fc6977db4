"""People announced for a meeting that keeps its day, who are not on it: what that costs, stated to the model.

The model only knows who works on a day. Whoever was announced for a meeting and works that day at those hours, where
the meeting is, is handed to it before others are (`constraints/solution.py`), and so is on it if there is a place.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from constraints.linear import Sum

if TYPE_CHECKING:
    from constraints.announced import AsAnnounced
    from constraints.duties import Duty
    from constraints.model import Model


def charge_taken_off(model: Model, number: int, announced: AsAnnounced, points: int) -> None:
    """Charge points for each one taken off the meeting of that index; nobody is if it leaves its day."""
    table, staff = model.candidates, model.problem.staff
    lines = table.of(number)
    kept = (lines.start + np.flatnonzero(table.day[lines] == announced.day)).tolist()
    missed = {person: _missed(model, person, kept) for person in announced.staff}
    for team, needed in _needed(model, number, announced).items():
        too_many = sum(staff[person].team == team for person in announced.staff) - needed
        of_team = Sum.total(missed[person] for person in announced.staff if staff[person].team == team)
        model.require(of_team - max(too_many, 0) * Sum.of(kept), at_least=0)
    model.charge(points * (Sum.total(missed.values()) + announced.gone * Sum.of(kept)))


def _missed(model: Model, person: int, kept: list[int]) -> Sum:
    """At least 1 if one of the candidates is chosen, but the person does not have the duty it asks for."""
    by_duty: dict[Duty, list[int]] = defaultdict(list)
    for candidate in kept:
        by_duty[model.duties.duty_of(candidate)].append(candidate)
    missed, theirs = model.quantity(at_most=1), model.duties.of_person(person)
    for duty, candidates in by_duty.items():
        has = Sum.of([theirs[duty]] if duty in theirs else [])
        model.require(missed + has - Sum.of(candidates), at_least=0)
    return missed


def _needed(model: Model, number: int, announced: AsAnnounced) -> dict[str, int]:
    """How many of each announced team the meeting needs now."""
    asked = model.problem.meetings[number].staff
    return {team: asked.get(team, 0) for team in {model.problem.staff[person].team for person in announced.staff}}

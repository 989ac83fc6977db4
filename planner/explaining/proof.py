"""How sure an answer is that rests on a solve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars.language import Locale, Sentence
from constraints.outcome import Status
from constraints.why.choosing import Chosen, Others
from planner.explaining.shapes import Proof

LEAST = Sentence(
    en="Proved: no other plan with this choice does it with fewer moves of other meetings, or as few and fewer points.",
    da="Bevist: ingen anden plan med dette valg flytter færre af de andre møder, eller lige så få for færre point.",
)
BEST = Sentence(
    en="Proved: no plan with this choice has fewer points.",
    da="Bevist: ingen plan med dette valg har færre point.",
)
IMPOSSIBLE = Sentence(
    en="Proved: no plan with this choice keeps all the rules.",
    da="Bevist: ingen plan med dette valg overholder alle regler.",
)
NOT_PROVED = Sentence(
    en="Not proved: the time was up, and there may be something better.",
    da="Ikke bevist: tiden gik, og der kan være noget bedre.",
)
NOTHING_FOUND = Sentence(
    en="Not proved: the time was up before a plan was found, but there may be one.",
    da="Ikke bevist: tiden gik, før en plan var fundet, men der kan være en.",
)
ROUNDED = 3
"""Decimals of seconds."""


def proof(chosen: Chosen, others: Others, locale: Locale) -> Proof:
    """How sure it is that nothing better can be done with a choice."""
    outcome = chosen.outcome
    return Proof(
        status=outcome.status,
        proved=chosen.proved,
        sentence=_sentence(outcome.status, others).say(locale),
        seconds=round(outcome.seconds, ROUNDED),
    )


def _sentence(status: Status, others: Others) -> Sentence:
    match status:
        case Status.OPTIMAL:
            return LEAST if others is Others.STAY else BEST
        case Status.INFEASIBLE:
            return IMPOSSIBLE
        case Status.FEASIBLE:
            return NOT_PROVED
        case Status.UNKNOWN:
            return NOTHING_FOUND

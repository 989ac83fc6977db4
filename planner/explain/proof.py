"""How sure an answer is that rests on a solve."""

from __future__ import annotations

from collections.abc import Mapping

from calendars.language import Locale, Sentence
from constraints.explain.choosing import Chosen, Others
from constraints.problem.outcome import Status
from planner.schemas.explanations import Proof

LEAST = Sentence(
    en="Proved: no other plan with this choice does it with fewer moves of other meetings, or as few and fewer points.",
    da="Bevist: ingen anden plan med dette valg flytter færre af de andre møder, eller lige så få for færre point.",
)
BEST = Sentence(
    en="Proved: no plan with this choice has fewer points.",
    da="Bevist: ingen plan med dette valg har færre point.",
)
NEXT_LEAST = Sentence(
    en="Proved: no further choice does it with fewer moves of other meetings, or as few and fewer points.",
    da="Bevist: intet yderligere valg flytter færre af de andre møder, eller lige så få for færre point.",
)
NEXT_BEST = Sentence(
    en="Proved: no plan with a further choice has fewer points.",
    da="Bevist: ingen plan med et yderligere valg har færre point.",
)
NO_NEXT = Sentence(en="Proved: there is no further choice.", da="Bevist: der er ikke flere valg.")
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
OTHERWISE = {Status.INFEASIBLE: IMPOSSIBLE, Status.FEASIBLE: NOT_PROVED, Status.UNKNOWN: NOTHING_FOUND}
ROUNDED = 3
"""Decimals of seconds."""


def proof(chosen: Chosen, others: Others, locale: Locale) -> Proof:
    """How sure it is that nothing better can be done with a choice."""
    return _proof(chosen, {Status.OPTIMAL: LEAST if others is Others.STAY else BEST}, locale)


def proof_of_next(chosen: Chosen, others: Others, locale: Locale) -> Proof:
    """How sure it is that no choice but those named before can do better."""
    best = NEXT_LEAST if others is Others.STAY else NEXT_BEST
    return _proof(chosen, {Status.OPTIMAL: best, Status.INFEASIBLE: NO_NEXT}, locale)


def _proof(chosen: Chosen, proved: Mapping[Status, Sentence], locale: Locale) -> Proof:
    outcome = chosen.outcome
    sentence = {**OTHERWISE, **proved}[outcome.status]
    return Proof(
        status=outcome.status,
        proved=chosen.proved,
        sentence=sentence.say(locale),
        seconds=round(outcome.seconds, ROUNDED),
    )

"""Sentences about how certain an answer is that rests on a solve."""

from __future__ import annotations

from collections.abc import Mapping

from calendars.language import Locale, Message
from constraints.explain.choosing import OtherMeetings, WhatIfResult
from constraints.problem.outcome import OutcomeStatus
from planner.schemas.explanations import Proof

LEAST = Message(
    "proof.least",
    "Proved: no other plan with this choice does it with fewer moves of other meetings, or as few and fewer points.",
)
BEST = Message("proof.best", "Proved: no plan with this choice has fewer points.")
NEXT_LEAST = Message(
    "proof.next_least",
    "Proved: apart from the choices named before this one, none does it with fewer moves of other meetings, or as few "
    "and fewer points.",
)
NEXT_BEST = Message(
    "proof.next_best", "Proved: apart from the choices named before this one, none has a plan with fewer points."
)
NO_NEXT = Message("proof.no_next", "Proved: there is no further choice.")
IMPOSSIBLE = Message("proof.impossible", "Proved: no plan with this choice keeps all the rules.")
NOT_PROVED = Message("proof.not_proved", "Not proved: the time was up, and there may be something better.")
NOTHING_FOUND = Message(
    "proof.nothing_found", "Not proved: the time was up before a plan was found, but there may be one."
)
UNPROVED_SENTENCES = {
    OutcomeStatus.INFEASIBLE: IMPOSSIBLE,
    OutcomeStatus.FEASIBLE: NOT_PROVED,
    OutcomeStatus.UNKNOWN: NOTHING_FOUND,
}
"""The sentence for each status other than a proof of optimality."""
SECONDS_DECIMALS = 3
"""Decimals of seconds."""


def proof(chosen: WhatIfResult, others: OtherMeetings, locale: Locale) -> Proof:
    """Return how certain it is that no better plan has the choice."""
    return _proof(chosen, {OutcomeStatus.OPTIMAL: LEAST if others is OtherMeetings.STAY else BEST}, locale)


def proof_of_next(chosen: WhatIfResult, others: OtherMeetings, locale: Locale) -> Proof:
    """Return how certain it is that no choice but those listed before is better."""
    best = NEXT_LEAST if others is OtherMeetings.STAY else NEXT_BEST
    return _proof(chosen, {OutcomeStatus.OPTIMAL: best, OutcomeStatus.INFEASIBLE: NO_NEXT}, locale)


def _proof(chosen: WhatIfResult, proved: Mapping[OutcomeStatus, Message], locale: Locale) -> Proof:
    outcome = chosen.outcome
    sentence = {**UNPROVED_SENTENCES, **proved}[outcome.status]
    return Proof(
        status=outcome.status,
        proved=chosen.proved,
        sentence=sentence.say(locale),
        seconds=round(outcome.seconds, SECONDS_DECIMALS),
    )

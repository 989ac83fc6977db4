"""How sure an answer is, in sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from calendars.language import Locale, Sentence
from constraints.outcome import Status

if TYPE_CHECKING:
    from constraints.outcome import Outcome

OPTIMAL = Sentence(
    en="Optimal: {objective} points. It is proved that no plan has fewer.",
    da="Optimal: {objective} point. Det er bevist, at ingen plan har færre.",
)
FEASIBLE = Sentence(
    en="Feasible: {objective} points. No plan has fewer than {bound}, so this one is at most {gap}% from the optimum.",
    da="Mulig: {objective} point. Ingen plan har færre end {bound}, så denne er højst {gap} % fra optimum.",
)
NO_BOUND = Sentence(
    en="Feasible: {objective} points. How few a plan can have is not known yet.",
    da="Mulig: {objective} point. Hvor få en plan kan have, vides endnu ikke.",
)
INFEASIBLE = Sentence(
    en="Infeasible: there is no plan that keeps every rule.",
    da="Umulig: der findes ingen plan, der overholder alle regler.",
)
UNKNOWN = Sentence(
    en="Unknown: no plan was found, but there may be one.",
    da="Uvist: der blev ikke fundet nogen plan, men der kan godt være en.",
)
SPENT = Sentence(en="It took {seconds} {seconds:second|seconds}", da="Det tog {seconds} {seconds:sekund|sekunder}")
MEMORY = Sentence(en=" and at most {mib} MiB of memory", da=" og højst {mib} MiB hukommelse")
MIB = 2**20


def proof_lines(outcome: Outcome, locale: Locale) -> list[str]:
    """The status, what it rests on, and what it took, a sentence each."""
    sentence = status_sentence(outcome)
    spent = SPENT.say(locale, seconds=round(outcome.seconds, 1))
    if outcome.peak_memory:
        spent += MEMORY.say(locale, mib=math.ceil(outcome.peak_memory / MIB))
    values = {"objective": outcome.objective, "bound": outcome.bound, "gap": percent(outcome.gap)}
    return [sentence.say(locale, **values), *(said.say(locale) for said in outcome.proof), f"{spent}."]


def status_sentence(outcome: Outcome) -> Sentence:
    """The sentence for a status."""
    match outcome.status:
        case Status.OPTIMAL:
            return OPTIMAL
        case Status.INFEASIBLE:
            return INFEASIBLE
        case Status.UNKNOWN:
            return UNKNOWN
        case Status.FEASIBLE:
            return NO_BOUND if outcome.bound is None else FEASIBLE


def percent(share: float | None) -> float | None:
    """A share in percent with two decimals, rounded up so that "at most" holds."""
    return None if share is None else math.ceil(round(share * 10_000, 6)) / 100

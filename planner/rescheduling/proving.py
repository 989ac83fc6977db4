"""How sure it is that a proposal is the best of its kind, in words."""

from __future__ import annotations

from calendars.language import Locale, Said, Sentence
from constraints.outcome import Status
from constraints.replanning import SPARING, WEIGHT, Aim
from planner.rescheduling.proposal import Proof
from planner.rescheduling.search import Found

PROVED = Sentence(
    en="It is proved that no plan has fewer points when {aim} counts {weight} times as much as usual{more}.",
    da="Det er bevist, at ingen plan har færre point, når {aim} vejer {weight} gange så meget som ellers{more}.",
)
PROVED_OF_ALL = Sentence(
    en="It is proved that no plan has fewer points.", da="Det er bevist, at ingen plan har færre point."
)
AND_CHANGE = Sentence(en=", and change {weight} times", da=" og ændringer {weight} gange")
NOTHING_ELSE = Sentence(en="", da="")
NOT_PROVED = Sentence(
    en="It is not proved that no plan has fewer points when {aim} counts {weight} times as much as usual{more}:"
    " the time was too short.",
    da="Det er ikke bevist, at ingen plan har færre point, når {aim} vejer {weight} gange så meget som ellers{more}:"
    " tiden var for kort.",
)
NOT_PROVED_OF_ALL = Sentence(
    en="It is not proved that no plan has fewer points: the time was too short.",
    da="Det er ikke bevist, at ingen plan har færre point: tiden var for kort.",
)
LEFT_OUT = Sentence(
    en="Plans that hardly differ from the other proposals are not counted.",
    da="Planer, der næsten ikke adskiller sig fra de andre forslag, er ikke regnet med.",
)
COUNTS = {
    Aim.LEAST_CHANGE: Sentence(en="change", da="ændringer"),
    Aim.MOST_PEOPLE: Sentence(en="attendance", da="fremmøde"),
    Aim.LOWEST_COST: Sentence(en="money", da="penge"),
    Aim.SOONEST: Sentence(en="waiting", da="ventetid"),
}


def proof(found: Found, locale: Locale) -> Proof:
    """The proof of a proposal."""
    outcome = found.outcome
    return Proof(
        status=outcome.status,
        aim=found.aim,
        sparing=found.sparing,
        differs=found.differs,
        gap=outcome.gap,
        sentences=(*_claim(found, locale), *(said.say(locale) for said in outcome.proof)),
    )


def _claim(found: Found, locale: Locale) -> list[str]:
    proved = found.outcome.status is Status.OPTIMAL
    if found.aim is None:
        claim = (PROVED_OF_ALL if proved else NOT_PROVED_OF_ALL).say(locale)
    else:
        spared = found.sparing and found.aim is not Aim.LEAST_CHANGE
        said = Said(AND_CHANGE if spared else NOTHING_ELSE, {"weight": SPARING})
        claim = (PROVED if proved else NOT_PROVED).say(locale, aim=COUNTS[found.aim], weight=WEIGHT, more=said)
    return [claim, LEFT_OUT.say(locale)] if found.differs else [claim]

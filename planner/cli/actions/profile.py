"""Where the time of a solve went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from calendars.language import Locale, Sentence

if TYPE_CHECKING:
    from constraints.outcome import Outcome

PHASE = Sentence(en="{seconds} s", da="{seconds} s")
PHASES = {
    "building": Sentence(en="building the model", da="opbygning af modellen"),
    "relaxation": Sentence(en="relaxation", da="relaksering"),
    "search": Sentence(en="search", da="søgning"),
    "proof": Sentence(en="proof", da="bevis"),
    "check": Sentence(en="check of the plans", da="kontrol af planerne"),
}
WHOLE = Sentence(en="in all", da="i alt")


def profile_lines(outcome: Outcome, locale: Locale) -> Iterator[str]:
    """A line for each phase, in the order they began, and one for the whole."""
    phases = ((PHASES[name].say(locale) if name in PHASES else name, took) for name, took in outcome.phases.items())
    rows = [*phases, (WHOLE.say(locale), outcome.seconds)]
    shown = [(name, PHASE.say(locale, seconds=round(seconds, 2))) for name, seconds in rows]
    widths = [max(len(row[column]) for row in shown) for column in range(2)]
    yield from (f"{name:<{widths[0]}}  {seconds:>{widths[1]}}" for name, seconds in shown)

"""Which of the plans found become proposals, in what order, and what each is good at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from calendars.language import Locale, Sentence
from constraints.cancelling import fee
from constraints.replanning import Aim
from planner.rescheduling.search import distinct

if TYPE_CHECKING:
    from constraints.held import Held, Schedule
    from planner.rescheduling.search import Found

NAMES = {
    Aim.LEAST_CHANGE: Sentence(en="least change", da="mindst ændret"),
    Aim.MOST_PEOPLE: Sentence(en="most people", da="flest kan komme"),
    Aim.LOWEST_COST: Sentence(en="lowest cost", da="billigst"),
    Aim.SOONEST: Sentence(en="soonest", da="tidligst"),
}
STRESSING = {
    Aim.LEAST_CHANGE: Sentence(en="another way, stressing little change", da="en anden udvej med vægt på få ændringer"),
    Aim.MOST_PEOPLE: Sentence(en="another way, stressing attendance", da="en anden udvej med vægt på fremmøde"),
    Aim.LOWEST_COST: Sentence(en="another way, stressing cost", da="en anden udvej med vægt på økonomi"),
    Aim.SOONEST: Sentence(en="another way, stressing early days", da="en anden udvej med vægt på tidlige dage"),
}
ANOTHER = Sentence(en="another way", da="en anden udvej")
LISTED = Sentence(en="{names}", da="{names}")


def best_at(found: Sequence[Found], hit: Collection[str]) -> list[tuple[Aim, ...]]:
    """For each plan at what none of the others is better; only what a plan was looked for with."""
    measured = [_measures(each, hit) for each in found]
    sought = [aim for aim in Aim if any(each.aim is aim for each in found)]
    best = {aim: min(each[aim] for each in measured) for aim in sought}
    return [tuple(aim for aim in sought if each[aim] == best[aim]) for each in measured]


def chosen(found: Sequence[Found], hit: Collection[str], wanted: int) -> list[tuple[Found, tuple[Aim, ...]]]:
    """The plans to be shown, each with what it is best at, the one with the fewest points first.

    They really differ from each other, but each is compared with every plan that was found.
    """
    differing = {id(each) for each in distinct(found, hit)}
    named = [each for each in zip(found, best_at(found, hit), strict=True) if id(each[0]) in differing]
    wanted_first = sorted(named, key=lambda each: (-len(each[1]), each[0].verdict.objective))
    return sorted(wanted_first[:wanted], key=lambda each: each[0].verdict.objective)


def title(found: Found, best: Sequence[Aim], locale: Locale) -> str:
    """What a proposal is called."""
    if best:
        said = LISTED.say(locale, names=[NAMES[aim] for aim in best])
    else:
        said = (STRESSING[found.aim] if found.aim else ANOTHER).say(locale)
    return said[:1].upper() + said[1:]


def _measures(found: Found, hit: Collection[str]) -> Mapping[Aim, int]:
    """How good it is at each, the less the better."""
    schedule = found.verdict.schedule
    return {
        Aim.LEAST_CHANGE: found.verdict.points.get("kept", 0),
        Aim.MOST_PEOPLE: sum(len(held.absent) for held in schedule),
        Aim.LOWEST_COST: sum(_cost(schedule, held) for held in schedule),
        Aim.SOONEST: sum(held.day.toordinal() for held in schedule if held.id in hit),
    }


def _cost(schedule: Schedule, held: Held) -> int:
    """What proposals show as money: a plan is not cheaper because fewer can come to eat."""
    problem = schedule.problem
    asked = fee(problem, held.index, problem.index(held.day), held.venue)
    return schedule.rent(held) + asked

"""Reports on why there is no plan and which relaxations would allow one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from calendars.language import BoundMessage, Locale, Message
from constraints.conflicts.conflict import demanded

if TYPE_CHECKING:
    from constraints.conflicts.conflict import Conflict
    from constraints.conflicts.repairs import Infeasibility, Repair
    from constraints.problem.problem import Problem


CLASHES = Message("impossible.clashes", "What clashes")
NUMBER = Message("impossible.number", "Clash {n}")
NUMBERED = Message("impossible.numbered", "clash {n}")
TOGETHER = Message(
    "impossible.together",
    "{n:This requirement cannot be kept|These {n} requirements cannot all be kept; without any one of them the "
    "others can}:",
)
UNSURE = Message(
    "impossible.unsure",
    "{n:Something clashes with this requirement; what it is|Something among these {n} requirements clashes; it} was "
    "not confirmed in time:",
)
WAYS_OUT = Message("impossible.ways_out", "Ways out")
ENOUGH = Message("impossible.enough", "{n:This|Any one of these} is enough:")
ENOUGH_FOR = Message("impossible.enough_for", "{n:This|Any one of these} is enough to end {clashes}:")
TRIED = Message("impossible.tried", "{n:It|Each} was tried: with it there is a plan that the check accepts.")
NOT_LEAST = Message("impossible.not_least", "{said} (Less may be enough.)")
NO_WAY_OUT = Message("impossible.no_way_out", "No way out was found in the time there was.")
NO_CLASH = Message("impossible.no_clash", "What clashes was not found out in the time there was.")
MAY_BE_MORE = Message("impossible.may_be_more", "There may be more that clashes: the search was not finished.")
ITEM = "- "


def impossible_report(problem: Problem, impossible: Infeasibility, locale: Locale) -> Iterator[RenderableType]:
    """Yield the conflicts and the repairs, each under a title, and whether there may be more."""
    yield from ("", Text(CLASHES.say(locale), style="bold"))
    if not impossible.conflicts:
        yield Text(NO_CLASH.say(locale))
    several = len(impossible.conflicts) > 1
    for number, clash in enumerate(impossible.conflicts, 1):
        if several:
            yield Text(NUMBER.say(locale, n=number))
        yield from map(Text, _clash_lines(problem, clash, locale))
    if impossible.conflicts and not impossible.complete:
        yield Text(MAY_BE_MORE.say(locale))
    yield from ("", Text(WAYS_OUT.say(locale), style="bold"))
    yield from map(Text, repair_lines(impossible, locale))


def repair_lines(impossible: Infeasibility, locale: Locale) -> Iterator[str]:
    """Yield the repairs; with several conflicts, those that resolve the same ones together."""
    for ended, ways in _grouped(impossible.repairs):
        clashes = [BoundMessage(NUMBERED, {"n": number + 1}) for number in ended]
        sentence = ENOUGH if len(ended) == len(impossible.conflicts) else ENOUGH_FOR
        yield sentence.say(locale, n=len(ways), clashes=clashes)
        yield from (f"{ITEM}{repair_text(way, locale)}" for way in ways)
    yield (TRIED if impossible.repairs else NO_WAY_OUT).say(locale, n=len(impossible.repairs))


def repair_text(way: Repair, locale: Locale) -> str:
    """Return the relaxations of one repair in sentences."""
    text = " ".join(said.say(locale) for said in way.told)
    return text if way.least else NOT_LEAST.say(locale, said=text)


def _clash_lines(problem: Problem, clash: Conflict, locale: Locale) -> Iterator[str]:
    yield (TOGETHER if clash.confirmed else UNSURE).say(locale, n=len(clash.requirements))
    yield from (f"{ITEM}{demanded(problem, clash, each).say(locale)}" for each in clash.requirements)


def _grouped(ways: Iterable[Repair]) -> list[tuple[tuple[int, ...], list[Repair]]]:
    return [(ended, [*found]) for ended, found in groupby(ways, key=lambda way: way.clashes)]

"""Why a meeting is where it is, as a planner reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Sentence, say_value
from planner.explaining.why_not import price
from planner.output.solved import solved_report
from planner.output.why_not import lines

if TYPE_CHECKING:
    from planner.explaining.why import Alternative, StruckOut, Why

TITLE = Sentence(
    en="{meeting} is planned on {day} at {venue}.", da="{meeting} er planlagt {day}, {venue}."
)  # fmt: skip
TIES = Sentence(en="What rules out other days and venues", da="Det udelukker andre dage og mødesteder")
RULE = Sentence(en="Rule", da="Regel")
DAYS = Sentence(en="Days", da="Dage")
PLACES = Sentence(en="Days and venues", da="Dage og mødesteder")
ONLY = Sentence(en="This rule alone", da="Kun denne regel")
EXAMPLES = Sentence(en="For example:", da="For eksempel:")
BECAUSE_OF_OTHERS = Sentence(en="{rule} (other meetings)", da="{rule} (andre møder)")
BEST = Sentence(en="Best alternative {n}: {day}, {venue}", da="Bedste alternativ {n}: {day}, {venue}")
PRICE = Sentence(en="The plan then costs {price}.", da="Planen koster så {price}.")
NONE = Sentence(en="No further alternative", da="Ikke flere alternativer")


def why_report(answer: Why, locale: Locale) -> Iterator[RenderableType]:
    """The answer, in parts to be printed one after the other."""
    planned = answer.planned
    title = TITLE.say(locale, meeting=answer.meeting.name, day=planned.day, venue=planned.venue.name)
    yield Text(title, style="bold")
    yield Text(answer.sentence)
    if answer.struck_out:
        yield from ("", Text(TIES.say(locale), style="bold"), _ties(answer.struck_out, locale))
        yield Text(EXAMPLES.say(locale))
        yield from lines(tuple(each.example for each in answer.struck_out))
    for n, each in enumerate(answer.alternatives, start=1):
        yield ""
        yield from _alternative(n, each, locale)


def _ties(struck_out: tuple[StruckOut, ...], locale: Locale) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(RULE.say(locale), overflow="fold")
    for title in (DAYS, PLACES, ONLY):
        table.add_column(title.say(locale), justify="right")
    for each in struck_out:
        name = BECAUSE_OF_OTHERS.say(locale, rule=each.title) if each.others_could_move else each.title
        table.add_row(name, *(say_value(number, locale) for number in (each.days, each.candidates, each.only)))
    return table


def _alternative(n: int, each: Alternative, locale: Locale) -> Iterator[RenderableType]:
    if each.solved is None:
        yield Text(NONE.say(locale), style="bold")
    else:
        place = each.solved.place
        yield Text(BEST.say(locale, n=n, day=place.day, venue=place.venue.name), style="bold")
        yield Text(PRICE.say(locale, price=price(each.solved.points)))
        yield from solved_report(each.solved, locale)
    yield Text(each.proof.sentence)

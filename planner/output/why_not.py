"""Why a meeting is not on a day, as a planner reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from calendars.language import Locale, Sentence
from planner.explaining.why_not import Answer, WhyNot
from planner.output.solved import solved_report

CLASHES = Sentence(
    en="With the other meetings as planned, what stands against it at {venue}:",
    da="Med de andre møder som planlagt står dette i vejen ({venue}):",
)
ELSE_AT = Sentence(en="At {venue}:", da="{venue}:")

if TYPE_CHECKING:
    from planner.explaining.shapes import Reason


def why_not_report(answer: WhyNot, locale: Locale) -> Iterator[RenderableType]:
    """The answer, in parts to be printed one after the other."""
    yield Text(answer.sentence, style="bold")
    yield from lines(answer.reasons)
    if answer.answer is Answer.BROKEN and not answer.reasons:  # what holds at every venue is enough
        for each in answer.venues:
            yield Text(ELSE_AT.say(locale, venue=each.venue.name))
            yield from lines(each.reasons)
    if answer.clashes_at and answer.answer is not Answer.BROKEN:
        yield Text(CLASHES.say(locale, venue=answer.clashes_at.name))
        yield from lines(answer.clashes)
    if answer.solved:
        yield from solved_report(answer.solved, locale)
    if answer.proof:
        yield Text(answer.proof.sentence)


def lines(reasons: tuple[Reason, ...]) -> Iterator[Text]:
    """A line for each."""
    yield from (Text(f"– {each.sentence}") for each in reasons)

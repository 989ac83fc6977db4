"""The answer to changes as a planner reads it: who is hit and why, each proposal in a block, and how to accept one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Sentence, say_value
from planner.output.proposal_lines import proposal_lines
from planner.rescheduling.answer import Answer, Ending, MayMove
from planner.rescheduling.proposal import Move, MoveKind, Part, Proposal

if TYPE_CHECKING:
    from planner.rescheduling.shapes import Held, Venue

TODAY = Sentence(en="Today is taken to be {day:date}.", da="I dag regnes for at være {day:date}.")
HIT = Sentence(
    en="{n} {n:meeting is|meetings are} hit; {stay} {stay:stays|stay} as {stay:it is|they are}.",
    da="{n} {n:møde|møder} er ramt; {stay} bliver, som {stay:det|de} er.",
)
NOBODY_HIT = Sentence(
    en="No meeting is hit; {stay} {stay:stays|stay} as {stay:it is|they are}.",
    da="Ingen møder er ramt; {stay} bliver, som {stay:det|de} er.",
)
PROPOSAL = Sentence(en="Proposal {number}: {title}", da="Forslag {number}: {title}")
NOTHING_MOVES = Sentence(en="Nothing moves.", da="Intet flyttes.")
EVERYONE = Sentence(en="Everyone", da="Alle")
DROPPED = Sentence(en="not held", da="holdes ikke")
NEW = Sentence(en="new", da="nyt")
SAME_DAY = Sentence(en="same day", da="samme dag")
OTHER_VENUE = Sentence(en="{new} instead of {old}", da="{new} i stedet for {old}")
AND_OTHERS = Sentence(en="{venue} (other {parts})", da="{venue} (andre {parts})")
ROOMS = Sentence(en="rooms", da="lokaler")
STAFF = Sentence(en="staff", da="medarbejdere")
ACCEPT = Sentence(en="Accept one: {commands}", da="Acceptér et af dem: {commands}")
ACCEPT_IT = Sentence(en="Accept it: {commands}", da="Acceptér det: {commands}")
OR = Sentence(en=" or ", da=" eller ")
MOVE_MORE = Sentence(
    en="More may be possible if others are moved too: --may-move round, region or all.",
    da="Der kan være mere at gøre, hvis andre også må flyttes: --may-move round, region eller all.",
)
CANNOT = Sentence(
    en="{n:This cannot be kept|These cannot all be kept}:", da="{n:Dette kan ikke holdes|Disse kan ikke alle holdes}:"
)
ENOUGH = Sentence(en="It is enough to give up one of these:", da="Det er nok at give afkald på én af disse:")
INDENT = (0, 0, 0, 2)
REGION, DAY = 12, 19
"""Columns of the screen for a region and for a day."""


def answer_report(answer: Answer, locale: Locale) -> Iterator[RenderableType]:
    """Everything about the answer, in parts to be printed one after the other."""
    yield from (Text(change, style="bold") for change in answer.changes)
    yield Text(TODAY.say(locale, day=answer.as_of))
    yield ""
    yield Text((HIT if answer.hits else NOBODY_HIT).say(locale, n=len(answer.hits), stay=answer.stay), style="bold")
    for hit in answer.hits:
        name = f"{hit.title}, {hit.region.name}" if hit.region else hit.title
        for reason in hit.reasons:
            said = reason.sentence if reason.rule else f"{name}: {reason.sentence}"
            yield Padding(Text(said), INDENT)
    for proposal in answer.proposals:
        yield from _proposal(proposal, locale)
    yield ""
    yield from _ending(answer, locale)


def _proposal(proposal: Proposal, locale: Locale) -> Iterator[RenderableType]:
    number = str(proposal.number or proposal.rank)
    yield ""
    yield Text(PROPOSAL.say(locale, number=number, title=proposal.title), style="bold")
    for name, together in groupby(proposal.moves, key=lambda move: move.title):
        yield Padding(Text(name, style="italic"), INDENT)
        yield Padding(_moves(together, locale), INDENT)
    if not proposal.moves:
        yield Padding(Text(NOTHING_MOVES.say(locale)), INDENT)
    yield Padding(proposal_lines(proposal, locale), INDENT)


def _moves(moves: Iterable[Move], locale: Locale) -> Table:
    """Region, old day, new day and venue of each; the columns of all rounds stand below each other."""
    table = Table(box=None, pad_edge=False, show_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(min_width=REGION, overflow="fold")
    table.add_column(min_width=DAY, no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(min_width=DAY, no_wrap=True)
    table.add_column(overflow="fold")
    for move in moves:
        name = move.region.name if move.region else EVERYONE.say(locale)
        table.add_row(*map(Text, (name, _old(move, locale), "→", _new(move, locale), _place(move, locale))))
    return table


def _old(move: Move, locale: Locale) -> str:
    return _day(move.before, locale) if move.before else NEW.say(locale)


def _new(move: Move, locale: Locale) -> str:
    if move.after is None:
        return DROPPED.say(locale)
    return SAME_DAY.say(locale) if move.kind is MoveKind.REARRANGED else _day(move.after, locale)


def _day(held: Held, locale: Locale) -> str:
    return say_value(held.start.date(), locale, "short")


def _place(move: Move, locale: Locale) -> str:
    held = move.after or move.before
    if held is None:
        return ""
    if Part.VENUE in move.parts and move.before is not None:
        return OTHER_VENUE.say(locale, new=_name(held.venue), old=_name(move.before.venue))
    stays = move.kind is MoveKind.REARRANGED
    others = [title for part, title in ((Part.ROOMS, ROOMS), (Part.STAFF, STAFF)) if stays and part in move.parts]
    return AND_OTHERS.say(locale, venue=_name(held.venue), parts=others) if others else _name(held.venue)


def _name(venue: Venue) -> str:
    return venue.name if not venue.town or venue.town in venue.name else f"{venue.name}, {venue.town}"


def _ending(answer: Answer, locale: Locale) -> Iterator[RenderableType]:
    numbers = [each.number for each in answer.proposals if each.number is not None]
    if numbers:
        commands = OR.say(locale).join(f"planner accept {number}" for number in numbers)
        yield Text((ACCEPT if len(numbers) > 1 else ACCEPT_IT).say(locale, commands=commands))
    if answer.status is not Ending.PROPOSALS:
        yield Text(answer.sentence, style="bold")
        yield from _impossible(answer, locale)
        if answer.may_move is not MayMove.ALL:
            yield Text(MOVE_MORE.say(locale))


def _impossible(answer: Answer, locale: Locale) -> Iterator[RenderableType]:
    """What clashes, or who has no place where no clash was found, and what it is enough to give up."""
    found = answer.impossible
    if found is None or not found.clashes:
        yield from (Padding(Text(each.sentence), INDENT) for each in answer.no_place)
        return
    for clash in found.clashes:
        yield Text(CANNOT.say(locale, n=len(clash.requirements)))
        yield from (Padding(Text(each.sentence), INDENT) for each in clash.requirements)
    if found.ways_out:
        yield Text(ENOUGH.say(locale))
    for way in found.ways_out:
        yield Padding(Text(" ".join(each.sentence for each in way.concessions)), INDENT)

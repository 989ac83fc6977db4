"""The answer to changes as a planner reads it: who is hit and why, each proposal in a block, and how to accept one."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from calendars.language import Locale, Sentence
from planner.output.impossible import MAY_BE_MORE
from planner.output.proposal_lines import proposal_lines
from planner.output.proposal_moves import moves_report
from planner.rescheduling.answer import Answer, Ending, MayMove
from planner.rescheduling.proposal import Proposal

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
CHANGE = Sentence(
    en="Proposal {number}: {title} ({n} {n:meeting changes|meetings change})",
    da="Forslag {number}: {title} ({n} {n:møde|møder} ændres)",
)
OTHERS_CHANGE = Sentence(
    en="Proposal {number}: {title} ({n} {n:meeting changes|meetings change}, {others} of them not hit)",
    da="Forslag {number}: {title} ({n} {n:møde|møder} ændres, heraf {others} uden at være ramt)",
)
NOTHING_MOVES = Sentence(en="Nothing moves.", da="Intet flyttes.")
BEST = Sentence(
    en="A proposal is named by what none of the plans that were found is better at.",
    da="Et forslag har navn efter det, som ingen af de fundne planer er bedre til.",
)
TOOK = Sentence(en="It took {seconds} {seconds:second|seconds}.", da="Det tog {seconds} {seconds:sekund|sekunder}.")
ACCEPT = Sentence(en="Accept one: {commands}", da="Acceptér et af dem: {commands}")
ACCEPT_IT = Sentence(en="Accept it: {commands}", da="Acceptér det: {commands}")
OR = Sentence(en=" or ", da=" eller ")
MOVE_MORE = Sentence(
    en="More may be possible if others are moved too: --may-move {options}.",
    da="Der kan være mere at gøre, hvis andre også må flyttes: --may-move {options}.",
)
WIDER = {
    MayMove.NOTHING: Sentence(en="round, region or all", da="round, region eller all"),
    MayMove.ROUND: Sentence(en="region or all", da="region eller all"),
    MayMove.REGION: Sentence(en="all", da="all"),
}
MORE_TIME = Sentence(en="More time may help: --seconds.", da="Mere tid kan hjælpe: --seconds.")
WIDENED = Sentence(
    en="{n} {n:meeting|meetings} may be held outside {n:its window, which ends|their windows, which end} on "
    "{last:date}: until {until:date}.",
    da="{n} {n:møde|møder} må holdes uden for {n:sit vindue|deres vinduer}, som slutter {last:date}: frem til "
    "{until:date}.",
)
KEEP_WINDOWS = Sentence(
    en="With --keep-windows every meeting stays in its window.",
    da="Med --keep-windows bliver alle møder i deres vinduer.",
)
CANNOT = Sentence(
    en="{n:This cannot be kept|These cannot all be kept}:", da="{n:Dette kan ikke holdes|Disse kan ikke alle holdes}:"
)
ENOUGH = Sentence(en="It is enough to give up one of these:", da="Det er nok at give afkald på én af disse:")
INDENT = (0, 0, 0, 2)


def answer_report(answer: Answer, locale: Locale, place: Sequence[str] = ()) -> Iterator[RenderableType]:
    """Everything about the answer, in parts to be printed one after the other.

    The words of `place` tell `planner accept` where the network is.
    """
    yield from (Text(change, style="bold") for change in answer.changes)
    yield Text(TODAY.say(locale, day=answer.as_of))
    yield ""
    yield Text((HIT if answer.hits else NOBODY_HIT).say(locale, n=len(answer.hits), stay=answer.stay), style="bold")
    for hit in answer.hits:
        name = f"{hit.title}, {hit.region.name}" if hit.region else hit.title
        for reason in hit.reasons:
            said = reason.sentence if reason.rule else f"{name}: {reason.sentence}"
            yield Padding(Text(said), INDENT)
    yield from _widened(answer, locale)
    for proposal in answer.proposals:
        yield from _proposal(proposal, locale)
    yield ""
    yield from _ending(answer, locale, place)


def _widened(answer: Answer, locale: Locale) -> Iterator[RenderableType]:
    """Which windows the proposals may leave, and how to keep them."""
    together = Counter((each.before.last, each.after.last) for each in answer.widened)
    for (last, until), n in together.items():
        yield Padding(Text(WIDENED.say(locale, n=n, last=last, until=until)), INDENT)
    if answer.widened:
        yield Padding(Text(KEEP_WINDOWS.say(locale)), INDENT)


def _proposal(proposal: Proposal, locale: Locale) -> Iterator[RenderableType]:
    yield ""
    yield Text(_head(proposal, locale), style="bold")
    for name, together in groupby(proposal.moves, key=lambda move: move.title):
        yield Padding(Text(name, style="italic"), INDENT)
        yield from (Padding(each, INDENT) for each in moves_report([*together], locale))
    if not proposal.moves:
        yield Padding(Text(NOTHING_MOVES.say(locale)), INDENT)
    yield Padding(proposal_lines(proposal, locale), INDENT)


def _head(proposal: Proposal, locale: Locale) -> str:
    n, others = len(proposal.moves), sum(not move.hit for move in proposal.moves)
    sentence = OTHERS_CHANGE if others else CHANGE if n else PROPOSAL
    return sentence.say(locale, number=str(proposal.number or proposal.rank), title=proposal.title, n=n, others=others)


def _ending(answer: Answer, locale: Locale, place: Sequence[str]) -> Iterator[RenderableType]:
    if answer.status is not Ending.PROPOSALS:
        yield Text(answer.sentence, style="bold")
        yield from _impossible(answer, locale)
        yield from (Text(each) for each in _advice(answer, locale))
    elif any(each.best_at for each in answer.proposals):
        yield Text(BEST.say(locale))
    yield Text(TOOK.say(locale, seconds=round(answer.seconds, 1)))
    numbers = [each.number for each in answer.proposals if each.number is not None]
    if numbers:
        commands = OR.say(locale).join(shlex.join(["planner", "accept", str(number), *place]) for number in numbers)
        yield Text((ACCEPT if len(numbers) > 1 else ACCEPT_IT).say(locale, commands=commands))


def _advice(answer: Answer, locale: Locale) -> Iterator[str]:
    """What can help, as far as that is known."""
    if answer.status is Ending.UNKNOWN:
        yield MORE_TIME.say(locale)
    elif answer.may_move in WIDER and _others_matter(answer):
        yield MOVE_MORE.say(locale, options=WIDER[answer.may_move])


def _others_matter(answer: Answer) -> bool:
    """Whether meetings that were not hit have a part in all that stands in the way, as far as it is known."""
    hit = {each.meeting for each in answer.hits}
    if answer.impossible is not None and answer.impossible.clashes:
        clashes = answer.impossible.clashes
        return all(any(not {*each.meetings} or {*each.meetings} - hit for each in one.requirements) for one in clashes)
    return all({*each.meetings} - hit for each in answer.no_place)


def _impossible(answer: Answer, locale: Locale) -> Iterator[RenderableType]:
    """What clashes, or who has no place where no clash was found, and what it is enough to give up."""
    found = answer.impossible
    if found is None or not found.clashes:
        yield from (Padding(Text(each.sentence), INDENT) for each in answer.no_place)
    for clash in found.clashes if found else ():
        yield Text(CANNOT.say(locale, n=len(clash.requirements)))
        yield from (Padding(Text(each.sentence), INDENT) for each in clash.requirements)
    if found and found.clashes and not found.complete:
        yield Text(MAY_BE_MORE.say(locale))
    if found and found.ways_out:
        yield Text(ENOUGH.say(locale))
    for way in found.ways_out if found else ():
        yield Padding(Text(" ".join(each.sentence for each in way.concessions)), INDENT)
    if found and found.not_found:
        yield Text(found.not_found)

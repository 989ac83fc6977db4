"""Proposals as a planner reads them: who is hit and why, what each moves, and what it means."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Sentence, say_value
from planner.schemas.proposals import (
    Answer,
    Ending,
    MayMove,
    Money,
    Move,
    MoveKind,
    MunicipalityPeople,
    NoticeOf,
    Part,
    People,
    Points,
    Proposal,
)
from planner.text.impossible import MAY_BE_MORE

if TYPE_CHECKING:
    from planner.schemas.common import MeetingPlace, NamedJson, Venue


PEOPLE = Sentence(en="People", da="Fremmøde")
MONEY = Sentence(en="Money", da="Penge")
NOTICE = Sentence(en="Notice", da="Varsel")
POINTS = Sentence(en="Points", da="Point")
PROOF = Sentence(en="Proof", da="Bevis")
ATTENDING = Sentence(
    en="{before} could not come before, {after} cannot now: bad for {losing}, good for {gaining}.",
    da="{before} kunne ikke komme før, {after} kan ikke nu: dårligere for {losing}, bedre for {gaining}.",
)
WITHOUT = Sentence(
    en="{n} {n:member loses a meeting|members lose a meeting}: it is not held.",
    da="{n} {n:medlem mister et møde|medlemmer mister et møde}: det holdes ikke.",
)
SAME_PEOPLE = Sentence(en="The same people can come.", da="De samme kan komme.")
SAME_PEOPLE_ELSE = Sentence(en="Otherwise the same people can come.", da="Ellers kan de samme komme.")
LOSE = Sentence(en="Fewer from {names}.", da="Færre fra {names}.")
GAIN = Sentence(en="More from {names}.", da="Flere fra {names}.")
MORE = Sentence(en="{n} more {n:municipality|municipalities}", da="{n} {n:kommune|kommuner} mere")
ONE = Sentence(en="{name} ({n})", da="{name} ({n})")
PAID = Sentence(
    en="{difference} {currency}: fees {fees}, rent {after} instead of {before}.",
    da="{difference} {currency}: afbestilling {fees}, leje {after} i stedet for {before}.",
)
LEAST = Sentence(
    en="At least {days} {days:day|days} ({members} {members:member|members}, {staff} of the staff)",
    da="Mindst {days} {days:dag|dage} ({members} {members:medlem|medlemmer}, {staff} {staff:medarbejder|medarbejdere})",
)
THEN = Sentence(en="; at most {days} {days:day|days}.", da="; højst {days} {days:dag|dage}.")
END = Sentence(en=".", da=".")
SUM = Sentence(en="{before} before, {after} now", da="{before} før, {after} nu")
RULE = Sentence(en="{title} {difference}", da="{title} {difference}")
FEW = 4
"""As many municipalities and rules as are named."""


def proposal_lines(proposal: Proposal, locale: Locale) -> Table:
    """A small table of titles and sentences."""
    table = Table(box=None, pad_edge=False, show_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for title, text in _lines(proposal, locale):
        table.add_row(title.say(locale), Text(text))
    return table


def signed(number: int, locale: Locale) -> str:
    """A number with its sign."""
    return f"{'+' if number > 0 else ''}{say_value(number, locale)}"


def _lines(proposal: Proposal, locale: Locale) -> Iterator[tuple[Sentence, str]]:
    if proposal.moves:
        yield PEOPLE, " ".join(_people(proposal.people, locale))
        yield MONEY, _money(proposal.money, locale)
    if proposal.notice:
        yield NOTICE, _notice(proposal.notice, locale)
    yield POINTS, _points(proposal.points, locale)
    yield PROOF, proposal.proof.sentences[0]


def _people(people: People, locale: Locale) -> Iterator[str]:
    if people.without:
        yield WITHOUT.say(locale, n=people.without)
    if not people.losing and not people.gaining:
        yield (SAME_PEOPLE_ELSE if people.without else SAME_PEOPLE).say(locale)
        return
    yield ATTENDING.say(
        locale, before=people.absent_before, after=people.absent_after, losing=people.losing, gaining=people.gaining
    )
    net = [(each, each.losing - each.gaining) for each in people.municipalities]
    worse = [(each, n) for each, n in net if n > 0]
    better = [(each, -n) for each, n in reversed(net) if n < 0]
    for sentence, found in ((LOSE, worse), (GAIN, better)):
        if found:
            yield sentence.say(locale, names=_named(found, locale))


def _named(found: Sequence[tuple[MunicipalityPeople, int]], locale: Locale) -> list[str]:
    names = [ONE.say(locale, name=each.name, n=n) for each, n in found[:FEW]]
    return [*names, MORE.say(locale, n=len(found) - FEW)] if len(found) > FEW else names


def _money(money: Money, locale: Locale) -> str:
    return PAID.say(
        locale, difference=signed(money.difference, locale), currency=money.currency, fees=money.fees,
        before=money.rent_before, after=money.rent_after,
    )  # fmt: skip


def _notice(notice: Sequence[NoticeOf], locale: Locale) -> str:
    first, last = notice[0], notice[-1]
    least = LEAST.say(locale, days=first.days, members=first.members, staff=first.staff)
    return least + (END.say(locale) if first is last else THEN.say(locale, days=last.days))


def _points(points: Points, locale: Locale) -> str:
    changed = [each for each in points.rules if each.after != each.before]
    parts = [
        RULE.say(locale, title=each.title, difference=signed(each.after - each.before, locale))
        for each in changed[:FEW]
    ]
    said = SUM.say(locale, before=points.before, after=points.after)
    return f"{said}: {'; '.join(parts)}." if parts else f"{said}."


EVERYONE = Sentence(en="Everyone", da="Alle")
DROPPED = Sentence(en="not held", da="holdes ikke")
NEW = Sentence(en="new", da="nyt")
SAME_DAY = Sentence(en="same day", da="samme dag")
OTHER_VENUE = Sentence(en="{new} instead of {old}", da="{new} i stedet for {old}")
NOTES = Sentence(en="{region}: {notes}.", da="{region}: {notes}.")
ROOMS = Sentence(en="rooms {rooms}", da="lokaler {rooms}")
STAFF = Sentence(en="{new} instead of {old}", da="{new} i stedet for {old}")
MORE_STAFF = Sentence(en="also with {new}", da="også {new}")
LESS_STAFF = Sentence(en="without {old}", da="uden {old}")
MOVE_NOTICE = Sentence(en="{days} {days:day's|days'} notice", da="{days} {days:dags|dages} varsel")
OUTSIDE = Sentence(
    en="Outside the window, which ends on {last:date}: {regions}.",
    da="Uden for vinduet, som slutter {last:date}: {regions}.",
)
REGION, DAY = 12, 19
"""Columns of the screen for a region and for a day."""


def moves_report(moves: Sequence[Move], locale: Locale) -> Iterator[RenderableType]:
    """A table of the moves of a round, then a line on each, and which of them leave their windows."""
    yield _table(moves, locale)
    for move in moves:
        yield Text(NOTES.say(locale, region=_region(move, locale), notes="; ".join(_notes(move, locale))), style="dim")
    windows = dict.fromkeys(move.outside.window.last for move in moves if move.outside)
    for last in windows:
        outside = [_region(move, locale) for move in moves if move.outside and move.outside.window.last == last]
        yield Text(OUTSIDE.say(locale, regions=outside, last=last), style="bold")


def _table(moves: Iterable[Move], locale: Locale) -> Table:
    """Region, old day, new day and venue of each; the columns of all rounds stand below each other."""
    table = Table(box=None, pad_edge=False, show_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(min_width=REGION, overflow="fold")
    table.add_column(min_width=DAY, no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(min_width=DAY, no_wrap=True)
    table.add_column(overflow="fold")
    for move in moves:
        cells = (_region(move, locale), _old(move, locale), "→", _new(move, locale), _place(move, locale))
        table.add_row(*map(Text, cells))
    return table


def _notes(move: Move, locale: Locale) -> Iterator[str]:
    yield MOVE_NOTICE.say(locale, days=move.notice.least)
    if move.after is not None and Part.STAFF in move.parts and move.before is not None:
        yield _staff(move.before, move.after, locale)
    if move.after is not None and {Part.ROOMS, Part.VENUE} & {*move.parts}:
        yield ROOMS.say(locale, rooms=[room.name for room in move.after.rooms])


def _staff(before: MeetingPlace, after: MeetingPlace, locale: Locale) -> str:
    """Who comes instead of whom."""
    new, old = _names_without(after.staff, before.staff), _names_without(before.staff, after.staff)
    sentence = STAFF if new and old else MORE_STAFF if new else LESS_STAFF
    return sentence.say(locale, new=new, old=old)


def _names_without(people: Iterable[NamedJson], others: Iterable[NamedJson]) -> list[str]:
    known = {each.id for each in others}
    return [each.name for each in people if each.id not in known]


def _region(move: Move, locale: Locale) -> str:
    return move.region.name if move.region else EVERYONE.say(locale)


def _old(move: Move, locale: Locale) -> str:
    return _day(move.before, locale) if move.before else NEW.say(locale)


def _new(move: Move, locale: Locale) -> str:
    if move.after is None:
        return DROPPED.say(locale)
    return SAME_DAY.say(locale) if move.kind is MoveKind.REARRANGED else _day(move.after, locale)


def _day(held: MeetingPlace, locale: Locale) -> str:
    return say_value(held.start.date(), locale, "short")


def _place(move: Move, locale: Locale) -> str:
    held = move.after or move.before
    if held is None:
        return ""
    if Part.VENUE in move.parts and move.before is not None:
        return OTHER_VENUE.say(locale, new=_name(held.venue), old=_name(move.before.venue))
    return _name(held.venue)


def _name(venue: Venue) -> str:
    return venue.name if not venue.town or venue.town in venue.name else f"{venue.name}, {venue.town}"


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

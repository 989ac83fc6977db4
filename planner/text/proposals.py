"""Reports on proposals: which meetings are hit and why, what each proposal moves, and its consequences."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Message, say_value
from planner.schemas.proposals import (
    Answer,
    Ending,
    Hit,
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
    Widened,
)
from planner.text.impossible import MAY_BE_MORE
from planner.text.plan import rooms_together

if TYPE_CHECKING:
    from planner.schemas.common import MeetingPlace, NamedJson, Venue


PEOPLE = Message("proposals.people", "People")
MONEY = Message("proposals.money", "Money")
NOTICE = Message("proposals.notice", "Notice")
BOOKINGS = Message("proposals.bookings", "Bookings")
POINTS = Message("proposals.points", "Points")
PROOF = Message("proposals.proof", "Proof")
ATTENDING = Message(
    "proposals.attending", "{before} could not come before, {after} cannot now: bad for {losing}, good for {gaining}."
)
WITHOUT = Message("proposals.without", "{n} {n:member loses a meeting|members lose a meeting}: it is not held.")
SAME_PEOPLE = Message("proposals.same_people", "The same people can come.")
SAME_PEOPLE_ELSE = Message("proposals.same_people_else", "Otherwise the same people can come.")
LOSE = Message("proposals.lose", "Fewer from {names}.")
GAIN = Message("proposals.gain", "More from {names}.")
MORE = Message("proposals.more", "{n} more {n:municipality|municipalities}")
ONE = Message("proposals.one", "{name} ({n})")
PAID = Message("proposals.paid", "{difference} {currency}: fees {fees}, rent {after} instead of {before}.")
SAME_RENT = Message("proposals.same_rent", "{difference} {currency}: fees {fees}, rent unchanged.")
LEAST = Message(
    "proposals.least", "At least {days} {days:day|days} ({members} {members:member|members}, {staff} of the staff)"
)
THEN = Message("proposals.then", "; at most {days} {days:day|days}.")
END = Message("proposals.end", ".")
SUM = Message("proposals.sum", "{before} before, {after} now")
RULE = Message("proposals.rule", "{title} {difference}")
NAMES_MAX = 4
"""Municipalities and rules that a sentence names."""


def proposal_lines(proposal: Proposal, locale: Locale) -> Table:
    """Return a small table of titles and sentences."""
    table = Table(box=None, pad_edge=False, show_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for title, text in _lines(proposal, locale):
        table.add_row(title.say(locale), Text(text))
    return table


def signed(number: int, locale: Locale) -> str:
    """Return a number with its sign."""
    return f"{'+' if number > 0 else ''}{say_value(number, locale)}"


def _lines(proposal: Proposal, locale: Locale) -> Iterator[tuple[Message, str]]:
    if proposal.moves:
        yield PEOPLE, " ".join(_people(proposal.people, locale))
        yield MONEY, _money(proposal.money, locale)
    if proposal.notice:
        yield NOTICE, _notice(proposal.notice, locale)
    if proposal.bookings:
        yield BOOKINGS, " ".join(proposal.bookings)
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
    names = [ONE.say(locale, name=each.name, n=n) for each, n in found[:NAMES_MAX]]
    return [*names, MORE.say(locale, n=len(found) - NAMES_MAX)] if len(found) > NAMES_MAX else names


def _money(money: Money, locale: Locale) -> str:
    return (SAME_RENT if money.rent_before == money.rent_after else PAID).say(
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
        for each in changed[:NAMES_MAX]
    ]
    said = SUM.say(locale, before=points.before, after=points.after)
    return f"{said}: {'; '.join(parts)}." if parts else f"{said}."


EVERYONE = Message("proposals.everyone", "Everyone")
DROPPED = Message("proposals.dropped", "not held")
NEW = Message("proposals.new", "new")
SAME_DAY = Message("proposals.same_day", "same day")
OTHER_VENUE = Message("proposals.other_venue", "{new} instead of {old}")
NOTES = Message("proposals.notes", "{region}: {notes}.")
ROOMS = Message("proposals.rooms", "rooms {rooms}")
STAFF = Message("proposals.staff", "{new} instead of {old}")
MORE_STAFF = Message("proposals.more_staff", "also with {new}")
LESS_STAFF = Message("proposals.less_staff", "without {old}")
MOVE_NOTICE = Message("proposals.move_notice", "{days} {days:day|days} to the old day")
NEW_NOTICE = Message("proposals.new_notice", "{days} {days:day|days} to the new day")
OUTSIDE = Message("proposals.outside", "Outside the window, which ends on {last:date}: {regions}.")
REGION, DAY = 12, 19
"""Widths of the columns with a region and with a day."""


def moves_report(moves: Sequence[Move], locale: Locale) -> Iterator[RenderableType]:
    """Yield a table of the moves of each round, a line on each move, and which leave their windows."""
    yield _table(moves, locale)
    for move in moves:
        yield Text(NOTES.say(locale, region=_region(move, locale), notes="; ".join(_notes(move, locale))), style="dim")
    windows = dict.fromkeys(move.outside.window.last for move in moves if move.outside)
    for last in windows:
        outside = [_region(move, locale) for move in moves if move.outside and move.outside.window.last == last]
        yield Text(OUTSIDE.say(locale, regions=outside, last=last), style="bold")


def _table(moves: Iterable[Move], locale: Locale) -> Table:
    """Return region, old day, new day and venue of each move; columns align across rounds."""
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
    old, new = move.notice.to_old_day, move.notice.to_new_day
    to_new = old is None or (new is not None and new < old)
    yield (NEW_NOTICE if to_new else MOVE_NOTICE).say(locale, days=move.notice.least)
    if move.after is not None and Part.STAFF in move.parts and move.before is not None:
        yield _staff(move.before, move.after, locale)
    if move.after is not None and move.after.rooms and {Part.ROOMS, Part.VENUE} & {*move.parts}:
        yield ROOMS.say(locale, rooms=rooms_together([room.name for room in move.after.rooms]))


def _staff(before: MeetingPlace, after: MeetingPlace, locale: Locale) -> str:
    """Return the staff who come and those whom they replace."""
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


TODAY = Message("proposals.today", "Today is taken to be {day:date}.")
HIT = Message(
    "proposals.hit", "{n} {n:meeting is|meetings are} hit; {stay} {stay:stays|stay} as {stay:it is|they are}."
)
NOBODY_HIT = Message("proposals.nobody_hit", "No meeting is hit; {stay} {stay:stays|stay} as {stay:it is|they are}.")
SEVERAL_HIT = Message("proposals.several_hit", "{meeting} ({regions}): {reason}.")
PROPOSAL = Message("proposals.proposal", "Proposal {number}: {title}")
CHANGE = Message("proposals.change", "Proposal {number}: {title} ({n} {n:meeting changes|meetings change})")
OTHERS_CHANGE = Message(
    "proposals.others_change",
    "Proposal {number}: {title} ({n} {n:meeting changes|meetings change}, {others} of them not hit)",
)
NOTHING_MOVES = Message("proposals.nothing_moves", "Nothing moves.")
BEST = Message("proposals.best", "A proposal is named by what none of the plans that were found is better at.")
TOOK = Message("proposals.took", "It took {seconds} {seconds:second|seconds}.")
ACCEPT = Message("proposals.accept", "Accept one: {commands}")
ACCEPT_IT = Message("proposals.accept_it", "Accept it: {commands}")
OR = Message("proposals.or", " or ")
MOVE_MORE = Message("proposals.move_more", "More may be possible if others are moved too: --may-move {options}.")
WIDER = {
    MayMove.NOTHING: Message("proposals.wider.nothing", "round, region or all"),
    MayMove.ROUND: Message("proposals.wider.round", "region or all"),
    MayMove.REGION: Message("proposals.wider.region", "all"),
}
MORE_TIME = Message("proposals.more_time", "More time may help: --seconds.")
WIDENED = Message(
    "proposals.widened",
    "{meetings} may be held outside their windows, which end on {last:date}: until {until:date}.",
)
SEVERAL = Message("proposals.several", "{meeting} ({regions})")
KEEP_WINDOWS = Message("proposals.keep_windows", "With --keep-windows every meeting stays in its window.")
CANNOT = Message("proposals.cannot", "{n:This cannot be kept|These cannot all be kept}:")
ENOUGH = Message("proposals.enough", "One of these is enough:")
INDENT = (0, 0, 0, 2)


def answer_report(answer: Answer, locale: Locale, place: Sequence[str] = ()) -> Iterator[RenderableType]:
    """Yield the parts of a report on an answer, to be printed in order.

    Args:
        answer: the answer document.
        locale: the language.
        place: the command-line words that tell `planner accept` where the network is.
    """
    yield from (Text(change, style="bold") for change in answer.changes)
    yield Text(TODAY.say(locale, day=answer.as_of))
    yield ""
    yield Text((HIT if answer.hits else NOBODY_HIT).say(locale, n=len(answer.hits), stay=answer.stay), style="bold")
    yield from (Padding(Text(said), INDENT) for said in hit_lines(answer.hits, locale))
    yield from _widened(answer, locale)
    for proposal in answer.proposals:
        yield from _proposal(proposal, locale)
    yield ""
    yield from _closing_lines(answer, locale, place)


def hit_lines(hits: Sequence[Hit], locale: Locale) -> Iterator[str]:
    """Yield why each meeting is hit; what is said of several meetings of a round is said once."""
    together: dict[tuple[str, str, str | None], list[tuple[Hit, str]]] = defaultdict(list)
    for hit in hits:
        for reason in hit.reasons:
            together[hit.title, reason.short, reason.rule].append((hit, reason.sentence))
    for (title, short, rule), found in together.items():
        hit, sentence = found[0]
        regions = [each.region.name for each, _ in found if each.region]
        if len(regions) > 1:
            yield SEVERAL_HIT.say(locale, meeting=title, regions=regions, reason=short.removesuffix("."))
        else:
            name = f"{title}, {hit.region.name}" if hit.region else title
            yield sentence if rule else f"{name}: {sentence}"


def _widened(answer: Answer, locale: Locale) -> Iterator[RenderableType]:
    """Yield which windows the proposals may leave, and how to keep them."""
    yield from (Padding(Text(said), INDENT) for said in widened_lines(answer.widened, locale))
    if answer.widened:
        yield Padding(Text(KEEP_WINDOWS.say(locale)), INDENT)


def widened_lines(found: Iterable[Widened], locale: Locale) -> Iterator[str]:
    """Yield which meetings may be held outside their windows; what is alike for several is said once."""
    together: dict[tuple[date, date], list[Widened]] = defaultdict(list)
    for each in found:
        together[each.before.last, each.after.last].append(each)
    for (last, until), alike in together.items():
        if len(alike) > 1 and all(each.title for each in alike):  # an older version kept no titles
            yield WIDENED.say(locale, meetings=_by_title(alike, locale), last=last, until=until)
        else:
            yield from (each.sentence for each in alike)


def _by_title(found: Iterable[Widened], locale: Locale) -> list[str]:
    regions: dict[str, list[str]] = {}
    for each in found:
        regions.setdefault(each.title, []).extend([each.region.name] if each.region else [])
    return [SEVERAL.say(locale, meeting=title, regions=held) if held else title for title, held in regions.items()]


def _proposal(proposal: Proposal, locale: Locale) -> Iterator[RenderableType]:
    yield ""
    yield Text(heading(proposal, proposal.number or proposal.rank, locale), style="bold")
    for name, together in groupby(proposal.moves, key=lambda move: move.title):
        yield Padding(Text(name, style="italic"), INDENT)
        yield from (Padding(each, INDENT) for each in moves_report([*together], locale))
    if not proposal.moves:
        yield Padding(Text(NOTHING_MOVES.say(locale)), INDENT)
    yield Padding(proposal_lines(proposal, locale), INDENT)


def heading(proposal: Proposal, number: int, locale: Locale) -> str:
    """Return number and name of a proposal, and how many meetings it changes."""
    n, others = len(proposal.moves), sum(not move.hit for move in proposal.moves)
    sentence = OTHERS_CHANGE if others else CHANGE if n else PROPOSAL
    return sentence.say(locale, number=str(number), title=proposal.title, n=n, others=others)


def _closing_lines(answer: Answer, locale: Locale, place: Sequence[str]) -> Iterator[RenderableType]:
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
    """Yield what can help, as far as it is known."""
    if answer.status is Ending.UNKNOWN:
        yield MORE_TIME.say(locale)
    elif answer.may_move in WIDER and _others_matter(answer):
        yield MOVE_MORE.say(locale, options=WIDER[answer.may_move])


def _others_matter(answer: Answer) -> bool:
    """Return whether meetings that were not hit are part of every known conflict."""
    hit = {each.meeting for each in answer.hits}
    if answer.impossible is not None and answer.impossible.clashes:
        clashes = answer.impossible.clashes
        return all(any(not {*each.meetings} or {*each.meetings} - hit for each in one.requirements) for one in clashes)
    return all({*each.meetings} - hit for each in answer.no_place)


def _impossible(answer: Answer, locale: Locale) -> Iterator[RenderableType]:
    """Yield the conflicts, or else the meetings without a place, and the repairs."""
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


def move_cells(move: Move, locale: Locale) -> tuple[str, ...]:
    """Return region, old day, new day, venue and notes of a move, as the table shows them."""
    cells = (_region(move, locale), _old(move, locale), _new(move, locale), _place(move, locale))
    return (*cells, "; ".join(_notes(move, locale)))


def facts(proposal: Proposal, locale: Locale) -> list[tuple[str, str]]:
    """Return titles and sentences on people, money, notice, points and proof."""
    return [(title.say(locale), text) for title, text in _lines(proposal, locale)]

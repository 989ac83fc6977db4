"""What a proposal means, a line for each side of it: people, money, notice, points and proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Sentence, say_value
from planner.rescheduling.proposal import Money, MunicipalityPeople, NoticeOf, People, Points, Proposal

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

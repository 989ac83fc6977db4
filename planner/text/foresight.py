"""The report on what an event that may come, such as an election, would do to a plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Message, say_value
from planner.schemas.foresight import Known
from planner.text.plan import rooms_together
from planner.text.proposals import widened_lines

if TYPE_CHECKING:
    from datetime import date

    from planner.schemas.common import NamedJson
    from planner.schemas.foresight import (
        ForeseenRisk,
        ForeseenRun,
        Foresight,
        HeldReserves,
        InReserve,
        OnDay,
        Repair,
        Reserves,
    )
    from planner.schemas.proposals import Move

ABOUT = Message("text.foresight.about", "{reason}: what it would do to the plan, as seen on {day:date}")
ASSUMED = Message("text.foresight.assumed", "Assumption: {assumption}")
CALLED = Message(
    "text.foresight.called",
    "Under this assumption: a chance of {chance}% that it comes from {first:date} on, and of {some}% that it hits "
    "a meeting.",
)
EXPECTED = Message(
    "text.foresight.expected",
    "Under this assumption, on average: {meetings} meetings to be moved, {people} people to be told anew.",
)
EXPECTED_MONEY = Message(
    "text.foresight.expected_money",
    "Under this assumption, on average: {money} {currency} for fees and other rooms, by the repairs that are known "
    "(days with a chance of {priced}%). {supposed}",
)
WORST = Message("text.foresight.worst", "Worst day to be hit: {day:date}, with {n} {n:meeting|meetings}. {supposed}")
NONE = Message("text.foresight.none", "On no day it would hit a meeting. {supposed}")
EXPOSURE = Message("text.foresight.exposure", "How exposed each meeting is (under the assumption above)")
MEETING = Message("text.foresight.meeting", "Meeting")
DAY = Message("text.foresight.day", "Day")
CHANCE = Message("text.foresight.chance", "Chance")
GROUPS = Message("text.foresight.groups", "If it comes on ... {supposed}")
CALL_DAYS = Message("text.foresight.call_days", "Comes on")
HITS = Message("text.foresight.hits", "Hits")
PEOPLE = Message("text.foresight.people", "People")
REPAIR = Message("text.foresight.repair", "Best repair, for the day in the middle")
MOVE = Message("text.foresight.move", "{meeting}: {old:short} to {new:short}")
LOSS = Message("text.foresight.loss", "{n} {n:member|members} can no longer come; money: {money} {currency}.")
SAFE = Message("text.foresight.safe", "{n} {n:meeting|meetings} cannot be hit.")
PERCENT = Message("text.foresight.percent", "{share}%")
LEFT = Message(
    "text.foresight.left",
    "Of {n} {n:run|runs} of days the repair is not known: the time was too short; --seconds gives more.",
)


def foresight_report(found: Foresight, locale: Locale) -> Iterator[RenderableType]:
    """Yield the parts of the report, to be printed in order."""
    for risk in found.risks:
        yield from _risk(risk, found, locale)
    if found.unknown:
        yield Text(LEFT.say(locale, n=found.unknown), style="bold")


def _risk(risk: ForeseenRisk, found: Foresight, locale: Locale) -> Iterator[RenderableType]:
    yield Text(ABOUT.say(locale, reason=risk.reason, day=found.as_of), style="bold")
    yield from map(Text, risk_lines(risk, found.as_of, locale))
    yield from _exposure(risk, locale)
    if risk.groups:
        yield Text("")
        yield Text(GROUPS.say(locale, supposed=risk.days_supposed), style="bold")
        yield _groups(risk.groups, locale)


def risk_lines(risk: ForeseenRisk, as_of: date, locale: Locale) -> Iterator[str]:
    """Yield what is to be expected of a risk, as sentences."""
    yield ASSUMED.say(locale, assumption=risk.assumption)
    first = risk.days[0].day if risk.days else as_of
    chance, some = _percent(risk.chance), _percent(risk.some)
    yield CALLED.say(locale, chance=chance, some=some, first=first)
    yield EXPECTED.say(locale, meetings=round(risk.moved, 2), people=round(risk.told, 1))
    worst = risk.worst
    if worst is None:
        yield NONE.say(locale, supposed=risk.days_supposed)
    else:
        yield WORST.say(locale, day=worst.day, n=len(worst.hits), supposed=risk.days_supposed)
    if risk.priced:
        money, priced = round(risk.money), _percent(risk.priced)
        yield EXPECTED_MONEY.say(
            locale, money=money, currency=risk.currency, priced=priced, supposed=risk.days_supposed
        )


def _percent(chance: float) -> float:
    return round(100 * chance, 1)


def _exposure(risk: ForeseenRisk, locale: Locale) -> Iterator[RenderableType]:
    exposed = [each for each in risk.meetings if each.chance > 0]
    if exposed:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(MEETING.say(locale), overflow="fold")
        table.add_column(DAY.say(locale), no_wrap=True)
        table.add_column(CHANCE.say(locale), justify="right")
        for each in exposed:
            share = PERCENT.say(locale, share=_percent(each.chance))
            table.add_row(each.name, say_value(each.day, locale), share)
        yield Text("")
        yield Text(EXPOSURE.say(locale), style="bold")
        yield table
    if len(exposed) < len(risk.meetings):
        yield Text(SAFE.say(locale, n=len(risk.meetings) - len(exposed)))


def _groups(groups: tuple[ForeseenRun, ...], locale: Locale) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_lines=False)
    table.add_column(CALL_DAYS.say(locale), overflow="fold", ratio=2)
    table.add_column(CHANCE.say(locale), justify="right", no_wrap=True)
    table.add_column(HITS.say(locale), justify="right", no_wrap=True)
    table.add_column(PEOPLE.say(locale), justify="right", no_wrap=True)
    table.add_column(REPAIR.say(locale), overflow="fold", ratio=7)
    for each in groups:
        said = ON_DAY if each.days.first == each.days.last else ON_DAYS
        table.add_row(
            said.say(locale, first=each.days.first, last=each.days.last),
            PERCENT.say(locale, share=_percent(each.chance)),
            str(len(each.hits)),
            str(each.people),
            "\n".join(_repair(each.repair, each.hits, locale)),
        )
    return table


ON_DAY = Message("text.foresight.on_day", "{first:date}")
ON_DAYS = Message("text.foresight.on_days", "{first:date} to {last:date}")
NO_PLACE = Message("text.foresight.no_place", "Hit: {meetings}.")


def move_in_words(move: Move, locale: Locale) -> str:
    """Return the old and the new day of a meeting; nothing if it lacks one of them."""
    if move.before is None or move.after is None:
        return ""
    name = move.title if move.region is None else f"{move.title}, {move.region.name}"
    return MOVE.say(locale, meeting=name, old=move.before.start.date(), new=move.after.start.date())


def _repair(repair: Repair, hits: tuple[NamedJson, ...], locale: Locale) -> Iterator[str]:
    yield repair.sentence
    if repair.known is not Known.FOUND:
        yield NO_PLACE.say(locale, meetings=[each.name for each in hits])
        return
    yield from filter(None, (move_in_words(each, locale) for each in repair.moves))
    if repair.people is not None and repair.money is not None:
        money = repair.money
        yield LOSS.say(locale, n=repair.people.losing, money=money.difference, currency=money.currency)
    yield from widened_lines(repair.widened, locale)


NO_DAY = Message("text.foresight.no_day", "On {day:date} nothing of what was foreseen can come.")


def on_day_report(found: OnDay, day: date, locale: Locale) -> Iterator[RenderableType]:
    """Yield the parts of the report on one day, to be printed in order."""
    yield Text(found.sentence, style="bold" if found.stale else "")
    if not found.risks:
        yield Text(NO_DAY.say(locale, day=day))
    for each in found.risks:
        yield Text(each.sentence)
        if each.repair is not None:
            yield from (Text(line) for line in _repair(each.repair, each.hits, locale))


RESERVES = Message("text.foresight.reserves", "Days in reserve, as seen on {day:date}")
FIRST_DAY = Message("text.foresight.first_day", "First day")
HIT = Message("text.foresight.hit", "Hit")
SECOND_DAY = Message("text.foresight.second_day", "In reserve")
ROOMS_AND_STAFF = Message("text.foresight.rooms_and_staff", "Rooms and staff")
BOTH = Message("text.foresight.both", "Both")
UNTIL = Message("text.foresight.until", "Until")
RENT = Message("text.foresight.rent", "Rent ({currency})")
NO_SECOND = Message("text.foresight.no_second", "none")
NOTHING_HELD = Message("text.foresight.nothing_held", "No day is held in reserve.")
RENT_IN_ALL = Message(
    "text.foresight.rent_in_all",
    "Rent of all reserves, if none is released in time: {rent} {currency}. Hit is the chance that an event takes the "
    "first day, both that a single one takes both.",
)


def reserves_report(found: Reserves, locale: Locale) -> Iterator[RenderableType]:
    """Yield the parts of the report on days in reserve, to be printed in order."""
    yield Text(RESERVES.say(locale, day=found.as_of), style="bold")
    for assumption in found.assumptions:
        yield Text(ASSUMED.say(locale, assumption=assumption))
    yield Text(found.sentence)
    if not found.meetings:
        return
    yield from _reserves_table(found, locale)


def held_report(found: HeldReserves, locale: Locale) -> Iterator[RenderableType]:
    """Yield the parts of the report on what is held in reserve."""
    yield Text(RESERVES.say(locale, day=found.as_of), style="bold")
    if found.meetings:
        yield from _reserves_table(found, locale)
    else:
        yield Text(NOTHING_HELD.say(locale))


def _reserves_table(found: Reserves | HeldReserves, locale: Locale) -> Iterator[RenderableType]:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in reserve_titles(found.currency, locale):
        table.add_column(title, overflow="fold")
    for each in found.meetings:
        table.add_row(*reserve_cells(each, locale))
    yield Text("")
    yield table
    yield Text("")
    yield Text(RENT_IN_ALL.say(locale, rent=found.rent, currency=found.currency))


def reserve_titles(currency: str, locale: Locale) -> list[str]:
    """Return the titles of the columns of `reserve_cells`."""
    titles = (MEETING, FIRST_DAY, HIT, SECOND_DAY, ROOMS_AND_STAFF, BOTH, UNTIL, RENT)
    return [title.say(locale, currency=currency) for title in titles]


def reserve_cells(each: InReserve, locale: Locale) -> list[str]:
    """Return a meeting and its day in reserve: both days, how likely they are hit, until when it is held, its rent."""
    hit = PERCENT.say(locale, share=_percent(each.chance))
    first = [each.name, say_value(each.first.start.date(), locale), hit]
    second = each.second
    if second is None or each.both is None:
        return [*first, NO_SECOND.say(locale), "", "", "", ""]
    names = [*rooms_together([room.name for room in second.rooms]), *(person.name for person in second.staff)]
    both = PERCENT.say(locale, share=round(100 * each.both, 2))
    until = "" if each.until is None else say_value(each.until, locale)
    rent = "" if each.rent is None else say_value(each.rent, locale)
    return [
        *first,
        f"{say_value(second.start.date(), locale)}, {second.venue.name}",
        ", ".join(names),
        both,
        until,
        rent,
    ]

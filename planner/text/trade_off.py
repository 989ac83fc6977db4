"""The report on what protection costs: a row for each plan, and what each of them means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Message, say_value
from constraints.problem.outcome import OutcomeStatus
from planner.text.foresight import ASSUMED, PERCENT

if TYPE_CHECKING:
    from planner.schemas.foresight import ProtectedPlan, TradeOff

TRADED = Message("text.trade_off.traded", "What protection costs, as seen on {day:date}")
NO_CURVE = Message(
    "text.trade_off.no_curve", "There is no plan, or none was found in the time: planner solve says why."
)
POINTS = Message("text.trade_off.points", "Points")
MORE = Message("text.trade_off.more", "More")
MONEY = Message("text.trade_off.money", "Money ({currency})")
ABSENT = Message("text.trade_off.absent", "Absent")
MOVED = Message("text.trade_off.moved", "Meetings hit")
TOLD = Message("text.trade_off.told", "People told")
DIFFERS = Message("text.trade_off.differs", "Elsewhere")
LOST = Message("text.trade_off.lost", "Lost")
HELD = Message("text.trade_off.held", "In reserve")
GAP = Message("text.trade_off.gap", "Proof")
WRITE = Message("text.trade_off.write", "[rules.exposure]")
BEST = Message("text.trade_off.best", "proved")
WITHIN = Message("text.trade_off.within", "at most {gap}% off")
UNSURE = Message("text.trade_off.unsure", "not known")
TODAY = Message("text.trade_off.today", "the plan of today")
BEATEN = Message("text.trade_off.beaten", "another is better in something and worse in nothing")
LEGEND = Message(
    "text.trade_off.legend",
    "Meetings hit, people told and lost are what is expected. Lost are meetings that are hit when there is no plan "
    "that moves only what is hit, unless their day in reserve holds. In reserve is for how many meetings a day is "
    "held; its rooms are in the money. Absent is how often a member is busy; elsewhere is how many meetings are on "
    "another day or at another venue than in the first plan.",
)
HOW = Message(
    "text.trade_off.how",
    "planner solve finds a plan of the curve with what stands in the last column, and planner reserve --book then "
    "holds the days in reserve.",
)
LEFT_OUT = Message(
    "text.trade_off.left_out",
    "{n} {n:plan is|plans are} left out, with days in reserve that save nothing: another is at least as good in points,"
    " money, meetings hit, people told and meetings lost.",
)


def trade_off_report(found: TradeOff, locale: Locale) -> Iterator[RenderableType]:
    """Yield the parts of the report on what protection costs, to be printed in order."""
    yield Text(TRADED.say(locale, day=found.as_of), style="bold")
    yield from map(Text, opening_lines(found, locale))
    if not found.plans:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    titles, rows = trade_off_rows(found, locale)
    for place, title in enumerate(titles):
        if place < PROOF_COLUMN:
            table.add_column(title.replace(" ", "\n"), justify="right", overflow="fold")
        else:
            table.add_column(title, overflow="fold", no_wrap=place > PROOF_COLUMN)
    for row in rows:
        table.add_row(*trade_off_cells(row, locale))
    yield Text("")
    yield table
    yield Text("")
    yield from map(Text, (*closing_lines(found, locale), HOW.say(locale)))


def opening_lines(found: TradeOff, locale: Locale) -> Iterator[str]:
    """Yield what the curve rests on, and whether it is complete, or that there is none."""
    for assumption in found.assumptions:
        yield ASSUMED.say(locale, assumption=assumption)
    yield found.sentence if found.plans else NO_CURVE.say(locale)


def closing_lines(found: TradeOff, locale: Locale) -> Iterator[str]:
    """Yield for what days in reserve were looked for, what is left out, what the columns mean, and what is supposed."""
    yield found.reserves
    if found.left_out:
        yield LEFT_OUT.say(locale, n=found.left_out)
    yield LEGEND.say(locale)
    yield from found.supposed


PROOF_COLUMN = 9
Row = tuple[int, float, float, float, float | str, int, int, int, int, str, str]


def trade_off_rows(found: TradeOff, locale: Locale) -> tuple[list[str], list[Row]]:
    """Return the titles of the columns, and a row for each plan."""
    columns = (POINTS, MORE, MOVED, TOLD, LOST, MONEY, HELD, ABSENT, DIFFERS, GAP, WRITE)
    unknown = UNSURE.say(locale)
    rows = [
        (
            each.points, round(each.more_percent, 2), round(each.moved, 2), round(each.told, 1),
            unknown if each.meetings_lost is None else round(each.meetings_lost, 2), each.money, len(each.reserves),
            each.lost, each.differs, _certainty(each, locale),
            "\n".join(f"{name} = {n}" for name, n in each.rule.items()),
        )
        for each in found.plans
    ]  # fmt: skip
    return [each.say(locale, currency=found.currency) for each in columns], rows


def trade_off_cells(row: Row, locale: Locale) -> list[str]:
    """Return the cells of a row in the form of the language."""
    points, more, *values, certainty, rule = row
    shown = (points, PERCENT.say(locale, share=more), *values)
    return [*(say_value(value, locale) for value in shown), certainty, rule]


def _certainty(plan: ProtectedPlan, locale: Locale) -> str:
    gap, said = plan.proof.gap, list[str]()
    if plan.on_curve:
        unsure = UNSURE.say(locale) if gap is None else WITHIN.say(locale, gap=round(100 * gap, 2))
        said = [BEST.say(locale) if plan.proof.status is OutcomeStatus.OPTIMAL else unsure]
    marks = [(plan.today, TODAY), (plan.beaten, BEATEN)]
    return "; ".join([*said, *(mark.say(locale) for is_so, mark in marks if is_so)])


NAME = Message("text.trade_off.name", "{points} points")
NAME_WITH_RESERVES = Message("text.trade_off.name_with_reserves", "{points} points, {n} {n:day|days} in reserve")
POINTS_OF = Message("text.trade_off.points_of", "{points}, {more}% more than the cheapest plan.")
FEWEST_POINTS = Message("text.trade_off.fewest_points", "{points}: no other plan shown has fewer.")
MONEY_TITLE = Message("text.trade_off.money_title", "Money")
MONEY_OF = Message("text.trade_off.money_of", "{money} {currency} for rooms and meals.")
MONEY_WITH_RENT = Message(
    "text.trade_off.money_with_rent",
    "{money} {currency} for rooms and meals, of it {rent} {currency} for rooms in reserve if none is released in time.",
)
EXPECTED = Message("text.trade_off.expected", "Expected")
EXPECTED_OF = Message(
    "text.trade_off.expected_of", "{moved} meetings are hit, {told} people are told anew, {lost} meetings are lost."
)
LOST_UNKNOWN = Message(
    "text.trade_off.lost_unknown",
    "{moved} meetings are hit, {told} people are told anew; how many meetings are lost is not known: the time was too "
    "short.",
)
TO_WRITE = Message("text.trade_off.to_write", "To have it")
WRITE_RULE = Message("text.trade_off.write_rule", "[rules.exposure] {values}")
WITHOUT_RULE = Message("text.trade_off.without_rule", "Plan without [rules.exposure].")
PLACE = Message("text.trade_off.place", "{day:date}, {venue}")


def plan_name(plan: ProtectedPlan, locale: Locale) -> str:
    """Return what tells a plan of the curve from the others."""
    message = NAME_WITH_RESERVES if plan.reserves else NAME
    return message.say(locale, points=plan.points, n=len(plan.reserves))


def plan_facts(plan: ProtectedPlan, found: TradeOff, locale: Locale) -> list[tuple[str, str]]:
    """Return titles and sentences on points, money, what is expected, proof, and what to write for a plan."""
    fewest = all(plan.points <= each.points for each in found.plans)
    points = FEWEST_POINTS if fewest else POINTS_OF
    money = MONEY_WITH_RENT if plan.rent else MONEY_OF
    expected = LOST_UNKNOWN if plan.meetings_lost is None else EXPECTED_OF
    sums = {"moved": round(plan.moved, 2), "told": round(plan.told, 1), "lost": round(plan.meetings_lost or 0.0, 2)}
    facts = [
        (POINTS, points.say(locale, points=plan.points, more=round(plan.more_percent, 2))),
        (MONEY_TITLE, money.say(locale, money=plan.money, rent=plan.rent, currency=found.currency)),
        (EXPECTED, expected.say(locale, **sums)),
        (GAP, " ".join(plan.proof.sentences)),
    ]
    if plan.on_curve:
        values = ", ".join(f"{name} = {n}" for name, n in plan.rule.items())
        facts.append((TO_WRITE, (WRITE_RULE if values else WITHOUT_RULE).say(locale, values=values)))
    return [(title.say(locale), text) for title, text in facts]


def moved_from(other: ProtectedPlan, plan: ProtectedPlan, found: TradeOff, locale: Locale) -> list[tuple[str, ...]]:
    """Return name, day and venue in another plan, and in this, of each meeting that is elsewhere; "" if not held."""
    names = {each.id: each.name for each in found.meetings}
    before, after = (
        {each.meeting: PLACE.say(locale, day=each.start.date(), venue=each.venue.name) for each in held.plan}
        for held in (other, plan)
    )
    order = [each.id for each in found.meetings]
    places = [(names[each], before.get(each, ""), after.get(each, "")) for each in order]
    return [each for each in places if each[1] != each[2]]

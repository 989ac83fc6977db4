"""What a plan costs and whom, as a planner reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Sentence, say_value
from planner.output.report import plan_sections, section

if TYPE_CHECKING:
    from constraints.check import Verdict
    from planner.explaining.explain import Explanation, MeetingPoints, RegionAway, TightRule

MEETINGS = Sentence(en="Points by meeting", da="Point pr. møde")
MEETING = Sentence(en="Meeting", da="Møde")
OWN = Sentence(en="Its own", da="Egne")
SHARED = Sentence(en="Shared with others", da="Delt med andre")
REGIONS = Sentence(en="Regions, most absence first", da="Regioner, størst fravær først")
REGION = Sentence(
    en="{missed} of {asked} {asked:invitation|invitations} missed, {minutes} {minutes:minute|minutes} one way on "
    "average",
    da="{missed} fravær ud af {asked} {asked:indkaldelse|indkaldelser}, {minutes} {minutes:minut|minutter} hver vej i "
    "snit",
)
TIGHT = Sentence(en="Limits without slack", da="Grænser uden luft")
NO_TIGHT = Sentence(
    en="Every limit in days, minutes, seats, percent, money or times has slack, and nothing is fixed.",
    da="Alle grænser i dage, minutter, pladser, procent, penge eller antal gange har luft, og intet er låst fast.",
)
SAVES = Sentence(en="saves {points} {points:point|points}", da="sparer {points} point")
SAVES_NOTHING = Sentence(en="saves nothing", da="sparer intet")
NOT_KNOWN = Sentence(en="not known", da="vides ikke")
UNPROVED = Sentence(en="{saves} (not proved)", da="{saves} (ikke bevist)")


def explanation_report(found: Explanation, verdict: Verdict) -> Iterator[RenderableType]:
    """Everything about the plan, in parts to be printed one after the other."""
    locale = verdict.schedule.problem.locale
    points, *others = plan_sections(verdict, locale)
    yield from section(points[0].say(locale), points[1])
    yield from ("", Text(MEETINGS.say(locale), style="bold"), _meetings(found.meetings, locale))
    for title, rows in others:
        yield from section(title.say(locale), rows)
    yield from section(REGIONS.say(locale), [(each.name, _region(each, locale)) for each in found.worst_off.regions])
    if found.tight:
        yield from section(TIGHT.say(locale), [(each.sentence, _saves(each, locale)) for each in found.tight])
    else:
        yield from ("", Text(NO_TIGHT.say(locale)))


def _meetings(meetings: tuple[MeetingPoints, ...], locale: Locale) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(MEETING.say(locale), overflow="fold")
    for title in (OWN, SHARED):
        table.add_column(title.say(locale), justify="right")
    for each in meetings:
        table.add_row(each.meeting.name, say_value(each.own, locale), say_value(each.shared, locale))
    return table


def _region(each: RegionAway, locale: Locale) -> str:
    return REGION.say(locale, missed=each.missed, asked=each.asked, minutes=each.minutes)


def _saves(each: TightRule, locale: Locale) -> str:
    if each.saves is None:
        return NOT_KNOWN.say(locale)
    saves = SAVES.say(locale, points=each.saves) if each.saves else SAVES_NOTHING.say(locale)
    return saves if each.proof.proved else UNPROVED.say(locale, saves=saves)

"""The answer as a planner reads it: the plan, what it costs and whom, and how good it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Sentence, say_value
from planner.output.impossible import impossible_report
from planner.output.price import price
from planner.output.proof import proof_lines
from planner.output.table import plan_table
from planner.output.worst_off import WorstOff, absent_members, far_municipalities

if TYPE_CHECKING:
    from constraints.check import Verdict
    from constraints.held import Schedule
    from constraints.problem import Problem
    from planner.operations import Answer

POINTS = Sentence(en="Points by rule", da="Point pr. regel")
IN_ALL = Sentence(en="in all", da="i alt")
ABSENCES = Sentence(en="Members who miss most meetings", da="Medlemmer, der går glip af flest møder")
MISSED = Sentence(en="{amount} of {meetings}", da="{amount} af {meetings}")
TRAVEL = Sentence(en="Municipalities that travel most", da="Kommuner, der rejser længst")
MINUTES = Sentence(
    en="{amount} {amount:minute|minutes} one way to {meetings} {meetings:meeting|meetings}",
    da="{amount} {amount:minut|minutter} hver vej til {meetings} {meetings:møde|møder}",
)
PRICE = Sentence(en="Price", da="Pris")
RENT = Sentence(en="rent", da="lokaleleje")
MEALS = Sentence(en="meals", da="forplejning")
PAID = Sentence(en="paid by {n} {n:member|members}", da="betales af {n} {n:medlem|medlemmer}")
MONEY = Sentence(en="{amount} {currency}", da="{amount} {currency}")
PROOF = Sentence(en="Proof", da="Bevis")
BROKEN = Sentence(
    en="The plan breaks the rules in {n} {n:place|places}:", da="Planen bryder reglerne {n} {n:sted|steder}:"
)
PART = Sentence(
    en="The points are for {n} of {all} meetings: the others are missing from the plan or cannot be read.",
    da="Pointene gælder {n} af {all} møder: de andre mangler i planen eller kan ikke læses.",
)
CLEAN = Sentence(en="The plan keeps every rule.", da="Planen overholder alle regler.")

Rows = list[tuple[str, str]]


def answer_report(answer: Answer, width: int) -> Iterator[RenderableType]:
    """Everything about the answer, in parts to be printed one after the other."""
    problem, locale = answer.problem, answer.problem.locale
    yield Text(problem.name, style="bold")
    verdict = answer.outcome.verdict
    if verdict is not None:
        yield from ("", plan_table(verdict.schedule, locale, width))
        for title, rows in plan_sections(verdict, locale):
            yield from section(title.say(locale), rows)
    status, *proof = proof_lines(answer.outcome, locale)
    if verdict is None:
        yield from ("", Text(status, style="bold"))
    else:
        yield from ("", Text(PROOF.say(locale), style="bold"), Text(status))
    yield from (Text(finding.say(locale)) for finding in answer.contradictions)
    yield from map(Text, proof)
    if answer.impossible is not None:
        yield from impossible_report(problem, answer.impossible, locale)


def verdict_report(verdict: Verdict) -> Iterator[RenderableType]:
    """What the check says of a plan: every broken rule in a sentence, then the points."""
    locale = verdict.schedule.problem.locale
    if verdict.broken:
        yield Text(BROKEN.say(locale, n=len(verdict.broken)), style="bold")
        yield from (Text(finding.say(locale)) for finding in verdict.broken)
    else:
        yield Text(CLEAN.say(locale))
    yield from section(POINTS.say(locale), points_rows(verdict, locale))
    schedule = verdict.schedule
    read, planned = len({held.index for held in schedule}), len(schedule.problem.meetings)
    if read < planned:
        yield Text(PART.say(locale, n=read, all=planned))


def plan_sections(verdict: Verdict, locale: Locale) -> Iterator[tuple[Sentence, Rows]]:
    """What follows the plan: a title and rows of two cells each."""
    schedule = verdict.schedule
    yield POINTS, points_rows(verdict, locale)
    absent, far = absent_members(schedule), far_municipalities(schedule)
    yield ABSENCES, [(f"{each.id} ({each.name})", _amount(MISSED, each, locale)) for each in absent]
    yield TRAVEL, [(each.name, _amount(MINUTES, each, locale)) for each in far]
    yield PRICE, _price_rows(schedule, locale)


def points_rows(verdict: Verdict, locale: Locale) -> Rows:
    """Points of each rule, most first, and all together."""
    titles = rule_titles(verdict.schedule.problem, locale)
    most_first = sorted(verdict.points.items(), key=lambda item: (-item[1], item[0]))
    rows = [(titles.get(rule, rule), say_value(points, locale)) for rule, points in most_first]
    return [*rows, (IN_ALL.say(locale), say_value(verdict.objective, locale))]


def rule_titles(problem: Problem, locale: Locale) -> dict[str, str]:
    """Title of each rule in force, by key."""
    return {rule.key(): rule.title.say(locale) for rule in problem.rules}


def _price_rows(schedule: Schedule, locale: Locale) -> Rows:
    found, problem = price(schedule), schedule.problem
    parts = [(RENT, found.rent), *([(MEALS, found.meals)] if problem.meal else []), (IN_ALL, found.total)]
    rows = [(title.say(locale), amount) for title, amount in parts]
    if found.paid is not None:
        rows.append((PAID.say(locale, n=len(problem.members)), found.paid))
    return [(title, MONEY.say(locale, amount=amount, currency=problem.currency)) for title, amount in rows]


def _amount(sentence: Sentence, each: WorstOff, locale: Locale) -> str:
    return sentence.say(locale, amount=each.amount, meetings=each.meetings)


def section(title: str, rows: Rows) -> Iterator[RenderableType]:
    """A title and its rows of two cells, the second set to the right; nothing if there are no rows."""
    if not rows:
        return
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(justify="right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    yield from ("", Text(title, style="bold"), table)

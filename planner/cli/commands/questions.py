"""`planner explain`, `why`, `why-not`, `possibilities`, `foresee`, `reserve` and `places`."""

from __future__ import annotations

import click

from calendars.language import BoundMessage, Locale, Message
from planner.cli.base.command import Argument, Command, Day, Option, Seconds, WholeNumber
from planner.cli.base.parameters import (
    DAY,
    FILE,
    FILE_NAME,
    MEETING_NAME,
    NAME,
    PLAN,
    SECONDS_NAME,
    WHERE,
    WORKERS,
    N,
    acceptance,
    current_folder,
    folder,
    limits,
    meeting,
    others,
    place,
    plan,
    shape,
    workbook,
    workers,
)
from planner.use_cases import defaults

EXPLAIN_HELP = Message(
    "commands.questions.explain_help",
    "Say what a plan costs and whom.\n\n"
    "Points by rule and by meeting, who is worst off, and the limits that leave no slack, each with what loosening "
    "it by one unit would save: found by solving again.",
)


def explain_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "explain", locale, EXPLAIN_HELP, does="planner.cli.actions.questions:run_explain",
        params=[
            folder(WHERE),
            Argument("plan", says=PLAN, of=FILE_NAME, type=FILE, required=False),
            *limits(defaults.EXPLAIN_SECONDS),
            shape(),
            *place(),
        ],
    )  # fmt: skip


WHY_HELP = Message(
    "commands.questions.why_help",
    "Say why a meeting is on its day and at its venue.\n\n"
    "Names the rules that strike out the other days and venues, and the best three others: what each costs, and "
    "what it would move.",
)


def why_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "why", locale, WHY_HELP, does="planner.cli.actions.questions:run_why",
        params=[meeting(), current_folder(), plan(), others(), *limits(defaults.WHY_SECONDS), shape(), *place()],
    )  # fmt: skip


WHY_NOT_HELP = Message(
    "commands.questions.why_not_help",
    "Say why a meeting is not on another day.\n\n"
    "Names the rules it would break there with their reasons; if it breaks none by itself, a plan with that choice "
    "is solved for: what it costs, and what else has to move.",
)
ON = Message("commands.questions.on", "The day it would begin.")
AT = Message("commands.questions.at", "The venue, by id or name (default: any it may be held at).")


def why_not_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "why-not", locale, WHY_NOT_HELP, does="planner.cli.actions.questions:run_why_not",
        params=[
            meeting(),
            current_folder(),
            Option("--on", "day", says=ON, of=DAY, type=Day(), required=True),
            Option("--at", says=AT, of=NAME),
            plan(),
            others(),
            *limits(defaults.WHY_SECONDS),
            shape(),
            *place(),
        ],
    )  # fmt: skip


POSSIBILITIES_HELP = Message(
    "commands.questions.possibilities_help",
    "Show where a meeting could be.\n\n"
    "Every day of its window is free, costs points or is impossible, and then why; the other meetings are as "
    "planned. Where only these stand against it, there may be a plan with them moved: --decide says whether.",
)
REASONS = Message("commands.questions.reasons", "Tell all reasons why a day is impossible, not only the first.")
BEST = Message("commands.questions.best", "Instead of the days show the best N days and venues, the best first.")
DECIDE = Message(
    "commands.questions.decide",
    "Solve for a plan with each day that only other meetings stand against, to say whether there is one.",
)
PICTURE = Message("commands.questions.picture", "Also draw the days as a calendar in this file (SVG).")


def possibilities_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "possibilities", locale, POSSIBILITIES_HELP, does="planner.cli.actions.questions:run_possibilities",
        params=[
            meeting(),
            current_folder(),
            plan(),
            Option("--reasons", says=REASONS, is_flag=True),
            Option("--best", says=BEST, of=N, type=WholeNumber(1)),
            Option("--decide", says=DECIDE, is_flag=True),
            Option("--picture", says=PICTURE, of=FILE_NAME, type=FILE),
            *limits(defaults.POSSIBILITIES_SECONDS),
            shape(),
            *place(),
        ],
    )  # fmt: skip


FORESEE_HELP = Message(
    "commands.questions.foresee_help",
    "Foresee what an election would do to the plan before it is called.\n\n"
    "For every day on which it may be called, as [[risks]] of network.toml say: the meetings that are hit, how exposed "
    "each is, what is to be expected, the worst day, and the best repair with its proof. The accepted plan, or where "
    "there is none the best that is found. With --trade: what it costs to be hit less.",
)
CALLED = Message(
    "commands.questions.called",
    "Instead show at once what was foreseen and kept about this day: what would be hit, and the repair.",
)
TRADE = Message(
    "commands.questions.trade",
    "Instead show what protection costs: plans from the one with the fewest points to the one that is least exposed, "
    "each proved to be the best at its price, without and with days in reserve.",
)
PLANS = Message("commands.questions.plans", "With --trade: most plans (default: {n}).")
FROM_SCRATCH = Message("commands.questions.from_scratch", "With --trade: let moving what was announced cost no points.")
FORESEE_PICTURE = Message(
    "commands.questions.foresee_picture",
    "Also draw the plan as a timeline, with the worst days above it, or with --trade the curve, in this file (SVG).",
)
FORESEE_SECONDS = Message(
    "commands.questions.foresee_seconds",
    "Seconds for all repairs together (default: {n}), or all of --trade (default: {trade}).",
)
PERCENT = Message(
    "commands.questions.percent",
    "For single days, take campaign and cabinet to last as long as they did at most in so many percent of the known "
    "cases (default: {n}).",
)
FORESEE_AS_OF = Message(
    "commands.questions.foresee_as_of", "Take this day for today: what lies before it is past (default: today)."
)


def foresee_command(locale: Locale) -> click.Command:
    """The command in one language."""
    percent = BoundMessage(PERCENT, {"n": defaults.FORESEE_PERCENT})
    most = BoundMessage(PLANS, {"n": defaults.TRADE_PLANS})
    together = BoundMessage(
        FORESEE_SECONDS, {"n": round(defaults.FORESEE_SECONDS), "trade": round(defaults.TRADE_SECONDS)}
    )
    return Command(
        "foresee", locale, FORESEE_HELP, does="planner.cli.actions.foreseeing:run_foresee",
        params=[
            current_folder(),
            Option("--as-of", says=FORESEE_AS_OF, of=DAY, type=Day()),
            Option("--percent", says=percent, of=N, type=WholeNumber(1, 100), default=defaults.FORESEE_PERCENT),
            Option("--called", says=CALLED, of=DAY, type=Day()),
            Option("--trade", says=TRADE, is_flag=True),
            Option("--plans", says=most, of=N, type=WholeNumber(1), default=defaults.TRADE_PLANS),
            Option("--from-scratch", says=FROM_SCRATCH, is_flag=True),
            Option("--picture", says=FORESEE_PICTURE, of=FILE_NAME, type=FILE),
            workbook(),
            Option("--seconds", says=together, of=SECONDS_NAME, type=Seconds()),
            workers(WORKERS),
            shape(),
            *place(),
        ],
    )  # fmt: skip


RESERVE_HELP = Message(
    "commands.questions.reserve_help",
    "Find days in reserve for the accepted plan: a second day, venue and staff that no single event is likely to take "
    "too.\n\n"
    "For the rounds that [rules.reserve] of network.toml names, with the plan as it is. With --book they are written "
    "into bookings.csv, in state reserve until they are released, and stand as tentative in calendars of dates to keep "
    "free. When the first day is hit, planner reschedule proposes them first.",
)
BOOK = Message("commands.questions.book", "Book them, in place of those that were booked before in this way.")
HELD = Message("commands.questions.held", "Only say what is held now; nothing is searched for.")
RELEASE = Message(
    "commands.questions.release", "Release what is held for this meeting, by id, or for all of them with all."
)
RESERVE_SECONDS = Message("commands.questions.reserve_seconds", "Seconds for all of it together (default: {n}).")


def reserve_command(locale: Locale) -> click.Command:
    """The command in one language."""
    together = BoundMessage(RESERVE_SECONDS, {"n": round(defaults.RESERVE_SECONDS)})
    return Command(
        "reserve", locale, RESERVE_HELP, does="planner.cli.actions.foreseeing:run_reserve",
        params=[
            current_folder(),
            Option("--book", says=BOOK, is_flag=True),
            Option("--held", says=HELD, is_flag=True),
            Option("--release", says=RELEASE, of=MEETING_NAME),
            Option("--seconds", says=together, of=SECONDS_NAME, type=Seconds(), default=defaults.RESERVE_SECONDS),
            workers(WORKERS),
            *acceptance(),
            shape(),
            *place(),
        ],
    )  # fmt: skip


PLACES_HELP = Message(
    "commands.questions.places_help",
    "Say how the places of what is offered are given, before anything is planned.\n\n"
    "Every application with what comes of it and the sentence why: in the order received, by lot, by region in turn, "
    "or as the organiser chose. When one withdraws, the next moves up: applications.csv, or "
    "planner reschedule 'application municipality=... state=withdrawn'.",
)
OFFER = Message("commands.questions.offer", "The offer, by id or title (default: all).")
MUNICIPALITY = Message(
    "commands.questions.municipality", 'Only this municipality, by id or name: "why not us?" (default: all).'
)


WRITE = Message(
    "commands.questions.write",
    "Record it in applications.csv: who has a place is accepted, who waits is waiting, with who decided it, when and "
    "why. From then on these places stand.",
)
DECIDED_BY = Message("commands.questions.decided_by", "With --write: who decided it (default: your user name).")
DECIDED_ON = Message("commands.questions.decided_on", "With --write: when it was decided (default: today).")


def places_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "places", locale, PLACES_HELP, does="planner.cli.actions.questions:run_places",
        params=[
            current_folder(),
            Option("--offer", says=OFFER, of=NAME),
            Option("--municipality", says=MUNICIPALITY, of=NAME),
            Option("--write", says=WRITE, is_flag=True),
            Option("--by", says=DECIDED_BY, of=NAME),
            Option("--as-of", says=DECIDED_ON, of=DAY, type=Day()),
            shape(),
            *place(),
        ],
    )  # fmt: skip

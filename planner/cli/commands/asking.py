"""Parameters of the commands that ask about a plan."""

from __future__ import annotations

from calendars.language import Sentence
from planner.cli.command import Argument, Option
from planner.cli.commands.shared import FILE, FILE_NAME
from planner.cli.commands.stored import N
from planner.cli.values import OneOf, Seconds, WholeNumber

MEETING = Sentence(
    en='Id of the meeting, or its name in quotes, as "Network meeting spring 2023, Syddanmark".',
    da="Mødets id, eller dets navn i anførselstegn, som »Netværksmøde forår 2023, Syddanmark«.",
)
MEETING_NAME = Sentence(en="MEETING", da="MØDE")
PLAN = Sentence(
    en="Ask about the plan in this JSON file (default: the last accepted plan, as it was accepted; where there is "
    "none, the best that is found).",
    da="Spørg om planen i denne JSON-fil (ellers: den sidst accepterede plan, som den blev accepteret; findes der "
    "ingen, den bedste, der findes).",
)
OTHERS = Sentence(
    en="stay: move as few other meetings as possible; free: let them all move, for the fewest points (default: stay).",
    da="stay: flyt så få andre møder som muligt; free: lad dem alle flytte for at få færrest point (ellers: stay).",
)
SECONDS = Sentence(en="Seconds a solve may take (default: {n}).", da="Sekunder, en beregning må tage (ellers: {n}).")
WORKERS = Sentence(en="Processors it may use (default: 2).", da="Processorer, det må bruge (ellers: 2).")
SECONDS_NAME = Sentence(en="S", da="S")


def meeting() -> Argument:
    """The argument MEETING."""
    return Argument("meeting", says=MEETING, of=MEETING_NAME, required=True)


def plan() -> Option:
    """The option --plan."""
    return Option("--plan", says=PLAN, of=FILE_NAME, type=FILE)


def others() -> Option:
    """The option --others."""
    return Option("--others", says=OTHERS, type=OneOf(["stay", "free"]), default="stay")


def limits(seconds: int) -> list[Option]:
    """The options that say what a solve may use."""
    said = Sentence(en=SECONDS.say("en", n=seconds), da=SECONDS.say("da", n=seconds))
    return [
        Option("--seconds", says=said, of=SECONDS_NAME, type=Seconds(), default=float(seconds)),
        Option("--workers", says=WORKERS, of=N, type=WholeNumber(1), default=2),
    ]

"""`planner explain`, `why`, `why-not` and `possibilities`."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command, Day, Option, WholeNumber
from planner.cli.commands.parameters import (
    DAY,
    FILE,
    FILE_NAME,
    NAME,
    PLAN,
    WHERE,
    N,
    current_folder,
    folder,
    limits,
    meeting,
    others,
    place,
    plan,
    shape,
)

EXPLAIN_HELP = Sentence(
    en=(
        "Say what a plan costs and whom.\n\n"
        "Points by rule and by meeting, who is worst off, and the limits that leave no slack, each with what loosening "
        "it by one unit would save: found by solving again."
    ),
    da=(
        "Sig, hvad en plan koster, og hvem.\n\n"
        "Point pr. regel og pr. møde, hvem der er dårligst stillet, og de grænser, der ikke har luft, hver med det, "
        "der ville spares ved at løsne den én enhed: fundet ved at beregne igen."
    ),
)


def explain_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "explain", locale, EXPLAIN_HELP, does="planner.cli.actions.questions:run_explain",
        params=[
            folder(WHERE),
            Argument("plan", says=PLAN, of=FILE_NAME, type=FILE, required=False),
            *limits(60),
            shape(),
            *place(),
        ],
    )  # fmt: skip


WHY_HELP = Sentence(
    en=(
        "Say why a meeting is on its day and at its venue.\n\n"
        "Names the rules that strike out the other days and venues, and the best three others: what each costs, and "
        "what it would move."
    ),
    da=(
        "Sig, hvorfor et møde ligger sin dag på sit mødested.\n\n"
        "Nævner de regler, der udelukker de andre dage og mødesteder, og de tre bedste andre: hvad hver af dem koster, "
        "og hvad den ville flytte."
    ),
)


def why_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "why", locale, WHY_HELP, does="planner.cli.actions.questions:run_why",
        params=[meeting(), current_folder(), plan(), others(), *limits(20), shape(), *place()],
    )  # fmt: skip


WHY_NOT_HELP = Sentence(
    en=(
        "Say why a meeting is not on another day.\n\n"
        "Names the rules it would break there with their reasons; if it breaks none by itself, a plan with that choice "
        "is solved for: what it costs, and what else has to move."
    ),
    da=(
        "Sig, hvorfor et møde ikke ligger en anden dag.\n\n"
        "Nævner de regler, det ville bryde der, med deres begrundelser; bryder det ingen i sig selv, findes en plan "
        "med det valg: hvad den koster, og hvad der ellers må flyttes."
    ),
)
ON = Sentence(en="The day it would begin.", da="Dagen, det ville begynde.")
AT = Sentence(
    en="The venue, by id or name (default: any it may be held at).",
    da="Mødestedet, id eller navn (ellers: et hvilket som helst, hvor det kan holdes).",
)


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
            *limits(20),
            shape(),
            *place(),
        ],
    )  # fmt: skip


POSSIBILITIES_HELP = Sentence(
    en=(
        "Show where a meeting could be.\n\n"
        "Every day of its window is free, costs points or is impossible, and then why; the other meetings are as "
        "planned."
    ),
    da=(
        "Vis, hvor et møde kunne ligge.\n\n"
        "Hver dag i dets vindue er fri, koster point eller er umulig, og så hvorfor; de andre møder ligger som "
        "planlagt."
    ),
)
REASONS = Sentence(
    en="Tell all reasons why a day is impossible, not only the first.",
    da="Fortæl alle grunde til, at en dag er umulig, ikke kun den første.",
)
BEST = Sentence(
    en="Instead of the days show the best N days and venues, the best first.",
    da="Vis i stedet for dagene de N bedste dage og mødesteder, det bedste først.",
)
PICTURE = Sentence(
    en="Also draw the days as a calendar in this file (SVG).", da="Tegn også dagene som kalender i denne fil (SVG)."
)


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
            Option("--picture", says=PICTURE, of=FILE_NAME, type=FILE),
            *limits(60),
            shape(),
            *place(),
        ],
    )  # fmt: skip

"""`planner solve`: find the best plan and prove it."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command, Option
from planner.cli.commands.shared import FILE, FILE_NAME, NAME, folder
from planner.cli.commands.stored import acceptance, place
from planner.cli.values import OneOf, Seconds, WholeNumber
from planner.examples import DESCRIPTIONS

HELP = Sentence(
    en=(
        "Find the best plan, and prove it.\n\n"
        "Ctrl-C ends with the best plan so far, which is shown and saved; a second Ctrl-C ends at once."
    ),
    da=(
        "Find den bedste plan, og bevis det.\n\n"
        "Ctrl-C slutter med den hidtil bedste plan, som vises og gemmes; endnu et Ctrl-C slutter straks."
    ),
)
FOLDER = Sentence(
    en="Folder of the network: network.toml and its tables. Left out, an example is planned.",
    da="Netværkets mappe: network.toml og dens tabeller. Udelades den, planlægges et eksempel.",
)
EXAMPLE = Sentence(
    en="Plan this example instead of a folder (default: ledernetvaerk).",
    da="Planlæg dette eksempel i stedet for en mappe (ellers: ledernetvaerk).",
)
SECONDS = Sentence(en="Seconds it may take (default: 60).", da="Sekunder, det må tage (ellers: 60).")
WORKERS = Sentence(
    en="Processors it may use (default: 2). With 1, the same input and seed always give the same plan.",
    da="Processorer, det må bruge (ellers: 2). Med 1 giver samme input og frø altid samme plan.",
)
SEED = Sentence(
    en="Seed of everything drawn at random (default: 1).", da="Frø for alt, der trækkes lod om (ellers: 1)."
)
MEMORY = Sentence(
    en="Memory each solving process may use (default: no limit).",
    da="Hukommelse, hver beregningsproces må bruge (ellers: ingen grænse).",
)
FORMAT = Sentence(
    en="table for people, json for programs, jsonl for programs that follow the progress too (default: table).",
    da="table til mennesker, json til programmer, jsonl til programmer, der også følger fremdriften (ellers: table).",
)
OUT = Sentence(en="Also save the plan as JSON in this file.", da="Gem også planen som JSON i denne fil.")
PICTURE = Sentence(
    en="Also draw the plan as a timeline in this file (SVG).",
    da="Tegn også planen som tidslinje i denne fil (SVG).",
)
PROFILE = Sentence(
    en="Say at the end where the time went.",
    da="Sig til sidst, hvad tiden gik med.",
)
ACCEPT = Sentence(
    en="Also accept the plan: it becomes the next revision.",
    da="Acceptér også planen: den bliver den næste revision.",
)
SECONDS_NAME = Sentence(en="S", da="S")
NUMBER = Sentence(en="N", da="N")
MIB = Sentence(en="MIB", da="MIB")


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "solve", locale, HELP, does="planner.cli.actions.solve_and_accept:run",
        params=[
            folder(FOLDER, required=False),
            Option("--example", says=EXAMPLE, of=NAME, type=OneOf(DESCRIPTIONS)),
            Option("--seconds", says=SECONDS, of=SECONDS_NAME, type=Seconds(), default=60.0),
            Option("--workers", says=WORKERS, of=NUMBER, type=WholeNumber(1), default=2),
            Option("--seed", says=SEED, of=NUMBER, type=WholeNumber(0), default=1),
            Option("--memory", says=MEMORY, of=MIB, type=WholeNumber(64)),
            Option("--format", "shape", says=FORMAT, type=OneOf(["table", "json", "jsonl"]), default="table"),
            Option("--out", says=OUT, of=FILE_NAME, type=FILE),
            Option("--picture", says=PICTURE, of=FILE_NAME, type=FILE),
            Option("--profile", says=PROFILE, is_flag=True),
            Option("--accept", says=ACCEPT, is_flag=True),
            *acceptance(),
            *place(),
        ],
    )  # fmt: skip

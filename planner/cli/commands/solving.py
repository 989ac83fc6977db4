"""`planner solve`, `check` and `reschedule`."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command, Day, OneOf, Option, Seconds, WholeNumber
from planner.cli.commands.parameters import DAY, FILE, FILE_NAME, NAME, acceptance, folder, place, shape
from planner.examples import DESCRIPTIONS

SOLVE_HELP = Sentence(
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


def solve_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "solve", locale, SOLVE_HELP, does="planner.cli.actions.solving:run_solve_and_accept",
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


CHECK_HELP = Sentence(
    en="Check a plan, also one written by hand, and name every rule it breaks.",
    da="Kontrollér en plan, også en skrevet i hånden, og nævn hver regel, den bryder.",
)
CHECK_FOLDER = Sentence(
    en="Folder of the network: network.toml and its tables.", da="Netværkets mappe: network.toml og dens tabeller."
)
PLAN = Sentence(
    en="The plan as JSON, in the form that solve --out writes.", da="Planen som JSON i den form, solve --out skriver."
)
CHECK_FORMAT = Sentence(
    en="table for people, json for programs (default: table).",
    da="table til mennesker, json til programmer (ellers: table).",
)


def check_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "check", locale, CHECK_HELP, does="planner.cli.actions.solving:run_check",
        params=[
            folder(CHECK_FOLDER),
            Argument("plan", says=PLAN, of=FILE_NAME, type=FILE),
            Option("--format", "shape", says=CHECK_FORMAT, type=OneOf(["table", "json"]), default="table"),
        ],
    )  # fmt: skip


RESCHEDULE_HELP = Sentence(
    en=(
        "Propose plans that answer what has happened.\n\n"
        "A change is its kind and what belongs to it, each change in quotes of its own: 'election "
        "reason=Folketingsvalg called=2022-10-05 polling_day=2022-11-01', 'cancel meetings=2023-1/syddanmark', "
        "'venue_closed venue=akkc'. A .toml or .json file holds several. The proposals are kept; planner accept NUMBER "
        "accepts one."
    ),
    da=(
        "Foreslå planer, der svarer på det, der er sket.\n\n"
        "En ændring er dens slags og det, der hører til den, hver ændring i sine egne anførselstegn: 'election "
        "reason=Folketingsvalg called=2022-10-05 polling_day=2022-11-01', 'cancel meetings=2023-1/syddanmark', "
        "'venue_closed venue=akkc'. En fil (.toml eller .json) rummer flere. Forslagene gemmes; planner accept NUMMER "
        "accepterer et af dem."
    ),
)
WORDS = Sentence(
    en="Folder of the network (default: the current one), then the changes.",
    da="Netværkets mappe (ellers den aktuelle), derefter ændringerne.",
)
WORDS_NAME = Sentence(en="[FOLDER] CHANGE...", da="[MAPPE] ÆNDRING...")
MOST = 10
WANTED = Sentence(en="How many proposals, 10 at most (default: 3).", da="Hvor mange forslag, højst 10 (ellers: 3).")
MAY_MOVE = Sentence(
    en="What else may be moved: nothing, the same round, the same region, or all (default: nothing).",
    da="Hvad der ellers må flyttes: nothing (intet), round (samme runde), region (samme region) eller all (alt) "
    "(ellers: nothing).",
)
KEEP_WINDOWS = Sentence(
    en="Hold no meeting outside its window, even if too few days are left in it.",
    da="Hold ingen møder uden for deres vinduer, heller ikke hvis der er for få dage tilbage i dem.",
)
RESCHEDULE_SECONDS = Sentence(
    en="Seconds it may take in all (default: 30).", da="Sekunder, det må tage i alt (ellers: 30)."
)
AS_OF = Sentence(
    en="Take this day for today: what lies before it is past, and notice is counted from it.",
    da="Regn denne dag for i dag: det, der ligger før, er forbi, og varsler regnes fra den.",
)


def reschedule_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "reschedule", locale, RESCHEDULE_HELP, does="planner.cli.actions.reschedule:run_reschedule",
        params=[
            Argument("words", says=WORDS, of=WORDS_NAME, nargs=-1, required=True),
            Option("-k", "wanted", says=WANTED, of=NUMBER, type=WholeNumber(1, MOST), default=3),
            Option("--as-of", says=AS_OF, of=DAY, type=Day()),
            Option("--may-move", says=MAY_MOVE, type=OneOf(["nothing", "round", "region", "all"]), default="nothing"),
            Option("--keep-windows", says=KEEP_WINDOWS, is_flag=True),
            Option("--seconds", says=RESCHEDULE_SECONDS, of=SECONDS_NAME, type=Seconds(), default=30.0),
            Option("--workers", says=WORKERS, of=NUMBER, type=WholeNumber(1), default=2),
            Option("--seed", says=SEED, of=NUMBER, type=WholeNumber(0), default=1),
            Option("--memory", says=MEMORY, of=MIB, type=WholeNumber(64)),
            shape(),
            *place(),
        ],
    )  # fmt: skip

"""`planner reschedule`: proposals for when something has happened."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command, Option
from planner.cli.commands.solve import MEMORY, MIB, NUMBER, SECONDS_NAME, SEED, WORKERS
from planner.cli.commands.stored import DAY, place, shape
from planner.cli.values import Day, OneOf, Seconds, WholeNumber

HELP = Sentence(
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
SECONDS = Sentence(en="Seconds it may take in all (default: 30).", da="Sekunder, det må tage i alt (ellers: 30).")
AS_OF = Sentence(
    en="Take this day for today: what lies before it is past, and notice is counted from it.",
    da="Regn denne dag for i dag: det, der ligger før, er forbi, og varsler regnes fra den.",
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "reschedule", locale, HELP, does="planner.cli.actions.reschedule:run",
        params=[
            Argument("words", says=WORDS, of=WORDS_NAME, nargs=-1, required=True),
            Option("-k", "wanted", says=WANTED, of=NUMBER, type=WholeNumber(1, MOST), default=3),
            Option("--as-of", says=AS_OF, of=DAY, type=Day()),
            Option("--may-move", says=MAY_MOVE, type=OneOf(["nothing", "round", "region", "all"]), default="nothing"),
            Option("--keep-windows", says=KEEP_WINDOWS, is_flag=True),
            Option("--seconds", says=SECONDS, of=SECONDS_NAME, type=Seconds(), default=30.0),
            Option("--workers", says=WORKERS, of=NUMBER, type=WholeNumber(1), default=2),
            Option("--seed", says=SEED, of=NUMBER, type=WholeNumber(0), default=1),
            Option("--memory", says=MEMORY, of=MIB, type=WholeNumber(64)),
            shape(),
            *place(),
        ],
    )  # fmt: skip

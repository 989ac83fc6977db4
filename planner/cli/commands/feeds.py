"""`planner feeds`: list calendars, and make, exchange and close their addresses."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command, Option
from planner.cli.commands.shared import FOLDER, FOLDER_NAME
from planner.cli.commands.stored import N, current_folder, place, shape
from planner.cli.values import WholeNumber

HELP = Sentence(
    en=(
        "List the calendars of a network, or make, exchange or close an address.\n\n"
        "An address is shown once, when it is made: only a hash of it is kept. Whoever knows it can read that calendar "
        "and no other."
    ),
    da=(
        "Vis netværkets kalendere, eller opret, udskift eller luk en adresse.\n\n"
        "En adresse vises én gang, når den oprettes: kun et fingeraftryk af den gemmes. Den, der kender den, kan læse "
        "netop den kalender."
    ),
)
CREATE = Sentence(
    en='For whom to make a calendar: "network", or "region", "municipality", "member", "staff" or "venue" with an id, '
    'such as member/m-0630-1; "everyone" for all who never had one.',
    da='Hvem der oprettes en kalender til: "network", eller "region", "municipality", "member", "staff" eller "venue" '
    'med et id, f.eks. member/m-0630-1; "everyone" for alle, der aldrig har haft en.',
)
HELD = Sentence(
    en="Make it for held dates instead of decided ones.", da="Opret den til reserverede datoer i stedet for besluttede."
)
ROTATE = Sentence(
    en="Give the calendar of this number another address; the old one leads nowhere from then on.",
    da="Giv kalenderen med dette nummer en anden adresse; den gamle fører ingen steder hen derefter.",
)
REVOKE = Sentence(en="Close the calendar of this number for good.", da="Luk kalenderen med dette nummer for altid.")
TO = Sentence(
    en="Bring this folder, which planner publish wrote, in line too.",
    da="Ret også denne mappe, som planner publish har skrevet.",
)
WHOM = Sentence(en="WHOM", da="HVEM")


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "feeds", locale, HELP, does="planner.cli.actions.feeds:run",
        params=[
            current_folder(),
            Option("--create", says=CREATE, of=WHOM),
            Option("--held", says=HELD, is_flag=True),
            Option("--rotate", says=ROTATE, of=N, type=WholeNumber(1)),
            Option("--revoke", says=REVOKE, of=N, type=WholeNumber(1)),
            Option("--to", says=TO, of=FOLDER_NAME, type=FOLDER),
            shape(),
            *place(),
        ],
    )  # fmt: skip

"""`planner accept`, `undo`, `history`, `show`, `diff`, `export` and `upgrade`."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command, Option, WholeNumber
from planner.cli.commands.parameters import (
    FILE,
    FILE_NAME,
    N,
    acceptance,
    current_folder,
    place,
    revision_number,
    shape,
)

ACCEPT_HELP = Sentence(
    en=(
        "Accept a plan or a proposal: it becomes the next revision.\n\n"
        "The plan is checked first. A plan that breaks a rule is not accepted, and neither is one that rests on a "
        "revision which is no longer the last."
    ),
    da=(
        "Acceptér en plan eller et forslag: planen bliver den næste revision.\n\n"
        "Planen kontrolleres først. En plan, der bryder en regel, accepteres ikke, og heller ikke en, der bygger på en "
        "revision, som ikke længere er den sidste."
    ),
)
PLAN = Sentence(
    en="Number of a proposal, or a plan as JSON, in the form that solve --out writes.",
    da="Nummeret på et forslag, eller en plan som JSON i den form, solve --out skriver.",
)
PLAN_NAME = Sentence(en="NUMBER|FILE", da="NUMMER|FIL")
AFTER = Sentence(
    en="Number of the revision that the plan rests on, 0 for none (default: the last one now).",
    da="Nummeret på den revision, planen bygger på, 0 for ingen (ellers: den sidste nu).",
)


def accept_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "accept", locale, ACCEPT_HELP, does="planner.cli.actions.accepting:run_accept",
        params=[
            Argument("plan", says=PLAN, of=PLAN_NAME, type=FILE, required=True),
            current_folder(),
            *acceptance(),
            Option("--after", says=AFTER, of=N, type=WholeNumber(0)),
            shape(),
            *place(),
        ],
    )  # fmt: skip


UNDO_HELP = Sentence(
    en=(
        "Make a new revision equal to an earlier one.\n\n"
        "Nothing is deleted: calendars follow the new revision as they follow any other. Meetings that are past stay "
        "as they were held. To undo a second time is to redo what was undone; --to goes further back."
    ),
    da=(
        "Lav en ny revision magen til en tidligere.\n\n"
        "Intet slettes: kalendere følger den nye revision som enhver anden. Møder, der er forbi, bliver, som de blev "
        "holdt. Fortrydes der to gange i træk, er man tilbage, hvor man begyndte; med --to når man længere tilbage."
    ),
)
TO = Sentence(
    en="Number of the revision to be like (default: the one before the last).",
    da="Nummeret på den revision, den skal ligne (ellers: den næstsidste).",
)


def undo_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "undo", locale, UNDO_HELP, does="planner.cli.actions.accepting:run_undo",
        params=[
            current_folder(),
            Option("--to", "number", says=TO, of=N, type=WholeNumber(1)),
            *acceptance(),
            shape(),
            *place(),
        ],
    )  # fmt: skip


HISTORY_HELP = Sentence(
    en="List the revisions: when each was accepted, by whom and why.",
    da="Vis revisionerne: hvornår hver blev accepteret, af hvem og hvorfor.",
)


def history_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "history", locale, HISTORY_HELP, does="planner.cli.actions.revisions:run_history",
        params=[current_folder(), shape(), *place()],
    )  # fmt: skip


SHOW_HELP = Sentence(en="Show a revision as it was accepted.", da="Vis en revision, som den blev accepteret.")


def show_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "show", locale, SHOW_HELP, does="planner.cli.actions.revisions:run_show",
        params=[revision_number("number"), current_folder(), shape(), *place()],
    )  # fmt: skip


DIFF_HELP = Sentence(
    en="Say what is different from one revision to another: new, moved, cancelled, other venue, rooms, staff or title.",
    da="Sig forskellen fra én revision til en anden: nyt, flyttet, aflyst, andet mødested, lokale, titel eller andre "
    "medarbejdere.",
)


def diff_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "diff", locale, DIFF_HELP, does="planner.cli.actions.revisions:run_diff",
        params=[revision_number("first"), revision_number("second"), current_folder(), shape(), *place()],
    )  # fmt: skip


EXPORT_HELP = Sentence(
    en="Write every revision as JSON: the network, the plan and the meetings, who accepted it, when and why.",
    da="Skriv alle revisioner som JSON: netværket, planen og møderne, hvem der accepterede, hvornår og hvorfor.",
)
PLAN_OF = Sentence(
    en="Write only the plan of this revision, in the form that check and accept read.",
    da="Skriv kun planen fra denne revision i den form, check og accept læser.",
)
OUT = Sentence(en="File to write (default: standard output).", da="Fil at skrive (ellers: standardoutput).")


def export_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "export", locale, EXPORT_HELP, does="planner.cli.actions.revisions:run_export",
        params=[
            current_folder(),
            Option("--plan", "number", says=PLAN_OF, of=N, type=WholeNumber(1)),
            Option("--out", says=OUT, of=FILE_NAME, type=FILE),
            *place(),
        ],
    )  # fmt: skip


UPGRADE_HELP = Sentence(
    en="Bring a store that an older version wrote to this version. Either all of it is upgraded or nothing is changed.",
    da="Bring et lager, som en ældre version skrev, op til denne version. Enten opgraderes det hele, eller også ændres "
    "intet.",
)


def upgrade_command(locale: Locale) -> click.Command:
    """The command in one language."""
    store, _network = place()
    return Command(
        "upgrade",
        locale,
        UPGRADE_HELP,
        does="planner.cli.actions.revisions:run_upgrade",
        params=[current_folder(), store],
    )

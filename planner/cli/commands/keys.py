"""`planner keys`: keys for programs that use the network over HTTP."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command, Group, Option
from planner.cli.commands.stored import TEXT, N, current_folder, place, shape
from planner.cli.values import OneOf, WholeNumber
from planner.web.security.roles import Role

HELP = Sentence(
    en="Keys with which programs use the networks of a store over HTTP.",
    da="Nøgler, som programmer bruger lagerets netværk med over HTTP.",
)
CREATE = Sentence(
    en=(
        "Make a key and show it.\n\n"
        "It is shown once: only a hash of it is kept. planner may do everything, reader may read, feed_manager may "
        "list, open, exchange and close calendars."
    ),
    da=(
        "Lav en nøgle, og vis den.\n\n"
        "Den vises én gang: kun et fingeraftryk af den gemmes. planner må alt, reader må læse, feed_manager må vise, "
        "oprette, udskifte og lukke kalendere."
    ),
)
LIST = Sentence(
    en="List all keys of a store by number; the keys themselves are not kept.",
    da="Vis alle lagerets nøgler efter nummer; selve nøglerne er ikke gemt.",
)
REVOKE = Sentence(
    en="Revoke a key: from then on it opens nothing.",
    da="Træk en nøgle tilbage: derefter giver den ikke adgang til noget.",
)
ROLE = Sentence(
    en="What the key is for: planner, reader or feed_manager.",
    da="Hvad nøglen er til: planner, reader eller feed_manager.",
)
ROLE_NAME = Sentence(en="ROLE", da="ROLLE")
ALL = Sentence(
    en="For all networks of the store, also those that are yet to come.",
    da="Til alle lagerets netværk, også dem, der kommer senere.",
)
PURPOSE = Sentence(
    en="Whose key it is or what it is for, as the list shows it.",
    da="Hvis nøglen er, eller hvad den er til, som det skal stå på listen.",
)
NUMBER = Sentence(en="Number of the key.", da="Nøglens nummer.")


def command(locale: Locale) -> click.Command:
    """The commands in one language."""
    return Group("keys", locale, HELP, commands=[_create(locale), _list(locale), _revoke(locale)])


def _create(locale: Locale) -> click.Command:
    roles = OneOf([role.value for role in Role])
    return Command(
        "create", locale, CREATE, does="planner.cli.actions.keys:create",
        params=[
            current_folder(),
            Option("--role", says=ROLE, of=ROLE_NAME, type=roles, required=True),
            Option("--all", "everywhere", says=ALL, is_flag=True),
            Option("--for", "purpose", says=PURPOSE, of=TEXT, default=""),
            shape(),
            *place(),
        ],
    )  # fmt: skip


def _list(locale: Locale) -> click.Command:
    store, _network = place()
    return Command(
        "list", locale, LIST, does="planner.cli.actions.keys:show", params=[current_folder(), shape(), store]
    )  # fmt: skip


def _revoke(locale: Locale) -> click.Command:
    store, _network = place()
    number = Argument("number", says=NUMBER, of=N, type=WholeNumber(1), required=True)
    return Command(
        "revoke", locale, REVOKE, does="planner.cli.actions.keys:revoke", params=[number, current_folder(), store]
    )  # fmt: skip

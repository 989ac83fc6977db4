"""`planner publish`, `feeds`, `hold`, `serve` and `keys`."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command, Group, OneOf, Option, WholeNumber
from planner.cli.commands.parameters import (
    ADDRESS,
    FILE,
    FILE_NAME,
    FOLDER,
    FOLDER_NAME,
    STORE,
    TEXT,
    N,
    acceptance,
    current_folder,
    place,
    shape,
)
from planner.web.roles import Role

PUBLISH_HELP = Sentence(
    en=(
        "Write every calendar as a file for a web server, after giving everyone one who never had any.\n\n"
        "The folder web is to be served. Beside it stand index.html and addresses.csv, which list all addresses: they "
        "are for planners and not to be served. Only files that change are written, each in one step."
    ),
    da=(
        "Skriv alle kalendere som filer til en webserver; alle, der aldrig har haft en, får en først.\n\n"
        "Mappen web er til webserveren. Ved siden af ligger index.html og addresses.csv med alle adresser: de er til "
        "planlæggere og må ikke lægges på nettet. Kun filer, der ændres, skrives, hver i ét trin."
    ),
)
TO = Sentence(
    en='Folder to write to (default: "published" in the network\'s folder).',
    da='Mappe at skrive til (ellers: "published" i netværkets mappe).',
)


def publish_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "publish", locale, PUBLISH_HELP, does="planner.cli.actions.feeds:run_publish",
        params=[current_folder(), Option("--to", says=TO, of=FOLDER_NAME, type=FOLDER), *place()],
    )  # fmt: skip


FEEDS_HELP = Sentence(
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
FEEDS_TO = Sentence(
    en="Bring this folder, which planner publish wrote, in line too.",
    da="Ret også denne mappe, som planner publish har skrevet.",
)
WHOM = Sentence(en="WHOM", da="HVEM")


def feeds_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "feeds", locale, FEEDS_HELP, does="planner.cli.actions.feeds:run_feeds",
        params=[
            current_folder(),
            Option("--create", says=CREATE, of=WHOM),
            Option("--held", says=HELD, is_flag=True),
            Option("--rotate", says=ROTATE, of=N, type=WholeNumber(1)),
            Option("--revoke", says=REVOKE, of=N, type=WholeNumber(1)),
            Option("--to", says=FEEDS_TO, of=FOLDER_NAME, type=FOLDER),
            shape(),
            *place(),
        ],
    )  # fmt: skip


HOLD_HELP = Sentence(
    en=(
        "Ask for the dates of proposed plans to be kept free.\n\n"
        "They stand in calendars of their own until a plan is accepted, or until other dates are held instead; without "
        "a plan all are released."
    ),
    da=(
        "Bed om, at datoerne i foreslåede planer holdes fri.\n\n"
        "De står i deres egne kalendere, indtil en plan accepteres, eller andre datoer reserveres i stedet; uden en "
        "plan frigives alle."
    ),
)
PLAN = Sentence(
    en="A proposed plan, in the form that solve --out writes; may be given several times.",
    da="En foreslået plan i den form, solve --out skriver; kan angives flere gange.",
)


def hold_command(locale: Locale) -> click.Command:
    """The command in one language."""
    plans = Option("--plan", "plans", says=PLAN, of=FILE_NAME, type=FILE, multiple=True)
    return Command(
        "hold", locale, HOLD_HELP, does="planner.cli.actions.accepting:run_hold",
        params=[current_folder(), plans, *acceptance(), *place()],
    )  # fmt: skip


SERVE_HELP = Sentence(
    en=(
        "Serve the calendars of a store over HTTP, until Ctrl-C.\n\n"
        "Each is at its own secret address and follows whatever is accepted, from whichever process."
    ),
    da=(
        "Vis lagerets kalendere over HTTP indtil Ctrl-C.\n\n"
        "Hver ligger på sin egen hemmelige adresse og følger alt, der accepteres, uanset fra hvilken proces."
    ),
)
HOST = Sentence(
    en="Address of this machine to listen on (default: 127.0.0.1).",
    da="Den adresse på maskinen, der lyttes på (ellers: 127.0.0.1).",
)
PORT = Sentence(
    en="Port to listen on, 0 for any that is free (default: 8000).",
    da="Port, der lyttes på, 0 for en vilkårlig ledig (ellers: 8000).",
)
SLOTS = Sentence(
    en="How much is planned at a time, 0 for nothing (default: one for each processor).",
    da="Hvor meget der planlægges ad gangen, 0 for intet (ellers: én ting pr. processor).",
)
QUEUE = Sentence(
    en="How many requests for planning may wait besides (default: 32).",
    da="Hvor mange forespørgsler om planlægning der må vente derudover (ellers: 32).",
)
MEMORY = Sentence(
    en="Most memory of each planning process, in MiB (default: 4,096).",
    da="Højeste hukommelse for hver planlægningsproces i MiB (ellers: 4.096).",
)
HOST_NAME = Sentence(en="HOST", da="VÆRT")


def serve_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "serve", locale, SERVE_HELP, does="planner.cli.actions.serving:run_serve",
        params=[
            current_folder(),
            Option("--host", says=HOST, of=HOST_NAME, default="127.0.0.1"),
            Option("--port", says=PORT, of=N, type=WholeNumber(0), default=8000),
            Option("--store", says=STORE, of=ADDRESS),
            Option("--slots", says=SLOTS, of=N, type=WholeNumber(0)),
            Option("--queue", says=QUEUE, of=N, type=WholeNumber(0), default=32),
            Option("--memory", says=MEMORY, of=N, type=WholeNumber(256), default=4096),
        ],
    )  # fmt: skip


KEYS_HELP = Sentence(
    en="Keys with which programs use the networks of a store over HTTP.",
    da="Nøgler, som programmer bruger lagerets netværk med over HTTP.",
)
CREATE_KEY = Sentence(
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
LIST_KEYS = Sentence(
    en="List all keys of a store by number; the keys themselves are not kept.",
    da="Vis alle lagerets nøgler efter nummer; selve nøglerne er ikke gemt.",
)
REVOKE_KEY = Sentence(
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


def keys_command(locale: Locale) -> click.Command:
    """The commands in one language."""
    return Group("keys", locale, KEYS_HELP, commands=[_create(locale), _list(locale), _revoke(locale)])


def _create(locale: Locale) -> click.Command:
    roles = OneOf([role.value for role in Role])
    return Command(
        "create", locale, CREATE_KEY, does="planner.cli.actions.serving:create",
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
        "list", locale, LIST_KEYS, does="planner.cli.actions.serving:show", params=[current_folder(), shape(), store]
    )  # fmt: skip


def _revoke(locale: Locale) -> click.Command:
    store, _network = place()
    number = Argument("number", says=NUMBER, of=N, type=WholeNumber(1), required=True)
    return Command(
        "revoke", locale, REVOKE_KEY, does="planner.cli.actions.serving:revoke",
        params=[number, current_folder(), store],
    )  # fmt: skip

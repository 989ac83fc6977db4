"""`planner publish`, `feeds`, `hold`, `serve`, `work` and `keys`."""

from __future__ import annotations

import click

from calendars.language import Locale, Message
from planner.cli.base.command import Argument, Command, Day, Group, OneOf, Option, WholeNumber
from planner.cli.base.parameters import (
    ADDRESS,
    DAY,
    FILE,
    FILE_NAME,
    FOLDER,
    FOLDER_NAME,
    MIB_MAX,
    STORE,
    TEXT,
    N,
    acceptance,
    current_folder,
    place,
    shape,
)
from planner.web.roles import Role

PUBLISH_HELP = Message(
    "commands.feeds.publish_help",
    "Write every calendar as a file for a web server, after giving everyone one who never had any.\n\n"
    "The folder web is to be served; it has a page about each calendar too. Beside it stand index.html and "
    "addresses.csv, which list all addresses, mail-merge.csv, and in sheets a page for each person to print: they are "
    "for planners and not to be served. Only files that change are written, each in one step.",
)
TO = Message("commands.feeds.to", 'Folder to write to (default: "published" in the network\'s folder).')


def publish_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "publish", locale, PUBLISH_HELP, does="planner.cli.actions.feeds:run_publish",
        params=[current_folder(), Option("--to", says=TO, of=FOLDER_NAME, type=FOLDER), *place()],
    )  # fmt: skip


FEEDS_HELP = Message(
    "commands.feeds.feeds_help",
    "List the calendars of a network, or make, exchange or close an address.\n\n"
    "An address is shown once, when it is made: only a hash of it is kept. Whoever knows it can read that calendar "
    "and no other.",
)
CREATE = Message(
    "commands.feeds.create",
    'For whom to make a calendar: "network", or "region", "municipality", "member", "staff", "venue" or "guests" with '
    'an id or name, such as member/m-0630-1; "everyone" for all who never had one.',
)
HELD = Message("commands.feeds.held", "Make it for held dates instead of decided ones.")
ROTATE = Message(
    "commands.feeds.rotate", "Give the calendar of this number another address; the old one leads nowhere from then on."
)
REVOKE = Message("commands.feeds.revoke", "Close the calendar of this number for good.")
FEEDS_TO = Message("commands.feeds.feeds_to", "Bring this folder, which planner publish wrote, in line too.")
WHOM = Message("commands.feeds.whom", "WHOM")


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


HOLD_HELP = Message(
    "commands.feeds.hold_help",
    "Ask for the dates of proposed plans to be kept free.\n\n"
    "They are rows of bookings.csv, in place of those of plans held before; without a plan those go. What is booked "
    "for a meeting that no accepted plan has decided stands in calendars of its own.",
)
PLAN = Message(
    "commands.feeds.plan", "A proposed plan, in the form that solve --out writes; may be given several times."
)


HELD_UNTIL = Message(
    "commands.feeds.held_until", "The last day on which the venues hold the dates; without it they are asked for."
)


def hold_command(locale: Locale) -> click.Command:
    """The command in one language."""
    plans = Option("--plan", "plans", says=PLAN, of=FILE_NAME, type=FILE, multiple=True)
    return Command(
        "hold", locale, HOLD_HELP, does="planner.cli.actions.accepting:run_hold",
        params=[
            current_folder(), plans, Option("--until", says=HELD_UNTIL, of=DAY, type=Day()), *acceptance(), *place()
        ],
    )  # fmt: skip


SERVE_HELP = Message(
    "commands.feeds.serve_help",
    "Open a page for planners in the browser, and serve the calendars of a store over HTTP, until Ctrl-C.\n\n"
    "Each calendar is at its own secret address and follows whatever is accepted, from whichever process.",
)
HOST = Message("commands.feeds.host", "Address of this machine to listen on (default: 127.0.0.1).")
PORT = Message("commands.feeds.port", "Port to listen on, 0 for any that is free (default: 8000).")
SLOTS = Message(
    "commands.feeds.slots", "How much is planned at a time, 0 for nothing (default: one for each processor)."
)
QUEUE = Message("commands.feeds.queue", "How many requests for planning may wait besides (default: 32).")
MEMORY = Message("commands.feeds.memory", "Most memory of each planning process, in MiB: 512 or more (default: 4,096).")
HOST_NAME = Message("commands.feeds.host_name", "HOST")
PROXY = Message(
    "commands.feeds.proxy",
    "Address of a proxy before the server, or several such as 10.0.0.0/8: its X-Forwarded-For is believed, and "
    "everybody needs a key. May be given several times.",
)
WORKERS = Message(
    "commands.feeds.workers",
    "Leave planning to workers, which planner work starts on any machine; needs a store in PostgreSQL. --queue counts "
    "for all servers together then.",
)


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
            Option("--memory", says=MEMORY, of=N, type=WholeNumber(512, MIB_MAX), default=4096),
            Option("--workers", says=WORKERS, is_flag=True),
            Option("--proxy", "proxies", says=PROXY, of=ADDRESS, multiple=True),
        ],
    )  # fmt: skip


WORK_HELP = Message(
    "commands.feeds.work_help",
    "Plan what servers started with planner serve --workers are asked, until Ctrl-C; on as many machines as are "
    "needed.\n\n"
    "The first Ctrl-C, or SIGTERM, takes no more and finishes what was begun; the second ends that too and keeps the "
    "best so far.",
)
WORK_STORE = Message(
    "commands.feeds.work_store", "The store, in PostgreSQL: postgresql://… (default: PLANNER_STORE in the environment)."
)
WORK_HOST = Message(
    "commands.feeds.work_host", "Address of this machine for /health and /metrics (default: 127.0.0.1)."
)
WORK_PORT = Message("commands.feeds.work_port", "Port for /health and /metrics (default: neither is served).")
WORK_SLOTS = Message("commands.feeds.work_slots", "How much is planned at a time (default: one for each processor).")


def work_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "work", locale, WORK_HELP, does="planner.cli.actions.working:run_work",
        params=[
            Option("--store", says=WORK_STORE, of=ADDRESS),
            Option("--slots", says=WORK_SLOTS, of=N, type=WholeNumber(1)),
            Option("--memory", says=MEMORY, of=N, type=WholeNumber(512, MIB_MAX), default=4096),
            Option("--host", says=WORK_HOST, of=HOST_NAME, default="127.0.0.1"),
            Option("--port", says=WORK_PORT, of=N, type=WholeNumber(0)),
        ],
    )  # fmt: skip


KEYS_HELP = Message("commands.feeds.keys_help", "Keys with which programs use the networks of a store over HTTP.")
CREATE_KEY = Message(
    "commands.feeds.create_key",
    "Make a key and show it.\n\n"
    "It is shown once: only a hash of it is kept. planner may do everything, reader may read, feed_manager may "
    "list, open, exchange and close calendars.",
)
LIST_KEYS = Message("commands.feeds.list_keys", "List all keys of a store by number; the keys themselves are not kept.")
REVOKE_KEY = Message("commands.feeds.revoke_key", "Revoke a key: from then on it opens nothing.")
ROLE = Message("commands.feeds.role", "What the key is for: planner, reader or feed_manager.")
ROLE_NAME = Message("commands.feeds.role_name", "ROLE")
ALL = Message("commands.feeds.all", "For all networks of the store, also those that are yet to come.")
PURPOSE = Message("commands.feeds.purpose", "Whose key it is or what it is for, as the list shows it.")
NUMBER = Message("commands.feeds.number", "Number of the key.")


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

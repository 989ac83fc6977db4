"""Make, list and revoke API keys."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from calendars.language import Locale, Said, Sentence
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import remark, result
from planner.cli.wrong_use import WrongUse
from planner.output.console import console, rendered
from planner.output.plan_json import dumps
from planner.revisions.archive import open_archive
from planner.store.errors import NothingAcceptedError
from planner.store.keys import Key, keys
from planner.store.opening import Store, open_store, store_url
from planner.web.security import keys as security
from planner.web.security.roles import Role

LONGEST = 200
SHOWN_ONCE = Sentence(
    en="Key {number} is shown only now. Keep it as you would a password.",
    da="Nøgle {number} vises kun nu. Pas på den som på en adgangskode.",
)
REVOKED = Sentence(en="Key {number} is revoked.", da="Nøgle {number} er trukket tilbage.")
ONE_OF_TWO = Sentence(en="give only one of --all and --network", da="angiv kun en af --all og --network")
TOO_LONG = Sentence(en="--for has more than {n} characters", da="--for har mere end {n} tegn")
NUMBER = Sentence(en="Number", da="Nummer")
ROLE = Sentence(en="Role", da="Rolle")
NETWORK = Sentence(en="Network", da="Netværk")
FOR = Sentence(en="For", da="Til")
MADE = Sentence(en="Made", da="Lavet")
STATE = Sentence(en="State", da="Tilstand")
ALL = Sentence(en="all", da="alle")
OPEN = Sentence(en="open", da="åben")
REVOKED_ON = Sentence(en="revoked {day:date}", da="trukket tilbage {day:date}")
DAY = Sentence(en="{day:date}", da="{day:date}")

_TITLES = (NUMBER, ROLE, NETWORK, FOR, MADE, STATE)


def create(
    *, folder: Path, role: str, everywhere: bool, purpose: str, shape: str, store: str | None, network: str | None,
    locale: Locale,
) -> ExitCode:  # fmt: skip
    """Make a key; the key alone goes to stdout."""
    if everywhere and network is not None:
        raise WrongUse(ONE_OF_TWO)
    if len(purpose) > LONGEST:
        raise WrongUse(TOO_LONG, n=LONGEST)
    plain = "".join(each if each.isprintable() else " " for each in purpose)
    with open_archive(folder, store, network) as archive:
        whose = None if everywhere else archive.network
        with archive.store.writing() as connection:
            number, key = security.create(connection, Role(role), whose, plain, datetime.now(UTC))
    if shape == "json":
        result(dumps({"key": number, "role": role, "network": whose, "for": plain, "secret": key}))
        return ExitCode.GOOD
    result(key)
    remark(SHOWN_ONCE.say(locale, number=str(number)))
    return ExitCode.GOOD


def show(*, folder: Path, shape: str, store: str | None, locale: Locale) -> ExitCode:
    """List them."""
    with open_store(store_url(folder, store)) as opened:
        found = _keys(opened)
    if shape == "json":
        result(dumps([_json(each) for each in found]))
        return ExitCode.GOOD
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in _TITLES:
        table.add_column(title.say(locale), justify="right" if title is NUMBER else "left", overflow="fold")
    for each in found:
        table.add_row(*_cells(each, locale))
    result(rendered(console(sys.stdout), table))
    return ExitCode.GOOD


def revoke(*, number: int, folder: Path, store: str | None, locale: Locale) -> ExitCode:
    """Revoke one."""
    with open_store(store_url(folder, store)) as opened, opened.writing() as connection:
        security.revoke(connection, number, datetime.now(UTC))
    result(REVOKED.say(locale, number=str(number)))
    return ExitCode.GOOD


def _keys(store: Store) -> tuple[Key, ...]:
    try:
        with store.reading() as connection:
            return keys(connection)
    except NothingAcceptedError:
        return ()


def _cells(key: Key, locale: Locale) -> tuple[str, ...]:
    state = Said(REVOKED_ON, {"day": key.revoked_at.date()}) if key.revoked_at else Said(OPEN)
    network = ALL.say(locale) if key.network is None else key.network
    made = DAY.say(locale, day=key.created_at.date())
    return str(key.id), key.role, network, key.purpose, made, state.say(locale)


def _json(key: Key) -> dict[str, Any]:
    return {
        "key": key.id,
        "role": key.role,
        "network": key.network,
        "for": key.purpose,
        "created_at": key.created_at.isoformat(),
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }

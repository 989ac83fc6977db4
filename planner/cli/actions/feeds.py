"""Publish calendars; list feeds, create, exchange and close them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table
from sqlalchemy import Connection

from calendars.language import BoundMessage, Locale, Message
from planner.cli.actions.accepting import user_name
from planner.cli.actions.files import CANNOT_WRITE, network_today
from planner.cli.base.command import ExitCode, WrongUse
from planner.cli.base.terminal import write_stderr, write_stdout
from planner.feeds import publish as publishing
from planner.feeds.audiences import all_audiences
from planner.feeds.folder import (
    ADDRESSES_PAGE,
    ADDRESSES_TABLE,
    FEED,
    FOR,
    HOLDS,
    ID,
    MAIL_MERGE,
    NAME,
    PUBLISHED_FOLDER,
    SHEETS_FOLDER,
    Folder,
    PublishedFolder,
    accepted_network,
    described,
    mail_merge,
    page,
    publish_to,
    rows,
    table,
)
from planner.feeds.publish import Address, all_feeds, without_feed
from planner.network.network import Network
from planner.network.references import unique_names
from planner.schemas.plans import dumps
from planner.store.archive import Acceptance, Archive, held_id, open_archive
from planner.store.feeds import Audience, Feed
from planner.store.place import beside
from planner.text.console import console, rendered
from planner.use_cases.accepting import accept_publishing
from planner.use_cases.bookings import release_gone
from planner.use_cases.today import has_files, load_today

WRITTEN = Message(
    "actions.feeds.written",
    "{total} {total:calendar|calendars} in {folder}: {changed} written, {unchanged} as before, {removed} removed.",
)
LISTED = Message("actions.feeds.listed", "All addresses: {path}")
MERGED = Message("actions.feeds.merged", "For a mail merge: {path}; a page for each person to print: {folder}")
NOWHERE = Message(
    "actions.feeds.nowhere",
    "It is not said where the calendars are served, so nobody can subscribe to them yet: write address under "
    "[publishing] in network.toml, such as https://calendar.example.org, and publish again.",
)
ELSEWHERE = Message(
    "actions.feeds.elsewhere",
    "{n} {n:calendar has an address|calendars have addresses} that this folder does not know; planner feeds "
    "--rotate NUMBER --to FOLDER gives a new one.",
)


def run_publish(
    *, folder: Path, to: Path | None, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Publish all calendars and report how many files changed."""
    target = to or beside(folder, PUBLISHED_FOLDER)
    with open_archive(folder, store, network) as archive:
        published = publish(archive, target, people=_follow_files(folder, archive))
    spoken = published.network.settings.locale
    write_stdout("\n".join(_said(published, target, spoken)))
    if published.elsewhere:
        write_stderr(ELSEWHERE.say(spoken, n=published.elsewhere))
    if not published.network.settings.publishing.address:
        write_stderr(NOWHERE.say(spoken))
    return ExitCode.GOOD


def _follow_files(folder: Path, archive: Archive) -> Network | None:
    """Bring the settings of the calendars to what the folder says today, and return that; say what else was edited."""
    today, now = _today(folder, archive), Acceptance(user_name(), "", datetime.now(UTC))
    if today is None:
        if has_files(folder):
            release_gone(archive, load_today(folder, archive).network, now)
        return None
    release_gone(archive, today, now)
    revision = accept_publishing(archive, today, user_name())
    if revision is not None:
        write_stderr(FOLLOWED.say(today.settings.locale, number=str(revision.number)))
    return today


def _today(folder: Path, archive: Archive) -> Network | None:
    """Return the network as its files say it today; None without files or an accepted plan."""
    if not has_files(folder) or not archive.newest():
        return None
    return network_today(folder, archive, archive.kept())


def publish(
    archive: Archive, target: Path, exchanged: Iterable[Address] = (), people: Network | None = None
) -> PublishedFolder:
    """Write the calendars with their pages, the lists of addresses, and what is handed out.

    Args:
        archive: the archive of the network.
        target: the folder to write to.
        exchanged: addresses created since it was last written.
        people: the network as its files say it, with names and mail addresses.

    Raises:
        WrongUse: if a file cannot be written.
    """
    folder = Folder(target)
    try:
        published = publish_to(folder, archive, datetime.now(UTC), exchanged, people)
        folder.write_list(ADDRESSES_PAGE, page(published.addresses, published.network))
        folder.write_list(ADDRESSES_TABLE, table(published.addresses, published.network))
        merged = mail_merge(published.addresses, published.network, people or published.network)
        folder.write_list(MAIL_MERGE, merged)
    except OSError as error:
        path = str(error.filename or target)
        raise WrongUse(CANNOT_WRITE, path=path, reason=error.strerror or str(error)) from error
    return published


def _said(published: PublishedFolder, target: Path, locale: Locale) -> Iterable[str]:
    written = published.written
    yield WRITTEN.say(
        locale, total=written.changed + written.unchanged, folder=str(target), changed=written.changed,
        unchanged=written.unchanged, removed=written.removed,
    )  # fmt: skip
    yield LISTED.say(locale, path=str(target / ADDRESSES_PAGE))
    yield MERGED.say(locale, path=str(target / MAIL_MERGE), folder=str(target / SHEETS_FOLDER))


FOLLOWED = Message(
    "actions.feeds.followed", "The settings of the calendars were edited: the same plan with them is revision {number}."
)
EVERYONE = "everyone"
ONE_AT_A_TIME = Message("actions.feeds.one_at_a_time", "give only one of --create, --rotate and --revoke")
NOBODY = Message("actions.feeds.nobody", "the network has no {found}")
STATE = Message("actions.feeds.state", "State")
OPEN = Message("actions.feeds.open", "open")
DONE = Message("actions.feeds.done", "Done.")
REVOKED = Message("actions.feeds.revoked", "revoked {day:date}")
KEYS = ("feed", "for", "id", "name", "dates")


FeedOperation = Callable[[Connection, Network], list[Address]]
"""Changes feeds in a transaction, and returns the addresses that are new."""


def run_feeds(
    *, folder: Path, create: str | None, held: bool, rotate: int | None, revoke: int | None, to: Path | None,
    shape: str, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Run the operation that the options name and show new addresses; without one, list all feeds."""
    if sum(each is not None for each in (create, rotate, revoke)) > 1:
        raise WrongUse(ONE_AT_A_TIME)
    with open_archive(folder, store, network) as archive:
        deed = _chosen_operation(archive.network, create, rotate, revoke, held=held)
        people = _today(folder, archive) if to is not None else None  # before anything changes, as it may fail
        new, accepted = _run_operation(archive, deed) if deed else ([], None)
        if to is not None:
            publish(archive, to, new, people)
        write_stdout(_list(archive, shape) if accepted is None else _addresses(new, accepted, shape))
    return ExitCode.GOOD


def _chosen_operation(
    network_id: str, whom: str | None, rotated: int | None, revoked: int | None, *, held: bool
) -> FeedOperation | None:
    now = datetime.now(UTC)

    def make(connection: Connection, network: Network) -> list[Address]:
        wanted = held_id(network_id) if held else network_id
        return publishing.create(connection, wanted, _audiences(connection, wanted, network, whom or ""), now)

    def change(connection: Connection, _network: Network) -> list[Address]:
        return [publishing.exchange(connection, network_id, rotated or 0)]

    def end(connection: Connection, _network: Network) -> list[Address]:
        publishing.close(connection, network_id, revoked or 0, now)
        return []

    if whom is not None:
        return make
    return change if rotated is not None else end if revoked is not None else None


def _run_operation(archive: Archive, deed: FeedOperation) -> tuple[list[Address], Network]:
    with archive.store.reading() as connection:
        network = accepted_network(connection, archive.network, archive.store.name)
    with archive.store.writing() as connection:
        return deed(connection, network), network


def _audiences(connection: Connection, network_id: str, network: Network, whom: str) -> list[Audience]:
    known = all_audiences(network)
    if whom == EVERYONE:
        return without_feed(connection, network_id, known)
    kind, _, target = whom.partition("/")
    names = {each.target: name for each, name in known.items() if each.kind == kind}
    target = unique_names(names).get(target, target)
    if Audience(kind, target) not in known:
        raise WrongUse(NOBODY, found=whom)
    return [Audience(kind, target)]


def _addresses(new: Iterable[Address], network: Network, shape: str) -> str:
    locale, lines = network.settings.locale, list(rows(new, network))
    if shape == "json":
        return dumps([dict(zip((*KEYS, "address"), each, strict=True)) for each in lines])
    if not lines:
        return DONE.say(locale)
    return "\n".join(f"{number} {kind} {target} ({dates}): {address}"
                     for number, kind, target, _, dates, address in lines)  # fmt: skip


def _list(archive: Archive, shape: str) -> str:
    with archive.store.reading() as connection:
        network = accepted_network(connection, archive.network, archive.store.name)
        found = all_feeds(connection, archive.network)
    names, locale = all_audiences(network), network.settings.locale
    lines = [((str(each.id), *described(each.network, each.audience, names, locale)), each) for each in found]
    if shape == "json":
        return dumps([_json(cells, each) for cells, each in lines])
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in (FEED, FOR, ID, NAME, HOLDS, STATE):
        table.add_column(title.say(locale), justify="right" if title is FEED else "left", overflow="fold")
    for cells, each in lines:
        table.add_row(*cells, _state(each).say(locale))
    return rendered(console(sys.stdout), table)


def _json(cells: Iterable[str], feed: Feed) -> dict[str, Any]:
    revoked = feed.revoked_at.isoformat() if feed.revoked_at else None
    return {**dict(zip(KEYS, cells, strict=True)), "created_at": feed.created_at.isoformat(), "revoked_at": revoked}


def _state(feed: Feed) -> BoundMessage:
    return BoundMessage(REVOKED, {"day": feed.revoked_at.date()}) if feed.revoked_at else BoundMessage(OPEN)

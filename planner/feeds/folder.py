"""Calendars of all audiences, written as files for a static web server, and the list of their addresses.

The folder to be served is `web` inside the one that is named; beside each calendar it has the page about it. Beside
`web`, not to be served, stand the list of all addresses, a table for a mail merge, and in `sheets` a page for each
person to print. Tokens are stored only in what is written here, so whoever may read the folder may read all calendars.
"""

from __future__ import annotations

import csv
import html
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection

from calendars.language import Locale, Message
from planner.feeds.audiences import KINDS, AudienceKind, all_audiences, hash_of, is_token, path_of
from planner.feeds.publish import Address, Publication, all_feeds, create, without_feed
from planner.feeds.sheets import PAGE_ENDING, Sheets, SubscribeLinks
from planner.network.network import Network
from planner.store import revisions
from planner.store.archive import Archive, held_id, is_held_id
from planner.store.errors import NothingAcceptedError
from planner.store.feeds import Audience, Feed, Rendering, current_of
from planner.text.harmless import harmless_cell

PUBLISHED_FOLDER = "published"
"""The folder inside that of a network, unless another is named."""
WEB_FOLDER = "web"
FEEDS_FOLDER = "feeds"
SHEETS_FOLDER = "sheets"
NO_LISTING = b'<!doctype html><meta name="robots" content="noindex"><title></title>\n'
"""An empty index page, served in place of the list of files that many web servers generate."""

_PRIVATE_MODE = 0o600
_PUBLIC_MODE = 0o644


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """Numbers of files that were written, removed and left unchanged."""

    changed: int
    unchanged: int
    removed: int


class Folder:
    """A folder of published calendars.

    Args:
        path: the folder; it is created if missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._feeds = path / WEB_FOLDER / FEEDS_FOLDER

    def tokens(self) -> dict[bytes, str]:
        """Return the tokens of the calendars in the folder by their hashes."""
        names = (file.stem for file in self._feeds.glob("*.ics"))
        return {hash_of(name): name for name in names if is_token(name)}

    def write(self, calendars: Iterable[tuple[str, Rendering]]) -> WrittenFiles:
        """Write the calendars, each with its token, and remove all others with their pages.

        Raises:
            OSError: if a file cannot be written; those already written stay, each complete.
        """
        self._feeds.mkdir(parents=True, exist_ok=True)
        write_whole(self._feeds / "index.html", NO_LISTING, _PUBLIC_MODE)
        shown, changed = set(), 0
        for token, rendering in calendars:
            shown.add(token)
            changed += self._write(self._feeds / f"{token}.ics", rendering)
        gone = [name for name in self.tokens().values() if name not in shown]
        for name in gone:
            (self._feeds / f"{name}.ics").unlink()
        for page in self._feeds.glob(f"*{PAGE_ENDING}"):
            if is_token(page.stem) and page.stem not in shown:
                page.unlink()
        return WrittenFiles(changed, len(shown) - changed, len(gone))

    def write_list(self, name: str, text: str) -> None:
        """Write a list of addresses, readable by its owner only.

        Raises:
            OSError: if it cannot be written.
        """
        write_whole(self._path / name, text.encode(), _PRIVATE_MODE)

    def write_page(self, token: str, page: bytes) -> None:
        """Write the page about a calendar beside it.

        Raises:
            OSError: if it cannot be written.
        """
        write_whole(self._feeds / f"{token}{PAGE_ENDING}", page, _PUBLIC_MODE)

    def write_sheets(self, sheets: Mapping[str, bytes]) -> None:
        """Write the pages to print by their names, readable by their owner only, and remove all others.

        Raises:
            OSError: if one cannot be written.
        """
        folder = self._path / SHEETS_FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        for name, page in sheets.items():
            write_whole(folder / name, page, _PRIVATE_MODE)
        for path in folder.glob(f"*{PAGE_ENDING}"):
            if path.name not in sheets:
                path.unlink()

    def shows(self, token: str, rendering: Rendering) -> bool:
        """Return whether the file of a token is as the calendar is to be.

        Raises:
            OSError: if it cannot be read.
        """
        return _holds(self._feeds / f"{token}.ics", rendering.body)

    def _write(self, path: Path, rendering: Rendering) -> bool:
        """Write a file, dated by its revision, as web servers derive Last-Modified and ETag from that date."""
        if _holds(path, rendering.body):
            return False
        write_whole(path, rendering.body, _PUBLIC_MODE, rendering.last_modified.timestamp())
        return True


def _holds(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content


def write_whole(path: Path, content: bytes, mode: int, modified: float | None = None) -> None:
    """Write a file atomically: a reader sees the old content or the new.

    It is not synced to the disk; a file damaged by a power failure is detected and rewritten by the next publishing.

    Raises:
        OSError: if it cannot be written; nothing is left behind.
    """
    if _holds(path, content):
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(content)
        if modified is not None:
            os.utime(temporary, (modified, modified))
        temporary.replace(path)
    except OSError as error:
        error.filename = str(path)  # not every one names a file
        raise
    finally:
        temporary.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class PublishedFolder:
    """The content of a folder after publishing.

    Attributes:
        network: the network as last accepted.
        addresses: of every calendar in the folder, those of decided dates before those of proposed dates.
        new: ids of the feeds that were created.
        elsewhere: number of open feeds whose token the folder does not know.
    """

    network: Network
    addresses: tuple[Address, ...]
    new: frozenset[int]
    elsewhere: int
    written: WrittenFiles


def accepted_network(connection: Connection, network_id: str, store: str) -> Network:
    """Return the network as last accepted, or else as it was when dates were first proposed.

    Raises:
        NothingAcceptedError: if there is neither.
    """
    found = (revisions.last(connection, each) for each in (network_id, held_id(network_id)))
    last = next(filter(None, found), None)
    if last is None:
        raise NothingAcceptedError(store)
    return revisions.content(connection, last).network


def give_everyone(connection: Connection, network_id: str, network: Network, at: datetime) -> list[Address]:
    """Create a feed for each audience that never had one, and one of proposed dates once any have been proposed."""
    missing = missing_feeds(connection, network_id, network)
    return [address for each, audiences in missing.items() for address in create(connection, each, audiences, at)]


def missing_feeds(connection: Connection, network_id: str, network: Network) -> dict[str, list[Audience]]:
    """Return the audiences that never had a feed, by network id; those of proposed dates once any have been proposed.

    Args:
        connection: a connection to the store.
        network_id: id of the network in the store.
        network: the network as accepted last.
    """
    ids = [each for each in (network_id, held_id(network_id)) if revisions.last(connection, each) is not None]
    found = all_audiences(network)
    return {each: without_feed(connection, each, found) for each in ids}


def publish_to(
    folder: Folder, archive: Archive, at: datetime, exchanged: Iterable[Address] = (), people: Network | None = None
) -> PublishedFolder:
    """Create the missing feeds and write all calendars to a folder.

    Args:
        folder: the folder to write to.
        archive: the archive of the network.
        at: creation time of new feeds.
        exchanged: addresses created since the folder was last written.
        people: the network as its files say it, with the names and mail addresses that no store holds.

    Raises:
        NothingAcceptedError: if no plan has been accepted.
        StoreError: if the store cannot be used.
        OSError: if a file cannot be written.
    """
    with archive.store.reading() as connection:
        network = accepted_network(connection, archive.network, archive.store.name)
    with archive.store.writing() as connection:
        made = give_everyone(connection, archive.network, network, at)
    known = folder.tokens() | {hash_of(each.token): each.token for each in (*made, *exchanged)}
    with archive.store.reading() as connection:
        open_feeds = [feed for feed in all_feeds(connection, archive.network) if feed.revoked_at is None]
        addresses = _addresses(open_feeds, known)
        written = folder.write(_calendars(connection, archive.network, addresses))
        persons = persons_of(network) | persons_of(people or network)
        _Pages(folder, network.settings.publishing.address or "", persons, at).write(connection, addresses)
    new = frozenset(each.feed for each in made)
    return PublishedFolder(network, addresses, new, len(open_feeds) - len(addresses), written)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages about the calendars in a folder, and those to print for persons.

    Attributes:
        base: address where calendars are served; "" if it is not said.
        now: what ended before it has been held.
    """

    folder: Folder
    base: str
    persons: Mapping[Audience, Person]
    now: datetime

    def write(self, connection: Connection, addresses: Iterable[Address]) -> None:
        """Write the page of each address, grouped by network."""
        printed = {}
        for network_id, group in groupby(addresses, key=attrgetter("network")):
            own = list(group)
            sheets = Sheets(Publication.last(connection, network_id), (each.audience for each in own), self.now)
            for each in own:
                calendar = f"{each.token}.ics"
                self.folder.write_page(each.token, sheets.page(each.audience, each.token, self.base, file=calendar))
                if each.audience in self.persons and not is_held_id(network_id):
                    printed[sheet_name(each.audience)] = sheets.page(
                        each.audience, each.token, self.base, file=f"../{WEB_FOLDER}/{FEEDS_FOLDER}/{calendar}",
                        whose=self.persons[each.audience].called,
                    )  # fmt: skip
        self.folder.write_sheets(printed)


def sheet_name(audience: Audience) -> str:
    """Return the name of the file with the page to print for a person."""
    return f"{audience.kind}-{quote(audience.target, safe=' ')}{PAGE_ENDING}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is handed a page.

    Attributes:
        name, email: as in the files; "" if they do not say.
        home: municipality or team.
    """

    name: str
    email: str
    home: str

    @property
    def called(self) -> str:
        """The name with the municipality or team, or that alone."""
        return f"{self.name}, {self.home}" if self.name else self.home


def persons_of(network: Network) -> dict[Audience, Person]:
    """Return everybody of a network by the audience that they are."""
    homes = {each.id: each.name for each in network.municipalities}
    members = {
        Audience(AudienceKind.MEMBER, each.id): Person(each.name, each.email, homes[each.municipality])
        for each in network.members
    }
    staff = {Audience(AudienceKind.STAFF, each.id): Person(each.name, each.email, each.team) for each in network.staff}
    return members | staff


def outdated(folder: Folder, archive: Archive) -> int:
    """Return how many calendars in a folder are not as they are to be by now; those that are closed are among them.

    Raises:
        StoreError: if the store cannot be used.
        OSError: if a file cannot be read.
    """
    known = folder.tokens()
    if not known:
        return 0
    with archive.store.reading() as connection:
        open_feeds = [feed for feed in all_feeds(connection, archive.network) if feed.revoked_at is None]
        calendars = _calendars(connection, archive.network, _addresses(open_feeds, known))
        return len(known) - sum(folder.shows(token, rendering) for token, rendering in calendars)


def _addresses(feeds: Iterable[Feed], known: Mapping[bytes, str]) -> tuple[Address, ...]:
    """Return the addresses of the feeds whose tokens are known by their hashes."""
    return tuple(
        Address(each.id, each.network, each.audience, known[each.token_hash])
        for each in feeds
        if each.token_hash in known
    )


def _calendars(
    connection: Connection, network_id: str, addresses: Iterable[Address]
) -> Iterator[tuple[str, Rendering]]:
    tokens = {each.feed: each.token for each in addresses}
    for each in (network_id, held_id(network_id)):
        for rendering in current_of(connection, each):
            if rendering.feed in tokens:
                yield tokens[rendering.feed], rendering


ADDRESSES_PAGE = "index.html"
ADDRESSES_TABLE = "addresses.csv"
MAIL_MERGE = "mail-merge.csv"

TITLE = Message("folder.title", "Calendars of {network}")
SECRET = Message(
    "folder.secret", "Each address is a secret: whoever knows it can read that calendar. Do not publish this page."
)
FEED = Message("folder.feed", "Number")
FOR = Message("folder.for", "For")
ID = Message("folder.id", "Id")
NAME = Message("folder.name", "Name")
HOLDS = Message("folder.holds", "Dates")
ADDRESS = Message("folder.address", "Address")
DECIDED = Message("folder.decided", "decided")
RESERVED = Message("folder.reserved", "reserved")

EMAIL = Message("folder.email", "E-mail")
HOME = Message("folder.home", "Municipality or team")
PAGE = Message("folder.page", "Page")
SHEET = Message("folder.sheet", "Page to print")
MERGE_COLUMNS = (
    FOR, ID, NAME, EMAIL, HOME, PAGE, ADDRESS, "webcal", "Outlook web", "Outlook.com", "Google Calendar", SHEET,
)  # fmt: skip

ADDRESS_COLUMNS = (FEED, FOR, ID, NAME, HOLDS, ADDRESS)

_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ font: 1rem/1.4 sans-serif; margin: 2rem }} td, th {{ text-align: left; padding: 0 1rem 0 0 }}</style>
<h1>{title}</h1>
<p>{secret}</p>
<table>
<tr>{head}</tr>
{rows}
</table>
</html>
"""


def address_of(address: Address, network: Network, otherwise: str = "") -> str:
    """Return the full address if the settings say where calendars are served, else its path appended to `otherwise`."""
    served = network.settings.publishing.address
    return (served.rstrip("/") if served else otherwise) + path_of(address.token)


def rows(addresses: Iterable[Address], network: Network, otherwise: str = "") -> Iterator[tuple[str, ...]]:
    """Yield a row for each address, with the columns `ADDRESS_COLUMNS`."""
    names, locale = all_audiences(network), network.settings.locale
    for each in addresses:
        yield (str(each.feed), *described(each.network, each.audience, names, locale),
               address_of(each, network, otherwise))  # fmt: skip


def described(network_id: str, audience: Audience, names: Mapping[Audience, str], locale: Locale) -> tuple[str, ...]:
    """Return kind, id, name and which dates of an audience, in the order of `ADDRESS_COLUMNS`."""
    dates = RESERVED if is_held_id(network_id) else DECIDED
    kind = KINDS[AudienceKind(audience.kind)].say(locale)
    return kind, audience.target, names.get(audience, ""), dates.say(locale)


def page(addresses: Iterable[Address], network: Network) -> str:
    """Return an HTML page of the addresses, whose links also work from where it lies beside the folder `web`."""
    locale = network.settings.locale
    found = rows(addresses, network, "web")
    return _PAGE.format(
        language=locale,
        title=html.escape(TITLE.say(locale, network=network.settings.name)),
        secret=SECRET.say(locale),
        head="".join(f"<th>{html.escape(each.say(locale))}</th>" for each in ADDRESS_COLUMNS),
        rows="\n".join(_row(cells) for cells in found),
    )


def table(addresses: Iterable[Address], network: Network) -> str:
    """Return the addresses as CSV with semicolons, which spreadsheets open directly."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([each.say(network.settings.locale) for each in ADDRESS_COLUMNS])
    writer.writerows([harmless_cell(cell) for cell in cells] for cells in rows(addresses, network))
    return "\ufeff" + out.getvalue()


def mail_merge(addresses: Iterable[Address], network: Network, people: Network) -> str:
    """Return a row for each person as CSV with semicolons: the whole addresses, and whom to send them to.

    Args:
        addresses: of all calendars; only those of decided dates for persons are taken.
        network: the network as accepted, which says where calendars are served.
        people: the network as its files say it, with names and mail addresses.
    """
    locale, base = network.settings.locale, network.settings.publishing.address or ""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([each if isinstance(each, str) else each.say(locale) for each in MERGE_COLUMNS])
    persons = persons_of(network) | persons_of(people)
    for each in addresses:
        if each.audience not in persons or is_held_id(each.network):
            continue
        person, kind = persons[each.audience], KINDS[AudienceKind(each.audience.kind)].say(locale)
        links = SubscribeLinks.of(base, each.token, network.settings.name) if base else None
        ways = (
            (links.page, links.https, links.webcal, links.outlook_web, links.outlook_private, links.google)
            if links else ("",) * 6
        )  # fmt: skip
        sheet = f"{SHEETS_FOLDER}/{sheet_name(each.audience)}"
        cells = (kind, each.audience.target, person.name, person.email, person.home, *ways, sheet)
        writer.writerow([harmless_cell(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def _row(cells: tuple[str, ...]) -> str:
    *told, address = (html.escape(cell) for cell in cells)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in told) + f'<td><a href="{address}">{address}</a></td></tr>'

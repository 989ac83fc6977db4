"""Forget a person: the one recorded exception to "revisions never change".

A number stands in place of the id in every document that the store keeps, whatever told only of that person is gone,
and a mark (HMAC, RFC 2104) is kept by which the id is refused if it comes back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Column, Connection, Row, Table, delete, exists, func, select

from calendars.language import Message, WrongValueError
from planner.errors import InputErrors
from planner.network.network import Network
from planner.store import revisions as kept
from planner.store import tables
from planner.store.documents import canonical, keep, read_announced, read_content
from planner.store.errors import StoreError
from planner.store.identity import raise_floor, raised

ERASED = Message(
    "store.erasing.erased",
    "The id {id} is that of somebody who was erased on {day:date}; it cannot come back. Take the person out of the "
    "files, or give somebody else of that name another id.",
)
SHARED = Message(
    "store.erasing.shared",
    "{id} cannot be erased: the same word is also the id or a part of something else than a person.",
)

PERSONAL_CHANGES = frozenset({"busy", "free", "staff_away"})
"""Kinds of changes that tell nothing but when a person can come."""
_ABOUT_PEOPLE = frozenset({"member", "staff"})
"""Kinds of feeds that are for one person."""
_STAND_IN = "erased-"


@dataclass(frozen=True)
class Forgotten:
    """A person who is forgotten.

    Attributes:
        id: as it was.
        number: of the erasure, within the network.
        names: as they were, also in former revisions.
    """

    id: str
    number: int
    names: frozenset[str]

    @property
    def stand_in(self) -> str:
        """What stands in place of the id."""
        return f"{_STAND_IN}{self.number}"

    @cached_property
    def _words(self) -> re.Pattern[str]:
        names = [f"(?i:{re.escape(each)})" for each in sorted(self.names, key=len, reverse=True)]
        return re.compile(rf"(?<![\w-])(?<!\w\.)(?:{'|'.join([re.escape(self.id), *names])})(?![\w-])(?!\.\w)")

    def text(self, found: str) -> str:
        """Return a text with the number in place of the id and of every name."""
        return self._words.sub(self.stand_in, found)

    def tree(self, node: Any) -> Any:  # noqa: ANN401 - any JSON
        """Return a JSON value with the number in place of the id and of every name, in all its texts."""
        if isinstance(node, str):
            return self.text(node)
        if isinstance(node, list):
            return [self.tree(each) for each in node]
        if not isinstance(node, dict):
            return node
        others = {"name"} if node.get("id", self.id) != self.id else set()  # who may be called the same
        return {key: each if key in others else self.tree(each) for key, each in node.items()}

    def network(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return a network as JSON without what it tells of the person."""
        calendars = [each for each in found["settings"]["calendars"] if each.get("person") != self.id]
        told = {
            **found,
            "settings": {**found["settings"], "calendars": calendars},
            "busy": {key: times for key, times in found["busy"].items() if key != self.id},
            "registrations": [each for each in found.get("registrations", ()) if each["member"] != self.id],
            "blackouts": [each for each in found["blackouts"] if not self._closes(each)],
            "changes": [each for each in found["changes"] if not self.is_personal(each["change"])],
            "members": [{**each, "role": ""} if each["id"] == self.id else each for each in found["members"]],
            "staff": [{**each, "name": ""} if each["id"] == self.id else each for each in found["staff"]],
        }
        changed: dict[str, Any] = self.tree(told)
        return changed

    def is_personal(self, change: Mapping[str, Any]) -> bool:
        """Return whether a change tells nothing but when this person can come."""
        return change.get("kind") in PERSONAL_CHANGES and change.get("person") == self.id

    def _closes(self, blackout: Mapping[str, Any]) -> bool:
        return blackout.get("scope") == "person" and blackout.get("target") == self.id


def people_of(network: Network) -> set[str]:
    """Return the ids of all members and staff."""
    return {each.id for each in network.members} | {each.id for each in network.staff}


def refuse_erased(connection: Connection, network: str, content: Network) -> None:
    """Raise an error if one of the people of a network was erased.

    Raises:
        StoreError: if so.
    """
    for row in _erasures(connection, network):
        for person in people_of(content):
            if _is_mark_of(row, person):
                raise StoreError(ERASED, id=person, day=row.erased_at.astimezone(UTC).date())


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """Who is to be forgotten, and who asks for it, when.

    Attributes:
        person: id of the member or of one of the staff.
        in_files: names of the person in the files of the network; None if those know of no such person.
    """

    person: str
    by: str
    at: datetime
    in_files: frozenset[str] | None = None


def erase(connection: Connection, network: str, asked: ErasureRequest) -> Forgotten | None:
    """Forget a person of a network; who was forgotten before is forgotten again, under the same number.

    Calendars are to be rendered anew in the same transaction, and the store to be compacted after it.

    Returns:
        Who is forgotten; None if neither the store nor the files know of such a person.

    Raises:
        StoreError: if the id is also that of something else.
    """
    kept.lock(connection, network)
    known = [row for row in _erasures(connection, network) if _is_mark_of(row, asked.person)]
    names = _names(connection, network, asked.person)
    if names is None and asked.in_files is None and not known:
        return None
    number = known[0].number if known else _next_number(connection, network)
    forgotten = Forgotten(asked.person, number, (names or frozenset()) | (asked.in_files or frozenset()))
    if not known:
        key = secrets.token_bytes(32)
        row = {"key": key, "mark": _mark(key, asked.person), "erased_at": asked.at, "erased_by": asked.by}
        connection.execute(tables.erasures.insert().values(network=network, number=number, **row))
    _rewrite(connection, network, forgotten)
    seen = max([raised(connection).floor, asked.at, *(each.stamp for each in kept.history(connection, network))])
    raise_floor(connection, seen + timedelta(seconds=1))
    return forgotten


def erase_again(connection: Connection, erasures: Iterable[Row[*tuple[Any, ...]]]) -> None:
    """Forget, in rows that came from a backup, who was forgotten since or before."""
    known = {*connection.execute(select(tables.networks.c.id)).scalars()}
    for row in erasures:
        if row.network in known and all(each.mark != row.mark for each in _erasures(connection, row.network)):
            taken = {each.number for each in _erasures(connection, row.network)}
            number = _next_number(connection, row.network) if row.number in taken else row.number
            connection.execute(tables.erasures.insert().values({**row._asdict(), "number": number}))
    for network in known:
        for row in _erasures(connection, network):
            for person in [each for each in _people(connection, network) if _is_mark_of(row, each)]:
                names = _names(connection, network, person) or frozenset()
                _rewrite(connection, network, Forgotten(person, row.number, names))


def _erasures(connection: Connection, network: str) -> list[Row[*tuple[Any, ...]]]:
    table = tables.erasures
    return [*connection.execute(select(table).where(table.c.network == network).order_by(table.c.number))]


def _next_number(connection: Connection, network: str) -> int:
    asked = select(func.max(tables.erasures.c.number)).where(tables.erasures.c.network == network)
    return int(connection.execute(asked).scalar() or 0) + 1


def _mark(key: bytes, person: str) -> bytes:
    return hmac.digest(key, person.encode(), hashlib.sha256)


def _is_mark_of(row: Row[*tuple[Any, ...]], person: str) -> bool:
    return hmac.compare_digest(row.mark, _mark(row.key, person))


_NETWORK_DOCUMENTS: tuple[tuple[Table, Column[Any]], ...] = (
    (tables.revisions, tables.revisions.c.network_document),
    (tables.proposals, tables.proposals.c.network_document),
    (tables.uploads, tables.uploads.c.document),
    (tables.uploads, tables.uploads.c.files),
)
_OTHER_DOCUMENTS: tuple[tuple[Table, Column[Any]], ...] = (
    (tables.revisions, tables.revisions.c.plan_document),
    (tables.proposals, tables.proposals.c.plan_document),
    (tables.proposals, tables.proposals.c.shown_document),
)
_TEXTS: tuple[tuple[Table, Column[Any]], ...] = (
    (tables.revisions, tables.revisions.c.accepted_by),
    (tables.revisions, tables.revisions.c.why),
    (tables.proposals, tables.proposals.c.why),
    (tables.keys, tables.keys.c.purpose),
    (tables.erasures, tables.erasures.c.erased_by),
    (tables.tellings, tables.tellings.c.target),
    (tables.tellings, tables.tellings.c.told_by),
)
_JSON_TEXTS: tuple[tuple[Table, Column[Any]], ...] = (
    (tables.revisions, tables.revisions.c.overrides),
    (tables.steps, tables.steps.c.announced),
    (tables.foresights, tables.foresights.c.shown),
    (tables.jobs, tables.jobs.c.result),
    (tables.jobs, tables.jobs.c.failure),
    (tables.work, tables.work.c.arguments),
    (tables.events, tables.events.c.document),
)


def _ids(network: str) -> tuple[str, str]:
    """Return the ids of a network and of its proposed dates, as `planner.store.archive.held_id` has them."""
    return network, f"{network}/held"


def _without_held(network: str) -> str:
    return network.removesuffix(_ids("")[1])


def _documents(
    connection: Connection, network: str, places: Iterable[tuple[Table, Column[Any]]]
) -> Iterator[tuple[str, str]]:
    """Yield the hash and the text of each document that rows of a network refer to at these places."""
    found: set[str] = set()
    for table, column in places:
        asked = select(column).where(table.c.network.in_(_ids(network)), column.is_not(None))
        found.update(connection.execute(asked).scalars())
    for sha256 in sorted(found):
        asked = select(tables.documents.c.json).where(tables.documents.c.sha256 == sha256)
        yield sha256, str(connection.execute(asked).scalar_one())


def _people(connection: Connection, network: str) -> set[str]:
    """Return the ids of all of whom documents of a network tell, or whose calendars it has."""
    feeds = tables.feeds.c
    theirs = select(feeds.target).where(feeds.network.in_(_ids(network)), feeds.kind.in_(_ABOUT_PEOPLE))
    return {*connection.execute(theirs).scalars()} | {
        str(each["id"])
        for _, written in _documents(connection, network, _NETWORK_DOCUMENTS)
        for part in ("members", "staff")
        for each in json.loads(written)[part]
    }


def _names(connection: Connection, network: str, person: str) -> frozenset[str] | None:
    """Return every name that a person had; None if the store knows nobody of that id."""
    found: set[str] = set()
    known = False
    for _, written in _documents(connection, network, _NETWORK_DOCUMENTS):
        document = json.loads(written)
        for each in (*document["members"], *document["staff"]):
            if each["id"] == person:
                known = True
                found.add(each.get("name") or "")
    asked = select(tables.steps.c.announced).where(tables.steps.c.network.in_(_ids(network)))
    for announced in connection.execute(asked).scalars():
        document = json.loads(announced)
        known = known or person in document["members"]
        for each in document["staff"]:
            if each["id"] == person:
                known = True
                found.add(each["name"])
    return frozenset(found - {""}) if known else None


def _rewrite(connection: Connection, network: str, forgotten: Forgotten) -> None:
    for places, change in ((_NETWORK_DOCUMENTS, forgotten.network), (_OTHER_DOCUMENTS, forgotten.tree)):
        for sha256, written in [*_documents(connection, network, places)]:
            _replace_document(connection, network, places, sha256, canonical(change(json.loads(written))))
    _require_readable(connection, network, forgotten)
    for table, column in _TEXTS:
        _change_texts(connection, network, table, column, forgotten.text)
    for table, column in _JSON_TEXTS:
        _change_texts(connection, network, table, column, lambda found: canonical(forgotten.tree(json.loads(found))))
    _close_feeds(connection, network, forgotten)


def _replace_document(
    connection: Connection, network: str, places: Iterable[tuple[Table, Column[Any]]], sha256: str, text: str
) -> None:
    new = keep(connection, text)
    if new == sha256:
        return
    for table, column in places:
        rows = table.c.network.in_(_ids(network)) & (column == sha256)
        connection.execute(table.update().where(rows).values({column.name: new}))
    everywhere = (column for _, column in (*_NETWORK_DOCUMENTS, *_OTHER_DOCUMENTS))
    # Another network of the store may hold the same document.
    if not any(connection.scalar(select(exists().where(each == sha256))) for each in everywhere):
        connection.execute(delete(tables.documents).where(tables.documents.c.sha256 == sha256))


def _require_readable(connection: Connection, network: str, forgotten: Forgotten) -> None:
    """Refuse an id that is also a word of something else, which the number cannot stand for."""
    places = [(each.network_document, each.plan_document) for each in kept.history(connection, network)]
    texts = dict(_documents(connection, network, (*_NETWORK_DOCUMENTS, *_OTHER_DOCUMENTS)))
    try:
        for network_document, plan_document in dict.fromkeys(places):
            read_content(texts[network_document], texts[plan_document])
        for _, written in _documents(connection, network, _NETWORK_DOCUMENTS):
            read = Network.model_validate_json(written)
            places_of = (
                {each.id for each in read.municipalities},
                {each.id for each in read.venues},
                {each.id for each in read.settings.regions},
                read.round_of.keys(),
            )
            if any(forgotten.stand_in in each for each in places_of):
                raise StoreError(SHARED, id=forgotten.id)
        for announced in connection.execute(
            select(tables.steps.c.announced).where(tables.steps.c.network.in_(_ids(network)))
        ).scalars():
            read_announced(canonical(forgotten.tree(json.loads(announced))))
    except (ValidationError, InputErrors, WrongValueError, ValueError) as error:
        raise StoreError(SHARED, id=forgotten.id) from error


def _change_texts(
    connection: Connection, network: str, table: Table, column: Column[Any], change: Callable[[str], str]
) -> None:
    own = table.c.network.in_(_ids(network))
    for found in {*connection.execute(select(column).where(own, column.is_not(None))).scalars()}:
        changed = change(found)
        if changed != found:
            connection.execute(table.update().where(own, column == found).values({column.name: changed}))


def _close_feeds(connection: Connection, network: str, forgotten: Forgotten) -> None:
    """Close the person's calendars, and forget all that calendars of the network showed.

    Of an address only the hash was ever kept; it stays, so that whoever still asks there is told that it is closed.
    """
    feeds, own = tables.feeds, tables.feeds.c.network.in_(_ids(network))
    theirs = connection.execute(
        select(feeds.c.id, feeds.c.revoked_at).where(
            own, feeds.c.kind.in_(_ABOUT_PEOPLE), feeds.c.target == forgotten.id
        )
    ).all()
    now = datetime.now(UTC)
    for feed, revoked_at in theirs:
        closed = {"target": forgotten.stand_in, "revoked_at": revoked_at or now}
        connection.execute(feeds.update().where(feeds.c.id == feed).values(closed))
    connection.execute(delete(tables.renderings).where(tables.renderings.c.network.in_(_ids(network))))


def is_of_erased(connection: Connection, token_hash: bytes) -> bool:
    """Return whether the address with that hash was the calendar of somebody who was erased."""
    feeds = tables.feeds
    asked = select(feeds.c.network, feeds.c.target).where(
        feeds.c.token_hash == token_hash, feeds.c.revoked_at.is_not(None), feeds.c.kind.in_(_ABOUT_PEOPLE)
    )
    feed = connection.execute(asked).one_or_none()
    if feed is None:
        return False
    return any(feed.target == f"{_STAND_IN}{row.number}" for row in _erasures(connection, _without_held(feed.network)))


def kept_of(connection: Connection, network: str, person: str) -> dict[str, Any] | None:
    """Return all that the store keeps of a person, as the fields of a document; None if that is nothing."""
    names = _names(connection, network, person)
    if names is None:
        return None
    whose, feeds = Forgotten(person, 0, names), tables.feeds
    asked = select(feeds.c.id.label("feed"), feeds.c.created_at, feeds.c.revoked_at).where(
        feeds.c.network.in_(_ids(network)), feeds.c.kind.in_(_ABOUT_PEOPLE), feeds.c.target == person
    )
    told = [
        {"where": where, "told": found}
        for where, document in _everything(connection, network)
        if (found := [*_about(document, whose)])
    ]
    return {
        "names": sorted(names), "feeds": [dict(row) for row in connection.execute(asked).mappings()], "documents": told
    }  # fmt: skip


def _everything(connection: Connection, network: str) -> Iterator[tuple[str, Any]]:
    """Yield every text and document that may tell of people, with the place where it is kept."""
    named = {tables.revisions: "revision", tables.proposals: "proposal", tables.uploads: "upload"}
    for table, column in (*_NETWORK_DOCUMENTS, *_OTHER_DOCUMENTS):
        number = table.c.number if "number" in table.c else table.c.network
        rows = select(number, tables.documents.c.json).join_from(
            table, tables.documents, column == tables.documents.c.sha256
        )
        for which, written in connection.execute(rows.where(table.c.network.in_(_ids(network)))):
            yield f"{named[table]} {which}, {column.name}", json.loads(written)
    for table, column in (*_TEXTS, *_JSON_TEXTS):
        own = table.c.network.in_(_ids(network))
        for found in connection.execute(select(column).where(own, column.is_not(None)).distinct()).scalars():
            yield f"{table.name}, {column.name}", found if (table, column) in _TEXTS else json.loads(found)


def _about(node: Any, whose: Forgotten, key: str = "") -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """Yield the smallest parts of a document that tell of a person."""
    if isinstance(node, dict):
        if any(isinstance(each, str) and whose.text(each) != each for each in node.values()):
            yield node
            return
        for name, each in node.items():
            if name == whose.id:
                yield {name: each}
            else:
                yield from _about(each, whose, name)
    elif isinstance(node, list):
        for each in node:
            yield from _about(each, whose, key)
    elif isinstance(node, str) and whose.text(node) != node:
        yield {key or "text": node}

"""The tables of the database; `migrations` holds the history of the schema.

Rows are added and never changed, except a feed's token and revocation, a key's revocation, the home of a network, the
last upload and its files, on which day and by whom somebody was told of a revision, the counters of writes and
publications, and jobs, which are deleted after a while; and the one recorded exception: `planner.store.erasing` puts a
number in place of a person everywhere. All times are UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT with `on_conflict_do_nothing` and `on_conflict_do_update` for the connection's database."""
    if connection.dialect.name != "postgresql":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - slow to import, and most stores are files

    return postgresql.insert(table)


class UnixSeconds(TypeDecorator[datetime]):
    """A timestamp stored as whole seconds since 1970, the same on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's
        """Convert a value for the database."""
        return None if value is None else int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Convert a value from the database."""
        return None if value is None else datetime.fromtimestamp(value, UTC)


metadata = MetaData()

identity = Table(
    "identity", metadata,
    Column("id", Integer, primary_key=True),
    Column("generation", String(32), nullable=False, comment="another one after each restore"),
    Column("writes", BigInteger, nullable=False, comment="grows with every transaction that writes"),
    Column("sequence_base", Integer, nullable=False, comment="added to every SEQUENCE since a restore"),
    Column("stamp_floor", UnixSeconds, nullable=False, comment="calendars never see an earlier stamp"),
)  # fmt: skip

networks = Table(
    "networks", metadata,
    Column("id", Text, primary_key=True),
    Column("home", String(6), comment="where its files are edited: folder or store; null if an older version made it"),
)  # fmt: skip

erasures = Table(
    "erasures", metadata,
    Column("network", ForeignKey(networks.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary(32), nullable=False),
    Column("mark", LargeBinary(32), nullable=False, comment="HMAC-SHA-256 of the id with that key"),
    Column("erased_at", UnixSeconds, nullable=False),
    Column("erased_by", Text, nullable=False),
    comment="People who asked to be forgotten, of whom only a keyed mark is kept",
)  # fmt: skip

documents = Table(
    "documents", metadata,
    Column("sha256", String(64), primary_key=True),
    Column("json", Text, nullable=False),
    comment="Networks and plans as canonical JSON, each kept once however many revisions share it",
)  # fmt: skip

revisions = Table(
    "revisions", metadata,
    Column("network", ForeignKey(networks.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("accepted_at", UnixSeconds, nullable=False),
    Column("accepted_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("network_document", ForeignKey(documents.c.sha256), nullable=False),
    Column("plan_document", ForeignKey(documents.c.sha256), nullable=False),
    Column("as_of", UnixSeconds, nullable=False, comment="what ended before this was past"),
    Column("overrides", Text, nullable=False, server_default="[]",
           comment="JSON: the hard rules it breaks on purpose, with the meeting and the sentence of each"),
    Column("stamp", UnixSeconds, nullable=False, server_default="0",
           comment="the time that calendars see, which grows even if the clock is set back"),
)  # fmt: skip

meetings = Table(
    "meetings", metadata,
    Column("uid", String(36), primary_key=True),
    Column("network", ForeignKey(networks.c.id), nullable=False),
    Column("meeting", Text, nullable=False),
    Index("meetings_of_network", "network"),
)  # fmt: skip

replacements = Table(
    "replacements", metadata,
    Column("uid", ForeignKey(meetings.c.uid), primary_key=True),
    Column("replaced", ForeignKey(meetings.c.uid), primary_key=True),
)  # fmt: skip

steps = Table(
    "steps", metadata,
    Column("network", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("uid", ForeignKey(meetings.c.uid), primary_key=True),
    Column("event", String(9), nullable=False),
    Column("aspects", Text, nullable=False, comment="separated by spaces"),
    Column("announced", Text, nullable=False, comment="JSON"),
    ForeignKeyConstraint(["network", "revision"], [revisions.c.network, revisions.c.number]),
)  # fmt: skip

proposals = Table(
    "proposals", metadata,
    Column("network", ForeignKey(networks.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("made_at", UnixSeconds, nullable=False),
    Column("revision", Integer, nullable=False, comment="the one it rests on"),
    Column("as_of", UnixSeconds, nullable=False, comment="what was taken for now when it was made"),
    Column("why", Text, nullable=False, comment="the changes it answers, in words"),
    Column("replaced", Text, nullable=False, comment="JSON: ids of meetings called off and held later"),
    Column("network_document", ForeignKey(documents.c.sha256), nullable=False),
    Column("plan_document", ForeignKey(documents.c.sha256), nullable=False),
    Column("shown_document", ForeignKey(documents.c.sha256), nullable=False),
    ForeignKeyConstraint(["network", "revision"], [revisions.c.network, revisions.c.number]),
)  # fmt: skip

feeds = Table(
    "feeds", metadata,
    Column("id", Integer, primary_key=True),
    Column("network", ForeignKey(networks.c.id), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("target", Text, nullable=False, comment="whose, by id; empty for the whole network"),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", UnixSeconds, nullable=False),
    Column("revoked_at", UnixSeconds),
    Index("feeds_of_network", "network"),
)  # fmt: skip

bodies = Table(
    "bodies", metadata,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    comment="Calendars as they are served, each kept once however many feeds show it",
)  # fmt: skip

renderings = Table(
    "renderings", metadata,
    Column("feed", ForeignKey(feeds.c.id), primary_key=True),
    Column("network", Text, nullable=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("sha256", ForeignKey(bodies.c.sha256), nullable=False),
    Column("etag", String(80), nullable=False),
    Column("last_modified", UnixSeconds, nullable=False),
    ForeignKeyConstraint(["network", "revision"], [revisions.c.network, revisions.c.number]),
)  # fmt: skip

styles = Table(
    "styles", metadata,
    Column("network", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("style", String(64), nullable=False),
    ForeignKeyConstraint(["network", "revision"], [revisions.c.network, revisions.c.number]),
    comment="From which revision on all entries of a network are written in another way",
)  # fmt: skip

publications = Table(
    "publications", metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False, comment="grows whenever a feed, its address or what it shows changes"),
)  # fmt: skip

keys = Table(
    "keys", metadata,
    Column("id", Integer, primary_key=True),
    Column("key_hash", LargeBinary(32), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("network", Text, comment="id of the only network it is for, which may not exist yet; null for all"),
    Column("purpose", Text, nullable=False),
    Column("created_at", UnixSeconds, nullable=False),
    Column("revoked_at", UnixSeconds),
    comment="API keys, of which only hashes are kept",
)  # fmt: skip

uploads = Table(
    "uploads", metadata,
    Column("network", ForeignKey(networks.c.id), primary_key=True),
    Column("document", ForeignKey(documents.c.sha256), nullable=False),
    Column("revision", Integer, nullable=False, comment="the last one when it was uploaded; 0 for none"),
    Column("uploaded_at", UnixSeconds, nullable=False),
    Column("files", Text, comment="SHA-256 of the network without changes; null if an older version uploaded it"),
    comment="Networks as uploaded last",
)  # fmt: skip

files = Table(
    "files", metadata,
    Column("network", ForeignKey(networks.c.id), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    comment="The files of networks whose home is the store, as they were uploaded last",
)  # fmt: skip

tellings = Table(
    "tellings", metadata,
    Column("network", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), primary_key=True),
    Column("target", Text, primary_key=True),
    Column("told_on", Date, nullable=False),
    Column("told_by", Text, nullable=False),
    ForeignKeyConstraint(["network", "revision"], [revisions.c.network, revisions.c.number]),
    comment="Who was told of a revision: kind and target as of feeds",
)  # fmt: skip

answers = Table(
    "answers", metadata,
    Column("network", ForeignKey(networks.c.id), primary_key=True),
    Column("caller", Integer, primary_key=True, autoincrement=False, comment="number of the API key, 0 without one"),
    Column("key", Text, primary_key=True),
    Column("request", LargeBinary(32), nullable=False, comment="SHA-256"),
    Column("revision", Integer, nullable=False, comment="which the request made"),
    Column("answered_at", UnixSeconds, nullable=False),
    comment="What requests with an Idempotency-Key did",
)  # fmt: skip

jobs = Table(
    "jobs", metadata,
    Column("id", String(40), primary_key=True),
    Column("network", ForeignKey(networks.c.id), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("made_at", UnixSeconds, nullable=False),
    Column("state", String(12), nullable=False),
    Column("alive_until", UnixSeconds, nullable=False,
           comment="when a job that is not over counts as interrupted unless its server says otherwise"),
    Column("status", Integer, nullable=False, comment="of HTTP, for the result"),
    Column("result", Text, comment="JSON"),
    Column("failure", Text, comment="JSON: why nothing came of it, by language"),
    Index("jobs_made_at", "made_at"),
)  # fmt: skip

workers = Table(
    "workers", metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, comment="of its machine, and its process id"),
    Column("release", Text, nullable=False),
    Column("forms", Text, nullable=False, comment="JSON: the forms of the jobs that it understands"),
    Column("slots", Integer, nullable=False, comment="0 for one that takes no more"),
    Column("seen_at", Float(53), nullable=False, comment="seconds since 1970 by the clock of the database"),
    sqlite_autoincrement=True,
    comment="Programs that take jobs from this store; one that is not seen for a while is lost, and is deleted",
)  # fmt: skip

work = Table(
    "work", metadata,
    Column("job", ForeignKey(jobs.c.id, ondelete="CASCADE"), primary_key=True),
    Column("network", Text, nullable=False),
    Column("remembered", Boolean, nullable=False, comment="whether it can be asked for once it is over"),
    Column("task", Text, nullable=False),
    Column("form", String(16), nullable=False, comment="of its arguments and its result; one worker knows it, or not"),
    Column("release", Text, nullable=False, comment="of the server that asked"),
    Column("arguments", Text, nullable=False, comment="JSON"),
    Column("seconds", Float(53), nullable=False),
    Column("asker", Integer, nullable=False, comment="number of the API key that asked first"),
    Column("most", Integer, comment="how many jobs that key may have at once"),
    Column("askers", Text, nullable=False, comment="JSON: the keys that wait for it"),
    Column("gone", Text, nullable=False, comment="JSON: the keys that stopped it for themselves"),
    Column("alike", String(64), comment="SHA-256 of what is asked and what it rests on"),
    Column("stopping", Boolean, nullable=False),
    Column("asked_at", Float(53), nullable=False, comment="seconds since 1970 by the clock of the database, as below"),
    Column("taken_at", Float(53)),
    Column("ended_at", Float(53)),
    Column("turn", Integer, comment="rises with every job that is taken"),
    Column("worker", Integer, comment="who took it, and alone may tell of it; no other ever has that number"),
    Column("progress", Text, comment="JSON"),
    Column("events", Integer, nullable=False, comment="how many there were"),
    Index("work_alike", "alike"),
    Index("work_turn", "turn"),
    comment="What jobs need that any server asks for and any worker does",
)  # fmt: skip

events = Table(
    "events", metadata,
    Column("job", ForeignKey(work.c.job, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("network", Text, nullable=False),
    Column("name", String(20), nullable=False),
    Column("document", Text, nullable=False, comment="JSON"),
    comment="What happened to jobs, as far as it is kept",
)  # fmt: skip

PASSING = (events, work, workers)
"""Tables that are not part of a backup: work under way, each before those that it refers to."""

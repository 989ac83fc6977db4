"""The names by which the first line of a table may call its columns: as in the documentation, or in a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from calendars.language import LOCALES, Message
from planner.files.cells import columns_of
from planner.files.text import name_key
from planner.network.tables import Table

COLUMN_NAMES = (
    Message("column_names.address", "address"),
    Message("column_names.answer", "answer"),
    Message("column_names.banquet", "banquet"),
    Message("column_names.boardroom", "boardroom"),
    Message("column_names.cabaret", "cabaret"),
    Message("column_names.catering_days", "catering_days"),
    Message("column_names.classroom", "classroom"),
    Message("column_names.currency", "currency"),
    Message("column_names.day", "day"),
    Message("column_names.days", "days"),
    Message("column_names.email", "email"),
    Message("column_names.extra_minutes", "extra_minutes"),
    Message("column_names.first_day", "first_day"),
    Message("column_names.from", "from"),
    Message("column_names.from_day", "from_day"),
    Message("column_names.group", "group"),
    Message("column_names.id", "id"),
    Message("column_names.kind", "kind"),
    Message("column_names.last_day", "last_day"),
    Message("column_names.lat", "lat"),
    Message("column_names.let_by", "let_by"),
    Message("column_names.lon", "lon"),
    Message("column_names.meeting", "meeting"),
    Message("column_names.member", "member"),
    Message("column_names.minutes", "minutes"),
    Message("column_names.moving_cancels", "moving_cancels"),
    Message("column_names.municipality", "municipality"),
    Message("column_names.name", "name"),
    Message("column_names.note", "note"),
    Message("column_names.numbers_days", "numbers_days"),
    Message("column_names.number", "number"),
    Message("column_names.other", "other"),
    Message("column_names.part_of", "part_of"),
    Message("column_names.percent", "percent"),
    Message("column_names.person", "person"),
    Message("column_names.persons", "persons"),
    Message("column_names.points", "points"),
    Message("column_names.price", "price"),
    Message("column_names.price_per", "price_per"),
    Message("column_names.rate", "rate"),
    Message("column_names.reason", "reason"),
    Message("column_names.received", "received"),
    Message("column_names.reception", "reception"),
    Message("column_names.region", "region"),
    Message("column_names.replaces", "replaces"),
    Message("column_names.role", "role"),
    Message("column_names.room", "room"),
    Message("column_names.rooms", "rooms"),
    Message("column_names.scope", "scope"),
    Message("column_names.setup_half_days", "setup_half_days"),
    Message("column_names.setup_minutes", "setup_minutes"),
    Message("column_names.source", "source"),
    Message("column_names.state", "state"),
    Message("column_names.target", "target"),
    Message("column_names.team", "team"),
    Message("column_names.teardown_half_days", "teardown_half_days"),
    Message("column_names.teardown_minutes", "teardown_minutes"),
    Message("column_names.theme", "theme"),
    Message("column_names.theatre", "theatre"),
    Message("column_names.to", "to"),
    Message("column_names.town", "town"),
    Message("column_names.u_shape", "u_shape"),
    Message("column_names.until", "until"),
    Message("column_names.venue", "venue"),
    Message("column_names.weekdays", "weekdays"),
)
"""Every column of every table; the text in English is the name of the documentation."""


@cache
def column_names(table: Table) -> Mapping[str, str]:
    """Return the columns of a table by each name they may be called, as `name_key` simplifies it."""
    own = columns_of(table)
    said = ((message.text, message.say(locale)) for locale in LOCALES for message in COLUMN_NAMES)
    return {name_key(name): column for column, name in said if column in own} | {name_key(name): name for name in own}

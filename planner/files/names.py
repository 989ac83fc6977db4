"""What columns and options may be called in files: as in the documentation, or in a language."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args, get_origin

from calendars.language import LOCALES, Locale, Message
from planner.files.text import name_key
from planner.network.tables import Table, columns_of

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
    Message("column_names.decided_by", "decided_by"),
    Message("column_names.decided_on", "decided_on"),
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
    Message("column_names.link", "link"),
    Message("column_names.lon", "lon"),
    Message("column_names.meeting", "meeting"),
    Message("column_names.member", "member"),
    Message("column_names.minutes", "minutes"),
    Message("column_names.motivation", "motivation"),
    Message("column_names.moving_cancels", "moving_cancels"),
    Message("column_names.municipality", "municipality"),
    Message("column_names.name", "name"),
    Message("column_names.not_days", "not_days"),
    Message("column_names.note", "note"),
    Message("column_names.online", "online"),
    Message("column_names.offer", "offer"),
    Message("column_names.numbers_days", "numbers_days"),
    Message("column_names.number", "number"),
    Message("column_names.other", "other"),
    Message("column_names.part_of", "part_of"),
    Message("column_names.parts", "parts"),
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
    Message("column_names.seats", "seats"),
    Message("column_names.setup_half_days", "setup_half_days"),
    Message("column_names.setup_minutes", "setup_minutes"),
    Message("column_names.source", "source"),
    Message("column_names.staff", "staff"),
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
MESSAGES = {message.text: message for message in COLUMN_NAMES}
"""The same by that name."""


@cache
def column_names(table: Table) -> Mapping[str, str]:
    """Return the columns of a table by each name they may be called, as `name_key` simplifies it."""
    own = columns_of(table)
    said = ((message.text, message.say(locale)) for locale in LOCALES for message in COLUMN_NAMES)
    return {name_key(name): column for column, name in said if column in own} | {name_key(name): name for name in own}


OPTION_NAMES: Mapping[str, Message] = {
    "allowed": Message("option_names.allowed", "allowed"),
    "always": Message("option_names.always", "always"),
    "accepted": Message("option_names.accepted", "accepted"),
    "applied": Message("option_names.applied", "applied"),
    "asked": Message("option_names.asked", "asked"),
    "banquet": Message("option_names.banquet", "banquet"),
    "boardroom": Message("option_names.boardroom", "boardroom"),
    "by_region": Message("option_names.by_region", "by region in turn"),
    "cabaret": Message("option_names.cabaret", "cabaret"),
    "chosen": Message("option_names.chosen", "chosen by the organiser"),
    "classroom": Message("option_names.classroom", "classroom"),
    "clock": Message("option_names.clock", "clock"),
    "closure": Message("option_names.closure", "closure"),
    "confirmed": Message("option_names.confirmed", "confirmed"),
    "day": Message("option_names.day", "day"),
    "declined": Message("option_names.declined", "declined"),
    "election": Message("option_names.election", "election"),
    "event": Message("option_names.event", "event"),
    "everyone": Message("option_names.everyone", "everyone"),
    "first_come": Message("option_names.first_come", "first come, first served"),
    "half_day": Message("option_names.half_day", "half day"),
    "held": Message("option_names.held", "held"),
    "host": Message("option_names.host", "host"),
    "hour": Message("option_names.hour", "hour"),
    "joint": Message("option_names.joint", "joint"),
    "lot": Message("option_names.lot", "lot"),
    "municipality": Message("option_names.municipality", "municipality"),
    "no": Message("option_names.no", "no"),
    "never": Message("option_names.never", "never"),
    "only": Message("option_names.only", "only"),
    "own": Message("option_names.own", "own"),
    "person": Message("option_names.person", "person"),
    "public-holiday": Message("option_names.public_holiday", "public holiday"),
    "reception": Message("option_names.reception", "reception"),
    "recommended": Message("option_names.recommended", "recommended"),
    "region": Message("option_names.region", "region"),
    "regional": Message("option_names.regional", "regional"),
    "required": Message("option_names.required", "required"),
    "reserve": Message("option_names.reserve", "reserve"),
    "school-holiday": Message("option_names.school_holiday", "school holiday"),
    "theatre": Message("option_names.theatre", "theatre"),
    "u_shape": Message("option_names.u_shape", "U-shape"),
    "yes": Message("option_names.yes", "yes"),
    "venue": Message("option_names.venue", "venue"),
    "waiting": Message("option_names.waiting", "waiting"),
    "withdrawn": Message("option_names.withdrawn", "withdrawn"),
}
"""Options in words, but for codes that are the same in every language, such as "da"."""

_ALSO_CALLED = {
    "option": "held", "spurgt": "asked", "tilmeldt": "yes", "afmeldt": "no",
    "ansøgt": "applied", "modtaget": "applied", "søger": "applied", "antaget": "accepted", "optaget": "accepted",
    "venter": "waiting", "venteliste": "waiting", "afvist": "declined", "afslået": "declined", "trukket": "withdrawn",
    "trukket tilbage": "withdrawn",
}  # fmt: skip
"""Options by further names that houses and people use."""


def options_of(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - types of every kind
    """Return the options of a type that has few values, () of other types."""
    if get_origin(kind) is Literal:
        return tuple(map(str, get_args(kind)))
    return tuple(str(each.value) for each in kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()


def option_name(option: str, locale: Locale) -> str:
    """Return what an option is called in a language."""
    return OPTION_NAMES[option].say(locale) if option in OPTION_NAMES else option


@cache
def option_names(options: tuple[str, ...]) -> Mapping[str, str]:
    """Return options by each name they may be called, as `name_key` simplifies it."""
    said = ((option_name(each, locale), each) for locale in LOCALES for each in options)
    also = {name: each for name, each in _ALSO_CALLED.items() if each in options}
    return also | {name_key(name): each for name, each in said} | {name_key(each): each for each in options}

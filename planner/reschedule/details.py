"""What a change says besides its sentence, so that two changes that differ do not read alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import TYPE_CHECKING, Any

from calendars.language import BoundMessage, Message
from planner.network.fields import DayList
from planner.network.tables import day_items

if TYPE_CHECKING:
    from planner.changes.kinds import Change

DETAILS: Mapping[str, Message] = {
    "called": Message("reschedule.details.called", "called {value:date}"),
    "campaign_days": Message("reschedule.details.campaign_days", "campaign of {n} {n:day|days}"),
    "rule": Message("reschedule.details.rule", "by the rule {value}"),
    "every": Message("reschedule.details.every", "every {n} {n:year|years}"),
    "from_year": Message("reschedule.details.from_year", "from {value} on"),
    "cabinet": Message("reschedule.details.cabinet", "new cabinet {value:date}"),
    "of_kind": Message("reschedule.details.of_kind", "of the kind {value}"),
    "regions": Message("reschedule.details.regions", "for {value}"),
    "municipalities": Message("reschedule.details.municipalities", "for {value}"),
    "venues": Message("reschedule.details.venues", "at {value}"),
    "people": Message("reschedule.details.people", "for {value}"),
    "points": Message("reschedule.details.points", "{n} {n:point|points} for each meeting"),
    "seats": Message("reschedule.details.seats", "{value}"),
    "start": Message("reschedule.details.start", "from {value} each day"),
    "end": Message("reschedule.details.end", "until {value} each day"),
    "role": Message("reschedule.details.role", "{value}"),
    "from_day": Message("reschedule.details.from_day", "from {value:date} on"),
    "last_day": Message("reschedule.details.last_day", "last day {value:date}"),
    "suits": Message("reschedule.details.suits", "days that suit: {value}"),
    "suits_not": Message("reschedule.details.suits_not", "days that do not suit: {value}"),
    "persons": Message("reschedule.details.persons", "{n} {n:person|persons}"),
    "by": Message("reschedule.details.by", "by {value}"),
    "offer": Message("reschedule.details.offer", "{value}"),
    "reason": Message("reschedule.details.reason", "{value}"),
    "source": Message("reschedule.details.source", "source: {value}"),
}
"""How each field is said that the sentence of a kind does not say."""
SEATS = Message("reschedule.details.seats_of", "{n} {n:seat|seats} as {layout}")
OWN_SEATS = Message("reschedule.details.own_seats", "own hall with {n} {n:seat|seats}")
WITH_DETAILS = Message("reschedule.with_details", "{sentence} ({details}).")


def details(change: Change, said: Message, names: Mapping[str, object]) -> list[BoundMessage]:
    """Return what the change says that its sentence does not.

    Args:
        change: the change.
        said: its sentence.
        names: names for ids, by field.
    """
    return [_detail(key, value if key == "rule" else names.get(key, value)) for key, value in _unsaid(change, said)]


def _unsaid(change: Change, said: Message) -> Iterator[tuple[str, Any]]:
    covered = {"first_day", "last_day"} if "{days}" in said.text else set()
    fields, as_written = type(change).model_fields, change.model_dump(mode="json")
    for key in (key for key in DETAILS if key in fields):
        value = getattr(change, key)
        shown = key in covered or f"{{{key}}}" in said.text or f"{{{key}:" in said.text
        if not shown and value not in (None, "", fields[key].default):
            yield key, as_written[key] if key == "rule" else value


def _detail(key: str, value: Any) -> BoundMessage:  # noqa: ANN401 - values of every kind
    match value:
        case Mapping():
            value = [BoundMessage(SEATS, {"n": seats, "layout": layout}) for layout, seats in value.items()]
        case tuple():
            value = list(value)
        case time():
            value = value.isoformat("auto" if value.second else "minutes")
        case DayList():
            value = day_items(value)
        case int() if key == "seats":
            value = BoundMessage(OWN_SEATS, {"n": value})
        case int() if key == "from_year":
            value = str(value)
    return BoundMessage(DETAILS[key], {"value": value, "n": value})

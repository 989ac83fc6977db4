"""Changes in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from calendars.language import Locale, Said, Sentence
from calendars.span import Span
from constraints.naming import days_name
from planner.changes.command_line import as_command_line
from planner.network.membership import meeting_id

if TYPE_CHECKING:
    from planner.changes import Change
    from planner.network import Network

LATER = Sentence(en="Cancelled, to be held later: {meetings}.", da="Aflyst og holdes senere: {meetings}.")
LATER_UNTIL = Sentence(
    en="Cancelled, to be held later, by {until:date} at the latest: {meetings}.",
    da="Aflyst og holdes senere, senest {until:date}: {meetings}.",
)
NEVER = Sentence(en="Cancelled for good: {meetings}.", da="Aflyst uden erstatning: {meetings}.")
ELECTION = Sentence(en="{reason} on {polling_day:date}.", da="{reason} {polling_day:date}.")
CALLED = Sentence(
    en="{reason} on {polling_day:date}, called {called:date}.",
    da="{reason} {polling_day:date}, udskrevet {called:date}.",
)
BY_RULE = Sentence(en="{reason}.", da="{reason}.")
CLOSED = Sentence(en="{reason}: closed {days}.", da="{reason}: lukket {days}.")
FROM_DAY = Sentence(en="from {first} on", da="fra {first}")
FIXED_DAY = Sentence(en="{meeting} is fixed to {day}.", da="{meeting} er lagt fast til {day}.")
FIXED_VENUE = Sentence(en="{meeting} is fixed to {venue}.", da="{meeting} er lagt fast på {venue}.")
FIXED_BOTH = Sentence(en="{meeting} is fixed to {day}, {venue}.", da="{meeting} er lagt fast til {day}, {venue}.")
VENUE_CLOSED = Sentence(en="{venue} is closed {days}: {reason}.", da="{venue} er lukket {days}: {reason}.")
OTHERS = {
    "venue_closed": Sentence(en="{venue} is closed {days}.", da="{venue} er lukket {days}."),
    "room_closed": Sentence(en="{venue}: {room} is closed {days}.", da="{venue}: {room} er lukket {days}."),
    "room_smaller": Sentence(en="{venue}: {room} has other seats now.", da="{venue}: {room} har fået andre pladser."),
    "staff_away": Sentence(en="{person} is away {days}.", da="{person} er væk {days}."),
    "busy": Sentence(en="{person} is busy {days}.", da="{person} er optaget {days}."),
    "free": Sentence(en="{person} is free {days}.", da="{person} er ledig {days}."),
    "staff_leaves": Sentence(en="{person} leaves the staff.", da="{person} holder op."),
    "member_joined": Sentence(en="New member: {id} ({municipality}).", da="Nyt medlem: {id} ({municipality})."),
    "member_left": Sentence(en="{member} is no longer a member.", da="{member} er ikke længere medlem."),
    "window": Sentence(
        en="{target} may be held {first:date} to {last:date}.",
        da="{target} kan holdes fra {first:date} til {last:date}.",
    ),
    "rules": Sentence(en="Rule {rule}: {parameter} is {value} now.", da="Reglen {rule}: {parameter} er nu {value}."),
    "region_merged": Sentence(
        en="{regions} become {into} on {day:date}.", da="{regions} bliver til {into} {day:date}."
    ),
    "law": Sentence(en="{theme} comes into force on {in_force:date}.", da="{theme} træder i kraft {in_force:date}."),
}


def in_words(change: Change, network: Network, as_of: date, locale: Locale) -> str:
    """The change in a sentence; as it is written on the command line if there is none for its kind."""
    values = {**dict(change), **_names(change, network)}
    values["days"] = _days(values.get("first_day") or as_of, values.get("last_day"), change.kind)
    values["target"] = values.get("meeting") or values.get("round")
    sentence = _sentence(change.kind, values)
    return as_command_line(change) if sentence is None else sentence.say(locale, **values)


def _sentence(kind: str, values: dict[str, Any]) -> Sentence | None:
    match kind:
        case "cancel":
            return NEVER if not values["later"] else LATER_UNTIL if values["until"] else LATER
        case "venue_closed" if values["reason"]:
            return VENUE_CLOSED
        case "election":
            return BY_RULE if values["polling_day"] is None else CALLED if values["called"] else ELECTION
        case "blackout":
            return CLOSED
        case "fix":
            return FIXED_BOTH if values["day"] and values["venue"] else FIXED_DAY if values["day"] else FIXED_VENUE
        case _:
            return OTHERS.get(kind)


def _days(first: date, last: date | None, kind: str) -> object:
    """A day, several, or all from one on."""
    if last is None and kind in {"venue_closed", "room_closed"}:
        return Said(FROM_DAY, {"first": first})
    return days_name(Span(min(first, last or first), last or first))


def _names(change: Change, network: Network) -> dict[str, object]:
    """Names for the ids that it mentions, as far as they have names; people stay ids."""
    settings = network.settings
    regions = {each.id: each.name for each in settings.regions}
    rounds = {each.round.id: each.round.title for each in network.rounds}
    meetings = {
        meeting_id(each.id, region): each.title if region is None else f"{each.title}, {regions[region]}"
        for each, region in network.meetings
    }
    known = {
        "venue": {each.id: each.name for each in network.venues},
        "into": regions,
        "theme": {each.id: each.title for each in settings.themes},
        "municipality": {each.id: each.name for each in network.municipalities},
    }
    said = {
        key: names.get(str(found), found)
        for key, names in {**known, "meeting": meetings, "round": rounds}.items()
        if (found := getattr(change, key, None)) is not None
    }
    several = getattr(change, "meetings", ())
    return {**said, "meetings": [meetings.get(each, each) for each in several]} if several else said

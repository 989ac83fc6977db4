"""The report on how the places of an offer are given: a line for each application, with the sentence why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Message, say_value
from constraints.problem.registrations import Answer
from planner.allocation.places import Outcome

if TYPE_CHECKING:
    from planner.schemas.members import MeetingAnswersJson, RegistrationsJson
    from planner.schemas.places import ApplicantJson, PlacesJson

ABOUT = Message(
    "text.places.about", "{offer}: {given} of {places} {places:place|places} given, {n} {n:application|applications}"
)
CONDITIONS = Message("text.places.conditions", "Conditions: {conditions}")
MUNICIPALITY = Message("text.places.municipality", "Municipality")
RECEIVED = Message("text.places.received", "Received")
PERSONS = Message("text.places.persons", "Persons")
OUTCOME = Message("text.places.outcome", "Outcome")
WHY = Message("text.places.why", "Why")
NOBODY = Message("text.places.nobody", "Nobody has applied.")
DAY_AND_TIME = Message("text.places.day_and_time", "{day:short} {time}")
ONE = Message("text.places.one", "{municipality}: {outcome}; {sentence}.")

OUTCOMES = {
    Outcome.PLACE: Message("text.places.place", "has a place"),
    Outcome.WAITING: Message("text.places.waiting", "waits"),
    Outcome.NOT_ELIGIBLE: Message("text.places.not_eligible", "cannot get a place"),
    Outcome.DECLINED: Message("text.places.declined", "declined"),
    Outcome.WITHDRAWN: Message("text.places.withdrawn", "withdrawn"),
}


def places_report(found: PlacesJson, locale: Locale) -> Iterator[RenderableType]:
    """Yield the parts of the report, to be printed in order."""
    said = {"offer": found.offer.name, "given": found.given, "places": found.places, "n": len(found.applicants)}
    yield Text(ABOUT.say(locale, **said), style="bold")
    if found.conditions:
        yield Text(CONDITIONS.say(locale, conditions=found.conditions))
    if not found.applicants:
        yield Text(NOBODY.say(locale))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (MUNICIPALITY, RECEIVED, PERSONS, OUTCOME, WHY):
        table.add_column(title.say(locale), overflow="fold", justify="right" if title is PERSONS else "left")
    for each in found.applicants:
        received = DAY_AND_TIME.say(locale, day=each.received.date(), time=each.received.time())
        cells = (each.municipality.name, received, say_value(each.persons, locale), _outcome(each, locale))
        table.add_row(*map(Text, cells), Text(each.sentence))
    yield table


MEETING = Message("text.places.meeting", "Meeting")
DATE = Message("text.places.date", "Date")
PLACES = Message("text.places.places", "Places")
ASKED = Message("text.places.asked", "Asked")
COME = Message("text.places.come", "Come")
COME_NOT = Message("text.places.come_not", "Do not")
UNANSWERED = Message("text.places.unanswered", "No answer")
WAIT = Message("text.places.wait", "Wait, in order")
NO_ANSWERS = Message(
    "text.places.no_answers", "Nobody has answered an invitation, and no meeting has a number of places."
)
WAITS = Message("text.places.waits", "{member} ({municipality})")


def registrations_report(found: RegistrationsJson, locale: Locale) -> Iterator[RenderableType]:
    """Yield the report on how members stand with meetings."""
    if not found.meetings:
        yield Text(NO_ANSWERS.say(locale))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (MEETING, DATE, PLACES, ASKED, COME, COME_NOT, UNANSWERED, WAIT):
        numbers = title in {PLACES, ASKED, COME, COME_NOT, UNANSWERED}
        table.add_column(title.say(locale), overflow="fold", justify="right" if numbers else "left")
    for each in found.meetings:
        counts = (each.places, each.asked, each.yes, each.no, each.unanswered)
        shown = ("" if n is None else say_value(n, locale) for n in counts)
        cells = (each.meeting.name, say_value(each.day, locale, "short"), *shown, ", ".join(waiting(each, locale)))
        table.add_row(*map(Text, cells))
    yield table


def waiting(found: MeetingAnswersJson, locale: Locale) -> list[str]:
    """Return who waits for a place at a meeting, in order."""
    return [
        WAITS.say(locale, member=each.member, municipality=each.municipality.name)
        for each in found.members
        if each.answer is Answer.WAITING
    ]


def why_line(each: ApplicantJson, locale: Locale) -> str:
    """Return what came of one application, and why, as a sentence."""
    return ONE.say(locale, municipality=each.municipality.name, outcome=_outcome(each, locale), sentence=each.sentence)


def _outcome(each: ApplicantJson, locale: Locale) -> str:
    return OUTCOMES[each.outcome].say(locale)

"""Names in messages: how meetings, people, rooms, days and the scope of blackouts appear in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Literal, get_args

from calendars.blackouts import Blackout, BlackoutScope
from calendars.language import LOCALES, BoundMessage, Message, Title

if TYPE_CHECKING:
    from datetime import date

    from calendars.days import Span
    from constraints.problem.problem import BookingState, Meeting, Problem, Room, StaffPerson


THAT_YEAR = Message("naming.that_year", "{day:monthday}")
WITH_YEAR = Message("naming.with_year", "{day:date}")
FROM_TO = Message("naming.from_to", "{first} to {last}")
IN_WEEK = Message("naming.in_week", "{reason}, week {week}")
BETWEEN = Message("naming.between", "from {first:date} to {last:date}")
ON = Message("naming.on", "on {first:date}")
WITH_SOURCE = Message("naming.with_source", "{reason} (source: {source})")
LAYOUTS = {
    "theatre": Message("naming.layouts.theatre", "theatre style"),
    "classroom": Message("naming.layouts.classroom", "classroom style"),
    "cabaret": Message("naming.layouts.cabaret", "cabaret style"),
    "banquet": Message("naming.layouts.banquet", "banquet style"),
    "boardroom": Message("naming.layouts.boardroom", "boardroom style"),
    "u_shape": Message("naming.layouts.u_shape", "U-shape"),
    "reception": Message("naming.layouts.reception", "standing reception"),
}


def meeting_name(problem: Problem, meeting: Meeting) -> str:
    """Return title and region ("Netværksmøde forår 2023, Syddanmark"), or the title alone of a joint meeting.

    With that of a meeting that a municipality holds itself stands the municipality.
    """
    whose = whose_name(problem, meeting)
    return meeting.title if whose is None else f"{meeting.title}, {whose}"


def whose_name(problem: Problem, meeting: Meeting) -> str | None:
    """Return the name of the region that a meeting is for, or of the municipality that holds it; None for all."""
    if meeting.host is not None:
        return problem.municipalities[meeting.host.municipality].name
    return None if meeting.region is None else problem.regions[meeting.region].name


def person_name(person: StaffPerson) -> str:
    """Return the name of a staff person, or the id if there is no name."""
    return person.name or person.id


def room_name(room: Room) -> str:
    """Return the name of a room, or the id if there is no name."""
    return room.name or room.id


def layout_name(layout: str) -> Title:
    """Return the name of a layout: a message for the usual ones, else the layout as it is written."""
    return LAYOUTS.get(layout, layout)


def days_name(span: Span) -> BoundMessage | date:
    """Return a span as text: a single day, or the first and the last of several."""
    return span.first if len(span) == 1 else BoundMessage(FROM_TO, {"first": span.first, "last": span.last})


def dates_name(first: date, last: date) -> BoundMessage:
    """Return "from ... to ..." for two dates, or "on ..." if they are equal."""
    return BoundMessage(ON if first == last else BETWEEN, {"first": first, "last": last})


def first_name(first: date, last: date) -> BoundMessage:
    """Return the first of two dates of one sentence, without its year if both have the same."""
    return BoundMessage(THAT_YEAR if first.year == last.year else WITH_YEAR, {"day": first})


def reason_name(blackout: Blackout) -> BoundMessage | str:
    """Return the reason of a blackout, with its week and its source where they are given."""
    reason: BoundMessage | str = blackout.reason
    if blackout.week is not None:
        reason = BoundMessage(IN_WEEK, {"reason": reason, "week": blackout.week})
    return BoundMessage(WITH_SOURCE, {"reason": reason, "source": blackout.source}) if blackout.source else reason


_BOOKING_STATES = {
    "confirmed": Message("naming.booking_states.confirmed", "confirmed"),
    "held": Message("naming.booking_states.held", "held until {until:date}"),
    "asked": Message("naming.booking_states.asked", "asked for"),
    "reserve": Message("naming.booking_states.reserve", "a reserve"),
}


def booking_state(state: BookingState, until: date | None) -> BoundMessage:
    """Return the state of a booking for a sentence."""
    return BoundMessage(_BOOKING_STATES[state.value], {} if until is None else {"until": until})


WeekdayName = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[WeekdayName, ...] = get_args(WeekdayName)
"""Names of the weekdays in the order of `date.weekday`."""

WEEKDAY_TEXTS: dict[WeekdayName, Message] = {
    "monday": Message("naming.weekday_texts.monday", "Monday"),
    "tuesday": Message("naming.weekday_texts.tuesday", "Tuesday"),
    "wednesday": Message("naming.weekday_texts.wednesday", "Wednesday"),
    "thursday": Message("naming.weekday_texts.thursday", "Thursday"),
    "friday": Message("naming.weekday_texts.friday", "Friday"),
    "saturday": Message("naming.weekday_texts.saturday", "Saturday"),
    "sunday": Message("naming.weekday_texts.sunday", "Sunday"),
}


def weekday_name(value: object) -> object:
    """Return the name of a weekday that is said in any of our languages; other values as they are."""
    said = {text.say(locale).casefold(): name for locale in LOCALES for name, text in WEEKDAY_TEXTS.items()}
    return said.get(value.casefold(), value) if isinstance(value, str) else value


ABOUT = Message("naming.about", 'The rule "{rule}" must be kept ({meetings}).')
EVERY = Message("naming.every", "all meetings")
BOTH = Message("naming.both", "{one} {other}")
AND_MORE = Message("naming.and_more", "{shown} and {n} {n:other|others}")
MOST_NAMES = 12
"""Greatest number of names that are listed; of more the rest is counted."""


def meeting_names(problem: Problem, meetings: Iterable[int]) -> Title | list[str] | BoundMessage:
    """Return the names of these meetings (indices) in order, or "all meetings" if none are given."""
    return listed([meeting_name(problem, problem.meetings[n]) for n in sorted(meetings)]) or EVERY


def listed(names: Sequence[str]) -> BoundMessage | list[str]:
    """Return all names, or of many the first ones and the number of the others."""
    if len(names) <= MOST_NAMES:
        return [*names]
    return BoundMessage(
        AND_MORE,
        {"shown": BoundMessage(_COMMAS, {"names": ", ".join(names[:MOST_NAMES])}), "n": len(names) - MOST_NAMES},
    )


def chained(said: Sequence[BoundMessage]) -> BoundMessage:
    """Return one message that says these messages, at least one, one after the other."""
    first, *rest = said
    return BoundMessage(BOTH, {"one": first, "other": chained(rest)}) if rest else first


def parts(said: BoundMessage) -> list[BoundMessage]:
    """Return the messages that `chained` joined, or the single one."""
    if said.message is not BOTH:
        return [said]
    return [part for each in said.values.values() if isinstance(each, BoundMessage) for part in parts(each)]


def for_each(
    problem: Problem, meetings: Iterable[int], one: Callable[[int, Meeting], BoundMessage], title: Message
) -> BoundMessage:
    """Return what a rule demands of each of these meetings, as one message.

    Args:
        problem: the problem.
        meetings: indices; if empty, the message names the rule and says that it holds for all meetings.
        one: returns the demand on one meeting, given its index and the meeting.
        title: title of the rule.
    """
    found = [one(number, problem.meetings[number]) for number in sorted(meetings)]
    return chained(found) if found else about(problem, (), title)


def about(problem: Problem, meetings: Iterable[int], title: Message) -> BoundMessage:
    """Return a message that the rule of that title must be kept for these meetings (indices)."""
    return BoundMessage(ABOUT, {"rule": title, "meetings": meeting_names(problem, meetings)})


_COMMAS = Message("naming.commas", "{names}")


def audience(problem: Problem, meeting: Meeting, homes: Iterable[int]) -> frozenset[tuple[BlackoutScope, str]]:
    """Return (scope, target) of the blackouts that apply to a meeting whatever its venue and whoever attends.

    These are everyone, the region of the meeting (if it is joint every region that it is for), its host, and the
    municipalities (indices) that have a member invited, which may be a matter of its day.
    Blackouts of a region exist only for days on which the region itself exists.
    """
    regions = problem.regions if meeting.region is None else (problem.regions[meeting.region],)
    if meeting.region is None and meeting.regions is not None:
        regions = tuple(problem.regions[region] for region in meeting.regions)
    return frozenset({
        (BlackoutScope.EVERYONE, ""),
        *((BlackoutScope.REGION, region.id) for region in regions),
        *((BlackoutScope.MUNICIPALITY, problem.municipalities[home].id) for home in (*homes, *_hosts(meeting))),
    })  # fmt: skip


def concerns(problem: Problem, blackout: Blackout, meeting: Meeting, members: Collection[int]) -> bool:
    """Return whether a blackout applies to a meeting with these members; the check does not use `audience`."""
    match blackout.scope:
        case BlackoutScope.EVERYONE:
            return True
        case BlackoutScope.REGION:
            if meeting.region is None and meeting.regions is None:
                return True
            theirs = (meeting.regions or ()) if meeting.region is None else (meeting.region,)
            return any(problem.regions[region].id == blackout.target for region in theirs)
        case BlackoutScope.MUNICIPALITY:
            found = (*(problem.members[member].municipality for member in members), *_hosts(meeting))
            return any(problem.municipalities[home].id == blackout.target for home in found)
        case BlackoutScope.VENUE | BlackoutScope.PERSON:
            return False


def _hosts(meeting: Meeting) -> tuple[int, ...]:
    return () if meeting.host is None else (meeting.host.municipality,)


EVERYONE = Message("naming.everyone", "everyone")
OF_REGION = Message("naming.of_region", "{n} {n:municipality|municipalities} in {region}")  # fmt: skip
OF_ALL = Message("naming.of_all", "{n} {n:municipality|municipalities}")
MOST_PLACES = 3
"""Greatest number of municipalities that are named; more are counted."""


def whom(
    problem: Problem, meeting: Meeting, blackouts: Sequence[Blackout]
) -> Title | BoundMessage | list[str | BoundMessage]:
    """Return for whom these blackouts close days of a meeting; more than `MOST_PLACES` municipalities are counted."""
    scopes = {each.scope for each in blackouts}
    if BlackoutScope.EVERYONE in scopes:
        return EVERYONE
    places = _named(blackouts, BlackoutScope.MUNICIPALITY, {place.id: place.name for place in problem.municipalities})
    names: list[str | BoundMessage] = [
        *_named(blackouts, BlackoutScope.REGION, {each.id: each.name for each in problem.regions})
    ]
    names += [_counted(problem, meeting, len(places))] if len(places) > MOST_PLACES else places
    return names if len(names) > 1 else names[0]


def _named(blackouts: Sequence[Blackout], scope: BlackoutScope, names: dict[str, str]) -> list[str]:
    """Return the names of the targets of blackouts of that scope, each once, in alphabetical order."""
    return sorted({names[each.target] for each in blackouts if each.scope is scope})


def _counted(problem: Problem, meeting: Meeting, n: int) -> BoundMessage:
    if meeting.region is None:
        return BoundMessage(OF_ALL, {"n": n})
    return BoundMessage(OF_REGION, {"n": n, "region": problem.regions[meeting.region].name})

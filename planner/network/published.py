"""Published meetings: everything that a calendar may show about a meeting, complete in itself.

They are stored with each revision, so that later changes of the network do not affect them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote

from constraints.problem.registrations import Answer
from planner.network.meetings import DeadlineKind, deadlines, invited_guests
from planner.network.membership import meeting_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from constraints.problem.plan import Plan
    from constraints.problem.problem import Meeting, PlannedMeeting, Problem
    from constraints.problem.problem import Venue as ProblemVenue
    from planner.network.network import Network


MEETING_PLACEHOLDER = "{meeting}"
"""What stands for the id of the meeting in addresses that planners write."""


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """An id with its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A venue with name, address and position; or online, with the address under which one joins, "" if unknown."""

    id: str
    name: str
    town: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    online: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class PublishedMeeting:
    """A meeting as published.

    Attributes:
        theme: its theme, or "".
        region: None for a joint meeting.
        start, end: aware, in `timezone`.
        rooms: the plenary room first, then the others by id; none online.
        setup, teardown: half-days, or minutes if `by_clock`, before and after it for which the rooms are let too.
        municipalities: those of the invited members, and its host.
        members: ids of the members who are invited, as it begins on that day.
        overnight: whether several days are one continuous stay, rather than the same hours on each.
        by_clock: whether the venue lets its rooms by the clock.
        regions: the regions that a joint meeting is for; none if it is for all.
        host: the municipality that holds it itself; None if none does.
        parts: what it consists of, in order, each with its minutes.
        declined: ids of the members who said that they do not come.
        waiting: ids of the members who wait for a place, the first of them first.
        guests: the municipalities and groups of the guests who are invited, as `GuestRow.audience` names them.
        register_by: the last day of registration.
        deadlines: what the staff must do by which day, as `planner.network.meetings` names it.
        quiet: whether participants are not told of it, as of a day in reserve.
    """

    meeting: str
    round: str
    title: str
    theme: str
    region: Named | None
    start: datetime
    end: datetime
    timezone: str
    venue: Place
    rooms: tuple[Named, ...]
    setup: int
    teardown: int
    staff: tuple[Named, ...]
    municipalities: tuple[Named, ...]
    members: tuple[str, ...]
    overnight: bool = False
    by_clock: bool = False
    regions: tuple[Named, ...] = ()
    host: Named | None = None
    parts: tuple[tuple[str, int], ...] = ()
    declined: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    register_by: date | None = None
    deadlines: tuple[tuple[DeadlineKind, date], ...] = ()
    quiet: bool = False

    @property
    def days(self) -> int:
        """The number of days on which it has the same hours; 1 if it is one continuous time."""
        continuous = self.overnight or self.end.time() <= self.start.time()
        return 1 if continuous else (self.end.date() - self.start.date()).days + 1

    @property
    def name(self) -> str:
        """Title and region, or the municipality that holds it, as shown in sentences."""
        whose = self.host or self.region
        return self.title if whose is None else f"{self.title}, {whose.name}"


class Aspect(StrEnum):
    """A group of properties of a meeting that change together."""

    TIME = "time"
    VENUE = "venue"
    ROOMS = "rooms"
    STAFF = "staff"
    TITLE = "title"
    AUDIENCE = "audience"
    SETUP = "setup"
    DEADLINES = "deadlines"


_FIELDS: dict[Aspect, tuple[str, ...]] = {
    Aspect.TIME: ("start", "end", "timezone", "days"),
    Aspect.VENUE: ("venue",),
    Aspect.ROOMS: ("rooms",),
    Aspect.STAFF: ("staff",),
    Aspect.TITLE: ("title", "theme", "region", "host", "parts", "register_by"),
    Aspect.AUDIENCE: ("municipalities", "members", "regions", "declined", "waiting", "guests", "quiet"),
    Aspect.SETUP: ("setup", "teardown", "by_clock"),
    Aspect.DEADLINES: ("deadlines",),
}
_UNORDERED = frozenset({"staff", "municipalities", "members", "declined", "guests"})
"""Fields sorted by id, so that an id that is replaced, as by erasing, changes their order."""


def unchanged_in(old: PublishedMeeting, new: PublishedMeeting, aspects: Iterable[Aspect]) -> PublishedMeeting:
    """Return the new meeting as if these aspects of it were as before."""
    return replace(new, **{name: getattr(old, name) for aspect in aspects for name in _FIELDS[aspect]})


def changed_aspects(old: PublishedMeeting, new: PublishedMeeting) -> frozenset[Aspect]:
    """Return the aspects in which the two differ; the order of people and municipalities is none."""
    return frozenset(
        aspect for aspect, fields in _FIELDS.items() if any(_value(old, name) != _value(new, name) for name in fields)
    )


def _value(announced: PublishedMeeting, name: str) -> object:
    value = getattr(announced, name)
    return frozenset(value) if name in _UNORDERED else value


def publish_meetings(network: Network, problem: Problem, plan: Plan) -> dict[str, PublishedMeeting]:
    """Return every meeting of the plan as published, by id; `problem` is built from `network`, and the plan fits it."""
    about = _Publisher(network, problem)
    return {planned.meeting: about.announced(planned) for planned in plan.meetings}


def publish_each(network: Network, problem: Problem, planned: Iterable[PlannedMeeting]) -> list[PublishedMeeting]:
    """Return meetings as published, of which some may be dates of one; they may name no room."""
    about = _Publisher(network, problem)
    return [about.announced(each) for each in planned]


class _Publisher:
    def __init__(self, network: Network, problem: Problem) -> None:
        self._network, self._problem = network, problem
        titles = {theme.id: theme.title for theme in network.settings.themes}
        self._themes = {each.round.id: titles.get(each.round.theme or "", "") for each in network.rounds}
        homes = [
            *(
                (meeting_id(round_.id, region), round_, network.homes_of(round_, region))
                for round_, region in network.meetings
            ),
            *((meeting_id(round_.id, row.municipality), round_, {row.municipality}) for round_, row in network.hosted),
        ]
        self._guests = {name: invited_guests(network, round_, there) for name, round_, there in homes}
        self._meetings = {meeting.id: meeting for meeting in problem.meetings}
        self._links = {venue.id: venue.link or "" for venue in network.venues}
        self._venues = {venue.id: (n, venue) for n, venue in enumerate(problem.venues)}
        self._rooms = {(room.venue, room.id): room.name or room.id for room in problem.rooms}
        self._staff = {person.id: person.name or person.id for person in problem.staff}

    def announced(self, planned: PlannedMeeting) -> PublishedMeeting:
        meeting = self._meetings[planned.meeting]
        venue, house = self._venues[planned.venue]
        start = planned.start.astimezone(self._problem.zone)
        invited = self._problem.invited(meeting, start.date())
        standing = self._problem.standings(meeting, start.date())
        ids = {member: self._problem.members[member].id for member in standing}
        due = deadlines(self._network, meeting.id, planned.venue, start.date())
        rooms = [Named(room, self._rooms[venue, room]) for room in planned.rooms]
        return PublishedMeeting(
            meeting=meeting.id,
            round=meeting.round,
            title=meeting.title,
            theme=self._themes[meeting.round],
            region=self._region(meeting),
            start=start,
            end=planned.end.astimezone(self._problem.zone),
            timezone=self._problem.timezone,
            venue=_place(house, self._links.get(house.id, "").replace(MEETING_PLACEHOLDER, quote(meeting.id))),
            rooms=(*rooms[:1], *sorted(rooms[1:])),
            setup=house.setup,
            teardown=house.teardown,
            staff=tuple(sorted(Named(person, self._staff[person]) for person in planned.staff)),
            municipalities=self._municipalities(meeting, invited),
            members=tuple(sorted(self._problem.members[member].id for member in invited)),
            overnight=meeting.hours.overnight,
            by_clock=house.by_clock,
            regions=self._regions(meeting),
            host=self._host(meeting),
            declined=tuple(sorted(ids[each] for each, said in standing.items() if said is Answer.NO)),
            register_by=next((day for kind, day in due if kind is DeadlineKind.REGISTRATION), None),
            deadlines=due,
            guests=tuple(sorted({row.audience for row in self._guests[meeting.id]})),
            waiting=tuple(ids[each] for each, said in standing.items() if said is Answer.WAITING),
            parts=tuple((part.title, part.minutes) for part in meeting.parts),
        )

    def _host(self, meeting: Meeting) -> Named | None:
        if meeting.host is None:
            return None
        home = self._problem.municipalities[meeting.host.municipality]
        return Named(home.id, home.name)

    def _region(self, meeting: Meeting) -> Named | None:
        if meeting.region is None:
            return None
        region = self._problem.regions[meeting.region]
        return Named(region.id, region.name)

    def _regions(self, meeting: Meeting) -> tuple[Named, ...]:
        found = (self._problem.regions[region] for region in meeting.regions or ())
        return tuple(Named(region.id, region.name) for region in found)

    def _municipalities(self, meeting: Meeting, members: Iterable[int]) -> tuple[Named, ...]:
        indices = {self._problem.members[member].municipality for member in members}
        indices |= {meeting.host.municipality} if meeting.host is not None else set()
        found = (self._problem.municipalities[n] for n in indices)
        return tuple(sorted(Named(each.id, each.name) for each in found))


def _place(venue: ProblemVenue, link: str) -> Place:
    position = venue.latitude, venue.longitude
    return Place(venue.id, venue.name, venue.town, venue.address, *position, online=venue.online, link=link)

"""Parts of a network that are right by themselves but do not go together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from calendars.language import Sentence, WrongValueError
from calendars.public_holidays import UnknownHolidaysError
from planner.errors import InputError
from planner.nearest import hint
from planner.network.closure_sources import holiday_rule, public_holidays
from planner.network.membership import meeting_id
from planner.network.round_checks import round_errors
from planner.network.tables import TABLES

if TYPE_CHECKING:
    from planner.network.network import Network

NO_MEETING = Sentence(en="there is no meeting '{found}'{hint}", da="der er intet møde '{found}'{hint}")
NO_SUCH_ROOM = Sentence(
    en="'{found}' is not a room of {venue}{hint}", da="'{found}' er ikke et lokale på {venue}{hint}"
)
PART_OF_ITSELF = Sentence(en="room {found} is a part of itself", da="lokalet {found} er en del af sig selv")
BOTH = Sentence(
    en="'{found}' is both a member and one of the staff; give one of them another id",
    da="'{found}' er både medlem og medarbejder; giv den ene et andet id",
)
DECIDED_TWICE = Sentence(
    en="{key} of {meeting} is already decided in another section",
    da="{key} for {meeting} er allerede bestemt i et andet afsnit",
)
HOLIDAYS = Sentence(en="{said}{hint}", da="{said}{hint}")


_ALL_TABLES = frozenset(table.name for table in TABLES)


def network_errors(network: Network, sound: Collection[str] = _ALL_TABLES) -> Iterator[InputError]:
    """Everything that does not go together.

    Args:
        network: its settings are right, and so are the rows of the sound tables.
        sound: names of tables; what needs others is not checked.
    """
    for check, needed in _CHECKS:
        if needed <= {*sound}:
            yield from check(network)


def meeting_ids(network: Network) -> list[str]:
    """Ids of all meetings of the network."""
    ids = []
    for each in (written.round for written in network.rounds):
        regions = [None] if each.kind == "joint" else network.regions_on(each.window.first)
        ids += [meeting_id(each.id, region) for region in regions]
    return ids


def _choices(network: Network) -> Iterator[InputError]:
    known = meeting_ids(network)
    decided: set[tuple[str, str]] = set()
    for n, choice in enumerate(network.settings.choices):
        if choice.meeting not in known:
            yield network.lines.settings_error(
                ("choices", n, "meeting"), NO_MEETING, choice.meeting, hint=hint(choice.meeting, known)
            )
        for key in ("fixed_day", "fixed_venue", "wanted_day"):
            if getattr(choice, key) is not None and (choice.meeting, key) in decided:
                yield network.lines.settings_error(("choices", n, key), DECIDED_TWICE, key=key, meeting=choice.meeting)
            if getattr(choice, key) is not None:
                decided.add((choice.meeting, key))


def _rooms(network: Network) -> Iterator[InputError]:
    whole = {(room.venue, room.id): room.part_of for room in network.rooms}
    for row, room in enumerate(network.rooms):
        if room.part_of is not None and (room.venue, room.part_of) not in whole:
            names = [name for venue, name in whole if venue == room.venue]
            yield network.lines.table_error(
                "rooms", row, "part_of", NO_SUCH_ROOM, room.part_of, venue=room.venue, hint=hint(room.part_of, names)
            )
        elif _inside_itself(whole, room.venue, room.id):
            yield network.lines.table_error("rooms", row, "part_of", PART_OF_ITSELF, room.id)


def _inside_itself(whole: dict[tuple[str, str], str | None], venue: str, room: str) -> bool:
    seen: set[str] = set()
    around = whole[venue, room]
    while around is not None and around not in seen:
        seen.add(around)
        around = whole.get((venue, around))
    return room in seen


def _people(network: Network) -> Iterator[InputError]:
    members = {member.id for member in network.members}
    for row, person in enumerate(network.staff):
        if person.id in members:
            yield network.lines.table_error("staff", row, "id", BOTH, person.id)


def _holidays(network: Network) -> Iterator[InputError]:
    for n, section in enumerate(network.settings.public_holidays):
        try:
            public_holidays(section, network.settings.country).check()
        except UnknownHolidaysError as error:
            yield network.lines.settings_error(
                ("public_holidays", n), HOLIDAYS, error.value, said=error.said, hint=hint(error.value, error.known)
            )
    for n, holiday in enumerate(network.settings.school_holidays):
        try:
            list(holiday_rule(holiday).spans(network.settings.horizon))
        except WrongValueError as error:
            yield network.lines.settings_error(("school_holidays", n), HOLIDAYS, said=error.said, hint="")


_CHECKS: tuple[tuple[Callable[[Network], Iterator[InputError]], frozenset[str]], ...] = (
    (round_errors, frozenset({"municipalities", "region_changes"})),
    (_choices, frozenset({"municipalities", "region_changes"})),
    (_rooms, frozenset({"rooms"})),
    (_people, frozenset({"members", "staff"})),
    (_holidays, frozenset()),
)
"""Each check with the tables it needs."""

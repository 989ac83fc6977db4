"""Parts of a network that are right by themselves but do not go together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from calendars.language import Sentence, WrongValueError
from calendars.public_holidays import UnknownHolidaysError
from constraints.rules.budget import Budget
from planner.errors import InputError
from planner.nearest import hint
from planner.network.choice_checks import choice_errors
from planner.network.closure_sources import holiday_rule, public_holidays
from planner.network.round_checks import round_errors
from planner.network.tables import TABLES

if TYPE_CHECKING:
    from planner.network.network import Network

NO_SUCH_ROOM = Sentence(
    en="'{found}' is not a room of {venue}{hint}", da="'{found}' er ikke et lokale på {venue}{hint}"
)
PART_OF_ITSELF = Sentence(en="room {found} is a part of itself", da="lokalet {found} er en del af sig selv")
BOTH = Sentence(
    en="'{found}' is both a member and one of the staff; give one of them another id",
    da="'{found}' er både medlem og medarbejder; giv den ene et andet id",
)
NO_PRICE = Sentence(
    en="there is no price to count from; write price_per_member at the top, or total here instead",
    da="der er ingen pris at regne fra; skriv price_per_member øverst, eller total her i stedet",
)
HOLIDAYS = Sentence(en="{said}{hint}", da="{said}{hint}")
FALLING_TERMS = Sentence(
    en="{venue} asks for {percent} % with fewer than {days} days' notice, but for more ({more} %) with fewer than"
    " {earlier}; with less notice it asks for at least as much",
    da="{venue} kræver {percent} % med under {days} dages varsel, men mere ({more} %) med under {earlier}; med kortere"
    " varsel kræver det mindst lige så meget",
)


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


def _terms(network: Network) -> Iterator[InputError]:
    rows = sorted(enumerate(network.venue_terms), key=lambda each: (each[1].venue, -each[1].days))
    for (_, more), (row, fewer) in pairwise(rows):
        if more.venue == fewer.venue and more.percent > fewer.percent:
            yield network.lines.table_error(
                "venue_terms", row, "percent", FALLING_TERMS, venue=fewer.venue, percent=fewer.percent,
                days=fewer.days, more=more.percent, earlier=more.days,
            )  # fmt: skip


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


def _budget(network: Network) -> Iterator[InputError]:
    budget = network.settings.rules.get("budget")
    if isinstance(budget, Budget) and budget.from_prices and network.settings.price_per_member is None:
        yield network.lines.settings_error(("rules", "budget", "from_prices"), NO_PRICE)


_CHECKS: tuple[tuple[Callable[[Network], Iterator[InputError]], frozenset[str]], ...] = (
    (round_errors, frozenset({"municipalities", "region_changes"})),
    (choice_errors, frozenset({"municipalities", "region_changes"})),
    (_rooms, frozenset({"rooms"})),
    (_terms, frozenset({"venue_terms"})),
    (_people, frozenset({"members", "staff"})),
    (_holidays, frozenset()),
    (_budget, frozenset()),
)
"""Each check with the tables it needs."""

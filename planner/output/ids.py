"""Ids of what a sentence names, for programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from constraints.naming import meeting_name, person_name, room_name

if TYPE_CHECKING:
    from constraints.problem import Problem
    from constraints.rule import Finding

Named = tuple[str, str]
"""A name and the id that goes with it."""


class Ids:
    """Finds ids of one problem's meetings, venues, rooms, regions, municipalities and staff by their names."""

    def __init__(self, problem: Problem) -> None:
        self._meetings = {each.id: meeting_name(problem, each) for each in problem.meetings}
        self._venues = _by_name((each.name, each.id) for each in problem.venues)
        self._others = _by_name(
            [(region.name, region.id) for region in problem.regions]
            + [(place.name, place.id) for place in problem.municipalities]
            + [(person_name(person), person.id) for person in problem.staff]
        )
        self._rooms: dict[str, list[Named]] = defaultdict(list)
        for room in problem.rooms:
            self._rooms[problem.venues[room.venue].name].append((room_name(room), room.id))

    def of(self, finding: Finding) -> dict[str, str]:
        """Ids by parameter of the sentence; none where a value is no name or the name of more than one."""
        texts = {parameter: value for parameter, value in finding.values.items() if isinstance(value, str)}
        known = [
            _by_name((self._meetings[id_], id_) for id_ in finding.meetings if id_ in self._meetings),
            self._venues,
            _by_name(self._rooms_there(texts.values())),
            self._others,
        ]
        found = {
            parameter: [id_ for names in known for id_ in names.get(text, ())] for parameter, text in texts.items()
        }
        return {parameter: ids[0] for parameter, ids in found.items() if len(ids) == 1}

    def _rooms_there(self, texts: Iterable[str]) -> Iterator[Named]:
        """Rooms of the venues that the sentence names: other venues have rooms of the same names."""
        for text in texts:
            yield from self._rooms.get(text, ())


def _by_name(named: Iterable[Named]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, id_ in named:
        found[name].add(id_)
    return found

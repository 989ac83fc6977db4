"""What a rule says of a meeting, remembered by what of it the rule looked at.

Most rules look at a meeting's day or at its venue, not at both, so what they say of one candidate holds for many.
Nobody has to state which: a rule's check is a function of the plan, so if it looks at the same things and finds the
same values there, it says the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from constraints.held import Held, Schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from constraints.rule import Finding, Rule

PARTS = frozenset({
    "start", "end", "venue", "rooms", "staff", "absent", "busy_staff", "day", "span", "length", "expected",
})  # fmt: skip
"""What of a held meeting depends on where and when it is held."""


class Watched(Held):
    """A held meeting that notes which of its parts somebody looked at."""

    @classmethod
    def of(cls, held: Held) -> tuple[Watched, set[str]]:
        """The same meeting, and where the names of the parts are noted."""
        found, seen = object.__new__(cls), set[str]()
        vars(found).update(seen=seen, held=held, index=held.index, meeting=held.meeting)
        return found, seen

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - whatever the part is
        if name not in PARTS:
            return object.__getattribute__(self, name)
        inside = object.__getattribute__(self, "__dict__")
        inside["seen"].add(name)
        return getattr(inside["held"], name)


class Memory:
    """One rule's findings about one meeting beside some others, which stay where they are.

    Args:
        rule: whose check is asked.
        others: in order of time.
    """

    def __init__(self, rule: Rule, others: Schedule) -> None:
        self._rule = rule
        self._others = others
        self._before = [(held.start, held.index) for held in others]
        self._known: dict[int, list[_Alike]] = defaultdict(list)

    def findings(self, held: Held) -> tuple[Finding, ...]:
        """What the rule says of the plan with the meeting held like that."""
        place = self._place(held)
        for alike in self._known[place]:
            found = alike.of(held)
            if found is not None:
                return found
        return self._asked(held, place)

    def _asked(self, held: Held, place: int) -> tuple[Finding, ...]:
        watched, noted = Watched.of(held)
        around: Sequence[Held] = self._others.held
        schedule = Schedule(self._others.problem, (*around[:place], watched, *around[place:]))
        found = tuple(self._rule.check(schedule))
        seen = frozenset(noted)
        alike = next((each for each in self._known[place] if each.seen == seen), None)
        if alike is None:
            alike = _Alike(seen)
            self._known[place].append(alike)
        alike.remember(held, found)
        return found

    def _place(self, held: Held) -> int:
        """How many of the others come before it: rules go through a plan in order of time."""
        return bisect_left(self._before, (held.start, held.index))


class _Alike:
    """Findings by the values of the parts that were looked at."""

    def __init__(self, seen: frozenset[str]) -> None:
        self.seen = seen
        self._values: Callable[[Held], object] = attrgetter(*sorted(seen)) if seen else _nothing
        self._found: dict[object, tuple[Finding, ...]] = {}

    def of(self, held: Held) -> tuple[Finding, ...] | None:
        return self._found.get(self._values(held))

    def remember(self, held: Held, found: tuple[Finding, ...]) -> None:
        self._found[self._values(held)] = found


def _nothing(_held: Held) -> None:
    return None

"""What the ids in changes refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from calendars.language import Said, Sentence
from constraints.rule import all_rules
from planner.changes.change import AnyChange, Refusal
from planner.nearest import hint, hint_of_part
from planner.network import Network
from planner.network.references import UNKNOWN
from planner.network.targets import TARGETS


@dataclass(frozen=True, slots=True)
class _Target:
    where: Sentence
    known: Callable[[Network], Mapping[str, str]]


def _of_network(name: str) -> _Target:
    target = TARGETS[name]
    return _Target(target.where, lambda network: target.known(network) or {})


_TARGETS = {
    **{name: _of_network(name) for name in ("regions", "municipalities", "venues", "people", "themes")},
    "meetings": _Target(
        Sentence(en="among the meetings", da="blandt møderne"),
        lambda network: {name: round_.title for name, round_ in network.round_of.items()},
    ),
    "rounds": _Target(
        Sentence(en="among the rounds", da="blandt runderne"),
        lambda network: {each.round.id: each.round.title for each in network.rounds},
    ),
    "members": _Target(
        Sentence(en="in members.csv", da="i members.csv"), lambda network: {each.id: "" for each in network.members}
    ),
    "staff": _Target(
        Sentence(en="in staff.csv", da="i staff.csv"), lambda network: {each.id: each.name for each in network.staff}
    ),
    "rules": _Target(
        Sentence(en="among the rules", da="blandt reglerne"), lambda _network: dict.fromkeys(all_rules(), "")
    ),
}


def lost_references(change: AnyChange, network: Network) -> Iterator[Refusal]:
    """Ids in the change that refer to nothing in the network."""
    for key, name in change.refers.items():
        target = _TARGETS[name]
        for found in _ids(getattr(change, key)):
            known = target.known(network)
            if found not in known:
                near = hint_of_part(found, known) if name == "rules" else hint(found, known)
                said = Said(UNKNOWN, {"found": found, "where": target.where, "hint": near})
                yield Refusal(key, said, found)


def _ids(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()

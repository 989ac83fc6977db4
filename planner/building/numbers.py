"""The numbers that stand for ids in a problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, Self

from planner.network import Network


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Numbers:
    """For every kind of id its index in the problem's tuples, which are in the order of the network's."""

    regions: Mapping[str, int]
    municipalities: Mapping[str, int]
    members: Mapping[str, int]
    staff: Mapping[str, int]
    venues: Mapping[str, int]

    @classmethod
    def of(cls, network: Network) -> Self:
        """The numbers for that network."""
        return cls(
            _numbers(network.settings.regions),
            _numbers(network.municipalities),
            _numbers(network.members),
            _numbers(network.staff),
            _numbers(network.venues),
        )


def _numbers(things: Iterable[_WithId]) -> dict[str, int]:
    return {thing.id: number for number, thing in enumerate(things)}

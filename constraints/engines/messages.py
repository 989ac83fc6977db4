"""What a solving process tells its parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calendars.language import Said
    from constraints.outcome import Status
    from constraints.plan import Plan


@dataclass(frozen=True, slots=True)
class Found:
    """A better plan, and what it costs by the model's account."""

    plan: Plan
    objective: int


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan costs less than this."""

    points: int


@dataclass(frozen=True, slots=True)
class Phase:
    """How long a part of the work took, in seconds."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The end: how sure it is, on what it rests, and the most memory the solving processes held together (bytes)."""

    status: Status
    proof: tuple[Said, ...]
    peak_memory: int

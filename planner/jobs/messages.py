"""What the pool and its workers say to each other."""

from __future__ import annotations

from dataclasses import dataclass

from calendars.language import Said

REFUSED = 400
"""The least status of HTTP that means that something is wrong with what was asked for."""


@dataclass(frozen=True, slots=True)
class Run:
    """Do this.

    Attributes:
        task: "module:function" that is given a `Desk` and the arguments, and returns a `Done`.
    """

    task: str
    args: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """End the job under way with the best there is."""


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far a job has come, as JSON."""

    document: str


@dataclass(frozen=True, slots=True)
class Better:
    """The best so far, as JSON: what is left of the job if it is stopped now."""

    document: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a job came to, as JSON.

    Attributes:
        status: of HTTP: 200, or the reason why what was asked for cannot be done.
    """

    document: str
    status: int = 200

    @property
    def refused(self) -> bool:
        """Whether what was asked for cannot be done."""
        return self.status >= REFUSED


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a job came to nothing."""

    said: Said

"""Propose plans that answer changes; the solving process loads its engines while this one loads all else."""

from __future__ import annotations

from typing import Any

from calendars.language import Locale
from constraints.engines.turns import Turns
from constraints.outcome import Limits
from planner.cli.exit_codes import ExitCode


def run(
    *, seconds: float, workers: int, seed: int, memory: int | None, locale: Locale,
    **asked: Any,  # noqa: ANN401 - everything else that the command takes
) -> ExitCode:  # fmt: skip
    """Answer the changes to the last revision."""
    limits = Limits(seconds, workers, seed, memory)
    with Turns.start(limits) as turns:
        from planner.cli.actions.rescheduling import answer_changes  # noqa: PLC0415 - takes as long as the engines

        return answer_changes(turns, limits, locale=locale, **asked)

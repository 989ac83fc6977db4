"""The action of `planner reschedule`: start the solving process, which loads engines while the rest is imported."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from calendars.language import Locale
from constraints.problem.outcome import Limits
from constraints.search.sessions import SequentialSession
from planner.cli.base.command import ExitCode


def run_reschedule(
    *, words: Sequence[str], seconds: float, workers: int, seed: int, memory: int | None, locale: Locale,
    **asked: Any,  # noqa: ANN401 - everything else that the command takes
) -> ExitCode:  # fmt: skip
    """Propose plans that answer changes to the last revision."""
    begun, limits = time.monotonic(), Limits(seconds, workers, seed, memory)
    with SequentialSession.start(limits) as turns:
        # Imported here because they load as slowly as the engines; the changes are parsed first.
        from planner.cli.actions.rescheduling import parse_arguments  # noqa: PLC0415

        said = parse_arguments(words, locale)

        from planner.cli.actions.rescheduling import answer_changes  # noqa: PLC0415

        return answer_changes(turns, limits, said=said, begun=begun, locale=locale, **asked)

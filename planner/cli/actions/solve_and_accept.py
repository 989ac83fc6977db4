"""Plan a network and, if that is asked for, make the plan the next revision."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from calendars.language import Locale, Sentence
from planner.cli.actions import solve
from planner.cli.exit_codes import ExitCode
from planner.cli.wrong_use import WrongUse

NO_FOLDER = Sentence(en="--accept needs the folder of a network", da="--accept kræver mappen med et netværk")


def run(
    *, accept: bool, by: str | None, why: str, as_of: date | None, store: str | None, network: str | None,
    folder: Path | None, locale: Locale, **solving: Any,  # noqa: ANN401 - everything that solve itself is given
) -> ExitCode:  # fmt: skip
    """Plan; the plan then rests on the revision that was the last before it was begun."""
    if not accept:
        return solve.run(folder=folder, locale=locale, **solving)
    if folder is None:
        raise WrongUse(NO_FOLDER)
    # Imported here because only those who accept have to wait for the database's library.
    from planner.cli.actions.acceptance import Acceptor  # noqa: PLC0415

    with Acceptor.opened(folder, store, network) as acceptor:
        then = partial(acceptor.accept_answer, acceptor.wish(by, why, as_of))
        return solve.run(folder=folder, locale=locale, then=then, **solving)

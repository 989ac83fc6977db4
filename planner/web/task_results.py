"""What every task of a worker uses: the store, and problems as results."""

from __future__ import annotations

from functools import cache

from calendars.language import Locale
from planner.jobs.job import Done
from planner.schemas.plans import dumps
from planner.store.database import Store, open_store
from planner.web.problems import ProblemError


@cache
def opened(address: str) -> Store:
    """The store at an address, open as long as the worker lives."""
    return open_store(address)


def refused(error: ProblemError, locale: Locale) -> Done:
    """The result of a task that cannot be done."""
    return Done(dumps(error.json(locale), indent=None), error.kind.status)

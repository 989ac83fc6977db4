"""What a worker does before its first job: load everything heavy, here and in the process that solves for it."""

from __future__ import annotations

from contextlib import suppress

from planner.building import build_problem
from planner.held_dates import is_held_id
from planner.jobs.desk import Desk
from planner.jobs.messages import Done
from planner.store import revisions
from planner.store.errors import StoreError
from planner.web.tasks import solving, what_if
from planner.web.tasks.ground import MOST, accepted, opened, turns

TASKS = (solving, what_if)
"""Modules that are imported by now."""


def ready(_desk: Desk, address: str) -> Done:
    """Read the networks of a store that are likely to be asked about; what cannot be read now is read later."""
    turns()
    store = opened(address)
    with suppress(StoreError):
        with store.reading() as connection:
            known = [each for each in revisions.network_ids(connection) if not is_held_id(each)]
        for each in known[:MOST]:
            with suppress(StoreError):
                build_problem(accepted(store, each)[1].network)
    return Done("null")

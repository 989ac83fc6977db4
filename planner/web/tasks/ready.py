"""What a worker does before its first job: load everything heavy, here and in the process that solves for it."""

from __future__ import annotations

from contextlib import suppress

from calendars.language import Locale
from constraints.outcome import Limits
from planner.changes.cancelling import Cancel
from planner.jobs.desk import Desk
from planner.jobs.messages import Done
from planner.rescheduling.answer import MayMove
from planner.revisions.held_dates import is_held_id
from planner.store import revisions
from planner.store.errors import StoreError
from planner.web.tasks import what_if
from planner.web.tasks.ground import MOST, accepted, opened, turns
from planner.web.tasks.question import WhatIf

SECONDS = 20.0
ANY: Locale = "en"


def ready(desk: Desk, address: str) -> Done:
    """Rehearse with the networks of a store that are likely to be asked about, until the first job comes.

    What cannot be read is left out.
    """
    turns()
    with suppress(StoreError), opened(address).reading() as connection:
        known = [each for each in revisions.network_ids(connection) if not is_held_id(each)]
        for each in known[:MOST]:
            if desk.stop.is_set():
                break
            _rehearse(desk, address, each)
    return Done("null")


def _rehearse(desk: Desk, address: str, network: str) -> None:
    """Ask what if the last meeting were called off, which nobody hears of."""
    with suppress(StoreError):
        revision, content = accepted(opened(address), network)
        last = content.plan.meetings[-1]
        changes = (Cancel(meetings=(last.meeting,), later=False),)
        as_of = revision.as_of.date()
        what_if.what_if(
            desk, ANY, WhatIf(address, network, changes, as_of, 1, MayMove.NOTHING, save=False, limits=Limits(SECONDS))
        )

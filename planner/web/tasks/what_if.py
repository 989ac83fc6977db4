"""Proposals that answer changes to the last revision."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from calendars.language import Locale
from planner.jobs.desk import Desk
from planner.jobs.messages import Done
from planner.proposing import keep
from planner.rescheduling.answer import Answer
from planner.rescheduling.reschedule import Wish, reschedule
from planner.rescheduling.search import Solving
from planner.web.tasks.ground import accepted, opened, turns
from planner.web.tasks.question import WhatIf
from planner.web.tasks.refusing import refusing
from planner.web.tasks.solving import reporting

SOON = 1.0
"""Seconds in which an answer is usually whole: telling of a part of it would only make it later."""


@refusing
def what_if(desk: Desk, _locale: Locale, question: WhatIf) -> Done:
    """The answer to the changes; its proposals are kept if that is asked for."""
    store = opened(question.store)
    revision, content = accepted(store, question.network)
    as_of = question.as_of or datetime.now(ZoneInfo(content.network.settings.timezone)).date()
    wish = Wish(question.changes, as_of, question.k, question.may_move)
    solving = Solving(turns(), question.limits, reporting(desk), desk.stop, _Proposing(desk))
    found = reschedule(content, revision.number, wish, solving)
    answer = keep(store, question.network, found, datetime.now(UTC)) if question.save else found.answer
    return Done(answer.model_dump_json())


class _Proposing:
    """Tells the pool of the proposals found so far, without numbers: nothing is kept before all are there."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._begun = desk, time.monotonic()

    def __call__(self, so_far: Callable[[], Answer]) -> None:
        if time.monotonic() - self._begun > SOON:
            self._desk.better(so_far().model_dump_json())

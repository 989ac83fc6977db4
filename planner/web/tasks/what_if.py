"""Proposals that answer changes to the last revision."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from calendars.language import Locale
from constraints.outcome import Progress
from planner.jobs.desk import Desk
from planner.jobs.messages import Done
from planner.output.plan_json import dumps, progress_json
from planner.rescheduling.answer import Answer
from planner.rescheduling.reschedule import Wish, reschedule
from planner.rescheduling.search import Solving
from planner.revisions.proposing import keep
from planner.web.tasks.ground import accepted, opened, turns
from planner.web.tasks.question import WhatIf
from planner.web.tasks.refusing import refusing

SOON = 2.0
"""Seconds in which an answer is usually whole: telling of a part of it would only make it later."""
PAUSE = 0.5
"""Seconds between two looks at how far it is, if there is no plan to tell of."""


@refusing
def what_if(desk: Desk, _locale: Locale, question: WhatIf) -> Done:
    """The answer to the changes; its proposals are kept if that is asked for."""
    store = opened(question.store)
    revision, content = accepted(store, question.network)
    as_of = question.as_of or datetime.now(ZoneInfo(content.network.settings.timezone)).date()
    wish = Wish(question.changes, as_of, question.k, question.may_move, question.keep_windows)
    proposing = _Proposing(desk)
    solving = Solving(turns(), question.limits, proposing.look, desk.stop, proposing)
    found = reschedule(content, revision.number, wish, solving)
    answer = keep(store, question.network, found, datetime.now(UTC)) if question.save else found.answer
    return Done(answer.model_dump_json())


class _Proposing:
    """Tells the pool how far a search is, and the proposals so far, without numbers: they are kept when all are there.

    Points are left out: each search on the way to the proposals weighs them in its own way.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk, self._begun, self._found, self._next = desk, time.monotonic(), 0, 0.0

    def __call__(self, so_far: Callable[[], Answer]) -> None:
        self._found += 1
        if self._seconds() > SOON:
            self._desk.better(so_far().model_dump_json())
        self._tell()

    def look(self, _progress: Progress) -> None:
        """Something new, though no plan that counts."""
        if self._seconds() > self._next:
            self._tell()

    def _tell(self) -> None:
        self._next = self._seconds() + PAUSE
        shown = {**progress_json(Progress(self._seconds(), None, None)), "plans": self._found}
        self._desk.progress(dumps(shown, indent=None))

    def _seconds(self) -> float:
        return time.monotonic() - self._begun

"""Proposals that answer changes to the last revision."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from calendars.language import Locale
from planner.jobs.desk import Desk
from planner.jobs.messages import Done
from planner.proposing import keep
from planner.rescheduling.reschedule import Wish, reschedule
from planner.rescheduling.search import Solving
from planner.web.tasks.ground import accepted, opened, turns
from planner.web.tasks.question import WhatIf
from planner.web.tasks.refusing import refusing
from planner.web.tasks.solving import reporting


@refusing
def what_if(desk: Desk, _locale: Locale, question: WhatIf) -> Done:
    """The answer to the changes; its proposals are kept if that is asked for."""
    store = opened(question.store)
    revision, content = accepted(store, question.network)
    as_of = question.as_of or datetime.now(ZoneInfo(content.network.settings.timezone)).date()
    wish = Wish(question.changes, as_of, question.k, question.may_move)
    solving = Solving(turns(), question.limits, reporting(desk), desk.stop)
    found = reschedule(content, revision.number, wish, solving)
    answer = keep(store, question.network, found, datetime.now(UTC)) if question.save else found.answer
    return Done(answer.model_dump_json())

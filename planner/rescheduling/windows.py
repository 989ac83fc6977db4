"""Meetings that are, or may be, held outside the windows that they had: said wherever it happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from calendars.language import Locale, Sentence
from constraints.naming import meeting_name
from planner.changes.deciding import OtherWindow
from planner.rescheduling.answer import Widened
from planner.rescheduling.proposal import Outside
from planner.rescheduling.shapes import Days

if TYPE_CHECKING:
    from calendars.span import Span
    from constraints.held import Held
    from planner.changes import Change
    from planner.network import Network
    from planner.rescheduling.proposal import Move
    from planner.rescheduling.situation import Compared

MAY_BE = Sentence(
    en="{meeting} may be held outside its window, which ends on {last:date}: until {until:date}.",
    da="{meeting} må holdes uden for sit vindue, som slutter {last:date}: frem til {until:date}.",
)
IS = Sentence(en="outside its window, which ends on {last:date}", da="uden for sit vindue, som slutter {last:date}")
ARE = Sentence(
    en="{n} {n:meeting is|meetings are} held outside the window that was planned.",
    da="{n} {n:møde|møder} holdes uden for det planlagte vindue.",
)


def windows_said(changes: Iterable[Change], network: Network) -> frozenset[str]:
    """Ids of the meetings whose windows the changes themselves say."""
    said = [change for change in changes if isinstance(change, OtherWindow)]
    single = {change.meeting for change in said if change.meeting is not None}
    rounds = {change.round for change in said if change.round is not None}
    return frozenset({*single, *(name for name, round_ in network.round_of.items() if round_.id in rounds)})


def widened(compared: Compared, locale: Locale) -> Iterator[Widened]:
    """The meetings that may be held outside their windows without a change that says their windows."""
    problem = compared.situation.free
    for meeting in problem.meetings:
        before = None if meeting.settled else _before(compared, meeting.id)
        if before is not None and (meeting.window.first < before.first or before.last < meeting.window.last):
            sentence = MAY_BE.say(
                locale, meeting=meeting_name(problem, meeting), last=before.last, until=meeting.window.last
            )
            yield Widened(meeting=meeting.id, before=_days(before), after=_days(meeting.window), sentence=sentence)


def outside(compared: Compared, held: Held, locale: Locale) -> Outside | None:
    """Set if the meeting lies outside the window that it had, and no change says another."""
    before = _before(compared, held.id)
    if before is None or (held.span.first in before and held.span.last in before):
        return None
    return Outside(window=_days(before), sentence=IS.say(locale, last=before.last))


def said_outside(moves: Iterable[Move], locale: Locale) -> list[str]:
    """A sentence on the meetings that lie outside their windows, if any do."""
    n = sum(move.outside is not None for move in moves)
    return [ARE.say(locale, n=n)] if n else []


def _before(compared: Compared, meeting: str) -> Span | None:
    """The window of a meeting when the plan was accepted; None if it had none, or if a change says another."""
    found = compared.old.problem.meeting(meeting)
    return None if found is None or meeting in compared.windows_said else found.window


def _days(span: Span) -> Days:
    return Days(first=span.first, last=span.last)

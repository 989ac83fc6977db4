"""Other people's calendars, read to the times they take, in a process that may be killed.

Calendars come from anywhere, and a few hundred bytes suffice to keep a parser busy for ever.
"""

from __future__ import annotations

from collections import deque
from itertools import takewhile
from typing import TYPE_CHECKING

from calendars.fenced.process import Child, GoneError
from calendars.ical.reading.outcome import (
    FAILED,
    LARGEST,
    MEBIBYTE,
    MEBIBYTES,
    SECONDS,
    TOO_LARGE,
    TOO_MUCH_MEMORY,
    TOO_SLOW,
    Reading,
    UnreadableError,
)
from calendars.language import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from calendars.span import Span

_READER = "calendars.ical.reading.calendar:tell_readings"
_TOO_MUCH = (FAILED, TOO_MUCH_MEMORY, TOO_SLOW)


def read_busy(data: bytes, within: Span, zone: ZoneInfo) -> Reading:
    """When the owner of a calendar is taken; ends within 5 seconds and 512 MB of memory.

    Args:
        data: an iCalendar file.
        within: the days asked for.
        zone: what days and times without a zone are meant in, and the intervals are given in.

    Raises:
        UnreadableError: if it cannot be read, and why.
    """
    outcome = next(read_each([data], within, zone))
    if isinstance(outcome, UnreadableError):
        raise outcome
    return outcome


def read_each(calendars: Iterable[bytes], within: Span, zone: ZoneInfo) -> Iterator[Reading | UnreadableError]:
    """What comes of each calendar, in order, as `read_busy` gives or raises it.

    One process reads them all, and is replaced when one calendar is too much for it.
    """
    waiting = deque(calendars)
    while waiting:
        for outcome in _outcomes(tuple(takewhile(_may_be_tried, waiting)), within, zone):
            waiting.popleft()
            yield outcome if isinstance(outcome, Reading) else UnreadableError(outcome)
        if waiting and not _may_be_tried(waiting[0]):
            waiting.popleft()
            yield UnreadableError(Said(TOO_LARGE, {"mebibytes": LARGEST // MEBIBYTE}))


def _may_be_tried(data: bytes) -> bool:
    return len(data) <= LARGEST


def _outcomes(calendars: Sequence[bytes], within: Span, zone: ZoneInfo) -> Iterator[Reading | Said]:
    """What one process makes of the calendars, up to the first that is too much for it."""
    with Child(MEBIBYTES) as child:
        child.call(_READER, calendars, within, zone)
        for _ in calendars:
            outcome = _outcome(child)
            yield outcome
            if isinstance(outcome, Said) and outcome.sentence in _TOO_MUCH:
                return


def _outcome(child: Child) -> Reading | Said:
    try:
        outcome: Reading | Said | None = child.receive(SECONDS)
    except GoneError as gone:
        if "MemoryError" in str(gone):
            return Said(TOO_MUCH_MEMORY, {"mebibytes": MEBIBYTES})
        return Said(FAILED)
    return outcome or Said(TOO_SLOW, {"seconds": SECONDS})

"""What comes of reading a calendar: when it is taken, or why it cannot be read."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from calendars.language import Said, Sentence, WrongValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from calendars.interval import Interval

SECONDS = 4
"""Time that one calendar may take to be read; with starting and ending the process it stays below 5."""

MEBIBYTES = 512
"""Memory that reading may take."""

MEBIBYTE = 2**20

LARGEST = 32 * MEBIBYTE
"""Bytes of the largest calendar that is tried at all."""

TOO_LARGE = Sentence(en="the calendar is larger than {mebibytes} MB", da="kalenderen fylder mere end {mebibytes} MB")
TOO_SLOW = Sentence(
    en="the calendar could not be read within {seconds} seconds",
    da="kalenderen kunne ikke læses på {seconds} sekunder",
)
TOO_MUCH_MEMORY = Sentence(
    en="the calendar could not be read with {mebibytes} MB of memory",
    da="kalenderen kunne ikke læses med {mebibytes} MB hukommelse",
)
FAILED = Sentence(
    en="the calendar could not be read: the program that reads it came to an end",
    da="kalenderen kunne ikke læses: programmet, der læser den, gik ned",
)
NO_CALENDAR = Sentence(
    en="this is not a calendar in the iCalendar format (.ics)",
    da="det er ikke en kalender i formatet iCalendar (.ics)",
)
CUT_OFF = Sentence(
    en="the calendar is broken off: a part of it begins and does not end",
    da="kalenderen er afbrudt: en del af den begynder uden at slutte",
)
NO_TIMES = Sentence(
    en="{n} {n:entry|entries} left out: without times that can be understood",
    da="{n} {n:aftale|aftaler} udeladt: uden tidspunkter, der kan forstås",
)
ENDS_FIRST = Sentence(
    en="{n} {n:entry|entries} left out: the end comes before the beginning",
    da="{n} {n:aftale|aftaler} udeladt: slutningen kommer før begyndelsen",
)
NO_RULE = Sentence(
    en="{n} {n:entry|entries} left out: the rule of repetition cannot be understood",
    da="{n} {n:aftale|aftaler} udeladt: reglen for gentagelse kan ikke forstås",
)
NO_ZONE = Sentence(
    en="{n} {n:entry|entries} read as if in {taken}: the time zone “{named}” is neither known nor described",
    da="{n} {n:aftale|aftaler} læst, som om tidszonen var {taken}: »{named}« er hverken kendt eller beskrevet",
)
NOTHING_READ = Sentence(en="nothing in the calendar could be read: {why}", da="intet i kalenderen kunne læses: {why}")


@dataclass(frozen=True, slots=True)
class Reading:
    """When a calendar says that its owner is taken, and nothing else of it.

    Attributes:
        intervals: in order, apart from each other, within the days asked for and on the zone's clock.
        remarks: what had to be left out or guessed, one for each reason.
    """

    intervals: tuple[Interval, ...]
    remarks: tuple[Said, ...] = ()


class UnreadableError(WrongValueError):
    """A calendar that cannot be read."""


LeaveOut: TypeAlias = "Callable[[LeftOutError], None]"
"""Is told of an entry that cannot be understood."""


class LeftOutError(Exception):
    """An entry that cannot be understood.

    Args:
        sentence: the remark about such entries, with a place for their number, `n`.
    """

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


@contextmanager
def or_leave_out(leave_out: LeaveOut) -> Iterator[None]:
    """Go on after an entry that cannot be understood: whatever goes wrong inside, it is the entry's fault.

    Only memory is not.
    """
    try:
        yield
    except LeftOutError as reason:
        leave_out(reason)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - parsers fail in every way there is
        leave_out(LeftOutError(NO_TIMES))

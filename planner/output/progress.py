"""The progress of a solve: one line on a terminal, plain lines elsewhere, JSON lines for programs."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from rich.live import Live
from rich.text import Text

from calendars.language import Locale, Sentence
from constraints.outcome import Progress
from planner.output.plan_json import dumps, progress_json
from planner.output.proof import percent

if TYPE_CHECKING:
    from rich.console import Console

BEST = Sentence(en="best {best} points", da="bedste {best} point")
NO_PLAN = Sentence(en="no plan yet", da="ingen plan endnu")
BOUND = Sentence(en="bound {bound}", da="grænse {bound}")
GAP = Sentence(en="gap {gap}%", da="højst {gap} % fra optimum")
ELAPSED = Sentence(en="{seconds} s", da="{seconds} s")

SHARE = 0.1
"""Plain lines keep this share of the elapsed time between them, so that long runs do not fill a log."""
SHORTEST = 1.0
"""Seconds between plain lines at the beginning."""


def progress_line(progress: Progress, locale: Locale) -> str:
    """Best plan, bound, gap and time elapsed, as far as they are known."""
    parts = [NO_PLAN.say(locale) if progress.best is None else BEST.say(locale, best=progress.best)]
    if progress.bound is not None:
        parts.append(BOUND.say(locale, bound=progress.bound))
    if progress.gap is not None:
        parts.append(GAP.say(locale, gap=percent(progress.gap)))
    return " · ".join([*parts, ELAPSED.say(locale, seconds=int(progress.seconds))])


class TerminalLine:
    """One line that is written over, with a clock that runs between two reports; gone at the end."""

    def __init__(self, console: Console, locale: Locale) -> None:
        self._locale = locale
        self._begun = time.monotonic()
        self._latest = Progress(0.0, None, None)
        self.shown: AbstractContextManager[object] = Live(
            console=console, get_renderable=self._line, refresh_per_second=4, transient=True,
            redirect_stdout=False, redirect_stderr=False,
        )  # fmt: skip

    def __call__(self, progress: Progress) -> None:
        """Hear how far it is."""
        self._latest = progress

    def _line(self) -> Text:
        now = Progress(time.monotonic() - self._begun, self._latest.best, self._latest.bound)
        return Text(progress_line(now, self._locale), no_wrap=True, overflow="ellipsis")


class PlainLines:
    """A line now and then, ever more rarely."""

    def __init__(self, write: Callable[[str], object], locale: Locale) -> None:
        self._write, self._locale = write, locale
        self._next = 0.0
        self.shown: AbstractContextManager[object] = nullcontext()

    def __call__(self, progress: Progress) -> None:
        """Hear how far it is."""
        if progress.seconds >= self._next:
            self._next = progress.seconds + max(SHORTEST, SHARE * progress.seconds)
            self._write(progress_line(progress, self._locale))


class JsonLines:
    """An event for each report.

    Args:
        write: writes a line, and answers whether anybody still reads.
        unheard: called once nobody does.
    """

    def __init__(self, write: Callable[[str], bool], unheard: Callable[[], None]) -> None:
        self._write, self._unheard = write, unheard
        self.shown: AbstractContextManager[object] = nullcontext()

    def __call__(self, progress: Progress) -> None:
        """Hear how far it is."""
        if not self._write(dumps({"event": "progress", **progress_json(progress)}, indent=None)):
            self._unheard()

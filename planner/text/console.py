"""Consoles, the progress and proof of a solve as text, and signed differences."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, TextIO

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.live import Live
from rich.text import Text

from calendars.language import BoundMessage, Locale, Message, say_value
from constraints.problem.outcome import OutcomeStatus, Progress
from planner.schemas import plans
from planner.text.harmless import Shown, harmless

if TYPE_CHECKING:
    from constraints.problem.outcome import Outcome


FILE_WIDTH_COLUMNS = 150
"""Width of tables written to a file or another program; it fits a landscape page."""


def console(stream: TextIO) -> Console:
    """Return a console as wide as the terminal or COLUMNS says, without styling if NO_COLOR is set."""
    fixed = stream.isatty() or "COLUMNS" in os.environ
    plain = bool(os.environ.get("NO_COLOR"))
    return Console(
        file=stream, width=None if fixed else FILE_WIDTH_COLUMNS, color_system=None if plain else "auto",
        markup=False, highlight=False, emoji=False,
    )  # fmt: skip


class _Harmless:
    """A renderable whose text is harmless, and whose styles are kept."""

    def __init__(self, part: RenderableType) -> None:
        self._part = part

    def __rich_console__(self, shown: Console, options: ConsoleOptions) -> RenderResult:
        for segment in shown.render(self._part, options):
            yield segment._replace(text=harmless(segment.text)) if segment.control is None else segment


def rendered(shown: Console, *parts: RenderableType) -> Shown:
    """Return the parts as text for that console; only on a terminal are sentences wrapped."""
    with shown.capture() as captured:
        for part in parts:
            wrapped = not isinstance(part, Text) or shown.is_terminal
            shown.print(_Harmless(part), soft_wrap=not wrapped, crop=False)
    return Shown("\n".join(line.rstrip() for line in captured.get().split("\n")).rstrip("\n"))


def signed(points: int, locale: Locale) -> str:
    """Return a difference with its sign; 0 has none."""
    return f"+{say_value(points, locale)}" if points > 0 else say_value(points, locale)


OPTIMAL = Message("console.optimal", "Optimal: {objective} points. It is proved that no plan has fewer.")
FEASIBLE = Message(
    "console.feasible",
    "Feasible: {objective} points. No plan has fewer than {bound}, so this one is at most {gap}% from the optimum.",
)
NO_BOUND = Message("console.no_bound", "Feasible: {objective} points. How few a plan can have is not known yet.")
INFEASIBLE = Message("console.infeasible", "Infeasible: there is no plan that keeps every rule.")
UNKNOWN = Message("console.unknown", "Unknown: no plan was found, but there may be one.")
SPENT = Message("console.spent", "It took {seconds} {seconds:second|seconds}")
MEMORY = Message("console.memory", " and at most {mib} MiB of memory")
BYTES_PER_MIB = 2**20


def proof_lines(outcome: Outcome, locale: Locale) -> list[str]:
    """Return sentences on the status, the proof, and the resources used."""
    sentence = status_sentence(outcome)
    spent = SPENT.say(locale, seconds=round(outcome.seconds, 1))
    if outcome.peak_memory:
        spent += MEMORY.say(locale, mib=math.ceil(outcome.peak_memory / BYTES_PER_MIB))
    values = {"objective": outcome.objective, "bound": outcome.bound, "gap": percent(outcome.gap)}
    return [sentence.say(locale, **values), *(said.say(locale) for said in outcome.proof), f"{spent}."]


def status_sentence(outcome: Outcome) -> Message:
    """Return the sentence for the status."""
    match outcome.status:
        case OutcomeStatus.OPTIMAL:
            return OPTIMAL
        case OutcomeStatus.INFEASIBLE:
            return INFEASIBLE
        case OutcomeStatus.UNKNOWN:
            return UNKNOWN
        case OutcomeStatus.FEASIBLE:
            return NO_BOUND if outcome.bound is None else FEASIBLE


def percent(share: float | None) -> float | None:
    """Return a share in percent with two decimals, rounded up so that "at most" holds."""
    return None if share is None else math.ceil(round(share * 10_000, 6)) / 100


BEST = Message("console.best", "best {best} points")
NO_PLAN = Message("console.no_plan", "no plan yet")
BOUND = Message("console.bound", "bound {bound}")
GAP = Message("console.gap", "gap {gap}%")
ELAPSED = Message("console.elapsed", "{seconds} s")

PROGRESS_INTERVAL_SHARE = 0.1
"""Interval between plain lines as a share of the elapsed time, so that long runs do not fill a log."""
PROGRESS_INTERVAL_MIN_SECONDS = 1.0
"""The shortest interval between plain lines."""


def progress_line(progress: Progress, locale: Locale) -> str:
    """Return best plan, bound, gap and elapsed time, as far as they are known."""
    parts = [NO_PLAN.say(locale) if progress.best is None else BEST.say(locale, best=progress.best)]
    if progress.bound is not None:
        parts.append(BOUND.say(locale, bound=progress.bound))
    if progress.gap is not None:
        parts.append(GAP.say(locale, gap=percent(progress.gap)))
    return " · ".join([*parts, ELAPSED.say(locale, seconds=int(progress.seconds))])


class TerminalLine:
    """Shows progress on one line that is overwritten, with a running clock, and removed at the end."""

    def __init__(self, console: Console, locale: Locale) -> None:
        self._locale = locale
        self._begun = time.monotonic()
        self._latest = Progress(0.0, None, None)
        self.shown: AbstractContextManager[object] = Live(
            console=console, get_renderable=self._line, refresh_per_second=4, transient=True,
            redirect_stdout=False, redirect_stderr=False,
        )  # fmt: skip

    def __call__(self, progress: Progress) -> None:
        """Take a progress report."""
        self._latest = progress

    def _line(self) -> Text:
        now = Progress(time.monotonic() - self._begun, self._latest.best, self._latest.bound)
        return Text(progress_line(now, self._locale), no_wrap=True, overflow="ellipsis")


class PlainLines:
    """Writes progress lines at growing intervals."""

    def __init__(self, write: Callable[[str], object], locale: Locale) -> None:
        self._write, self._locale = write, locale
        self._next = 0.0
        self.shown: AbstractContextManager[object] = nullcontext()

    def __call__(self, progress: Progress) -> None:
        """Take a progress report."""
        if progress.seconds >= self._next:
            self._next = progress.seconds + max(
                PROGRESS_INTERVAL_MIN_SECONDS, PROGRESS_INTERVAL_SHARE * progress.seconds
            )
            self._write(progress_line(progress, self._locale))


class JsonLines:
    """Writes an event for each progress report.

    Args:
        write: writes a line, and returns whether anybody still reads.
        unheard: called once nobody does.
    """

    def __init__(self, write: Callable[[str], bool], unheard: Callable[[], None]) -> None:
        self._write, self._unheard = write, unheard
        self.shown: AbstractContextManager[object] = nullcontext()

    def __call__(self, progress: Progress) -> None:
        """Take a progress report."""
        if not self._write(plans.dumps(plans.progress_line(progress), indent=None)):
            self._unheard()


MORE = Message("console.more", "{points} {points:point|points} more")


LESS = Message("console.less", "{points} {points:point|points} less")


THE_SAME = Message("console.the_same", "the same number of points")


def price(points: int) -> BoundMessage:
    """Return how many points more or less a plan costs, as a value for sentences."""
    if not points:
        return BoundMessage(THE_SAME)
    return BoundMessage(MORE if points > 0 else LESS, {"points": abs(points)})

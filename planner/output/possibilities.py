"""Where a meeting could be, as a planner reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Said, Sentence, say_value
from constraints.why.days import State
from planner.output.signed import signed

if TYPE_CHECKING:
    from planner.explaining.possibilities import CandidateJudged, CandidatesJudged, DayPossibility, Possibilities
    from planner.explaining.shapes import Place, Reason

TITLE = Sentence(
    en="{meeting}, planned on {day:short} at {venue}", da="{meeting}, planlagt {day:short}, {venue}"
)  # fmt: skip
DAY = Sentence(en="Day", da="Dag")
VENUE = Sentence(en="Venue", da="Mødested")
POINTS = Sentence(en="Points", da="Point")
STATE = Sentence(en="Possible", da="Muligt")
WHY = Sentence(en="Why", da="Hvorfor")
STATES = {
    State.FREE: Sentence(en="free", da="frit"),
    State.COSTLY: Sentence(en="at a price", da="koster"),
    State.IMPOSSIBLE: Sentence(en="impossible", da="umuligt"),
}
PLANNED = Sentence(en="planned", da="planlagt")
IF_OTHERS_MOVE = Sentence(en="if others move", da="hvis andre flytter")
FROM_TO = Sentence(en="{first:short} – {last:short}", da="{first:short} – {last:short}")
ONE_DAY = Sentence(en="{first:short}", da="{first:short}")
COUNTS = {
    State.FREE: Sentence(en="{n} {n:day is|days are} free", da="{n} {n:dag er fri|dage er frie}"),
    State.COSTLY: Sentence(en="{n} {n:day costs|days cost} points", da="{n} {n:dag|dage} koster point"),
    State.IMPOSSIBLE: Sentence(en="{n} {n:day is|days are} impossible", da="{n} {n:dag er umulig|dage er umulige}"),
}
OF_THEM = Sentence(
    en="{n} of them only because of other meetings", da="{n} af dem kun på grund af andre møder"
)  # fmt: skip
COUNT = Sentence(en="{counts}.", da="{counts}.")
COUNT_OF_THEM = Sentence(en="{counts} ({of_them}).", da="{counts} ({of_them}).")

Cells = tuple[str, str, str, str, str]


def possibilities_report(found: Possibilities, locale: Locale) -> Iterator[RenderableType]:
    """Days in order; neighbouring ones that the same rule makes impossible in one line, unless all is asked for."""
    yield Text(_title(found.meeting.name, found.planned, locale), style="bold")
    yield _table(locale, (row for run in _runs(found.days) for row in _rows(run, locale)))
    yield Text(_count(found.days).say(locale))


def candidates_report(found: CandidatesJudged, locale: Locale) -> Iterator[RenderableType]:
    """Days and venues, best first."""
    yield Text(_title(found.meeting.name, found.planned, locale), style="bold")
    yield _table(locale, (_candidate(each, locale) for each in found.candidates))


def state_name(state: State, *, planned: bool, others: bool, locale: Locale) -> str:
    """What can be said of a day in a word or two."""
    if planned:
        return PLANNED.say(locale)
    return (IF_OTHERS_MOVE if others else STATES[state]).say(locale)


def _count(days: Sequence[DayPossibility]) -> Said:
    """How many there are of each state, if any."""
    states = Counter(each.state for each in days)
    counts = [Said(sentence, {"n": states[state]}) for state, sentence in COUNTS.items() if states[state]]
    others = sum(each.others_could_move for each in days)
    return Said(COUNT_OF_THEM if others else COUNT, {"counts": counts, "of_them": Said(OF_THEM, {"n": others})})


def _title(meeting: str, planned: Place, locale: Locale) -> str:
    return TITLE.say(locale, meeting=meeting, day=planned.day, venue=planned.venue.name)


def _table(locale: Locale, rows: Iterator[Cells]) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in (DAY, STATE, POINTS, VENUE, WHY):
        justify = "right" if title is POINTS else "left"
        table.add_column(title.say(locale), justify=justify, no_wrap=title is not WHY, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*row)
    return table


def _runs(days: Sequence[DayPossibility]) -> Iterator[list[DayPossibility]]:
    """Neighbouring days together if the same rule makes them impossible, and not more than that was asked."""

    def alike(place: int) -> object:
        each = days[place]
        if each.first_reason is None or each.reasons is not None:
            return place
        return each.first_reason.code, each.first_reason.values.get("reason"), each.others_could_move

    for _, places in groupby(range(len(days)), key=alike):
        yield [days[place] for place in places]


def _rows(run: list[DayPossibility], locale: Locale) -> Iterator[Cells]:
    first, last = run[0], run[-1]
    sentence = ONE_DAY if len(run) == 1 else FROM_TO
    reasons = _reasons(first)
    yield (
        sentence.say(locale, first=first.day, last=last.day),
        state_name(first.state, planned=first.planned, others=first.others_could_move, locale=locale),
        "" if first.points is None else signed(first.points, locale),
        first.venue.name if first.venue else "",
        reasons[0].sentence if reasons else "",
    )
    yield from (("", "", "", "", each.sentence) for each in reasons[1:])


def _reasons(day: DayPossibility) -> tuple[Reason, ...]:
    if day.reasons is not None:
        return day.reasons
    return (day.first_reason,) if day.first_reason else ()


def _candidate(each: CandidateJudged, locale: Locale) -> Cells:
    state = State.IMPOSSIBLE if each.points is None else State.COSTLY if each.points > 0 else State.FREE
    return (
        say_value(each.place.day, locale, "short"),
        state_name(state, planned=each.planned, others=each.others_could_move, locale=locale),
        "" if each.points is None else signed(each.points, locale),
        each.place.venue.name,
        " ".join(reason.sentence for reason in each.reasons or ()),
    )

"""Reports on explanations of a plan: why, why not, possibilities, candidates and costs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from pydantic import JsonValue
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calendars.language import BoundMessage, Locale, Message, say_value
from constraints.explain.days import State
from constraints.problem.rule import all_rules
from planner.schemas.common import code
from planner.schemas.explanations import Answer, Move, RulePoints, Solved, WhyNot
from planner.text.console import price, signed
from planner.text.plan import plan_sections, section

if TYPE_CHECKING:
    from constraints.problem.outcome import Verdict
    from planner.schemas.explanations import (
        Alternative,
        CandidateJudged,
        CandidatesJudged,
        DayPossibility,
        Explanation,
        MeetingPoints,
        Place,
        Possibilities,
        Reason,
        RegionAway,
        StruckOut,
        TightRule,
        Why,
    )


DIFFERENCE = Message("text.questions.difference", "Difference in points")
MOVES = Message("text.questions.moves", "What else moves")
FROM_TO = Message("text.questions.from_to", "{meeting}: from {old:short}, {old_venue}, to {new:short}, {new_venue}")
NEW_DAY = Message("text.questions.new_day", "{meeting}: from {old:short} to {new:short}, still at {new_venue}")
NEW_VENUE = Message("text.questions.new_venue", "{meeting}: still on {old:short}, from {old_venue} to {new_venue}")


def solved_report(solved: Solved, locale: Locale) -> Iterator[RenderableType]:
    """Yield points by rule and moves, each under a title if there are any."""
    if solved.rules:
        yield Text(DIFFERENCE.say(locale), style="bold")
        yield points_table(solved.rules, locale)
    if solved.moves:
        yield Text(MOVES.say(locale), style="bold")
        yield from (Text(move_line(move, locale)) for move in solved.moves)


def points_table(rules: tuple[RulePoints, ...], locale: Locale) -> Table:
    """Return a table with a row for each rule, with signed differences."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    for each in rules:
        table.add_row(each.title, signed(each.points, locale))
    return table


def move_line(move: Move, locale: Locale) -> str:
    """Return one move in a line."""
    old, new = move.before, move.after
    sentence = NEW_VENUE if old.day == new.day else NEW_DAY if old.venue == new.venue else FROM_TO
    return sentence.say(
        locale, meeting=move.meeting.name, old=old.day, new=new.day, old_venue=old.venue.name,
        new_venue=new.venue.name,
    )  # fmt: skip


CLASHES = Message("text.questions.clashes", "With the other meetings as planned, what stands against it at {venue}:")
ELSE_AT = Message("text.questions.else_at", "At {venue}:")


def why_not_report(answer: WhyNot, locale: Locale) -> Iterator[RenderableType]:
    """Yield the parts of the report, to be printed in order."""
    yield Text(answer.sentence, style="bold")
    yield from lines(answer.reasons, locale, answer.day)
    if answer.answer is Answer.BROKEN and not answer.reasons:  # what holds at every venue is enough
        for each in answer.venues:
            yield Text(ELSE_AT.say(locale, venue=each.venue.name))
            yield from lines(each.reasons, locale, answer.day)
    if answer.clashes_at and answer.answer is not Answer.BROKEN:
        yield Text(CLASHES.say(locale, venue=answer.clashes_at.name))
        yield from lines(answer.clashes, locale, answer.day)
    if answer.solved:
        yield from solved_report(answer.solved, locale)
    if answer.proof:
        yield Text(answer.proof.sentence)


def lines(reasons: tuple[Reason, ...], locale: Locale, day: date | None = None) -> Iterator[Text]:
    """A line for each; the meeting, and the day if there is one, have been named."""
    yield from (Text(f"– {short_reason(each, locale, day)}") for each in reasons)


ON_DAY = Message("text.questions.on_day", "{day:short}: {said}")


def short_reason(reason: Reason, locale: Locale, day: date | None = None) -> str:
    """What a rule says where the meeting has been named; its whole sentence if it has no shorter one.

    Args:
        reason: as it stands in JSON.
        locale: the language of the network.
        day: the day that has been named; a reason that is about another one names it.
    """
    rule = all_rules().get(reason.rule)
    shorter = {code(reason.rule, long): short for long, short in (rule.short if rule else {}).items()}
    if reason.code not in shorter:
        return reason.sentence
    message, values = shorter[reason.code], {name: _read(value) for name, value in reason.values.items()}
    said, about = message.say(locale, **values), values.get("day")
    if not isinstance(about, date) or about == day or "{day" in message.text:
        return said
    return ON_DAY.say(locale, day=about, said=said)


def _read(value: JsonValue) -> object:
    """A value as it is said: days are ISO 8601 in JSON."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    return value


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


TITLE = Message("text.questions.title", "{meeting} is planned on {day} at {venue}.")  # fmt: skip
TIES = Message("text.questions.ties", "What rules out other days and venues")
RULE = Message("text.questions.rule", "Rule")
DAYS = Message("text.questions.days", "Days")
PLACES = Message("text.questions.places", "Days and venues")
ONLY = Message("text.questions.only", "This rule alone")
EXAMPLES = Message("text.questions.examples", "For example:")
BECAUSE_OF_OTHERS = Message("text.questions.because_of_others", "{rule} (other meetings)")
BEST = Message("text.questions.best", "Best alternative {n}: {day}, {venue}")
PRICE = Message("text.questions.price", "The plan then costs {price}.")
NONE = Message("text.questions.none", "No further alternative")


def why_report(answer: Why, locale: Locale) -> Iterator[RenderableType]:
    """Yield the parts of the report, to be printed in order."""
    planned = answer.planned
    title = TITLE.say(locale, meeting=answer.meeting.name, day=planned.day, venue=planned.venue.name)
    yield Text(title, style="bold")
    yield Text(answer.sentence)
    if answer.struck_out:
        yield from ("", Text(TIES.say(locale), style="bold"), _rules_table(answer.struck_out, locale))
        yield Text(EXAMPLES.say(locale))
        yield from lines(tuple(each.example for each in answer.struck_out), locale)
    for n, each in enumerate(answer.alternatives, start=1):
        yield ""
        yield from _alternative(n, each, locale)


def _rules_table(struck_out: tuple[StruckOut, ...], locale: Locale) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(RULE.say(locale), overflow="fold")
    for title in (DAYS, PLACES, ONLY):
        table.add_column(title.say(locale), justify="right")
    for each in struck_out:
        name = BECAUSE_OF_OTHERS.say(locale, rule=each.title) if each.others_could_move else each.title
        table.add_row(name, *(say_value(number, locale) for number in (each.days, each.candidates, each.only)))
    return table


def _alternative(n: int, each: Alternative, locale: Locale) -> Iterator[RenderableType]:
    if each.solved is None:
        yield Text(NONE.say(locale), style="bold")
    else:
        place = each.solved.place
        yield Text(BEST.say(locale, n=n, day=place.day, venue=place.venue.name), style="bold")
        yield Text(PRICE.say(locale, price=price(each.solved.points)))
        yield from solved_report(each.solved, locale)
    yield Text(each.proof.sentence)


MEETINGS = Message("text.questions.meetings", "Points by meeting")
MEETING = Message("text.questions.meeting", "Meeting")
OWN = Message("text.questions.own", "Its own")
SHARED = Message("text.questions.shared", "Shared with others")
REGIONS = Message("text.questions.regions", "Regions, most absence first")
REGION = Message(
    "text.questions.region",
    "{missed} of {asked} {asked:invitation|invitations} missed, {minutes} {minutes:minute|minutes} one way on average",
)
TIGHT = Message("text.questions.tight", "Limits without slack")
NO_TIGHT = Message(
    "text.questions.no_tight",
    "Every limit in days, minutes, seats, percent, money or times has slack, and nothing is fixed.",
)
SAVES = Message("text.questions.saves", "saves {points} {points:point|points}")
SAVES_NOTHING = Message("text.questions.saves_nothing", "saves nothing")
NOT_KNOWN = Message("text.questions.not_known", "not known")
UNPROVED = Message("text.questions.unproved", "{saves} (not proved)")


def explanation_report(found: Explanation, verdict: Verdict) -> Iterator[RenderableType]:
    """Yield the parts of the report, to be printed in order."""
    locale = verdict.schedule.problem.locale
    points, *others = plan_sections(verdict, locale)
    yield from section(points[0].say(locale), points[1])
    yield from ("", Text(MEETINGS.say(locale), style="bold"), _meetings(found.meetings, locale))
    for title, rows in others:
        yield from section(title.say(locale), rows)
    yield from section(REGIONS.say(locale), [(each.name, _region(each, locale)) for each in found.worst_off.regions])
    if found.tight:
        yield from section(TIGHT.say(locale), [(each.sentence, _saves(each, locale)) for each in found.tight])
    else:
        yield from ("", Text(NO_TIGHT.say(locale)))


def _meetings(meetings: tuple[MeetingPoints, ...], locale: Locale) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(MEETING.say(locale), overflow="fold")
    for title in (OWN, SHARED):
        table.add_column(title.say(locale), justify="right")
    for each in meetings:
        table.add_row(each.meeting.name, say_value(each.own, locale), say_value(each.shared, locale))
    return table


def _region(each: RegionAway, locale: Locale) -> str:
    return REGION.say(locale, missed=each.missed, asked=each.asked, minutes=each.minutes)


def _saves(each: TightRule, locale: Locale) -> str:
    if each.saves is None:
        return NOT_KNOWN.say(locale)
    saves = SAVES.say(locale, points=each.saves) if each.saves else SAVES_NOTHING.say(locale)
    return saves if each.proof.proved else UNPROVED.say(locale, saves=saves)


POSSIBILITIES_TITLE = Message("text.questions.possibilities_title", "{meeting}, planned on {day:short} at {venue}")
DAY = Message("text.questions.day", "Day")
VENUE = Message("text.questions.venue", "Venue")
POINTS = Message("text.questions.points", "Points")
STATE = Message("text.questions.state", "Possible")
WHY = Message("text.questions.why", "Why")
STATES = {
    State.FREE: Message("text.questions.states.free", "free"),
    State.COSTLY: Message("text.questions.states.costly", "at a price"),
    State.IMPOSSIBLE: Message("text.questions.states.impossible", "impossible"),
}
PLANNED = Message("text.questions.planned", "planned")
IF_OTHERS_MOVE = Message("text.questions.if_others_move", "if others move")
PERHAPS = Message("text.questions.perhaps", "perhaps, if others move")
DAYS_FROM_TO = Message("text.questions.days_from_to", "{first:short} – {last:short}")
ONE_DAY = Message("text.questions.one_day", "{first:short}")
COUNTS = {
    STATES[State.FREE]: Message("text.questions.counts.free", "{n} {n:day is|days are} free"),
    STATES[State.COSTLY]: Message("text.questions.counts.costly", "{n} {n:day costs|days cost} points"),
    IF_OTHERS_MOVE: Message(
        "text.questions.counts.if_others_move", "{n} {n:day is|days are} possible if other meetings move"
    ),
    PERHAPS: Message(
        "text.questions.counts.perhaps", "{n} {n:day is|days are} perhaps possible if other meetings move"
    ),
    STATES[State.IMPOSSIBLE]: Message("text.questions.counts.impossible", "{n} {n:day is|days are} impossible"),
}
COUNT = Message("text.questions.count", "{counts}.")
NOT_LOOKED_FOR = Message(
    "text.questions.not_looked_for",
    "Perhaps: whether there is a plan with other meetings moved was not looked for; --decide does so.",
)
NOT_DECIDED = Message(
    "text.questions.not_decided",
    "Perhaps: the time was up before it was known whether there is a plan with other meetings moved; more --seconds "
    "may decide it.",
)

Cells = tuple[str, str, str, str, str]


def possibilities_report(found: Possibilities, locale: Locale, *, decided: bool = False) -> Iterator[RenderableType]:
    """Yield the days in order; adjacent days that the same rule makes impossible share a line unless all are wanted.

    Args:
        found: the days.
        locale: the language.
        decided: whether plans were solved for.
    """
    yield Text(_title(found.meeting.name, found.planned, locale), style="bold")
    yield _table(locale, (row for run in _runs(found.days) for row in _rows(run, locale)))
    yield Text(_count(found.days).say(locale))
    yield from _left_open(found.days, locale, decided=decided)


def candidates_report(found: CandidatesJudged, locale: Locale, *, decided: bool = False) -> Iterator[RenderableType]:
    """Yield the days and venues, best first; `decided` as for `possibilities_report`."""
    yield Text(_title(found.meeting.name, found.planned, locale), style="bold")
    yield _table(locale, (_candidate(each, locale) for each in found.candidates))
    yield from _left_open(found.candidates, locale, decided=decided)


def _left_open(
    found: Sequence[DayPossibility | CandidateJudged], locale: Locale, *, decided: bool
) -> Iterator[RenderableType]:
    """Yield why it is left open of some of them whether there is a plan, if it is."""
    if any(each.plan_exists is None for each in found):
        yield Text((NOT_DECIDED if decided else NOT_LOOKED_FOR).say(locale))


def state_name(found: DayPossibility | CandidateJudged) -> Message:
    """Return the state of a day, or of a day and venue, in a word or two."""
    if found.planned:
        return PLANNED
    return _state(found)


def _state(found: DayPossibility | CandidateJudged) -> Message:
    if found.others_could_move:
        return PERHAPS if found.plan_exists is None else IF_OTHERS_MOVE
    return STATES[State.IMPOSSIBLE if found.points is None else State.COSTLY if found.points > 0 else State.FREE]


def _count(days: Sequence[DayPossibility]) -> BoundMessage:
    """Return how many days have each state, if any."""
    states = Counter(map(_state, days))
    counts = [BoundMessage(sentence, {"n": states[state]}) for state, sentence in COUNTS.items() if states[state]]
    return BoundMessage(COUNT, {"counts": counts})


def _title(meeting: str, planned: Place, locale: Locale) -> str:
    return POSSIBILITIES_TITLE.say(locale, meeting=meeting, day=planned.day, venue=planned.venue.name)


def _table(locale: Locale, rows: Iterator[Cells]) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in (DAY, STATE, POINTS, VENUE, WHY):
        justify = "right" if title is POINTS else "left"
        table.add_column(title.say(locale), justify=justify, no_wrap=title is not WHY, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*row)
    return table


def _runs(days: Sequence[DayPossibility]) -> Iterator[list[DayPossibility]]:
    """Group adjacent days that the same rule makes impossible, if no more was asked for than that."""

    def alike(place: int) -> object:
        each = days[place]
        if each.first_reason is None or each.reasons is not None:
            return place
        return each.first_reason.code, each.first_reason.values.get("reason"), _state(each)

    for _, places in groupby(range(len(days)), key=alike):
        yield [days[place] for place in places]


def _rows(run: list[DayPossibility], locale: Locale) -> Iterator[Cells]:
    first, last = run[0], run[-1]
    sentence = ONE_DAY if len(run) == 1 else DAYS_FROM_TO
    reasons = _reasons(first)
    yield (
        sentence.say(locale, first=first.day, last=last.day),
        state_name(first).say(locale),
        "" if first.points is None else signed(first.points, locale),
        first.venue.name if first.venue else "",
        short_reason(reasons[0], locale, first.day) if reasons else "",
    )
    yield from (("", "", "", "", short_reason(each, locale, first.day)) for each in reasons[1:])


def _reasons(day: DayPossibility) -> tuple[Reason, ...]:
    if day.reasons is not None:
        return day.reasons
    return (day.first_reason,) if day.first_reason else ()


def _candidate(each: CandidateJudged, locale: Locale) -> Cells:
    return (
        say_value(each.place.day, locale, "short"),
        state_name(each).say(locale),
        "" if each.points is None else signed(each.points, locale),
        each.place.venue.name,
        "; ".join(short_reason(reason, locale, each.place.day).removesuffix(".") for reason in each.reasons or ()),
    )

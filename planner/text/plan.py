"""Reports on a plan: a table of its meetings, its cost, and the result of the check."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Message, say_value
from constraints.problem.naming import whose_name
from constraints.problem.registrations import Answer
from planner.schemas.common import rule_titles
from planner.schemas.figures import WorstOff, absent_members, far_municipalities, price
from planner.text.console import proof_lines
from planner.text.impossible import impossible_report

if TYPE_CHECKING:
    from constraints.planning import PlanningResult
    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Venue


NUMBERED_NAME = re.compile(r"(?P<stem>.*\D )(?P<number>\d+)")
"""A name that ends with a number, such as "Gruppe 1"."""


def venue_name(venue: Venue) -> str:
    """Return name and town; the town only if the name does not contain it."""
    return venue.name if not venue.town or venue.town in venue.name else f"{venue.name}, {venue.town}"


def room_names(schedule: Schedule, held: ScheduledMeeting) -> str:
    """Return the rooms, the plenary room first, numbered ones together: "Salen, Gruppe 1, 2, 4"."""
    return ", ".join(rooms_together([room.name or room.id for room in schedule.rooms(held)]))


def rooms_together(names: Sequence[str]) -> list[str]:
    """Return names of a meeting's rooms, the plenary room first, then by name those that differ only in a number."""
    return [*names[:1], *_together(names[1:])]


def staff_names(schedule: Schedule, held: ScheduledMeeting) -> str:
    """Return the staff by name, by id if they have none."""
    people = (schedule.problem.staff[person] for person in held.staff)
    return ", ".join(person.name or person.id for person in people)


def _together(names: Sequence[str]) -> list[str]:
    """Join names that differ only in their number."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for name in names:
        match = NUMBERED_NAME.fullmatch(name)
        if match:
            numbers[match["stem"]].append(int(match["number"]))
        else:
            numbers[name] = []
    return [stem + ", ".join(map(str, sorted(found))) for stem, found in sorted(numbers.items())]


WIDE_TABLE_MIN_COLUMNS = 120
"""Width from which each property of a meeting has a column of its own, if no word has to be broken for it."""
TITLE_MAX_COLUMNS = 34
"""Width after which a title is wrapped."""

MEETING = Message("plan.meeting", "Meeting")
DATE = Message("plan.date", "Date")
HOURS = Message("plan.hours", "Hours")
VENUE = Message("plan.venue", "Venue")
ROOMS = Message("plan.rooms", "Rooms")
STAFF = Message("plan.staff", "Staff")
EXPECTED = Message("plan.expected", "Expected")
FROM_HOME = Message("plan.from_home", "{expected} ({n} from home)")
ABSENT = Message("plan.absent", "Absent")
COLUMNS = (MEETING, DATE, HOURS, VENUE, ROOMS, STAFF, EXPECTED, ABSENT)
FOLDED = frozenset({MEETING, VENUE, ROOMS, STAFF})
"""Columns whose cells may take several lines, broken between words."""
GAP_COLUMNS = 2
PRESENCE = Message("plan.presence", "{expected} expected, {absent} absent")
CLOCK = Message("plan.clock", "{start}–{end}")


def plan_table(schedule: Schedule, locale: Locale, width: int) -> Table:
    """Return the meetings in order of time, as a table of that many columns in which no word is broken."""
    rows = [(held, _cells(schedule, held, locale)) for held in schedule]
    titles = [held.meeting.title for held in schedule]
    widths = _widths([cells for _, cells in rows], titles, locale, width)
    wide = width >= WIDE_TABLE_MIN_COLUMNS and widths is not None
    table = _empty(locale, widths or {}, wide=wide)
    previous = ""
    for held, cells in rows:
        new_round = held.meeting.round != previous
        if new_round and previous:
            table.add_row()
        if new_round and not held.meeting.joint:
            table.add_row(Text(held.meeting.title, style="bold"))
        previous = held.meeting.round
        table.add_row(*(cells if wide else _stacked(cells, locale)))
    return table


def dates(held: ScheduledMeeting, locale: Locale) -> str:
    """Return the day, or first and last day, with weekdays."""
    days = dict.fromkeys((held.span.first, held.span.last))
    return " –\n".join(say_value(day, locale, "short") for day in days)


def _widths(
    rows: Sequence[Sequence[Text]], titles: Sequence[str], locale: Locale, width: int
) -> dict[Message, int] | None:
    """Return the width of each column so that no word is broken, or None if the table would be too wide for that.

    Indented names of regions and what is in columns that are not folded stay on one line.
    """
    least, most = {}, {}
    for title, *cells in zip(COLUMNS, *rows, strict=True):
        lines = [line for cell in cells for line in cell.plain.split("\n")]
        if title is MEETING:
            lines += titles
        folded = title in FOLDED
        parts = [word for line in lines for word in (line.split() if folded and line[:1] != " " else [line])]
        least[title] = max(map(cell_len, [title.say(locale), *parts]))
        most[title] = max(map(cell_len, [title.say(locale), *lines]))
    most[MEETING] = max(least[MEETING], min(most[MEETING], TITLE_MAX_COLUMNS))
    wanted = sum(most.values()) - sum(least.values())
    spare = width - GAP_COLUMNS * (len(COLUMNS) - 1) - sum(least.values())
    share = min(1.0, spare / wanted) if wanted else 1.0
    return (
        {title: least[title] + int(share * (most[title] - least[title])) for title in COLUMNS} if spare >= 0 else None
    )


def _empty(locale: Locale, widths: Mapping[Message, int], *, wide: bool) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, GAP_COLUMNS, 0, 0))
    for title in COLUMNS if wide else (MEETING, DATE, VENUE):
        table.add_column(
            title.say(locale),
            max_width=TITLE_MAX_COLUMNS if title is MEETING else None,
            width=widths[title] if wide else None,
            overflow="fold",
            no_wrap=title not in FOLDED,
            justify="right" if title in {EXPECTED, ABSENT} else "left",
        )
    return table


def _cells(schedule: Schedule, held: ScheduledMeeting, locale: Locale) -> list[Text]:
    whose = whose_name(schedule.problem, held.meeting)
    name = Text(held.meeting.title, style="bold") if whose is None else Text(f"  {whose}")
    texts = (
        dates(held, locale),
        CLOCK.say(locale, start=held.start, end=held.end),
        venue_name(schedule.venue(held)),
        room_names(schedule, held),
        staff_names(schedule, held),
        say_value(held.expected, locale) if held.from_home in {0, held.expected} else _partly(held, locale),
        say_value(len(held.absent), locale),
    )
    return [name, *map(Text, texts)]


def _partly(held: ScheduledMeeting, locale: Locale) -> str:
    """Return how many are expected, and how many of them from home."""
    return FROM_HOME.say(locale, expected=held.expected, n=held.from_home)


def _stacked(cells: list[Text], locale: Locale) -> list[Text]:
    """Return the cells in fewer columns: hours under the date; rooms, staff and attendance under the venue."""
    name, date, hours, venue, rooms, staff, expected, absent = cells
    presence = Text(PRESENCE.say(locale, expected=expected.plain, absent=absent.plain))
    where = Text("\n").join(text for text in (venue, rooms, staff, presence) if text)
    return [name, Text("\n").join((date, hours)), where]


REGISTRATIONS = Message("plan.registrations", "Registrations")
ANSWERED = Message("plan.answered", "{yes} come, {no} do not, {waiting} wait, {open} have not answered")
PROGRAMME = Message("plan.programme", "Programme")
MEETING_PART = Message("plan.part_of", "{title}, {minutes} min.")
POINTS = Message("plan.points", "Points by rule")
IN_ALL = Message("plan.in_all", "in all")
ABSENCES = Message("plan.absences", "Members who miss most meetings")
MISSED = Message("plan.missed", "{amount} of {meetings}")
TRAVEL = Message("plan.travel", "Municipalities that travel most")
MINUTES = Message(
    "plan.minutes",
    "in all {amount} {amount:minute|minutes} one way to {meetings} {meetings:meeting|meetings}, {mean} on average",
)
PRICE = Message("plan.price", "Price")
RENT = Message("plan.rent", "rent")
MEALS = Message("plan.meals", "meals")
PAID = Message("plan.paid", "paid by {n} {n:member|members}")
MONEY = Message("plan.money", "{amount} {currency}")
PROOF = Message("plan.proof", "Proof")
BROKEN = Message("plan.broken", "The plan breaks the rules in {n} {n:place|places}:")
PART = Message(
    "plan.part", "The points are for {n} of {all} meetings: the others are missing from the plan or cannot be read."
)
CLEAN = Message("plan.clean", "The plan keeps every rule.")

Rows = list[tuple[str, str]]


def answer_report(answer: PlanningResult, width: int) -> Iterator[RenderableType]:
    """Yield the parts of a report on an answer, to be printed in order."""
    problem, locale = answer.problem, answer.problem.locale
    yield Text(problem.name, style="bold")
    verdict = answer.outcome.verdict
    if verdict is not None:
        yield from ("", plan_table(verdict.schedule, locale, width))
        for title, rows in plan_sections(verdict, locale):
            yield from section(title.say(locale), rows)
    status, *proof = proof_lines(answer.outcome, locale)
    if verdict is None:
        yield from ("", Text(status, style="bold"))
    else:
        yield from ("", Text(PROOF.say(locale), style="bold"), Text(status))
    yield from (Text(finding.say(locale)) for finding in answer.contradictions)
    yield from map(Text, proof)
    if answer.impossible is not None:
        yield from impossible_report(problem, answer.impossible, locale)


def verdict_report(verdict: Verdict) -> Iterator[RenderableType]:
    """Yield the result of the check: every broken rule in a sentence, then the points."""
    locale = verdict.schedule.problem.locale
    if verdict.broken:
        yield Text(BROKEN.say(locale, n=len(verdict.broken)), style="bold")
        yield from (Text(finding.say(locale)) for finding in verdict.broken)
    else:
        yield Text(CLEAN.say(locale))
    yield from section(POINTS.say(locale), points_rows(verdict, locale))
    schedule = verdict.schedule
    read, planned = len({held.index for held in schedule}), len(schedule.problem.meetings)
    if read < planned:
        yield Text(PART.say(locale, n=read, all=planned))


def plan_sections(verdict: Verdict, locale: Locale) -> Iterator[tuple[Message, Rows]]:
    """Yield the sections after the plan: a title and rows of two cells."""
    schedule = verdict.schedule
    yield POINTS, points_rows(verdict, locale)
    absent, far = absent_members(schedule), far_municipalities(schedule)
    yield ABSENCES, [(f"{each.id} ({each.name})", _amount(MISSED, each, locale)) for each in absent]
    yield TRAVEL, [(each.name, _amount(MINUTES, each, locale)) for each in far]
    yield PRICE, _price_rows(schedule, locale)
    yield PROGRAMME, _programme_rows(schedule, locale)
    yield REGISTRATIONS, _registration_rows(schedule, locale)


def _registration_rows(schedule: Schedule, locale: Locale) -> Rows:
    """Return how many answered what to each meeting to which somebody answered."""
    rows: Rows = []
    for held in schedule:
        found = Counter(schedule.problem.standings(held.meeting, held.day).values())
        if found:
            values = {answer.value: found[answer] for answer in Answer}
            left = len(held.members) - sum(found.values())
            rows.append((schedule.name(held), ANSWERED.say(locale, open=left, **values)))
    return rows


def _programme_rows(schedule: Schedule, locale: Locale) -> Rows:
    """Return what the meetings of each round consist of."""
    found = {held.meeting.title: held.meeting.parts for held in schedule if held.meeting.parts}
    return [
        (title, ", ".join(MEETING_PART.say(locale, title=part.title, minutes=part.minutes) for part in parts))
        for title, parts in found.items()
    ]


def points_rows(verdict: Verdict, locale: Locale) -> Rows:
    """Return the points of each rule, most first, and their total."""
    titles = rule_titles(verdict.schedule.problem, locale)
    most_first = sorted(verdict.points.items(), key=lambda item: (-item[1], item[0]))
    rows = [(titles.get(rule, rule), say_value(points, locale)) for rule, points in most_first]
    return [*rows, (IN_ALL.say(locale), say_value(verdict.objective, locale))]


def _price_rows(schedule: Schedule, locale: Locale) -> Rows:
    found, problem = price(schedule), schedule.problem
    parts = [(RENT, found.rent), *([(MEALS, found.meals)] if problem.meal else []), (IN_ALL, found.total)]
    rows = [(title.say(locale), amount) for title, amount in parts]
    if found.paid is not None:
        rows.append((PAID.say(locale, n=problem.paying), found.paid))
    return [(title, MONEY.say(locale, amount=amount, currency=problem.currency)) for title, amount in rows]


def _amount(sentence: Message, each: WorstOff, locale: Locale) -> str:
    mean = round(each.amount / each.meetings) if each.meetings else 0
    return sentence.say(locale, amount=each.amount, meetings=each.meetings, mean=mean)


def section(title: str, rows: Rows) -> Iterator[RenderableType]:
    """Yield a title and rows of two cells, the second right-aligned; nothing without rows."""
    if not rows:
        return
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(justify="right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    yield from ("", Text(title, style="bold"), table)

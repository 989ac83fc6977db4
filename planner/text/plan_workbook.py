"""A plan as a workbook: what one sorts, filters, sends to houses and hands out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from calendars.language import Locale, Message, say_value
from constraints.problem.naming import whose_name
from constraints.problem.registrations import Answer
from planner.files.names import option_name
from planner.files.workbook.sheet_writer import WEEKDAY_FORM, BookWriter, Cell, SheetWriter, printed
from planner.files.workbook.xlsx import letters_of
from planner.network.history import Since
from planner.schemas.common import rule_titles
from planner.schemas.figures import fees, price
from planner.text.console import proof_lines
from planner.text.differences import difference_lines, overridden_lines, place_name, revision_title, since_lines
from planner.text.plan import (
    ABSENT,
    DATE,
    EXPECTED,
    IN_ALL,
    MEALS,
    MEETING,
    PAID,
    POINTS,
    PROOF,
    RENT,
    ROOMS,
    STAFF,
    VENUE,
    room_names,
    rooms_together,
    staff_names,
    venue_name,
)

if TYPE_CHECKING:
    from constraints.planning import PlanningResult
    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from planner.network.history import Difference
    from planner.network.published import PublishedMeeting
    from planner.schemas.foresight import InReserve
    from planner.store.revisions import Revision

PLAN = Message("plan_workbook.plan", "Plan")
CALENDAR = Message("plan_workbook.calendar", "Calendar")
ATTENDANCE = Message("plan_workbook.attendance", "Attendance")
CANNOT_COME = Message("plan_workbook.cannot_come", "Cannot come")
ROSTER = Message("plan_workbook.roster", "Staff roster")
BOOKINGS = Message("plan_workbook.bookings", "Rooms to book")
RESERVES = Message("plan_workbook.reserves", "Days in reserve")
PLANNED_DAY = Message("plan_workbook.planned_day", "Planned day")
RESERVE_DAY = Message("plan_workbook.reserve_day", "Day in reserve")
HELD_UNTIL = Message("plan_workbook.held_until", "Held until")
HIT_PERCENT = Message("plan_workbook.hit_percent", "Planned day hit (%)")
BOTH_PERCENT = Message("plan_workbook.both_percent", "Both hit by one event (%)")
COSTS = Message("plan_workbook.costs", "Costs")
CHANGES = Message("plan_workbook.changes", "Changes")
REGISTRATIONS = Message("plan_workbook.registrations", "Registrations")
ANSWER = Message("plan_workbook.answer", "Answer")
PLACE_IN_LINE = Message("plan_workbook.place_in_line", "Number")
YES = Message("plan_workbook.answers.yes", "comes")
NO = Message("plan_workbook.answers.no", "does not come")
WAITING = Message("plan_workbook.answers.waiting", "waiting list")
UNANSWERED = Message("plan_workbook.answers.none", "no answer")
_ANSWERS = {Answer.YES: YES, Answer.NO: NO, Answer.WAITING: WAITING}
PROGRAMME = Message("plan_workbook.programme", "Programme")
PART = Message("plan_workbook.part", "Part")
ID = Message("plan_workbook.id", "Id")
REGION = Message("plan_workbook.region", "Region")
EVERYONE = Message("plan_workbook.everyone", "All")
LAST_DAY = Message("plan_workbook.last_day", "Last day")
FROM, TO = Message("plan_workbook.from", "From"), Message("plan_workbook.to", "To")
ADDRESS = Message("plan_workbook.address", "Address")
INVITED = Message("plan_workbook.invited", "Members invited")
GUESTS = Message("plan_workbook.guests", "Guests")
MUNICIPALITY = Message("plan_workbook.municipality", "Municipality")
MEMBER = Message("plan_workbook.member", "Member")
ROLE = Message("plan_workbook.role", "Role")
FEES = Message("plan_workbook.fees", "Fees")
FEE_COLUMNS = (
    MUNICIPALITY,
    MEMBER,
    ROLE,
    Message("plan_workbook.due", "To be paid from"),
    Message("plan_workbook.share", "Share of the price"),
    Message("plan_workbook.without_vat", "Without VAT"),
    Message("plan_workbook.vat", "VAT"),
    Message("plan_workbook.with_vat", "With VAT"),
)
CAN_COME = Message("plan_workbook.can_come", "Can come")
PERSON = Message("plan_workbook.person", "Person")
TEAM = Message("plan_workbook.team", "Team")
ROOM = Message("plan_workbook.room", "Room")
USE = Message("plan_workbook.use", "Used for")
PLENARY = Message("plan_workbook.plenary", "plenary")
BREAKOUT = Message("plan_workbook.breakout", "group work")
LAYOUT = Message("plan_workbook.layout", "Layout")
SEATS = Message("plan_workbook.seats", "Seats")
SET_UP = Message("plan_workbook.set_up", "Ready for set-up from")
CLEARED = Message("plan_workbook.cleared", "Cleared by")
TOTAL = Message("plan_workbook.total", "Total")
RULE = Message("plan_workbook.rule", "Rule")
WHY = Message("plan_workbook.why", "Why")
WHAT = Message("plan_workbook.what", "What is different")
BEFORE, AFTER = Message("plan_workbook.before", "Before"), Message("plan_workbook.after", "After")
MONTH = Message("plan_workbook.month", "Month")
MONEY = "#,##0"


def answer_workbook(answer: PlanningResult, since: Since | None = None) -> bytes:
    """Return the plan of an answer with its proof, and what accepting it would change."""
    verdict, locale = answer.outcome.verdict, answer.problem.locale
    book = BookWriter(locale)
    if verdict is not None:
        _plan_sheets(book, verdict)
    if since is not None:
        _difference_sheet(book, since.difference, since_lines(since, locale))
    _lines_sheet(book, PROOF, proof_lines(answer.outcome, locale))
    return book.data()


def revision_workbook(verdict: Verdict, revision: Revision, reserves: Sequence[InReserve] = ()) -> bytes:
    """Return the plan of a revision, with who accepted it, when and why, and what it breaks on purpose.

    Args:
        verdict: the check of its plan.
        revision: the revision.
        reserves: the days in reserve that are held for its meetings, if any.
    """
    problem = verdict.schedule.problem
    book = BookWriter(problem.locale)
    _plan_sheets(book, verdict, reserves)
    title = revision_title(revision, problem.zone, problem.locale)
    _lines_sheet(book, PROOF, [title, *overridden_lines(revision, problem.locale)])
    return book.data()


def difference_workbook(found: Difference, locale: Locale) -> bytes:
    """Return what is different from one revision to another."""
    book = BookWriter(locale)
    _difference_sheet(book, found, difference_lines(found, locale))
    return book.data()


def _plan_sheets(book: BookWriter, verdict: Verdict, reserves: Sequence[InReserve] = ()) -> None:
    schedule = verdict.schedule
    _plan(book, schedule)
    _calendar(book, schedule)
    _programme(book, schedule)
    _attendance(book, schedule)
    _registrations(book, schedule)
    _cannot_come(book, schedule)
    _roster(book, schedule)
    _bookings(book, schedule)
    _reserves(book, reserves)
    _costs(book, schedule)
    _fees(book, schedule)
    _points(book, verdict)


def table_sheet(  # noqa: PLR0913 - what a table looks like
    book: BookWriter, title: Message | str, headings: Sequence[Message | str], rows: Iterable[Sequence[Cell]],
    *, days: Sequence[int] = (), money: Sequence[int] = (), frozen: int = 0, colour: str = "",
) -> tuple[SheetWriter, int]:  # fmt: skip
    """Write a sheet with a table that can be filtered, and return it with the number of its rows.

    Args:
        book: the workbook.
        title: of the sheet.
        headings: of the columns.
        rows: cells.
        days: columns with days, which are shown with their weekday.
        money: columns with amounts.
        frozen: columns that stay when one scrolls to the right.
        colour: of the tab.
    """
    locale = book.locale
    sheet = book.sheet(title.say(locale) if isinstance(title, Message) else title, colour)
    names = [each.say(locale) if isinstance(each, Message) else each for each in headings]
    sheet.header(0, [name[:1].upper() + name[1:] for name in names])
    weekday = WEEKDAY_FORM.say(locale)
    n = 0
    for n, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if column in days and isinstance(value, date):
                sheet.write(n, column, value, num_format=weekday)
            elif column in money:
                sheet.write(n, column, value, num_format=MONEY)
            else:
                sheet.write(
                    n, column, value, **({"text_wrap": True} if isinstance(value, str) and len(value) > _LONG else {})
                )
    sheet.columns()
    sheet.sheet.freeze_panes(1, frozen)
    sheet.sheet.autofilter(0, 0, max(n, 1), len(headings) - 1)
    sheet.sheet.repeat_rows(0)
    printed(sheet.sheet)
    return sheet, n


_LONG = 45
"""Characters after which a text is wrapped."""


def region_name(schedule: Schedule, held: ScheduledMeeting, locale: Locale) -> str:
    """Return the region or the host of a meeting, or that it is for all."""
    return whose_name(schedule.problem, held.meeting) or EVERYONE.say(locale)


def _plan(book: BookWriter, schedule: Schedule) -> None:
    def row(held: ScheduledMeeting) -> Sequence[Cell]:
        venue = schedule.venue(held)
        return [
            held.meeting.title, region_name(schedule, held, book.locale), held.span.first,
            held.span.last if held.length > 1 else None, _clock(held.start), _clock(held.end), venue_name(venue),
            venue.address, room_names(schedule, held), staff_names(schedule, held), len(held.members),
            held.meeting.guests or None, held.expected, len(held.absent), schedule.rent(held), _meals(schedule, held),
            held.id,
        ]  # fmt: skip

    headings = (
        MEETING, REGION, DATE, LAST_DAY, FROM, TO, VENUE, ADDRESS, ROOMS, STAFF, INVITED, GUESTS, EXPECTED, ABSENT,
        RENT, MEALS, ID,
    )  # fmt: skip
    table_sheet(book, PLAN, headings, map(row, schedule), days=(2, 3), money=(14, 15), frozen=1, colour="#1F4E79")


def _registrations(book: BookWriter, schedule: Schedule) -> None:
    """Who answered what to each meeting to which somebody answered, in order, then who has not answered."""
    problem, locale = schedule.problem, book.locale
    rows: list[Sequence[Cell]] = []
    for held in schedule:
        found = problem.standings(held.meeting, held.day)
        numbers: Counter[Answer] = Counter()
        for member in (*found, *(sorted(held.members - found.keys()) if found else ())):
            answer, who = found.get(member), problem.members[member]
            numbers.update([answer] if answer else [])
            rows.append([
                held.meeting.title, region_name(schedule, held, locale), held.day,
                problem.municipalities[who.municipality].name, who.id, who.role,
                (_ANSWERS[answer] if answer else UNANSWERED).say(locale), numbers[answer] if answer else None, held.id,
            ])  # fmt: skip
    if rows:
        headings = (MEETING, REGION, DATE, MUNICIPALITY, MEMBER, ROLE, ANSWER, PLACE_IN_LINE, ID)
        table_sheet(book, REGISTRATIONS, headings, rows, days=(2,), frozen=1, colour="#2E75B6")


def _programme(book: BookWriter, schedule: Schedule) -> None:
    """The parts of each meeting with their clock times, if any has parts."""
    rows: list[Sequence[Cell]] = []
    for held in schedule:
        start = held.start
        for part in held.meeting.parts:
            end = start + timedelta(minutes=part.minutes)
            region = region_name(schedule, held, book.locale)
            rows.append([held.meeting.title, region, held.day, _clock(start), _clock(end), part.title, held.id])
            start = end
    if rows:
        headings = (MEETING, REGION, DATE, FROM, TO, PART, ID)
        table_sheet(book, PROGRAMME, headings, rows, days=(2,), frozen=1, colour="#2E75B6")


def _clock(moment: datetime) -> time:
    return moment.timetz().replace(tzinfo=None, fold=0)


def _meals(schedule: Schedule, held: ScheduledMeeting) -> int:
    return schedule.problem.meal_at(held.meeting) * held.coming * held.length


_DAYS_OF_A_MONTH = 31


def _calendar(book: BookWriter, schedule: Schedule) -> None:
    """A row a month and a column a day: what is when, at a glance."""
    sheet = book.sheet(CALENDAR.say(book.locale), "#1F4E79")
    sheet.header(0, [MONTH.say(book.locale), *map(str, range(1, _DAYS_OF_A_MONTH + 1))])
    on: dict[date, list[str]] = defaultdict(list)
    for held in schedule:
        name = held.meeting.title if held.meeting.joint else region_name(schedule, held, book.locale)
        for day in held.span:
            on[day].append(name)
    for row, first in enumerate(_months(sorted(on)), start=1):
        sheet.write(row, 0, say_value(first, book.locale, "month"), bold=True, border=1, border_color="#BFBFBF")
        lines = 1
        for number in range(1, _DAYS_OF_A_MONTH + 1):
            day = first + timedelta(number - 1)
            if day.month != first.month:
                break
            look = {"border": 1, "border_color": "#BFBFBF", "font_size": 8, "text_wrap": True, "align": "center"}
            fill = "#9DC3E6" if on[day] else "#EDEDED" if day.weekday() >= _SATURDAY else "#FFFFFF"
            sheet.write(row, number, "\n".join(on[day]), **look, bg_color=fill)
            lines = max(lines, len(on[day]))
        sheet.sheet.set_row(row, 13 * lines + 8)
    sheet.sheet.set_column(0, 0, 16)
    sheet.sheet.set_column(1, _DAYS_OF_A_MONTH, 9)
    sheet.sheet.freeze_panes(1, 1)
    printed(sheet.sheet)


_SATURDAY = 5


def _months(days: Sequence[date]) -> Iterator[date]:
    """Yield the first day of every month from the first to the last of the days."""
    month = days[0].replace(day=1) if days else None
    while month is not None and month <= days[-1]:
        yield month
        month = (month + timedelta(32)).replace(day=1)


def _attendance(book: BookWriter, schedule: Schedule) -> None:
    """Who can come by municipality and meeting, and a chart of it."""
    problem, meetings = schedule.problem, list(schedule)
    invited: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    able: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for n, held in enumerate(meetings):
        for member in held.members:
            home = problem.members[member].municipality
            invited[home][n] += 1
            able[home][n] += member not in held.absent
    sheet = book.sheet(ATTENDANCE.say(book.locale), "#2E75B6")
    names = [
        f"{_short(schedule, held, book.locale)}\n{say_value(held.day, book.locale, 'mark')} {held.day.year}"
        for held in meetings
    ]
    sheet.header(0, [heading.say(book.locale) for heading in (MUNICIPALITY, INVITED, CAN_COME)] + names)
    homes = sorted(invited, key=lambda home: problem.municipalities[home].name)
    for row, home in enumerate(homes, start=1):
        sheet.write(row, 0, problem.municipalities[home].name)
        sheet.write(row, 1, sum(invited[home].values()))
        sheet.write(row, 2, sum(able[home].values()))
        for n in invited[home]:
            missing = invited[home][n] - able[home][n]
            fill = "#F8CBAD" if not able[home][n] else "#FFF2CC" if missing else "#E2EFDA"
            sheet.write(row, 3 + n, able[home][n], bg_color=fill, align="center")
    sheet.columns()
    sheet.sheet.set_column(3, 3 + len(meetings), 12)
    sheet.sheet.set_row(0, 45)
    sheet.sheet.freeze_panes(1, 3)
    if homes:
        sheet.sheet.autofilter(0, 0, len(homes), 2)
    printed(sheet.sheet)
    rows: list[list[Cell]] = [
        [_label(schedule, held, book.locale), held.expected, len(held.absent)] for held in meetings
    ]
    _chart(book, ATTENDANCE, (MEETING, EXPECTED, ABSENT), rows, ("#2E75B6", "#F4B183"))


def _short(schedule: Schedule, held: ScheduledMeeting, locale: Locale) -> str:
    return held.meeting.title if held.meeting.joint else f"{held.meeting.round} {region_name(schedule, held, locale)}"


def _label(schedule: Schedule, held: ScheduledMeeting, locale: Locale) -> str:
    return f"{say_value(held.day, locale, 'date')}, {_short(schedule, held, locale)}"


CHART_OF = Message("plan_workbook.chart_of", "{title}, chart")


def _chart(
    book: BookWriter,
    title: Message,
    headings: Sequence[Message],
    rows: Sequence[Sequence[Cell]],
    colours: Sequence[str],
) -> None:
    """Write figures beside a chart of them: a stacked bar for each row."""
    if not rows:
        return
    sheet = book.sheet(CHART_OF.say(book.locale, title=title.say(book.locale)), "#9DC3E6")
    sheet.header(0, [heading.say(book.locale) for heading in headings])
    for n, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            sheet.write(n, column, value, **({"num_format": MONEY} if column else {}))
    sheet.columns()
    chart = book.chart("bar", "stacked")
    for column, colour in enumerate(colours, start=1):
        chart.add_series(
            {
                "name": [sheet.title, 0, column],
                "categories": [sheet.title, 1, 0, len(rows), 0],
                "values": [sheet.title, 1, column, len(rows), column],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    chart.set_title({"name": title.say(book.locale)})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_x_axis({"num_format": MONEY, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_legend({"position": "top"})
    chart.set_size({"width": 900, "height": max(300, 22 * len(rows) + 120)})
    sheet.sheet.insert_chart(0, len(headings) + 1, chart)
    printed(sheet.sheet)


def _cannot_come(book: BookWriter, schedule: Schedule) -> None:
    members = schedule.problem.members
    homes = schedule.problem.municipalities
    rows: list[list[Cell]] = [
        [members[each].id, homes[members[each].municipality].name, members[each].role, schedule.name(held), held.day]
        for held in schedule
        for each in sorted(held.absent)
    ]
    table_sheet(book, CANNOT_COME, (MEMBER, MUNICIPALITY, ROLE, MEETING, DATE), rows, days=(4,))


def _roster(book: BookWriter, schedule: Schedule) -> None:
    staff = schedule.problem.staff

    def rows() -> Iterator[Sequence[Cell]]:
        for person, meetings in sorted(schedule.by_person().items()):
            for held in meetings:
                where = schedule.venue(held)
                yield [
                    staff[person].name or staff[person].id, staff[person].team, held.span.first,
                    held.span.last if held.length > 1 else None, _clock(held.start), _clock(held.end),
                    schedule.name(held), venue_name(where), where.address,
                ]  # fmt: skip

    table_sheet(
        book, ROSTER, (PERSON, TEAM, DATE, LAST_DAY, FROM, TO, MEETING, VENUE, ADDRESS), rows(), days=(2, 3)
    )  # fmt: skip


def _bookings(book: BookWriter, schedule: Schedule) -> None:
    """What one sends to the houses: every room with its days, hours, layout and people."""

    def rows() -> Iterator[Sequence[Cell]]:
        for held in sorted(schedule, key=lambda each: (venue_name(schedule.venue(each)), each.start)):
            where, need = schedule.venue(held), held.meeting.rooms
            ready, cleared = schedule.let(held)[0][0], schedule.let(held)[-1][1]
            rates = [schedule.problem.rates(held.day)[room] for room in held.rooms]
            units = schedule.rent(held) // sum(rates) if any(rates) else 0
            for n, (room, rate) in enumerate(zip(schedule.rooms(held), rates, strict=True)):
                layout = need.layout if n == 0 else need.breakout_layout
                yield [
                    venue_name(where), where.address, held.span.first, held.span.last if held.length > 1 else None,
                    _clock(held.start), _clock(held.end), room.name or room.id,
                    (BREAKOUT if n else PLENARY).say(book.locale),
                    option_name(layout, book.locale), room.seats.get(layout),
                    held.coming if n == 0 else None, ready if where.setup else None,
                    cleared if where.teardown else None, rate * units, schedule.name(held),
                ]  # fmt: skip

    headings = (
        VENUE, ADDRESS, DATE, LAST_DAY, FROM, TO, ROOM, USE, LAYOUT, SEATS, EXPECTED, SET_UP, CLEARED, RENT, MEETING,
    )  # fmt: skip
    table_sheet(book, BOOKINGS, headings, rows(), days=(2, 3), money=(13,), frozen=1, colour="#2E75B6")


def _reserves(book: BookWriter, reserves: Sequence[InReserve]) -> None:
    """What else is held for meetings, with what one tells houses and staff of it."""

    def rows() -> Iterator[Sequence[Cell]]:
        for each in reserves:
            place = each.second
            if place is not None:
                last = place.end.date() if place.end.date() != place.start.date() else None
                rooms = rooms_together([room.name for room in place.rooms])
                yield [
                    each.name, each.first.start.date(), place.start.date(), last, _clock(place.start),
                    _clock(place.end), place.venue.name, ", ".join(rooms),
                    ", ".join(person.name for person in place.staff), each.until, each.rent,
                    round(100 * each.chance, 1), None if each.both is None else round(100 * each.both, 2),
                ]  # fmt: skip

    if reserves:
        headings = (
            MEETING, PLANNED_DAY, RESERVE_DAY, LAST_DAY, FROM, TO, VENUE, ROOMS, STAFF, HELD_UNTIL, RENT, HIT_PERCENT,
            BOTH_PERCENT,
        )  # fmt: skip
        table_sheet(book, RESERVES, headings, rows(), days=(1, 2, 3, 9), money=(10,), frozen=1, colour="#2E75B6")


def _costs(book: BookWriter, schedule: Schedule) -> None:
    found = price(schedule)
    rows: list[list[Cell]] = [
        [
            schedule.name(held),
            held.day,
            schedule.rent(held),
            _meals(schedule, held),
            schedule.rent(held) + _meals(schedule, held),
        ]
        for held in schedule
    ]
    sheet, n = table_sheet(book, COSTS, (MEETING, DATE, RENT, MEALS, TOTAL), rows, days=(1,), money=(2, 3, 4))
    bold = {"bold": True, "num_format": MONEY, "top": 1}
    sheet.write(n + 2, 0, IN_ALL.say(book.locale), bold=True, top=1)
    for column, total in ((2, found.rent), (3, found.meals), (4, found.total)):
        letter = letters_of(column)
        sheet.sheet.write_formula(n + 2, column, f"=SUM({letter}2:{letter}{n + 1})", book.format(**bold), total)
    if found.paid is not None:
        sheet.write(n + 3, 0, PAID.say(book.locale, n=schedule.problem.paying))
        sheet.write(n + 3, 4, found.paid, num_format=MONEY)
    labels: list[list[Cell]] = [
        [_label(schedule, held, book.locale), schedule.rent(held), _meals(schedule, held)] for held in schedule
    ]
    _chart(book, COSTS, (MEETING, RENT, MEALS), labels, ("#1F4E79", "#9DC3E6"))


def _fees(book: BookWriter, schedule: Schedule) -> None:
    """What each member pays, without and with VAT, if there is a price."""
    problem, rows = schedule.problem, list[Sequence[Cell]]()
    for each in fees(problem):
        who = problem.members[each.member]
        home = problem.municipalities[who.municipality]
        rows.append([home.name, who.id, who.role, each.due, float(who.share), each.amount, each.vat, each.total])
    if rows:
        table_sheet(book, FEES, FEE_COLUMNS, rows, days=(3,), money=(5, 6, 7), frozen=1, colour="#548235")


def _points(book: BookWriter, verdict: Verdict) -> None:
    titles, locale = rule_titles(verdict.schedule.problem, book.locale), book.locale
    names = {held.id: verdict.schedule.name(held) for held in verdict.schedule}
    most_first = sorted(verdict.points.items(), key=lambda item: (-item[1], item[0]))
    rows: list[list[Cell]] = [[titles.get(rule, rule), points, None, IN_ALL.say(locale)] for rule, points in most_first]
    rows += [
        [
            titles.get(each.rule, each.rule),
            each.points,
            ", ".join(names.get(name, name) for name in each.meetings),
            each.say(locale),
        ]
        for each in sorted(verdict.findings, key=lambda each: -each.points)
    ]
    table_sheet(book, POINTS, (RULE, POINTS, MEETING, WHY), rows, money=(1,))


def _lines_sheet(book: BookWriter, title: Message, lines: Sequence[str]) -> None:
    sheet = book.sheet(title.say(book.locale))
    for row, line in enumerate(lines):
        sheet.write(row, 0, line, text_wrap=True, bold=row == 0)
    sheet.sheet.set_column(0, 0, 110)
    printed(sheet.sheet)


def _difference_sheet(book: BookWriter, found: Difference, lines: Sequence[str]) -> None:
    table_sheet(
        book, CHANGES,
        (MEETING, f"{DATE.say(book.locale)}, {BEFORE.say(book.locale)}",
         f"{DATE.say(book.locale)}, {AFTER.say(book.locale)}",
         f"{VENUE.say(book.locale)}, {BEFORE.say(book.locale)}", f"{VENUE.say(book.locale)}, {AFTER.say(book.locale)}"),
        _different(found, book.locale), days=(1, 2), colour="#C55A11",
    )  # fmt: skip
    _lines_sheet(book, WHAT, lines)


def _different(found: Difference, locale: Locale) -> Iterator[Sequence[Cell]]:
    pairs: list[tuple[PublishedMeeting | None, PublishedMeeting | None]] = [
        *((each.announced, None) for each in found.cancelled),
        *((None, each.announced) for each in found.new),
        *((each.before, each.after) for each in found.changed),
    ]
    for before, after in pairs:
        shown = after or before
        yield [
            shown.name if shown else None, before.start.date() if before else None,
            after.start.date() if after else None,
            _place(before, locale), _place(after, locale),
        ]  # fmt: skip


def _place(meeting: PublishedMeeting | None, locale: Locale) -> str | None:
    return say_value(place_name(meeting.venue), locale) if meeting else None

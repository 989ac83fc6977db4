"""Proposals as a workbook: side by side, what each moves, and every plan whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from calendars.language import Locale, Message
from planner.files.workbook.sheet_writer import BookWriter, Cell, printed
from planner.text.plan import DATE, MEETING, ROOMS, STAFF, VENUE
from planner.text.plan_workbook import FROM, MONEY, REGION, TO, WHY, table_sheet
from planner.text.proposals import DROPPED, EVERYONE

if TYPE_CHECKING:
    from planner.schemas.common import MeetingPlace
    from planner.schemas.proposals import Answer, Hit, Move, Proposal

SIDE_BY_SIDE = Message("proposals_workbook.side_by_side", "Side by side")
MOVES = Message("proposals_workbook.moves", "What moves")
HIT = Message("proposals_workbook.hit", "What is hit")
PROPOSAL = Message("proposals_workbook.proposal", "Proposal {rank}")
ACCEPTED = Message("proposals_workbook.accepted", "As accepted")
TITLE = Message("proposals_workbook.title", "What it is best at")
NUMBER = Message("proposals_workbook.number", "Number to accept")
MOVED = Message("proposals_workbook.moved", "Meetings that move")
LOSING = Message("proposals_workbook.losing", "Times a member can no longer come")
GAINING = Message("proposals_workbook.gaining", "Times a member now can come")
WITHOUT = Message("proposals_workbook.without", "Times a member loses a meeting")
FEES = Message("proposals_workbook.fees", "Cancellation fees")
RENT_BEFORE = Message("proposals_workbook.rent_before", "Rent before")
RENT_AFTER = Message("proposals_workbook.rent_after", "Rent now")
DIFFERENCE = Message("proposals_workbook.difference", "Money in all, difference")
NOTICE = Message("proposals_workbook.notice", "Shortest notice, days")
POINTS_BEFORE = Message("proposals_workbook.points_before", "Points before")
POINTS_AFTER = Message("proposals_workbook.points_after", "Points now")
PROOF = Message("proposals_workbook.proof", "Proof")


def answer_workbook(answer: Answer, locale: Locale) -> bytes:
    """Return what came of changes: the proposals side by side, what is hit and why, what moves, and each plan."""
    book = BookWriter(locale)
    _side_by_side(book, answer)
    table_sheet(book, HIT, (MEETING, REGION, DATE, VENUE, WHY), (_hit(each, locale) for each in answer.hits), days=(2,))
    if answer.proposals:
        _moves(book, answer)
    for proposal in answer.proposals:
        rows = (_held(each.meeting, each) for each in proposal.plan)
        title = PROPOSAL.say(locale, rank=proposal.rank)
        table_sheet(book, title, (MEETING, DATE, FROM, TO, VENUE, ROOMS, STAFF), rows, days=(1,))
    return book.data()


def _side_by_side(book: BookWriter, answer: Answer) -> None:
    sheet = book.sheet(SIDE_BY_SIDE.say(book.locale), "#1F4E79")
    for row, line in enumerate((answer.sentence, *answer.changes)):
        sheet.write(row, 0, line, bold=row == 0)
    top = len(answer.changes) + 2
    names = [PROPOSAL.say(book.locale, rank=each.rank) for each in answer.proposals]
    sheet.header(top, ["", *names])
    figures = list(_figures(answer.proposals))
    for row, (title, values) in enumerate(figures, start=top + 1):
        sheet.write(row, 0, title.say(book.locale), bold=True)
        for column, value in enumerate(values, start=1):
            form = {"num_format": MONEY} if isinstance(value, int) and title is not NUMBER else {}
            sheet.write(row, column, value, text_wrap=isinstance(value, str), align="left", **form)
    sheet.sheet.set_column(0, 0, 34)
    sheet.sheet.set_column(1, max(1, len(names)), 34)
    sheet.sheet.freeze_panes(top + 1, 1)
    if any(each.moves for each in answer.proposals):
        chart = book.chart("column")
        for title, colour in ((LOSING, "#C55A11"), (GAINING, "#70AD47"), (MOVED, "#2E75B6")):
            row = top + 1 + [name for name, _ in figures].index(title)
            chart.add_series(
                {
                    "name": [sheet.title, row, 0],
                    "categories": [sheet.title, top, 1, top, len(names)],
                    "values": [sheet.title, row, 1, row, len(names)],
                    "fill": {"color": colour},
                }
            )
        chart.set_legend({"position": "bottom"})
        sheet.sheet.insert_chart(top + len(figures) + 2, 0, chart)
    printed(sheet.sheet)


def _figures(proposals: Sequence[Proposal]) -> Iterator[tuple[Message, Sequence[Cell]]]:
    yield TITLE, [each.title for each in proposals]
    yield NUMBER, [each.number for each in proposals]
    yield MOVED, [len(each.moves) for each in proposals]
    yield LOSING, [each.people.losing for each in proposals]
    yield GAINING, [each.people.gaining for each in proposals]
    yield WITHOUT, [each.people.without for each in proposals]
    yield FEES, [each.money.fees for each in proposals]
    yield RENT_BEFORE, [each.money.rent_before for each in proposals]
    yield RENT_AFTER, [each.money.rent_after for each in proposals]
    yield DIFFERENCE, [each.money.difference for each in proposals]
    yield NOTICE, [min((part.days for part in each.notice), default=None) for each in proposals]
    yield POINTS_BEFORE, [each.points.before for each in proposals]
    yield POINTS_AFTER, [each.points.after for each in proposals]
    yield PROOF, [" ".join(each.proof.sentences) for each in proposals]


def _moves(book: BookWriter, answer: Answer) -> None:
    """A row a meeting that any proposal moves, with its day and venue in each of them."""
    moves: dict[str, dict[int, Move]] = {}
    for proposal in answer.proposals:
        for move in proposal.moves:
            moves.setdefault(move.meeting, {})[proposal.rank] = move
    names = [PROPOSAL.say(book.locale, rank=each.rank) for each in answer.proposals]
    headings: list[Message | str] = [MEETING, REGION, f"{ACCEPTED.say(book.locale)}: {DATE.say(book.locale)}"]
    headings.append(f"{ACCEPTED.say(book.locale)}: {VENUE.say(book.locale)}")
    for name in names:
        headings += [f"{name}: {DATE.say(book.locale)}", f"{name}: {VENUE.say(book.locale)}"]

    def row(found: dict[int, Move]) -> Iterator[Cell]:
        first = next(iter(found.values()))
        yield first.title
        yield first.region.name if first.region else EVERYONE.say(book.locale)
        yield from _day_and_venue(first.before)
        for proposal in answer.proposals:
            move = found.get(proposal.rank)
            if move is not None and move.after is None:
                yield from (DROPPED.say(book.locale), None)
            else:
                yield from _day_and_venue(move.after if move else None)

    days = [2, *range(4, 4 + 2 * len(names), 2)]
    table_sheet(book, MOVES, headings, [list(row(found)) for found in moves.values()], days=days, frozen=2)


def _day_and_venue(held: MeetingPlace | None) -> tuple[Cell, Cell]:
    return (held.start.date(), _venue(held)) if held else (None, None)


def _venue(held: MeetingPlace) -> str:
    venue = held.venue
    return venue.name if not venue.town or venue.town in venue.name else f"{venue.name}, {venue.town}"


def _hit(hit: Hit, locale: Locale) -> Sequence[Cell]:
    why = " ".join(each.sentence for each in hit.reasons)
    return [hit.title, hit.region.name if hit.region else EVERYONE.say(locale), *_day_and_venue(hit.before), why]


def _held(meeting: str, held: MeetingPlace) -> Sequence[Cell]:
    rooms, staff = (", ".join(each.name for each in named) for named in (held.rooms, held.staff))
    clocks = (moment.timetz().replace(tzinfo=None, fold=0) for moment in (held.start, held.end))
    return [meeting, held.start.date(), *clocks, _venue(held), rooms, staff]

"""What is foreseen as a workbook: what is to be expected, each meeting, each run of days with its repair, each day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from calendars.language import Locale, Message
from planner.files.workbook.sheet_writer import BookWriter, Cell, printed
from planner.text.foresight import CHANCE, DAY, HITS, MEETING, PEOPLE, REPAIR, risk_lines
from planner.text.plan_workbook import table_sheet
from planner.text.trade_off import trade_off_rows

if TYPE_CHECKING:
    from planner.schemas.foresight import ForeseenRisk, ForeseenRun, Foresight, TradeOff

EXPECTED = Message("foresight_workbook.expected", "Expected")
EXPOSURE = Message("foresight_workbook.exposure", "Meetings")
RUNS = Message("foresight_workbook.runs", "If it comes")
DAYS = Message("foresight_workbook.days", "Days")
RISK = Message("foresight_workbook.risk", "What may come")
FIRST = Message("foresight_workbook.first", "First day")
LAST = Message("foresight_workbook.last", "Last day")
POLL = Message("foresight_workbook.poll", "Polling day")
CLOSED = Message("foresight_workbook.closed", "Closed to")
CURVE = Message("foresight_workbook.curve", "What protection costs")


def foresight_workbook(found: Foresight, locale: Locale) -> bytes:
    """Return what is foreseen as a workbook; every sheet names the risk in its first column."""
    book = BookWriter(locale)
    sheet = book.sheet(EXPECTED.say(locale), "#1F4E79")
    lines = [line for risk in found.risks for line in (risk.reason, *risk_lines(risk, found.as_of, locale))]
    names = {risk.reason for risk in found.risks}
    for row, line in enumerate(lines):
        sheet.write(row, 0, line, bold=line in names, text_wrap=line not in names)
    sheet.sheet.set_column(0, 0, 110)
    printed(sheet.sheet)
    rows = (row for risk in found.risks for row in _meetings(risk))
    table_sheet(book, EXPOSURE, (RISK, MEETING, DAY, CHANCE), rows, days=(2,))
    rows = (row for risk in found.risks for each in risk.groups for row in [_run(risk, each)])
    table_sheet(book, RUNS, (RISK, FIRST, LAST, CHANCE, HITS, PEOPLE, REPAIR), rows, days=(1, 2))
    rows = (row for risk in found.risks for row in _days(risk))
    table_sheet(book, DAYS, (RISK, DAY, CHANCE, POLL, CLOSED, HITS, PEOPLE), rows, days=(1, 3, 4))
    return book.data()


def trade_off_workbook(found: TradeOff, locale: Locale) -> bytes:
    """Return what protection costs as a workbook."""
    book = BookWriter(locale)
    titles, rows = trade_off_rows(found, locale)
    table_sheet(book, CURVE, titles, rows)
    return book.data()


def _meetings(risk: ForeseenRisk) -> Iterator[tuple[Cell, ...]]:
    for each in risk.meetings:
        yield risk.reason, each.name, each.day, each.chance


def _run(risk: ForeseenRisk, run: ForeseenRun) -> tuple[Cell, ...]:
    names = "\n".join(each.name for each in run.hits)
    return risk.reason, run.days.first, run.days.last, run.chance, names, run.people, run.repair.sentence


def _days(risk: ForeseenRisk) -> Iterator[tuple[Cell, ...]]:
    for each in risk.days:
        yield risk.reason, each.day, each.chance, each.polling_day, each.last_day, len(each.hits), each.people

"""What members pay: a table by municipality, and a list for whoever sends the invoices."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table

from calendars.language import Locale, Message, say_value
from planner.text.harmless import harmless_cell
from planner.text.plan import IN_ALL
from planner.text.plan_workbook import FEE_COLUMNS, MUNICIPALITY

if TYPE_CHECKING:
    from constraints.problem.problem import Problem
    from planner.schemas.figures import Fee
    from planner.schemas.members import FeesJson

MEMBERS = Message("fees.members", "Members who pay")
NO_PRICE = Message(
    "fees.no_price", "there is no price; write price_per_member at the top of network.toml, and [fees] for the VAT"
)
ID = Message("fees.id", "Municipality code")


def fees_table(found: FeesJson, locale: Locale) -> Table:
    """Return what each municipality pays, and all together."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for n, title in enumerate((MUNICIPALITY, MEMBERS, *FEE_COLUMNS[5:])):
        table.add_column(title.say(locale), justify="right" if n else "left")
    for each in found.municipalities:
        amounts = (each.members, each.amount, each.vat, each.total)
        table.add_row(each.municipality.name, *(say_value(amount, locale) for amount in amounts))
    paying = sum(each.members for each in found.municipalities)
    amounts = (paying, found.amount, found.vat, found.total)
    table.add_row(IN_ALL.say(locale), *(say_value(amount, locale) for amount in amounts))
    return table


def fees_csv(problem: Problem, found: Iterable[Fee], locale: Locale) -> str:
    """Return a row for each member, as CSV with semicolons and a byte order mark, so that spreadsheets read it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([each.say(locale) for each in (ID, *FEE_COLUMNS)])
    for each in found:
        who = problem.members[each.member]
        home = problem.municipalities[who.municipality]
        share = say_value(round(float(who.share), 4), locale)
        cells = [home.id, home.name, who.id, who.role, each.due.isoformat(), share, each.amount, each.vat, each.total]
        writer.writerow([harmless_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    return "\ufeff" + out.getvalue()

"""Pages of what may happen: what came of foreseeing, days in reserve that were found, and what protection costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from planner.pictures.foresight_pictures import draw_trade_off
from planner.schemas.foresight import ProtectedPlan, Reserves, TradeOff
from planner.text.foresight import reserve_cells, reserve_titles
from planner.text.trade_off import (
    TRADED,
    closing_lines,
    moved_from,
    opening_lines,
    plan_facts,
    plan_name,
    trade_off_cells,
    trade_off_rows,
)
from planner.use_cases import defaults
from planner.use_cases.foresight.assumptions import require_risks
from planner.web.api.jobs import NO_JOB
from planner.web.bodies import XLSX
from planner.web.page.access import NetworkPage, Planned, Shown
from planner.web.page.plans import downloaded
from planner.web.page.rendering import picture
from planner.web.problems import NOT_FOUND, problem

router = APIRouter(prefix="/n/{network}")

TRADE_OFF = "trade-off"
"""The kind of the jobs that find what protection costs."""
TRADE_CHOICES_SECONDS = (60, round(defaults.TRADE_SECONDS), 600, 1800)


def foreseen(page: NetworkPage, _result: str, _given: dict[str, Any]) -> Response:
    """Lead to the plan, where what was foreseen is shown."""
    return page.to(f"/n/{quote(page.id, safe='')}/plan")


def reserved(page: NetworkPage, result: str, given: dict[str, Any]) -> Response:
    """Return the page of days in reserve that were found."""
    found = Reserves.model_validate_json(result)
    return page.show(
        "reserves.html", **given, found=found, titles=reserve_titles(found.currency, page.locale),
        rows=[reserve_cells(each, page.locale) for each in found.meetings],
        any=any(each.second for each in found.meetings),
    )  # fmt: skip


@router.get("/trade-off")
def ask_for_trade_off(page: Planned) -> Response:
    """What the curve may take, and what its plans go on from."""
    page.require_files()
    if page.known.network is not None:
        require_risks(page.known.network)
    return page.show(
        "trade_off_ask.html", newest=page.archive.newest(), choices=TRADE_CHOICES_SECONDS,
        usual=defaults.TRADE_SECONDS,
    )  # fmt: skip


def traded(page: NetworkPage, result: str, given: dict[str, Any]) -> Response:
    """Return the page of what protection costs."""
    return page.show("trade_off.html", **given, view=TradeOffView(page, TradeOff.model_validate_json(result)))


@dataclass(frozen=True)
class TradeOffView:
    """What protection costs, as a page shows it: the sentences and the table are those of the command line."""

    page: NetworkPage
    found: TradeOff

    @property
    def title(self) -> str:
        """What is shown, and the day it is seen on."""
        return TRADED.say(self.page.locale, day=self.found.as_of)

    def opening(self) -> list[str]:
        """Return the sentences before the table."""
        return [*opening_lines(self.found, self.page.locale)]

    def closing(self) -> list[str]:
        """Return the sentences after the table."""
        return [*closing_lines(self.found, self.page.locale)]

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Return the titles of the columns, and the cells of each plan."""
        titles, rows = trade_off_rows(self.found, self.page.locale)
        return titles, [trade_off_cells(each, self.page.locale) for each in rows]

    def picture(self) -> Markup:
        """Return the curve."""
        return picture(draw_trade_off(self.found, self.page.locale, style=False))

    def name(self, plan: ProtectedPlan) -> str:
        """Return what tells a plan from the others."""
        return plan_name(plan, self.page.locale)

    def facts(self, plan: ProtectedPlan) -> list[tuple[str, str]]:
        """Return titles and sentences on what a plan means."""
        return plan_facts(plan, self.found, self.page.locale)

    @property
    def compared(self) -> ProtectedPlan:
        """The plan that the others are compared with: that of today, else the cheapest."""
        return next((each for each in self.found.plans if each.today), self.found.plans[0])

    def moved(self, plan: ProtectedPlan) -> list[tuple[str, ...]]:
        """Return the meetings that a plan has elsewhere: name, where they are otherwise, and where it has them."""
        return moved_from(self.compared, plan, self.found, self.page.locale)

    def reserves(self, plan: ProtectedPlan) -> tuple[list[str], list[list[str]]]:
        """Return titles and rows of the days that are held in reserve with a plan."""
        rows = [reserve_cells(each, self.page.locale) for each in plan.reserves]
        return reserve_titles(self.found.currency, self.page.locale), rows


def _kept(page: NetworkPage, job: str) -> TradeOff:
    """Return what a job found.

    Raises:
        ProblemError: if there is no such job, or it found nothing.
    """
    found = page.office.view(page.id, job)
    if found is None or found.kind != TRADE_OFF or found.result is None or found.refused:
        raise problem(NOT_FOUND, NO_JOB)
    return TradeOff.model_validate_json(found.result)


@router.get("/jobs/{job}/curve.svg")
def download_curve(page: Shown, job: str) -> Response:
    """The curve as the command line draws it."""
    return downloaded(
        page, draw_trade_off(_kept(page, job), page.locale), "image/svg+xml", f"{page.id}-{TRADE_OFF}.svg"
    )


@router.get("/jobs/{job}/curve.xlsx")
def download_curve_workbook(page: Shown, job: str) -> Response:
    """The table as `planner foresee --trade --workbook` writes it."""
    from planner.text.foresight_workbook import trade_off_workbook  # noqa: PLC0415 - slow to import

    return downloaded(page, trade_off_workbook(_kept(page, job), page.locale), XLSX, f"{page.id}-{TRADE_OFF}.xlsx")


@router.get("/jobs/{job}/curve.json")
def download_curve_json(page: Shown, job: str) -> Response:
    """All of it, as `planner foresee --trade --format json` writes it."""
    text = _kept(page, job).model_dump_json(indent=2, by_alias=True)
    return downloaded(page, text, "application/json", f"{page.id}-{TRADE_OFF}.json")

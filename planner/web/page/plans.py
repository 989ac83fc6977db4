"""Pages of a plan: the timeline with its filters, the table, one meeting, and files to download."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from calendars.days import Span
from constraints.explain.days import State
from constraints.problem.outcome import Limits
from planner.jobs.job import JobRequest, JobSnapshot
from planner.jobs.queue import FullError
from planner.pictures.calendar_picture import WEEKDAYS
from planner.pictures.page_pictures import draw_map
from planner.pictures.timeline import draw
from planner.pictures.timeline_rows import View
from planner.reschedule.foreseen import basis_of, kept
from planner.schemas.explanations import DayPossibility, Possibilities
from planner.schemas.http import ProblemJson
from planner.schemas.plans import dumps, plan_json
from planner.store.errors import NotForeseenError
from planner.text.foresight import reserve_cells, reserve_titles, risk_lines
from planner.text.plan import plan_sections, room_names, staff_names, venue_name
from planner.text.questions import state_name
from planner.use_cases import defaults
from planner.use_cases.foresight.reserves import asks_for_reserves
from planner.web.api.jobs import JOB_MARGIN_SECONDS, over_within
from planner.web.bodies import XLSX
from planner.web.page.access import NetworkPage, Shown
from planner.web.page.memory import Accepted
from planner.web.page.rendering import HEADERS, picture
from planner.web.page.tasks import Place, Question
from planner.web.page.words import WORDS
from planner.web.problems import NOT_FOUND, problem

if TYPE_CHECKING:
    from markupsafe import Markup

    from calendars.language import Locale
    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from planner.schemas.foresight import ForeseenRisk, InReserve, KeptForesight

router = APIRouter(prefix="/n/{network}")

TASKS = "planner.web.page.tasks"
ANSWER_PATIENCE_SECONDS = 8.0
"""Time that a page waits for an answer before it comes without."""


@dataclass(frozen=True)
class Filters:
    """What of a plan is shown, by what the address says; "" shows all.

    Attributes:
        person: id of one of the staff.
    """

    year: str = ""
    region: str = ""
    municipality: str = ""
    person: str = ""
    venue: str = ""

    @classmethod
    def of(cls, page: NetworkPage) -> Filters:
        """Return the filters of the address."""
        return cls(**{name: page.request.query_params.get(name, "") for name in cls.__dataclass_fields__})

    def days(self, schedule: Schedule) -> Span | None:
        """Return the days of the year that is shown; None for all."""
        if not self.year.isdecimal() or len(self.year) != 4:  # noqa: PLR2004 - digits of a year
            return None
        year = Span(date(max(int(self.year), 1), 1, 1), date(max(int(self.year), 1), 12, 31))
        return year.within(schedule.problem.horizon)

    def shows(self, schedule: Schedule, held: ScheduledMeeting) -> bool:
        """Return whether a meeting is shown, whenever it is."""
        problem = schedule.problem
        region = held.meeting.region
        if self.region and region is not None and problem.regions[region].id != self.region:
            return False
        homes = {problem.municipalities[problem.members[member].municipality].id for member in held.members}
        return (
            (not self.municipality or self.municipality in homes)
            and (not self.person or self.person in {problem.staff[each].id for each in held.staff})
            and (not self.venue or schedule.venue(held).id == self.venue)
        )


@dataclass(frozen=True)
class PlanView:
    """A plan as pages show it: what the command line prints of it, and the timeline with links.

    Attributes:
        meetings: those that are shown, by round.
        sections: titles, and rows of two cells, as after a plan on the command line.
    """

    schedule: Schedule
    verdict: Verdict
    filters: Filters
    timeline: Markup | None
    meetings: list[ScheduledMeeting]
    sections: list[tuple[str, list[tuple[str, str]]]]

    @classmethod
    def of(
        cls, page: NetworkPage, verdict: Verdict, today: date | None = None, *, links: bool = True,
        foreseen: tuple[ForeseenRisk, ...] = (),
    ) -> PlanView:  # fmt: skip
        """Return the view of a judged plan."""
        schedule, filters = verdict.schedule, Filters.of(page)
        days = filters.days(schedule)
        shown = [
            held
            for held in schedule
            if (days is None or held.span.within(days) is not None) and filters.shows(schedule, held)
        ]

        def link(meeting: str) -> str:
            return meeting_path(page, meeting)

        view = View(days, frozenset(each.id for each in shown), today, link if links else None, foreseen)
        sections = [(title.say(page.locale), rows) for title, rows in plan_sections(verdict, page.locale) if rows]
        return cls(schedule, verdict, filters, picture(draw(schedule, view, style=False)) if shown else None,
                   shown, sections)  # fmt: skip

    def years(self) -> list[int]:
        """Return the years that are planned."""
        horizon = self.schedule.problem.horizon
        return list(range(horizon.first.year, horizon.last.year + 1))

    def rounds(self) -> list[tuple[str, list[ScheduledMeeting]]]:
        """Return the meetings that are shown, in order of time; titles stand once."""
        return [(title, list(held)) for title, held in groupby(self.meetings, key=lambda each: each.meeting.title)]

    def cells(self, held: ScheduledMeeting) -> dict[str, str]:
        """Return venue, rooms and staff of a meeting, as the table on the command line shows them."""
        schedule = self.schedule
        return {
            "venue": venue_name(schedule.venue(held)),
            "rooms": room_names(schedule, held),
            "staff": staff_names(schedule, held),
        }


def meeting_path(page: NetworkPage, meeting: str, view: str = "meetings") -> str:
    """Return the address of a page about one meeting."""
    return f"/n/{quote(page.id, safe='')}/{view}/{quote(meeting, safe='/')}"


@router.get("/plan")
def show_plan(page: Shown, revision: int | None = None) -> Response:
    """The plan of a revision, the last by default; until there is one, what to do first."""
    if not page.archive.newest():
        return page.show("no_plan.html")
    found = page.memory.accepted(page.home, page.locale, revision)
    latest = _is_last(page, found)
    foresight = _foresight(page) if latest else None
    risks = foresight.foresight.risks if foresight else ()
    view = PlanView.of(page, found.verdict, page.today(), foreseen=risks)
    drawn = draw_map(page.memory.network_of(found.revision), view.schedule)
    map_ = picture(drawn) if drawn else None
    return page.show(
        "plan.html", network=page, revision=found.revision, view=view, map=map_,
        latest=latest, foresight=foresight, risk_lines=risk_lines,
        reserves=ReservesView.of(page) if latest else None,
        may_foresee=latest and page.known.network is not None and bool(page.known.network.settings.risks),
    )  # fmt: skip


@dataclass(frozen=True)
class ReservesView:
    """What is held in reserve, as pages show it.

    Attributes:
        held: of each meeting that has any, by day.
        asked: whether the network asks for days in reserve, so that they can be found.
        saved: whether something was just booked or released.
    """

    titles: list[str]
    held: tuple[InReserve, ...]
    locale: Locale
    asked: bool
    saved: bool

    @classmethod
    def of(cls, page: NetworkPage, meeting: str = "") -> ReservesView | None:
        """Return what is held for a meeting, or for all; None if nothing is, nothing is asked for, or just done."""
        network = page.known.network
        if network is None:
            return None
        held = page.memory.reserves(page.home, page.today(), page.locale)
        asked = asks_for_reserves(network) and page.known.mistakes is None
        saved = bool(page.request.query_params.get("reserves"))
        titles = reserve_titles(network.settings.currency, page.locale)
        shown = tuple(each for each in held if meeting in {"", each.id})
        return cls(titles, shown, page.locale, asked, saved) if shown or asked or saved else None

    def cells(self, each: InReserve) -> list[str]:
        """Return what the table on the command line shows of it."""
        return reserve_cells(each, self.locale)

    def facts(self, each: InReserve) -> list[tuple[str, str]]:
        """Return titles and cells of one, without the meeting."""
        return [*zip(self.titles, self.cells(each), strict=True)][2:]


def _foresight(page: NetworkPage) -> KeptForesight | None:
    try:
        return kept(page.archive, basis_of(page.archive, page.home.folder))
    except NotForeseenError:
        return None


@router.get("/plan.svg")
def download_picture(page: Shown, revision: int | None = None) -> Response:
    """The timeline as the command line draws it."""
    found = page.memory.accepted(page.home, page.locale, revision)
    return downloaded(page, draw(found.verdict.schedule), "image/svg+xml", f"{page.id}-{found.revision.number}.svg")


@router.get("/plan.json")
def download_plan(page: Shown, revision: int | None = None) -> Response:
    """The plan as `planner export` writes it."""
    kept = page.archive.kept(revision)
    text = dumps(plan_json(kept.content.plan))
    return downloaded(page, text, "application/json", f"{page.id}-{kept.revision.number}.json")


@router.get("/plan.xlsx")
def download_plan_workbook(page: Shown, revision: int | None = None) -> Response:
    """The plan as `planner show --workbook` writes it, in the language of the network."""
    from planner.text.plan_workbook import revision_workbook  # noqa: PLC0415 - slow to import

    found = page.memory.accepted(page.home, page.spoken(), revision)
    reserves = page.memory.reserves(page.home, page.today(), page.spoken()) if _is_last(page, found) else ()
    data = revision_workbook(found.verdict, found.revision, reserves)
    return downloaded(page, data, XLSX, f"{page.id}-{found.revision.number}.xlsx")


def _is_last(page: NetworkPage, found: Accepted) -> bool:
    return found.revision.number == page.archive.newest()


def downloaded(page: NetworkPage, data: str | bytes, kind: str, name: str) -> Response:
    """Return a file to be saved under that name (RFC 6266)."""
    response = page.finished(Response(data, headers=HEADERS, media_type=kind))
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-_.") else "_" for each in name)
    response.headers["content-disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response


@dataclass(frozen=True)
class CalendarDay:
    """A day of the calendar of possibilities.

    Attributes:
        kind: its class: free, costly, others, perhaps or impossible.
        state: the same in words.
        reason: why, where it is impossible; or where it is held at that price.
    """

    day: date
    kind: str
    state: str
    points: int | None
    planned: bool
    reason: str
    venue: str


def months(page: NetworkPage, found: Possibilities) -> list[tuple[date, int, list[CalendarDay]]]:
    """Return the months of a calendar of possibilities: the first day, its weekday, and the days that are known."""
    sheets = groupby(found.days, key=lambda each: each.day.replace(day=1))
    return [(first, days[0].day.weekday(), days) for first, held in sheets for days in [list(_days(page, held))]]


def weeks(days: list[CalendarDay]) -> list[list[CalendarDay | None]]:
    """Return the days of a month in weeks from Monday; None where a day is not asked about."""
    known = {each.day.day: each for each in days}
    first = days[0].day.replace(day=1).weekday()
    found = [[known.get(7 * week + column - first + 1) for column in range(7)] for week in range(6)]
    return [week for week in found if any(week)]


def _days(page: NetworkPage, found: Iterator[DayPossibility]) -> Iterator[CalendarDay]:
    for each in found:
        reasons = each.reasons or ((each.first_reason,) if each.first_reason else ())
        yield CalendarDay(
            each.day, _kind(each), state_name(each).say(page.locale),
            each.points, each.planned, " ".join(reason.sentence for reason in reasons),
            each.venue.name if each.venue else "",
        )  # fmt: skip


def _kind(each: DayPossibility) -> str:
    if each.points is not None:
        return "free" if each.state is State.FREE else "costly"
    if not each.others_could_move:
        return "impossible"
    return "others" if each.plan_exists else "perhaps"


@router.get("/meetings/{meeting:path}")
async def show_meeting(page: Shown, meeting: str) -> Response:
    """One meeting: where, when, who comes, who cannot, and every other day that it could have."""
    found = await run_in_threadpool(page.memory.accepted, page.home, page.locale)
    schedule = found.verdict.schedule
    held = next((each for each in schedule if each.id == meeting), None)
    if held is None:
        raise problem(NOT_FOUND, WORDS["meeting.unknown"], found=meeting)
    answer = await asked(page, Question("possibilities", Limits(defaults.POSSIBILITIES_SECONDS), meeting))
    return await run_in_threadpool(_show_meeting, page, found, held, answer)


def _show_meeting(page: NetworkPage, found: Accepted, held: ScheduledMeeting, answer: JobSnapshot | None) -> Response:
    possible = refusal = None
    if answer is not None and answer.result is not None:
        if answer.refused:
            refusal = ProblemJson.model_validate_json(answer.result)
        else:
            possible = Possibilities.model_validate_json(answer.result)
    schedule = found.verdict.schedule
    problem_ = schedule.problem
    homes = Counter(problem_.members[member].municipality for member in held.members - held.absent)
    absent = sorted((problem_.municipalities[problem_.members[n].municipality].name, problem_.members[n].id)
                    for n in held.absent)  # fmt: skip
    come = sorted((problem_.municipalities[home].name, n) for home, n in homes.items())
    place = schedule.venue(held)
    rooms = [room for room in problem_.rooms if room.venue == held.venue]
    return page.show(
        "meeting.html", network=page, revision=found.revision, schedule=schedule, held=held, place=place, rooms=rooms,
        taken={problem_.rooms[room].id for room in held.rooms}, rent=schedule.rent(held), come=come, absent=absent,
        staff=staff_names(schedule, held), room_names=room_names(schedule, held), venue=venue_name(place),
        possible=possible, months=months(page, possible) if possible else [], refusal=refusal,
        why_path=meeting_path(page, held.id, "why"), why_not_path=meeting_path(page, held.id, "why-not"),
        others=_neighbours(schedule, held), weekdays=WEEKDAYS, weeks=weeks, reserves=ReservesView.of(page, held.id),
    )  # fmt: skip


def _neighbours(schedule: Schedule, held: ScheduledMeeting) -> tuple[ScheduledMeeting | None, ScheduledMeeting | None]:
    """Return the meetings before and after one in order of time."""
    order = list(schedule)
    place = order.index(held)
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)


def job_request(page: NetworkPage, kind: str, task: str, seconds: float, *args: object) -> JobRequest:
    """Return the request for a task of the page about its network, in its language."""
    place = Place(page.office.address, page.home)
    return JobRequest(page.id, kind, f"{TASKS}:{task}", (page.locale, place, *args), seconds)


async def asked(page: NetworkPage, question: Question, kind: str = "") -> JobSnapshot | None:
    """Return the answer to a question; None if too many wait, or it takes too long for a page."""
    seconds = question.limits.hard_stop + JOB_MARGIN_SECONDS
    try:
        asking = job_request(page, kind or question.kind, "answer", seconds, question)
        job = await run_in_threadpool(page.office.submit, asking)
    except FullError:
        return None
    await over_within(job, ANSWER_PATIENCE_SECONDS, page.request.is_disconnected)
    if not job.over:
        await run_in_threadpool(job.stop)
        return None
    return job.view

"""Let every Danish election since 1971 fall on the default example, without protection and with three kinds of it.

    python -m benchmarks.elections [--starts N] [--points P] [--skip N] [--log FILE] [--minutes M] [--lost]

The calendar of the example is its own, so the elections come to it: an election that was called some quarters after
a network had started is called as many quarters after the first day of the example, within the quarter on a day of its
own. It takes as long as it did. What the planner knew at the start is in the risk: the last day by law, four years
after the poll before, if that had been held by then; else only how often elections are called. Each plan is made with
that risk: without protection, with [rules.exposure], with [rules.reserve] and the days in reserve that
`planner reserve` finds, and with both. The election is answered as `benchmarks.stress` does. What came of each case is
added to the log, from which a run that was cut goes on; the table is of the starts that are complete. It stands in the
section "Elections" of RESULTS.md, and the picture in elections.svg. `--lost` says, of the meetings that are lost with
both in the log, what would have to give for them to be held.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.results import machine, replace_section, table
from benchmarks.stress import EXAMPLE, FIGURES, REPAIR_SECONDS, figures, in_reserve, live, planned, reserve_rule
from calendars.elections import past_elections
from constraints.check import check
from constraints.problem.outcome import Limits
from constraints.search.sessions import SequentialSession
from planner.changes.change import with_settings
from planner.examples import folder
from planner.files.load import load_network
from planner.network.closures import Risk
from planner.network.problem import build_problem
from planner.pictures.svg import BLUE, ORANGE, PAGE_STYLE, PURPLE, SKY, VERMILION, add, root, to_text
from planner.reschedule.foresight import Event, RiskAhead

if TYPE_CHECKING:
    from constraints.problem.plan import Plan
    from planner.network.network import Network
    from planner.network.tables import BookingRow

QUARTERS_IN_TURN = (7, 3, 11, 15, 1, 9, 5, 13, 2, 10, 6, 14, 4, 12, 8, 16)
"""The starts, in quarters before the call, in the order in which they are gone through."""
QUARTER_DAYS = 91
TERM = timedelta(days=1461)
"""Folketinget is elected for four years (grundloven § 32)."""
SHORTEST_CAMPAIGN = timedelta(days=20)
Figures = tuple[float, ...]
"""In the order of `FIGURES`."""
PICTURE = Path(__file__).with_name("elections.svg")


@dataclass(frozen=True)
class Case:
    """An election that falls on the example.

    Attributes:
        year: in which it was held.
        quarters: after the start.
        called: the day on which it is called.
        to_poll, to_cabinet: days, as they were; 0 to the cabinet if that is not known.
        last: the last day on which it could be called, as was known at the start; None if nobody knew.
    """

    year: int
    quarters: int
    called: date
    to_poll: int
    to_cabinet: int
    last: date | None


def cases(first_day: date, quarters: Sequence[int]) -> Iterator[Case]:
    """Yield every election with a known day of calling at each of these numbers of quarters after the start."""
    held = past_elections("DK")
    known = [(before, each) for before, each in pairwise(held) if each.called]
    for number, (before, each) in enumerate(known):
        called = each.called or each.polling_day
        for quarter in quarters:
            after = timedelta(QUARTER_DAYS * (quarter - 1) + number * QUARTER_DAYS // len(known) + 1)
            spare = before.polling_day + TERM - SHORTEST_CAMPAIGN - called
            past = called - after >= before.polling_day
            last = first_day + after + max(spare, timedelta(0)) if past else None
            to_cabinet = (each.cabinet - each.polling_day).days if each.cabinet else 0
            yield Case(
                each.polling_day.year, quarter, first_day + after, (each.polling_day - called).days, to_cabinet, last
            )


def known_at_the_start(network: Network, case: Case) -> Network:
    """Return the network with the risk as a planner would have written it."""
    section = {"kind": "election", "reason": "Folketingsvalg", "history": "DK"}
    law: dict[str, object] = {}
    if case.last is not None and case.last <= network.settings.last_day:  # else it may come after all that is planned
        law = {"certain": True, "last_day": case.last}
    return with_settings(network, risks=(Risk.model_validate(section | law),))


@dataclass(frozen=True)
class Protection:
    """A way to plan.

    Attributes:
        exposure: whether [rules.exposure] is in force.
        reserve: whether days are held in reserve.
    """

    name: str
    exposure: bool
    reserve: bool


PROTECTIONS = (
    Protection("without protection", exposure=False, reserve=False),
    Protection("exposure", exposure=True, reserve=False),
    Protection("reserve", exposure=False, reserve=True),
    Protection("exposure and reserve", exposure=True, reserve=True),
)
FACTS = ("more points", "held in reserve", "rent in reserve")
"""What is known of a plan if nothing happens: points more than without protection, days in reserve, and their rent."""


class Planner:
    """Plans for what is known at a start, each once."""

    def __init__(self, network: Network, points: int, turns: SequentialSession) -> None:
        self._network, self._points, self._turns = network, points, turns
        self.as_of = network.settings.first_day
        self.plain = planned(network, self.as_of)
        self._least = points_of(network, self.plain)
        self._made: dict[tuple[date | None, str], tuple[Plan, tuple[BookingRow, ...], Figures]] = {}

    def case(self, case: Case, how: Protection) -> tuple[Plan, Network, Figures, Event]:
        """Return what `plan` returns for what is known of a case at the start, and the event."""
        plan, known, facts = self.plan(known_at_the_start(self._network, case), how)
        (section,) = known.settings.risks
        risk = RiskAhead.of(section, known, self.as_of)
        return plan, known, facts, risk.lasting(case.called, case.to_poll, case.to_cabinet)

    def plan(self, known: Network, how: Protection) -> tuple[Plan, Network, Figures]:
        """Return the plan, the network with what is held in reserve, and what is known if nothing happens."""
        key = (known.settings.risks[0].last_day, how.name)
        if key not in self._made:
            rule = reserve_rule(known, self._points)
            plan = self.plain
            if how.exposure or how.reserve:
                plan = planned(known, self.as_of, self._points * how.exposure, rule if how.reserve else None)
            rows: tuple[BookingRow, ...] = ()
            rent = 0
            if how.reserve:
                rows, rent = in_reserve(known, plan, self.as_of, rule, self._turns)
            more = 100 * (points_of(known, plan) - self._least) / self._least
            self._made[key] = plan, rows, (more, len(rows), rent)
        plan, rows, facts = self._made[key]
        return plan, known.model_copy(update={"bookings": rows}), facts


def main() -> None:
    """Plan, let the elections come, print and write the results."""
    parser = argparse.ArgumentParser(description="Past elections on the default example.")
    parser.add_argument("--starts", type=int, default=16, help="of 16 quarters (default: %(default)s)")
    parser.add_argument("--skip", type=int, default=0, help="so many starts, which another run does")
    parser.add_argument("--points", type=int, default=60_000, help="of both rules (default: %(default)s)")
    parser.add_argument("--log", type=Path, default=Path("elections.log"), help="(default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no case after so long")
    parser.add_argument("--lost", action="store_true", help="only say why meetings are lost")
    arguments = parser.parse_args()
    network, end = load_network(folder(EXAMPLE)), time.monotonic() + 60 * arguments.minutes
    known_cases: dict[tuple[Any, ...], Figures] = {tuple(line[:3]): tuple(line[3:]) for line in _lines(arguments.log)}
    with SequentialSession.start(Limits(REPAIR_SECONDS, workers=1)) as turns:
        planner = Planner(network, arguments.points, turns)
        if arguments.lost:
            print(*sorted(why_lost(planner, known_cases, turns).items()), sep="\n")
            return
        quarters = QUARTERS_IN_TURN[arguments.skip : arguments.starts]
        for case in (each for quarter in quarters for each in cases(planner.as_of, [quarter])):
            lived: list[tuple[Plan, Network, Figures]] = []
            for how in PROTECTIONS:
                key = (case.year, case.quarters, how.name)
                if key in known_cases or time.monotonic() > end:
                    continue
                plan, known, facts, event = planner.case(case, how)
                same = (found for like, there, found in lived if (like, there) == (plan, known))
                found = next(same, None) or figures(live(known, plan, [event], turns))
                lived.append((plan, known, found))
                known_cases[key] = (*found, *facts)
                with arguments.log.open("a", encoding="utf-8") as log:
                    log.write(f"{json.dumps([*key, *known_cases[key]])}\n")
    complete = [
        quarter
        for quarter in QUARTERS_IN_TURN
        if all(
            (case.year, quarter, how.name) in known_cases
            for case in cases(planner.as_of, [quarter])
            for how in PROTECTIONS
        )
    ]
    if complete:
        _report(planner.as_of, sorted(complete), known_cases, arguments)


GIVING = (
    ("rounds may take longer", ("round_span",)),
    ("gaps may be shorter", ("region_gap", "joint_gap")),
    ("both", ("round_span", "region_gap", "joint_gap")),
)
"""Names of what may have to give for a meeting to be held, the least first, and the rules."""


def why_lost(planner: Planner, known: dict[tuple[Any, ...], Figures], turns: SequentialSession) -> Counter[str]:
    """Return how many of the meetings that are lost with both would be held if rules gave, by what has to give."""
    found: Counter[str] = Counter()
    how = PROTECTIONS[-1]
    for case in cases(planner.as_of, QUARTERS_IN_TURN):
        lost = round(known.get((case.year, case.quarters, how.name), (0.0,) * len(FIGURES))[LOST])
        if not lost:
            continue
        plan, network, _, event = planner.case(case, how)
        held = (name for name, rules in GIVING if not live(_without(network, rules), plan, [event], turns).lost)
        found[next(held, "nothing helps")] += lost
    return found


def _without(network: Network, rules: Collection[str]) -> Network:
    kept = {key: rule for key, rule in network.settings.rules.items() if key not in rules}
    return with_settings(network, rules=kept)


def _report(
    as_of: date, quarters: Sequence[int], known: dict[tuple[Any, ...], Figures], arguments: argparse.Namespace
) -> None:
    found = [*cases(as_of, quarters)]
    lived = {how.name: [known[case.year, case.quarters, how.name] for case in found] for how in PROTECTIONS}
    rows = [
        [
            name,
            *(f"{statistics.fmean(each):,.2f}" for each in columns[: len(FIGURES)]),
            f"{statistics.fmean(columns[-3]):.2f} %",
            f"{statistics.fmean(columns[-2]):.1f}",
            f"{statistics.fmean(columns[-1]):,.0f}",
        ]
        for name, columns in ((name, [*zip(*lived[name], strict=True)]) for name in lived)
    ]
    body = (
        f"{table(['plan', *FIGURES, *FACTS], rows)}\n\nMeans of {len(found)} cases: "
        f"{len({each.year for each in found})} elections at {len(quarters)} starts, {', '.join(map(str, quarters))} "
        f"quarters before the call; points = {arguments.points} in [rules.exposure] and [rules.reserve]. "
        f"`python -m benchmarks.elections`: {machine(runs=1)}\n\n![Meetings moved or lost "
        f"by the quarter in which the election is called](elections.svg)"
    )
    replace_section("Elections", body)
    PICTURE.write_text(draw(found, lived), encoding="utf-8")


def _lines(log: Path) -> list[list[Any]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []


def points_of(network: Network, plan: Plan) -> int:
    """Return the points of a plan without the rule exposure."""
    return check(build_problem(network), plan).objective


MOVED, LOST = FIGURES.index("meetings moved"), FIGURES.index("meetings lost")
COLOURS = (ORANGE, BLUE, SKY, PURPLE)
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760.0, 340.0, 60.0, 70.0, 60.0
STYLE = """
text { font-family: "Helvetica Neue", Arial, "Liberation Sans", sans-serif; fill: #1F2933; font-size: 12px; }
.title { font-size: 18px; font-weight: bold; }
.paper { fill: #FFFFFF; }
.months { stroke: #CBD2D9; stroke-width: 0.5px; }
"""


def draw(found: Sequence[Case], lived: dict[str, list[Figures]]) -> str:
    """Return the picture: for each start a bar of meetings moved or lost for each kind of protection."""
    svg = root(WIDTH, HEIGHT, role="img", lang="en", aria_labelledby="title")
    add(svg, "title", "Meetings moved or lost by an election, by the quarter in which it is called", id="title")
    add(add(svg, "defs"), "style", STYLE + PAGE_STYLE)
    add(svg, "rect", class_="paper", width="100%", height="100%")
    add(svg, "text", "Meetings moved or lost by an election, on average", class_="title", x=24, y=30)
    quarters = sorted({each.quarters for each in found})

    def mean(of: int) -> dict[tuple[str, int], float]:
        return {
            (name, quarter): statistics.fmean(
                one[of] for case, one in zip(found, outcomes, strict=True) if case.quarters == quarter
            )
            for name, outcomes in lived.items()
            for quarter in quarters
        }

    lost = mean(LOST)
    means = {key: moved + lost[key] for key, moved in mean(MOVED).items()}
    most, base = 0.4 * math.ceil(max(means.values()) / 0.4 or 1), HEIGHT - BOTTOM
    for n in range(5):
        y = base - (base - TOP) * n / 4
        add(svg, "line", class_="months", x1=LEFT, y1=y, x2=WIDTH - 24, y2=y)
        add(svg, "text", f"{most * n / 4:.1f}", x=LEFT - 8, y=y + 4, text_anchor="end")
    width = (WIDTH - 24 - LEFT) / len(quarters)
    for place, quarter in enumerate(quarters):
        for side, (name, colour) in enumerate(zip(lived, COLOURS, strict=True)):
            height = (base - TOP) * means[name, quarter] / most
            x = LEFT + width * place + width * (0.1 + 0.2 * side)
            title = f"{name}, {quarter} quarters: {means[name, quarter]:.2f}"
            add(svg, "rect", title=title, x=x, y=base - height, width=width * 0.18, height=height, fill=colour)
            gone = (base - TOP) * lost[name, quarter] / most
            said = f"{name}, {quarter} quarters: {lost[name, quarter]:.2f} lost"
            add(svg, "rect", title=said, x=x, y=base - gone, width=width * 0.18, height=gone, fill=VERMILION)
        add(svg, "text", str(quarter), x=LEFT + width * (place + 0.5), y=base + 18, text_anchor="middle")
    add(svg, "text", "quarters from the start to the call", x=(LEFT + WIDTH) / 2, y=base + 40, text_anchor="middle")
    for side, (name, colour) in enumerate(zip((*lived, "lost"), (*COLOURS, VERMILION), strict=True)):
        add(svg, "rect", x=LEFT + 158 * side, y=44, width=14, height=14, fill=colour)
        add(svg, "text", name, x=LEFT + 158 * side + 20, y=56)
    return to_text(svg)


if __name__ == "__main__":
    main()

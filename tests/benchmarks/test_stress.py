"""Lives through futures: what comes of a plan whose meetings have days in reserve."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from benchmarks.stress import Lived, live, summary
from planner.files.plan_file import parse_plan
from planner.reschedule.foresight import RiskAhead
from tests.planner.reschedule import small
from tests.planner.use_cases.test_in_reserve import network
from tests.planner.web.planning import PLAN

CALLED = date(2023, 2, 20)


@pytest.mark.parametrize(("until", "used"), [("2023-02-25", 1), ("2023-02-19", 0)], ids=["held", "released"])
def test_a_meeting_that_is_hit_goes_to_its_reserve_first(tmp_path: Path, until: str, used: int) -> None:
    of = network(tmp_path, f"akkc;A;2023-05-16;2023-1/nord;reserve;{until};K1;")
    risk = RiskAhead.of(of.settings.risks[0], of, date(2022, 5, 2))
    event = risk.lasting(CALLED, 20, 0)  # to 12 March: one meeting
    lived = live(of, parse_plan(json.dumps(PLAN), "plan", "en"), [event], small.turns())
    assert (lived.moved, lived.on_reserves, lived.lost) == (1, used, 0)


def test_how_often_a_reserve_was_used_is_the_last_figure() -> None:
    assert summary([Lived(on_reserves=1), Lived(on_reserves=2)])[-1] == "1.50 ± 0.50"

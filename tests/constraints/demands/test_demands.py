"""What every hard rule demands, and what can be given up of it, word for word in both languages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from constraints.problem.rule import all_rules
from tests.constraints.demands.cases import CASES
from tests.constraints.demands.telling import told

SENTENCES = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))
SOFT = {
    "absent_member", "cancellation_fee", "kept", "left_out_member", "left_out_municipality", "meals", "rent",
    "soft_blackout", "soonest", "squeezed_day", "travel", "uneven_spacing", "venue_variety", "wanted_day",
    "weekday_points", "worst_travel",
}  # fmt: skip
"""Rules that only charge points."""


@pytest.mark.parametrize("name", CASES)
def test_a_demand_and_what_can_be_given_up_of_it(name: str) -> None:
    assert told(name) == SENTENCES[name]


def test_nothing_is_pinned_that_no_case_says() -> None:
    assert {*SENTENCES} == {*CASES}


def test_every_rule_that_can_be_broken_demands_something() -> None:
    hard = {key for key, rule in all_rules().items() if rule().hard}
    assert hard == {*all_rules()} - SOFT
    assert hard == {name.partition(".")[0] for name in CASES}

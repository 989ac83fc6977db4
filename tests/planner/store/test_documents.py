"""Networks and plans as canonical JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from planner.files.load import load_network
from planner.files.start import example_folder, example_names
from planner.network.fields import to_yearly, written
from planner.network.network import Network
from planner.store.documents import announced_text, canonical, network_text, read_announced, read_content
from tests.planner.announcements import INN, announced, draft, network

NO_PLAN = '{"meetings": []}'

SETTINGS: list[dict[str, Any]] = [
    {"school_holidays": [{"reason": "Uge", "week": 42}, {"reason": "Dage", "from": "06-30", "to": "08-11"}]},
    {"school_holidays": [{"reason": "Påske", "from": "easter - 8", "to": "easter + 1"}]},
    {"school_holidays": [{"reason": "Vinter", "first_day": "2023-02-13", "last_day": "2023-02-17"}]},
    {"elections": [{"reason": "Valg", "rule": "tredje tirsdag i november", "every": 4, "from_year": 2025}]},
    {"elections": [{"reason": "Valg", "called": "2022-10-05", "polling_day": "2022-11-01", "cabinet": "2022-12-15"}]},
    {"rules": {"region_gap": {"min_days": 90, "max_days": 270}, "absent_member": {"points": 1000}}},
    {"rules": {}, "price_per_member": 6000, "announced": "2022-05-01"},
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_a_network_comes_back_equal_from_its_text(settings: dict[str, Any]) -> None:
    before = network(**settings)
    after = read_content(network_text(before), NO_PLAN).network
    assert after == before
    assert network_text(after) == network_text(before)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", example_names())
def test_every_example_comes_back_equal_from_its_text(name: str) -> None:
    before: Network = load_network(example_folder(name))
    assert read_content(network_text(before), NO_PLAN).network == before


def test_the_text_of_a_network_holds_nothing_of_where_it_was_read(tmp_path: Path) -> None:
    written_text = network_text(load_network(example_folder("ledernetvaerk")))
    assert "lines" not in json.loads(written_text)
    assert str(tmp_path.parent) not in written_text


def test_the_text_does_not_depend_on_the_order_of_writing() -> None:
    one = network(rules={"region_gap": {"min_days": 90}, "absent_member": {"points": 1}})
    other = network(rules={"absent_member": {"points": 1}, "region_gap": {"min_days": 90}})
    assert network_text(one) == network_text(other)


@pytest.mark.parametrize("day", ["06-30", "last saturday of june", "third tuesday of november", "easter - 8",
                                 "easter + 0", "easter + 39"])  # fmt: skip
def test_a_day_of_the_year_is_written_as_it_can_be_read(day: str) -> None:
    assert written(to_yearly(day)) == day


def test_equal_values_are_equal_text_and_no_number_is_none() -> None:
    assert canonical({"b": "Å", "a": [1, None, True]}) == canonical({"a": [1, None, True], "b": "Å"})
    assert canonical({"b": "Å", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"Å"}'
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_an_announcement_comes_back_equal_from_its_text() -> None:
    for each in (announced(), announced("net/syd", venue=INN, rooms=(), staff=())):
        assert read_announced(announced_text(each)) == each
    assert draft(announced()).content.plan.meetings[0].start == announced().start


def test_staff_of_a_round_of_an_older_version_still_replaces_the_general_staff() -> None:
    text = json.loads(network_text(network()))
    written_round = text["settings"]["rounds"][0]
    del written_round["staff_replaces"]
    written_round["staff"] = {}
    (read,) = read_content(json.dumps(text), NO_PLAN).network.settings.rounds
    assert read.staff_replaces is True
    assert read.staff_with({"KL": 1}) == {}

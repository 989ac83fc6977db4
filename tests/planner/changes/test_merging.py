"""What changed on one side, done to another."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planner.changes.merging import key_of, three_way
from planner.network.network import Network
from planner.network.tables import Member
from tests.planner.network_files import small_network, small_round, small_settings


def settings(network: Network, **parts: Any) -> Network:
    return network.changed(settings=network.settings.changed(**parts))


BASE = small_network()
HOME = BASE.municipalities[0].id


def test_the_other_side_keeps_what_only_it_changed_and_gets_what_only_this_one_did() -> None:
    after = settings(BASE, name="Nyt", rules={"notice": {"min_days": 3}})
    other = settings(BASE, rules={"region_gap": {"min_days": 90}}, locale="en")
    found = three_way(BASE, after, other)
    assert (found.settings.name, found.settings.locale) == ("Nyt", "en")
    assert {*found.settings.rules} == {"notice", "region_gap"}


def test_where_both_changed_the_same_this_side_counts() -> None:
    found = three_way(BASE, settings(BASE, name="Her"), settings(BASE, name="Der"))
    assert found.settings.name == "Her"


def test_rows_that_are_new_on_either_side_are_there_and_those_removed_on_either_are_gone() -> None:
    first, second, *rest = BASE.members
    here = BASE.changed(members=(second, *rest, Member(id="her", municipality=HOME)))
    there = BASE.changed(members=(first, *rest, Member(id="der", municipality=HOME)))
    found = three_way(BASE, here, there)
    assert {each.id for each in found.members} == {*(each.id for each in rest), "her", "der"}


def test_a_row_changed_on_both_sides_has_both_changes() -> None:
    first, *rest = BASE.members
    here = BASE.changed(members=(replace(first, last_day=date(2023, 5, 1)), *rest))
    there = BASE.changed(members=(replace(first, role="leder"), *rest))
    (found,) = [each for each in three_way(BASE, here, there).members if each.id == first.id]
    assert (found.last_day, found.role) == (date(2023, 5, 1), "leder")


def test_sections_that_are_told_apart_by_nothing_are_taken_as_they_became() -> None:
    pause = {"title": "Pause", "minutes": 50}
    talk = {"title": "Oplæg", "minutes": 100}
    base = small_network(small_settings(rounds=(small_round(parts=(talk, pause, talk, pause)),)))
    here = settings(base, rounds=(small_round(parts=(talk, pause, pause, talk)),))
    there = settings(base, rounds=(small_round(parts=(pause, talk, pause, talk)),))
    found = three_way(base, here, there)
    assert found.settings.rounds == here.settings.rounds


@pytest.mark.parametrize(("name", "row", "key"), [
    ("members", {"id": "m", "municipality": "x"}, ("m",)), ("rounds", {"id": "r", "title": "x"}, "r"),
    ("nothing", {"b": 1, "a": 2}, json.dumps({"a": 2, "b": 1})),
])  # fmt: skip
def test_a_row_is_known_by_its_key_or_by_all_of_it(name: str, row: dict[str, Any], key: object) -> None:
    assert key_of(name, row) == key

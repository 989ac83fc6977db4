"""Offers over HTTP: what is offered, and how the places are given."""

from __future__ import annotations

from planner.web.roles import Role
from tests.planner.cli.test_places import OFFER, ROWS
from tests.planner.web.office import FILES, Office

OFFERED = {
    **FILES, "network.toml": FILES["network.toml"].replace("[[rounds]]", f"{OFFER}\n[[rounds]]", 1),
    "applications.csv": ROWS,
}  # fmt: skip


def test_places_are_a_resource_of_the_offer(on_each: Office) -> None:
    path = on_each.network()
    assert on_each.planner.ask(path, "PUT", OFFERED).status == 200
    (offer,) = on_each.clients[Role.READER].ask(f"{path}/offers").json["offers"]
    assert offer == on_each.planner.ask(f"{path}/offers/temadag/places").json
    assert [(each["municipality"]["name"], each["outcome"]) for each in offer["applicants"]] == [
        ("Aalborg", "place"), ("Hjørring", "waiting"), ("Fredericia", "declined")
    ]  # fmt: skip
    one = on_each.planner.ask(f"{path}/offers/temadag/places?municipality=0860").json
    assert [each["sentence"] for each in one["applicants"]] == [offer["applicants"][1]["sentence"]]


def test_what_there_is_not_is_a_problem(on_each: Office) -> None:
    path = on_each.network()
    assert on_each.planner.ask(f"{path}/offers").json == {"offers": []}
    assert on_each.planner.ask(f"{path}/offers/temadag/places").status == 404
    assert on_each.planner.ask(path, "PUT", OFFERED).status == 200
    answer = on_each.planner.ask(f"{path}/offers/temadag/places?municipality=0101")
    assert answer.status == 422
    assert [each["query"] for each in answer.json["errors"]] == ["municipality"]
    assert on_each.planner.ask(f"{path}/offers/xyz/places").status == 404

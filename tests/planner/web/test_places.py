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


ANSWERED = {
    **FILES,
    "network.toml": "price_per_member = 6000\n"
    + FILES["network.toml"].replace('id = "kickoff"', 'id = "kickoff"\nplaces = 1', 1) + "\n[fees]\n",
    "registrations.csv": (
        "meeting;member;answer;received\nkickoff;b1;yes;2022-05-02\nkickoff;a2;yes;2022-05-03\nkickoff;c1;no;2022-05-04\n"
    ),
}  # fmt: skip


def test_registrations_are_read_by_numbers_and_by_planners_with_who_waits(on_each: Office) -> None:
    path = on_each.network(accepted=14)
    assert on_each.planner.ask(path, "PUT", ANSWERED).status == 200
    (found,) = on_each.planner.ask(f"{path}/registrations").json["meetings"]
    numbers = {name: found[name] for name in ("places", "asked", "yes", "no", "waiting", "unanswered", "day")}
    assert numbers == {
        "places": 1, "asked": 4, "yes": 1, "no": 1, "waiting": 1, "unanswered": 1, "day": "2022-06-14"
    }  # fmt: skip
    assert [(each["member"], each["answer"], each["number"]) for each in found["members"]] == [
        ("b1", "yes", 1), ("a2", "waiting", 1), ("c1", "no", 1), ("a1", None, None)
    ]  # fmt: skip
    (read,) = on_each.clients[Role.READER].ask(f"{path}/registrations").json["meetings"]
    assert read == {**found, "members": []}
    assert on_each.clients[Role.FEED_MANAGER].ask(f"{path}/registrations").status == 403


def test_fees_are_read_by_municipality_and_by_planners_by_member(on_each: Office) -> None:
    path = on_each.network()
    assert on_each.planner.ask(f"{path}/fees").json["price"] is None
    assert on_each.planner.ask(path, "PUT", ANSWERED).status == 200
    found = on_each.planner.ask(f"{path}/fees").json
    assert (found["currency"], found["price"], found["amount"], found["vat"], found["total"]) == (
        "DKK", 6000, 24000, 6000, 30000
    )  # fmt: skip
    assert [(each["municipality"]["name"], each["members"], each["total"]) for each in found["municipalities"]] == [
        ("Aalborg", 2, 15000), ("Fredericia", 1, 7500), ("Hjørring", 1, 7500)
    ]  # fmt: skip
    assert sorted(each["member"] for each in found["members"]) == ["a1", "a2", "b1", "c1"]
    assert on_each.clients[Role.READER].ask(f"{path}/fees").json == {**found, "members": []}
    assert on_each.clients[Role.FEED_MANAGER].ask(f"{path}/fees").status == 403


def test_registrations_of_a_network_without_a_plan_are_a_problem(on_each: Office) -> None:
    assert on_each.planner.ask(f"{on_each.network()}/registrations").status == 404

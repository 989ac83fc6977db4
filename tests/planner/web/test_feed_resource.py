"""Calendars over HTTP: opened, listed, exchanged and closed, by those who may; on both databases."""

from __future__ import annotations

from planner.web.roles import Role
from tests.planner.web.office import Office


def test_a_calendar_lives_through_its_addresses(on_each: Office) -> None:
    path, manager = f"{on_each.network(accepted=14)}/feeds", on_each.clients[Role.FEED_MANAGER]
    made = manager.ask(path, "POST", {"kind": "member", "target": "a1"})
    assert (made.status, made.headers["cache-control"]) == (201, "no-store")
    (shown,) = made.json["addresses"]
    assert {"kind": "member", "target": "a1", "held": False}.items() <= shown.items()
    assert b"VEVENT" in on_each.server.ask(shown["address"]).body
    (other,) = manager.ask(f"{path}/{shown['feed']}/rotate", "POST").json["addresses"]
    assert on_each.server.ask(other["address"]).status == 200
    (listed,) = manager.ask(path).json["items"]
    assert (listed["feed"], listed["revoked_at"]) == (shown["feed"], None)
    assert "address" not in listed
    assert manager.ask(f"{path}/{shown['feed']}", "DELETE").status == 204
    assert manager.ask(path).json["items"][0]["revoked_at"]
    for method, end in (("DELETE", ""), ("POST", "/rotate")):
        assert manager.ask(f"{path}/{shown['feed']}{end}", method).status == 404


def test_everyone_who_never_had_a_calendar_gets_one(on_each: Office) -> None:
    path, planner = f"{on_each.network(accepted=14)}/feeds", on_each.planner
    first = planner.ask(path, "POST", {"kind": "everyone"}).json["addresses"]
    assert {each["kind"] for each in first} == {"network", "region", "municipality", "member", "staff", "venue"}
    assert planner.ask(path, "POST", {"kind": "everyone"}).json["addresses"] == []
    page = planner.ask(f"{path}?limit=10").json
    rest = planner.ask(f"{path}?cursor={page['next']}").json
    assert [each["feed"] for each in page["items"] + rest["items"]] == [each["feed"] for each in first]
    assert rest["next"] is None


def test_a_calendar_of_another_network_cannot_be_touched(on_each: Office) -> None:
    mine, theirs = on_each.network(accepted=14), on_each.network(accepted=14)
    (shown,) = on_each.planner.ask(f"{theirs}/feeds", "POST", {"kind": "network"}).json["addresses"]
    for method, end in (("DELETE", ""), ("POST", "/rotate")):
        assert on_each.planner.ask(f"{mine}/feeds/{shown['feed']}{end}", method).status == 404
    assert on_each.server.ask(shown["address"]).status == 200


def test_nobody_gets_a_calendar_who_is_not_in_the_network_or_before_anything_is_accepted(served: Office) -> None:
    path = f"{served.network(accepted=14)}/feeds"
    found = served.planner.ask(path, "POST", {"kind": "member", "target": "zz"})
    assert (found.status, found.json["errors"][0]["pointer"]) == (422, "#/target")
    found = served.planner.ask(f"{served.network()}/feeds", "POST", {"kind": "network"}, Accept_Language="da")
    assert (found.status, found.json["detail"]) == (404, "Ingen plan er accepteret endnu.")

"""What is kept of people, over HTTP: shown and forgotten, for planners alone."""

from __future__ import annotations

from planner.web.roles import Role
from tests.planner.web.office import FILES, Office


def test_a_person_is_shown_and_forgotten_and_cannot_come_back(on_each: Office) -> None:
    path, planner = on_each.network(accepted=14), on_each.planner
    person = planner.ask(f"{path}/input").json["members"][0]["id"]
    address = f"{path}/people/{person}"
    for method in ("GET", "DELETE"):
        assert on_each.clients[Role.READER].ask(address, method).status == 403
    shown = planner.ask(address)
    assert (shown.status, shown.json["person"]) == (200, person)
    assert any(each["where"].startswith("revision 1") for each in shown.json["documents"])
    assert planner.ask(address, "DELETE").json["stands_instead"] == "erased-1"
    assert planner.ask(f"{path}/input").json["members"][0]["id"] == "erased-1"
    assert planner.ask(address).status == 404
    refused = planner.ask(path, "PUT", FILES)
    assert (refused.status, person in refused.json["detail"]) == (422, True)
    assert planner.ask(f"{path}/people/nobody", "DELETE").status == 404


def test_the_calendar_of_somebody_forgotten_says_that_it_is_closed_and_no_other_does(on_each: Office) -> None:
    path, planner = on_each.network(accepted=14), on_each.planner
    made = [
        planner.ask(f"{path}/feeds", "POST", {"kind": "member", "target": each}).json["addresses"][0]
        for each in ("a1", "a2")
    ]
    forgotten, closed = (each["address"] for each in made)
    unknown = closed.replace(closed[-20:], "A" * 16 + ".ics")
    assert on_each.server.ask(forgotten).status == 200
    assert planner.ask(f"{path}/feeds/{made[1]['feed']}", "DELETE").status == 204
    assert planner.ask(f"{path}/people/a1", "DELETE").status == 200
    page = forgotten.replace(".ics", ".html")
    for address, method in ((forgotten, "GET"), (forgotten, "HEAD"), (page, "GET")):
        answer = on_each.server.ask(address, method)
        while answer.status == 200:  # from memory, for half a second
            answer = on_each.server.ask(address, method)
        assert (answer.status, b"a1" in answer.body) == (410, False)
    assert [on_each.server.ask(each).status for each in (closed, unknown)] == [404, 404]

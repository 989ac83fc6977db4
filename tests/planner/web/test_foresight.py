"""What is foreseen, over HTTP: made once, kept, and answered for a day without solving."""

from __future__ import annotations

import pytest

from tests.planner.network_files import FILES
from tests.planner.web.planning import PLAN, Planning

RISK = "\n[[risks]]\nkind = 'election'\nreason = 'Valg'\nrate = 0.5\ndays_to_poll = [20]\n"
NETWORK = "/networks/foresight"
SETTINGS = "network.toml"


@pytest.fixture(scope="module")
def foreseeing(busy: Planning) -> Planning:
    """A server with a network that names a risk, and an accepted plan of it."""
    files = {**FILES, SETTINGS: FILES[SETTINGS] + RISK}
    assert busy.client.ask(NETWORK, "PUT", files).status == 201
    body = {"by": "Anne", "plan": PLAN, "as_of": "2022-05-01"}
    assert busy.client.ask(f"{NETWORK}/revisions", "POST", body, If_Match='"0"').status == 201
    return busy


def test_what_is_foreseen_is_kept_and_a_day_is_answered_from_it_until_files_change(foreseeing: Planning) -> None:
    client = foreseeing.client
    assert client.ask(f"{NETWORK}/foresight").status == 404
    made = client.ask(f"{NETWORK}/foresee", "POST", {"as_of": "2022-05-02", "seconds": 60})
    assert made.status == 200, made.body
    kept = client.ask(f"{NETWORK}/foresight")
    assert (kept.json["foresight"], kept.json["stale"]) == (made.json, False)
    (risk,) = made.json["risks"]
    run = risk["groups"][0]
    day = client.ask(f"{NETWORK}/foresight/{run['days']['last']}").json
    assert (day["stale"], day["revision"]) == (False, 1)
    assert [(each["hits"], each["repair"]) for each in day["risks"]] == [(run["hits"], run["repair"])]
    assert client.ask(f"{NETWORK}/foresight/yesterday").status == 422
    assert foreseeing.reader().ask(f"{NETWORK}/foresight").status == 200
    assert foreseeing.reader().ask(f"{NETWORK}/foresee", "POST", {}).status == 403
    files = {**FILES, SETTINGS: FILES[SETTINGS] + RISK + "source = 'ny'\n"}
    assert client.ask(NETWORK, "PUT", files, If_Match=client.ask(NETWORK).headers["etag"]).status == 200
    assert client.ask(f"{NETWORK}/foresight").json["stale"]


def test_a_network_without_risks_hears_what_to_write(busy: Planning) -> None:
    found = busy.client.ask("/networks/net/foresee", "POST", {"as_of": "2022-05-02"})
    assert (found.status, found.headers["content-type"]) == (422, "application/problem+json")
    assert "[[risks]]" in found.json["detail"]


def test_days_in_reserve_are_found_for_the_rounds_that_the_rule_names(busy: Planning) -> None:
    home = "/networks/reserve"
    rule = "\n[rules.reserve]\nrounds = ['2023-1']\nchance = 0.5\n"
    files = {**FILES, SETTINGS: FILES[SETTINGS] + RISK}
    assert busy.client.ask(home, "PUT", files).status == 201
    body = {"by": "Anne", "plan": PLAN, "as_of": "2022-05-01"}
    assert busy.client.ask(f"{home}/revisions", "POST", body, If_Match='"0"').status == 201
    without = busy.client.ask(f"{home}/reserve", "POST", {"as_of": "2022-05-02"})
    assert (without.status, "[rules.reserve]" in without.json["detail"]) == (422, True)
    files = {**files, SETTINGS: files[SETTINGS] + rule}
    assert busy.client.ask(home, "PUT", files, If_Match=busy.client.ask(home).headers["etag"]).status == 200
    found = busy.client.ask(f"{home}/reserve", "POST", {"as_of": "2022-05-02"})
    assert found.status == 200, found.body
    assert {each["id"] for each in found.json["meetings"]} == {"2023-1/nord", "2023-1/syd"}
    assert all(each["second"] and each["both"] <= 0.005 for each in found.json["meetings"])
    assert (found.json["revision"], found.json["booked"]) == (1, False)
    booked = [
        {"id": each["id"], "day": each["second"]["start"][:10], "rent": each["rent"]} for each in found.json["meetings"]
    ]
    table = "venue;rooms;first_day;meeting;state;until;staff\n" + "".join(
        f"{each['second']['venue']['id']};A;{each['second']['start'][:10]};{each['id']};reserve;{each['until']};K1\n"
        for each in found.json["meetings"]
    )
    files = {**files, "bookings.csv": table}
    assert busy.client.ask(home, "PUT", files, If_Match=busy.client.ask(home).headers["etag"]).status == 200
    held = busy.reader().ask(f"{home}/reserves?as_of=2022-05-02").json
    assert held["revision"] == 1
    assert booked == [
        {"id": each["id"], "day": each["second"]["start"][:10], "rent": each["rent"]} for each in held["meetings"]
    ]
    assert held["rent"] == sum(each["rent"] for each in booked)
    assert busy.client.ask(f"{home}/reserves?as_of=2023-04-01").json["meetings"] == []

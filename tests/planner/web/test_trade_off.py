"""What protection costs, over HTTP: a curve of proved plans, as an answer or as a job; nothing is kept."""

from __future__ import annotations

import pytest

from tests.planner.network_files import FILES
from tests.planner.web.planning import PLAN, TRADE, Planning

NETWORK = "/networks/trading"
ASKED = f"{NETWORK}/trade-off"
BODY = {"as_of": "2022-05-02", "plans": 5, "seconds": 600}


@pytest.fixture(scope="module")
def trading(busy: Planning) -> Planning:
    """A server with a network that may be protected, and an accepted plan of it."""
    files = {**FILES, "network.toml": FILES["network.toml"] + TRADE}
    assert busy.client.ask(NETWORK, "PUT", files).status == 201
    body = {"by": "Anne", "plan": PLAN, "as_of": "2022-05-01"}
    assert busy.client.ask(f"{NETWORK}/revisions", "POST", body, If_Match='"0"').status == 201
    return busy


def test_the_curve_shows_proved_plans_without_and_with_days_in_reserve_and_is_not_kept(trading: Planning) -> None:
    client = trading.client
    found = client.ask(ASKED, "POST", BODY)
    assert found.status == 200, found.body
    plans = found.json["plans"]
    assert (found.json["revision"], found.json["as_of"], found.json["complete"]) == (1, "2022-05-02", True)
    assert [each["points"] for each in plans] == sorted(each["points"] for each in plans)
    assert plans[-1]["moved"] < plans[0]["moved"]
    assert {each["proof"]["status"] for each in plans} == {"optimal"}
    assert [each["today"] for each in plans].count(True) == 1
    (held,) = (each for each in plans if each["reserves"] and each["points"] == plans[0]["points"])
    assert held["meetings_lost"] < plans[0]["meetings_lost"]
    assert {each["meeting"] for each in plans[0]["plan"]} == {each["id"] for each in found.json["meetings"]}
    assert client.ask(f"{NETWORK}/foresight").status == 404
    assert [each["revision"] for each in client.ask(f"{NETWORK}/revisions").json["items"]] == [1]


def test_it_is_a_job_that_tells_its_plans_and_is_stopped_by_whoever_asked_or_plans(trading: Planning) -> None:
    client, reader = trading.client, trading.reader()
    asked = client.ask(ASKED, "POST", {**BODY, "seconds": 599}, Prefer="respond-async")
    assert asked.status == 202, asked.body
    location = asked.headers["location"]
    assert asked.json["kind"] == "trade-off"
    assert reader.ask(location).status == 200
    assert reader.ask(location, "DELETE").status == 403
    job = trading.until(location, "done")
    assert job["result"]["plans"]
    events = client.ask(f"{location}/events").body.decode()
    assert '"plans": 1' in events
    other = client.ask(ASKED, "POST", {**BODY, "seconds": 598}, Prefer="respond-async").headers["location"]
    assert client.ask(other, "DELETE").status == 200
    stopped = trading.until(other, "done", "stopped")
    assert stopped["problem"] is None
    assert stopped["result"] is None or stopped["result"]["plans"] is not None


def test_what_is_asked_alike_at_the_same_time_is_one_job(trading: Planning) -> None:
    with trading.frozen():
        first, second = (
            trading.client.ask(ASKED, "POST", {**BODY, "seconds": 597}, Prefer="respond-async").headers["location"]
            for _ in range(2)
        )
    assert first == second
    trading.client.ask(first, "DELETE")
    trading.client.ask(first, "DELETE")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"plans": 0}, "#/plans"), ({"plans": 51}, "#/plans"), ({"percent": 101}, "#/percent"),
     ({"seconds": 3601}, "#/seconds"), ({"seconds": True}, "#/seconds"), ({"as_of": "soon"}, "#/as_of")],
)  # fmt: skip
def test_what_is_out_of_bounds_is_refused_and_named(trading: Planning, body: dict[str, object], pointer: str) -> None:
    found = trading.client.ask(ASKED, "POST", body)
    assert (found.status, found.headers["content-type"]) == (422, "application/problem+json")
    assert [each["pointer"] for each in found.json["errors"]] == [pointer]


def test_readers_may_not_ask_and_without_risks_it_is_said_what_to_write(trading: Planning) -> None:
    assert trading.reader().ask(ASKED, "POST", {}).status == 403
    found = trading.client.ask("/networks/net/trade-off", "POST", {"as_of": "2022-05-02"})
    assert (found.status, found.headers["content-type"]) == (422, "application/problem+json")
    assert "[[risks]]" in found.json["detail"]

"""Who may what: every object for every key, failed attempts, and a server without keys."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from planner.store.database import open_store
from planner.web.authentication import FAILURE_BURST
from planner.web.keys import PREFIX, create, revoke
from planner.web.roles import Role
from tests.planner.web.office import FILES, Client, Office, plan
from tests.planner.web.server import Answer, Server, serving

ASKED: list[tuple[str, str, object]] = [
    ("GET", "", None),
    ("PUT", "", FILES),
    ("POST", "/validate", FILES),
    ("GET", "/input", None),
    ("GET", "/plan", None),
    ("GET", "/revisions", None),
    ("GET", "/revisions/1", None),
    ("GET", "/revisions/1/plan", None),
    ("GET", "/difference?first=1&second=1", None),
    ("GET", "/status", None),
    ("GET", "/changes", None),
    ("POST", "/changes", {"change": {"kind": "cancel", "meetings": ["kickoff"]}}),
    ("GET", "/changes/1", None),
    ("PUT", "/changes/1", {"change": {"kind": "cancel", "meetings": ["kickoff"]}}),
    ("PATCH", "/changes/1", {}),
    ("DELETE", "/changes/1", None),
    ("POST", "/revisions", {"by": "Anne", "plan": plan()}),
    ("POST", "/undo", {"by": "Anne"}),
    ("GET", "/proposals", None),
    ("GET", "/proposals/1", None),
    ("POST", "/proposals/1/accept", {"by": "Anne"}),
    ("GET", "/feeds", None),
    ("POST", "/feeds", {"kind": "network"}),
    ("POST", "/feeds/1/rotate", None),
    ("DELETE", "/feeds/1", None),
]
"""One request to each resource of a network."""


def allowed(role: Role, method: str, path: str) -> bool:
    """As the documentation says it."""
    if role is Role.READER:
        return method == "GET"
    return role is Role.PLANNER or path.startswith("/feeds")


def told(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    """Everything that whoever asks can see."""
    return answer.status, {**answer.headers, "date": ""}, answer.body


@pytest.fixture(scope="module")
def mine(served: Office) -> str:
    return served.network(accepted=14)


@pytest.mark.parametrize(("method", "path", "body"), ASKED)
def test_another_networks_object_answers_as_one_that_does_not_exist(
    served: Office, mine: str, method: str, path: str, body: object
) -> None:
    for role in Role:
        stranger = served.client(role, "a network of its own")
        there = stranger.ask(f"{mine}{path}", method, body, If_Match='"1"')
        nowhere = stranger.ask(f"/networks/nowhere{path}", method, body, If_Match='"1"')
        name = mine.rpartition("/")[2].replace("%C3%A6", "æ").encode()
        assert there.status == 404
        status, headers, told_body = told(there)
        assert told(nowhere) == (
            status,
            {**headers, "content-length": nowhere.headers["content-length"]},
            told_body.replace(name, b"nowhere"),
        )


@pytest.mark.parametrize(("method", "path", "body"), ASKED)
def test_a_role_may_what_it_is_for(served: Office, mine: str, method: str, path: str, body: object) -> None:
    for role in Role:
        if not allowed(role, method, path):
            found = served.clients[role].ask(f"{mine}{path}", method, body, If_Match='"9"')
            assert (found.status, found.json["type"]) == (403, "/problems/not-allowed"), role
        elif method == "GET":
            assert served.clients[role].ask(f"{mine}{path}").status in {200, 404}, role
    unknown = served.client().server.ask(f"{mine}{path}", method)
    assert (unknown.status, unknown.headers["www-authenticate"]) == (401, "Bearer")


def test_a_key_lists_its_own_network_alone(served: Office, mine: str) -> None:
    network = served.planner.ask(mine).json["id"]
    listed = served.client(Role.READER, network).ask("/networks").json["items"]
    assert [each["id"] for each in listed] == [network]
    assert served.client(Role.READER, "nowhere").ask("/networks").json["items"] == []


def test_counters_name_no_network_and_are_for_keys_of_all(served: Office, mine: str) -> None:
    network = served.planner.ask(mine).json["id"]
    shown = served.clients[Role.READER].ask("/metrics").body.decode()
    assert 'route="/networks/{network}"' in shown
    assert network not in shown
    assert "netv" not in shown
    assert served.client(Role.PLANNER, network).ask("/metrics").status == 404
    assert served.server.ask("/metrics").status == 401


def test_a_revoked_key_opens_nothing_from_then_on(served: Office) -> None:
    number, key = served.key(Role.READER)
    client = Client(served.server, key)
    assert client.ask("/networks").status == 200
    with open_store(served.address) as store, store.writing() as connection:
        revoke(connection, number, datetime.now(UTC))
    found = client.ask("/networks")
    assert (found.status, found.json["type"]) == (401, "/problems/wrong-key")


def test_the_store_holds_no_key_and_the_log_neither(served: Office) -> None:
    key = served.planner.key or ""
    for file in Path(served.address).parent.iterdir():
        assert key.encode() not in file.read_bytes()
        assert key.removeprefix(PREFIX).encode() not in file.read_bytes()


@pytest.fixture(scope="module")
def lonely(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A server whose attempts are counted for this module alone; at first without keys."""
    place = tmp_path_factory.mktemp("lonely")
    address = str(place / "store.sqlite")
    with serving(address, place / "log", "--slots", "0") as server:
        yield Office(server, address)


def test_without_keys_only_programs_on_this_machine_are_answered_and_it_says_so(lonely: Office) -> None:
    server = lonely.server
    assert "There are no keys" in server.log.read_text(encoding="utf-8")
    assert server.ask("/networks").status == 200
    assert server.ask("/networks", Origin=server.url).status == 200
    for forged in (
        {"Host": "planner.example.org"},
        {"Host": "127.0.0.1.example.org"},
        {"Host": f"localhost.example.org:{server.port}"},
        {"Host": ""},
        {"Host": "[::1"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1.example.org"},
        {"Origin": "http://example.org@localhost"},
        {"Host": "example.org@localhost"},
        {"Host": f"example.org:x@127.0.0.1:{server.port}"},
        {"Host": "localhost/example.org"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "something new"},
        {"Referer": "https://example.org/"},
        {"Forwarded": "for=192.0.2.1"},
        {"X_Forwarded_For": "192.0.2.1"},
        {"X_Forwarded_Host": "planner.example.org"},
        {"X_Real_IP": "127.0.0.1"},
        {"Via": "1.1 proxy"},
    ):
        found = server.ask("/networks", "GET", None, **forged)
        assert (found.status, found.json["type"]) == (403, "/problems/foreign"), forged


def test_without_keys_no_foreign_page_has_a_job_begun_by_a_link(lonely: Office) -> None:
    for path in ("/networks/x/why?meeting=y", "/networks/x/explanation", "/networks/x/candidates?meeting=y"):
        assert lonely.server.ask(path, Sec_Fetch_Site="cross-site").status == 403
        for site in ("none", "same-origin", "same-site"):
            assert lonely.server.ask(path, Sec_Fetch_Site=site).status == 404
        assert lonely.server.ask(path, Sec_Fetch_Site="cross-site", Origin="http://localhost:3000").status == 404


def test_without_keys_what_comes_through_a_proxy_as_nginx_has_it_by_default_is_refused(lonely: Office) -> None:
    request = b"GET /networks HTTP/1.0\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % lonely.server.port
    with socket.create_connection(("127.0.0.1", lonely.server.port), timeout=30) as raw:
        raw.sendall(request)
        assert raw.recv(1000).startswith(b"HTTP/1.1 403 ")
    assert "--proxy" in lonely.server.log.read_text(encoding="utf-8")


def test_from_the_first_key_on_everybody_needs_one_even_when_it_is_revoked(lonely: Office) -> None:
    number, key = lonely.key()
    assert lonely.server.ask("/networks").status == 401
    assert Client(lonely.server, key).ask("/networks").status == 200
    with open_store(lonely.address) as store, store.writing() as connection:
        revoke(connection, number, datetime.now(UTC))
    assert lonely.server.ask("/networks").status == 401


def test_failed_attempts_are_limited_whatever_they_say_of_where_they_come_from(lonely: Office) -> None:
    _, key = lonely.key()
    wrong = [
        Client(lonely.server, f"{PREFIX}{n:043}").ask(
            "/networks", X_Forwarded_For=f"192.0.2.{n}", Forwarded=f"for=192.0.2.{n}", X_Real_IP=f"192.0.2.{n}"
        )
        for n in range(FAILURE_BURST + 5)
    ]
    assert [each.status for each in wrong[:FAILURE_BURST]] == [401] * FAILURE_BURST
    assert wrong[-1].status == 429
    assert 1 <= int(wrong[-1].headers["retry-after"]) <= 60
    assert Client(lonely.server, key).ask("/networks").status == 200
    assert lonely.server.ask("/feeds/x.ics").status == 404
    assert lonely.server.ask("/health").status == 204


def test_with_a_key_a_server_may_be_open_to_others(tmp_path: Path) -> None:
    address, log = str(tmp_path / "network.sqlite"), tmp_path / "log"
    with open_store(address) as store, store.writing() as connection:
        _, key = create(connection, Role.READER, None, "test", datetime.now(UTC))
    with serving(address, log, "--host", "0.0.0.0", "--slots", "0") as server:  # noqa: S104 - that is the point
        assert "There are no keys" not in log.read_text(encoding="utf-8")
        assert server.ask("/networks").status == 401
        assert Client(server, key).ask("/networks").status == 200


@contextmanager
def behind(tmp_path: Path, *trusted: str) -> Iterator[tuple[Server, Client]]:
    address = str(tmp_path / "network.sqlite")
    with open_store(address) as store, store.writing() as connection:
        _, key = create(connection, Role.READER, None, "test", datetime.now(UTC))
    proxies = [word for each in trusted for word in ("--proxy", each)]
    with serving(address, tmp_path / "log", *proxies) as server:
        yield server, Client(server, key)


def statuses(server: Server, *clients: str) -> list[int]:
    """The answers to a wrong key that these clients send through a proxy."""
    wrong = f"Bearer {PREFIX}"
    return [
        server.ask("/networks", Authorization=f"{wrong}{n:043}", X_Forwarded_For=client).status
        for n, client in enumerate(clients)
    ]


def test_behind_a_trusted_proxy_failed_attempts_are_counted_by_client(tmp_path: Path) -> None:
    with behind(tmp_path, "10.0.0.0/8", "127.0.0.1") as (server, right):
        assert statuses(server, *["192.0.2.1"] * (FAILURE_BURST + 1))[-1] == 429
        assert statuses(server, "192.0.2.2", "192.0.2.1, 192.0.2.3", "192.0.2.2, 192.0.2.1") == [401, 401, 429]
        assert right.ask("/networks", X_Forwarded_For="192.0.2.1").status == 200
        assert [server.ask("/networks").status, server.ask("/networks", Origin=server.url).status] == [401, 401]


def test_a_trusted_proxy_that_names_no_client_is_not_blocked_for_all_of_them(tmp_path: Path) -> None:
    with behind(tmp_path, "127.0.0.0/8") as (server, _):
        wrong = [server.ask("/networks", Authorization=f"Bearer {PREFIX}{n:043}") for n in range(FAILURE_BURST + 3)]
        assert {each.status for each in wrong} == {401}


def test_another_proxy_is_not_believed(tmp_path: Path) -> None:
    with behind(tmp_path, "192.0.2.1") as (server, _):
        assert statuses(server, *(f"198.51.100.{n}" for n in range(FAILURE_BURST + 1)))[-1] == 429


def test_the_key_is_looked_at_before_anything_else_is_read(served: Office) -> None:
    with socket.create_connection(("127.0.0.1", served.server.port), timeout=30) as raw:
        raw.sendall(b"PUT /networks/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n{")
        assert re.match(rb"HTTP/1.1 401 ", raw.recv(1000))


def test_no_answer_is_kept_by_others_or_taken_for_another_kind(served: Office, mine: str) -> None:
    for path in (
        "/networks",
        mine,
        f"{mine}/input",
        f"{mine}/plan",
        "/nowhere",
        "/metrics",
        "/openapi.json",
        "/health",
    ):
        for client in (served.planner, Client(served.server)):
            found = client.ask(path)
            assert found.headers["x-content-type-options"] == "nosniff", path
            assert found.headers["cache-control"] == "no-store", path

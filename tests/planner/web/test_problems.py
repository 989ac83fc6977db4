"""Everything that goes wrong is told as a problem, in the same form and without secrets."""

from __future__ import annotations

import socket
import time

import pytest

from planner.web.bodies import BODY_MAX_BYTES, JSON_MAX_DEPTH, JSON_MAX_PARTS
from planner.web.problems import PROBLEM_KINDS
from tests.planner.web.office import Client, Office
from tests.planner.web.server import Answer

REVISIONS = "/networks/x/revisions"


def sent(served: Office, body: bytes, path: str, kind: str = "application/json", **headers: str) -> Answer:
    authorization = f"Bearer {served.planner.key}"
    return served.server.ask(path, "POST", body, Authorization=authorization, Content_Type=kind, **headers)


def expect(found: Answer, status: int, name: str) -> None:
    assert (found.status, found.headers["content-type"]) == (status, "application/problem+json")
    assert {"type": f"/problems/{name}", "status": status}.items() <= found.json.items()
    assert found.json["title"]
    assert found.headers["vary"] == "accept-language"


def test_errors_of_the_framework_are_problems_too(served: Office) -> None:
    planner = served.planner
    expect(planner.ask("/nowhere"), 404, "not-found")
    expect(planner.ask("/networks/"), 404, "not-found")
    wrong = planner.ask("/networks", "DELETE")
    expect(wrong, 405, "wrong-method")
    assert wrong.headers["allow"] == "GET"
    expect(planner.ask("/networks", "PROPFIND"), 405, "wrong-method")
    expect(planner.ask(f"{served.network()}/revisions/nul"), 422, "invalid")


def test_validation_says_what_was_expected_and_points_at_it(served: Office) -> None:
    path = served.network()
    found = served.planner.ask(
        f"{path}/revisions", "POST", {"by": "", "why": 3, "plan": {"meetings": [{"id": 1}]}, "wy": ""},
        If_Match='"0"', Accept_Language="da",
    )  # fmt: skip
    expect(found, 422, "invalid")
    assert {each["pointer"]: each["detail"] for each in found.json["errors"]} == {
        "#/by": "teksten er tom",
        "#/why": "3 står, hvor der ventes en tekst i anførselstegn",
        "#/wy": "den nøgle findes ikke",
    }
    found = served.planner.ask(f"{path}/revisions?limit=0&cursor=x")
    assert [each["query"] for each in found.json["errors"]] == ["limit"]
    found = served.planner.ask(f"{path}/revisions?cursor=x")
    assert found.json["errors"] == [{"detail": "this is not a cursor that an earlier page gave", "query": "cursor"}]


def test_a_plan_that_is_none_or_breaks_rules_is_refused_at_its_place(served: Office) -> None:
    path, headers = served.network(), {"If_Match": '"0"'}
    wrong = {"meetings": [{"id": "kickoff", "start": "yesterday", "end": 3, "venue": "akkc", "rooms": "A"}]}
    found = served.planner.ask(f"{path}/revisions", "POST", {"by": "Anne", "plan": wrong}, **headers)
    expect(found, 422, "invalid")
    places = [each["pointer"] for each in found.json["errors"]]
    assert places == [f"#/plan/meetings/0/{name}" for name in ("end", "rooms", "start")]
    found = served.planner.ask(f"{path}/revisions", "POST", {"by": "Anne", "plan": {"meetings": []}}, **headers)
    expect(found, 422, "broken-plan")
    assert [each["meetings"] for each in found.json["findings"]] == [["kickoff"]]


def test_accepting_needs_to_say_on_which_revision(served: Office) -> None:
    path = served.network()
    expect(served.planner.ask(f"{path}/revisions", "POST", {"by": "A", "plan": {}}), 428, "no-condition")
    for tag in ("3", '"x"', "*", 'W/"3"', '"1", "2"', '"99999999999"'):
        found = served.planner.ask(f"{path}/revisions", "POST", {"by": "A", "plan": {}}, If_Match=tag)
        expect(found, 422, "invalid")
        assert found.json["errors"][0]["header"] == "If-Match"


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        (b" " * (BODY_MAX_BYTES + 1), 413, "too-large"),
        (b"[" * (JSON_MAX_DEPTH + 1), 413, "too-large"),
        (b'{"a":' * 100_000, 413, "too-large"),
        (b"[" + b"1," * JSON_MAX_PARTS, 413, "too-large"),
        (b'"' + b'\\"' * 400_000, 400, "malformed"),
        (b'{"by":"\\ud800"}', 400, "malformed"),
        (b'{"by":"\xff"}', 400, "malformed"),
        (b"{", 400, "malformed"),
        (b'{"by":' + b"9" * 5000 + b"}", 400, "malformed"),
        (b"null", 422, "invalid"),
        (b"[]", 422, "invalid"),
    ],
)
def test_bodies_that_are_huge_deep_or_broken_are_refused(served: Office, body: bytes, status: int, name: str) -> None:
    path = f"{served.network()}/revisions"
    expect(sent(served, body, path, If_Match='"0"'), status, name)


def test_a_body_without_a_length_is_cut_off_where_it_is_too_large(served: Office) -> None:
    with socket.create_connection(("127.0.0.1", served.server.port), timeout=30) as raw:
        head = (
            f"POST {REVISIONS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {served.planner.key}\r\n"
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        raw.sendall(head.encode())
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        for _ in range(BODY_MAX_BYTES // 0x10000 + 1):
            raw.sendall(chunk)
        assert raw.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_other_forms_of_body_are_refused(served: Office) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/zip"):
        found = sent(served, b"{}", REVISIONS, kind)
        expect(found, 415, "wrong-form")
        assert found.headers["accept"] == "application/json"
    expect(sent(served, b"{}", REVISIONS, Content_Encoding="gzip"), 415, "wrong-form")


def test_every_kind_of_problem_has_a_page_that_needs_no_key(served: Office) -> None:
    anybody = Client(served.server, language="da")
    for kind in PROBLEM_KINDS:
        found = anybody.ask(kind.address).json
        assert found == {"type": kind.address, "status": kind.status, "title": kind.title.say("da")}
    expect(anybody.ask("/problems/nothing"), 404, "not-found")


def test_feeds_are_answered_while_a_body_is_slow_to_come(served: Office) -> None:
    with socket.create_connection(("127.0.0.1", served.server.port), timeout=30) as raw:
        raw.sendall(
            f"POST {REVISIONS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {served.planner.key}\r\n"
            "Content-Type: application/json\r\nContent-Length: 5\r\n\r\n{".encode()
        )
        time.sleep(0.1)
        assert served.server.ask("/feeds/x.ics").status == 404


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /health HTTP/1.1", "GET /openapi.json HTTP/1.1", "GET /networks HTTP/1.1", "GET /nowhere HTTP/1.1",
        "PUT /networks/%00 HTTP/1.1", "GET /problems/stale HTTP/1.1", "GET /feeds/x.ics HTTP/1.1",
        "POST /feeds/x HTTP/1.1",
        "nonsense", "GET /" + "x" * 40_000 + " HTTP/1.1", "GET /metrics HTTP/1.0",
    ],
)  # fmt: skip
def test_no_answer_is_kept_or_taken_for_another_kind(served: Office, request_line: str) -> None:
    with socket.create_connection(("127.0.0.1", served.server.port), timeout=30) as raw:
        raw.sendall(f"{request_line}\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        head = raw.makefile("rb").read().partition(b"\r\n\r\n")[0].decode().lower()
    headers = dict(line.split(": ", 1) for line in head.splitlines()[1:])
    assert headers["x-content-type-options"] == "nosniff", head
    assert headers["cache-control"] in {"no-store", "private, no-cache"}, head

"""Errors that nobody expected: no details in the answer, and nothing that people wrote in the log."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from planner.web.error_mapping import install
from planner.web.problems import App, ErrorMiddleware, Receive, Scope, Send
from tests.planner.web.office import Office

MEMBER = "m-0630-1"


async def failing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise KeyError(MEMBER)


def framework() -> App:
    api = FastAPI()
    install(api)

    @api.get("/")
    def fail() -> None:
        raise KeyError(MEMBER)

    return api


def asked(app: App) -> list[MutableMapping[str, Any]]:
    sent: list[MutableMapping[str, Any]] = []
    scope = {
        "type": "http", "method": "GET", "path": "/", "headers": [(b"accept-language", b"en")], "query_string": b"",
    }  # fmt: skip

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type] # a coroutine in fact
    return sent


@pytest.mark.parametrize("inside", [failing, framework()], ids=["before the framework", "within it"])
def test_the_answer_says_nothing_but_where_the_log_knows_more(inside: App, caplog: pytest.LogCaptureFixture) -> None:
    start, body = asked(ErrorMiddleware(inside))
    assert start["status"] == 500
    found = json.loads(body["body"])
    (record,) = (each for each in caplog.records if each.name == "planner.web.problems")
    reference = record.getMessage().partition(" ")[0]
    assert found["type"] == "/problems/our-error"
    assert reference in found["detail"]
    assert "KeyError in fail" in record.getMessage()
    assert MEMBER not in record.getMessage() + body["body"].decode()
    assert record.exc_info is None


def test_an_answer_that_has_begun_is_not_begun_again() -> None:
    async def half(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await failing(scope, receive, send)

    assert [each["type"] for each in asked(ErrorMiddleware(half))] == ["http.response.start"]


def test_neither_keys_nor_tokens_nor_members_are_written_to_the_log(served: Office) -> None:
    path = served.network(accepted=14)
    (feed,) = served.planner.ask(f"{path}/feeds", "POST", {"kind": "member", "target": "a1"}).json["addresses"]
    served.planner.ask(f"{path}/feeds", "POST", {"kind": "member", "target": "a1-unknown"})
    served.planner.ask(feed["address"])
    written = Path(served.server.log).read_text(encoding="utf-8")
    assert written
    for secret in (served.planner.key or "", feed["address"], "a1"):
        assert secret not in written

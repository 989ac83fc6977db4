"""Limits and lengths that the documents promise, as numbers: whoever changes one changes what is promised."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from planner.feeds import audiences
from planner.store import keys as kept_keys
from planner.web import authentication, bodies, checks, connections, feeds, keys
from planner.web.secrets import secret_name


def test_limits_are_those_of_the_document(repository: Path) -> None:
    unpacked, upload = divmod(bodies.UNPACKED_MAX_BYTES, 2**20), divmod(bodies.UPLOAD_MAX_BYTES, 2**20)
    head = divmod(connections.HEAD_MAX_BYTES, 1024)
    assert (bodies.BODY_MAX_BYTES, unpacked[1], upload[1], head[1]) == (2**20, 0, 0, 0)
    promised = [
        f"| body | 1 MiB; files of a network {upload[0]} MiB, 64 files, 500,000 lines, {unpacked[0]} MiB unpacked |",
        f"| JSON | {bodies.JSON_MAX_DEPTH} levels, {bodies.JSON_MAX_PARTS:,} parts |",
        f"| reading and checking what is uploaded or accepted | {checks.CPU_SECONDS} s of a processor, ",
        f"| address and headers of a request | {head[0]} KiB, {connections.HEADERS_MAX} headers |",
        f"| time for headers to arrive | {connections.HEAD_SECONDS:.0f} s |",
        f"| time for a body to arrive | {bodies.BODY_TIMEOUT_SECONDS} s |",
        f"| connections | {connections.CONNECTIONS_MAX:,}, fewer if the limit of open files is lower;",
        f"| time in which a client must take some of an answer | {connections.STALLED_SECONDS:.0f} s |",
    ]
    document = (repository / "docs/http.md").read_text(encoding="utf-8")
    assert [each for each in promised if each not in document] == []


def test_secrets_are_as_long_as_an_attacker_cannot_guess_and_attempts_are_few() -> None:
    assert (keys.KEY_BYTES, keys.COOKIE_BYTES, audiences.TOKEN_BYTES) == (32, 32, 32)
    assert (authentication.FAILURE_BURST, authentication.FAILURE_REFILL_SECONDS) == (10, 6.0)


def test_what_is_remembered_and_kept_has_its_measure() -> None:
    assert (keys.SESSION_SECONDS, keys.SESSIONS_MAX, authentication.TRACKED_CALLERS_MAX) == (43_200, 10_000, 10_000)
    assert timedelta(days=30) == kept_keys.IDEMPOTENCY_KEY_RETENTION
    assert (feeds.CACHE_MAX_BYTES, feeds.CACHE_MAX_FEEDS, feeds.CACHE_MAX_PAGES) == (268_435_456, 200_000, 2_000)
    assert (connections.PIPELINED_MAX, connections.RESERVED_FILES) == (16, 200)


def test_the_name_of_a_secret_is_the_same_in_every_version_since_planners_keep_it_in_their_files() -> None:
    address = "https://user:hemmelig@kalender.example/a.ics"
    assert secret_name("mit", address) == "secret:IdP7oba2hjK5gMzW"
    assert secret_name("dit", address) != secret_name("mit", address)

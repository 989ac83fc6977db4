"""What a pool of processes does for requests, asked of the checks themselves."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from calendars.language import BoundMessage, Message
from planner.errors import InputError, InputErrors
from planner.jobs.job import Done, JobContext
from planner.store.archive import Acceptance, Archive, accept_within
from planner.store.database import open_store
from planner.store.keys import IdempotentRequest
from planner.store.uploads import current_document, upload
from planner.web import checks
from planner.web.bodies import Upload
from planner.web.checks import (
    CPU_SECONDS,
    AcceptRequest,
    Place,
    accept_once,
    listed,
    load,
    made_before,
    read_status,
    read_upload,
    secrets_in,
    validate_upload,
)
from planner.web.problems import ProblemError
from tests.planner.announcements import NETWORK_ID, NOW, accepted, announced, draft, network
from tests.planner.web.office import FILES

DESK = JobContext(lambda _message: None)
EMPTY_REGION = '[[regions]]\nid = "tom"\nname = "Tom"\n\n[meetings]'
ODD = {**FILES, "network.toml": FILES["network.toml"].replace("[meetings]", EMPTY_REGION)}
REMARKS = {
    "en": "no municipality belongs to Tom, so it has no meetings",
    "da": "ingen kommune hører til Tom, så regionen har ingen møder",
}


def sent(files: dict[str, str]) -> Upload:
    return Upload("application/json", json.dumps(files).encode())


def told(found: Done) -> Any:
    return json.loads(found.document)


@pytest.mark.parametrize(("chosen", "language"), [(True, "en"), (False, "da")])
def test_remarks_are_told_in_the_language_that_was_chosen_or_that_of_the_network(
    chosen: bool, language: str, tmp_path: Path  # noqa: FBT001 - a case
) -> None:  # fmt: skip
    place = Place(str(tmp_path / "x"), "net")
    found = validate_upload(DESK, "en", place, sent(ODD), chosen)
    (remark,) = told(found)["remarks"]
    assert (found.status, remark["detail"], remark["file"]) == (200, REMARKS[language], "network.toml")
    assert None not in remark.values()
    for status in (201, 200):
        found = read_upload(DESK, "en", place, sent(ODD), chosen)
        assert (found.status, told(found)["remarks"][0]["detail"]) == (status, REMARKS[language])
        assert (told(found)["network"]["revision"], told(found)["network"]["regions"]) == (0, 3)


@pytest.mark.parametrize(("chosen", "language"), [(True, "en"), (False, "da")])
def test_so_are_mistakes(
    chosen: bool, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: FBT001 - a case
) -> None:  # fmt: skip
    def wrong(_network: object) -> None:
        raise InputErrors([InputError("network.toml", BoundMessage(Message("tests.wrong", "wrong")))], "fr")

    monkeypatch.setattr(checks, "build_problem", wrong)
    files = {name: text.encode() for name, text in FILES.items()}
    with pytest.raises(InputErrors) as refused:
        load(Place(str(tmp_path / "x"), "net").archive, files, "en", chosen=chosen)
    assert refused.value.locale == language


def test_a_check_has_its_time_beyond_what_its_process_used(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[Any] = []
    monkeypatch.setattr(resource, "getrusage", lambda _who: SimpleNamespace(ru_utime=3.5, ru_stime=2.25))
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: (7, 9000))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, given: limits.append((kind, given)))
    with checks._limited_time():  # noqa: SLF001 - waiting for it would take a minute
        assert limits == [(resource.RLIMIT_CPU, (5 + CPU_SECONDS, 9000))]
    assert limits[1:] == [(resource.RLIMIT_CPU, (9000, 9000))]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.setattr(checks, "accept", accept_within)  # rules are not what this is about
    with open_store(str(tmp_path / "x.sqlite")) as store:
        yield Archive(store, NETWORK_ID)


def put(archive: Archive, content: Any = None) -> str:
    """Upload a network and return the hash of what is planned next."""
    given = content or network()
    with archive.store.writing() as connection:
        upload(connection, NETWORK_ID, given, NOW, given)
        return current_document(connection, NETWORK_ID)


def wish(day: int, expected: int, document: str | None = None, rests_on: int | None = None) -> AcceptRequest:
    acceptance = Acceptance("Anne", "", NOW, expected)
    return AcceptRequest(draft(announced(day=day)), acceptance, document, rests_on)


def refusal(archive: Archive, given: AcceptRequest, asking: IdempotentRequest | None = None) -> tuple[str, Any]:
    with pytest.raises(ProblemError) as refused:
        accept_once(archive, given, asking)
    return refused.value.kind.name, refused.value.more.get("revision")


def test_what_was_uploaded_meanwhile_is_not_planned_with_what_was_before(archive: Archive) -> None:
    old = put(archive)
    new = put(archive, network(name="Nyt navn"))
    assert refusal(archive, wish(30, 0, old)) == ("stale", 0)
    assert accept_once(archive, wish(30, 0, new), None).number == 1
    put(archive)
    assert refusal(archive, wish(31, 1, new)) == ("stale", 1)
    assert accept_once(archive, wish(31, 1), None).number == 2


def test_what_rests_on_another_revision_than_the_last_is_stale(archive: Archive) -> None:
    put(archive)
    assert refusal(archive, wish(30, 5)) == ("stale", 0)
    assert refusal(archive, wish(30, 0, rests_on=3)) == ("stale", 0)
    assert accept_once(archive, wish(30, 0, rests_on=0), None).number == 1
    assert refusal(archive, wish(31, 0)) == ("stale", 1)
    assert refusal(archive, wish(31, 1, rests_on=0)) == ("stale", 1)
    assert accept_once(archive, wish(31, 1, rests_on=1), None).number == 2


def test_a_request_with_a_key_is_done_once(archive: Archive) -> None:
    put(archive)
    asking = IdempotentRequest(NETWORK_ID, 1, "k", b"a" * 32)
    assert made_before(archive, None) is None
    assert made_before(archive, asking) is None
    first = accept_once(archive, wish(30, 0), asking)
    assert accept_once(archive, wish(30, 0), asking) == made_before(archive, asking) == first
    assert accept_once(archive, wish(31, 1), None).number == 2
    other = IdempotentRequest(NETWORK_ID, 1, "k", b"b" * 32)
    assert refusal(archive, wish(32, 2), other)[0] == "repeated"


def test_a_network_is_listed_with_its_last_revision_and_upload(archive: Archive) -> None:
    put(archive)
    with archive.store.reading() as connection:
        assert (listed(connection, NETWORK_ID).revision, listed(connection, NETWORK_ID).uploaded_at) == (0, NOW)
        assert (listed(connection, "other").revision, listed(connection, "other").uploaded_at) == (0, None)
    accepted(archive.store, [announced()])
    with archive.store.reading() as connection:
        assert listed(connection, NETWORK_ID).revision == 1


def test_how_a_network_stands_is_told_wherever_it_is_edited(archive: Archive) -> None:
    accepted(archive.store, [announced()])
    place = Place(archive.store.name, NETWORK_ID)
    found = read_status(DESK, "en", place, None)
    assert (found.status, told(found)["revision"]["revision"]) == (200, 1)


def test_the_store_is_asked_for_secrets_where_settings_name_some(archive: Archive) -> None:
    assert secrets_in(archive, b"secret:x") == {}
    source = "https://user:code@example.org/a.ics"
    put(archive, network(calendars=[{"source": source, "person": "m1"}]))
    assert secrets_in(archive, b"[tables]") == {}
    assert [*secrets_in(archive, b'source = "secret:x"').values()] == [source]

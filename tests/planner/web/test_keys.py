"""Keys, sessions of browsers and names of secrets, without a server."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from planner.store.database import Store, open_store
from planner.store.errors import StoreError
from planner.store.uploads import upload
from planner.web import keys, secrets
from planner.web.roles import KEYLESS, Caller, Role
from tests.planner.announcements import NETWORK_ID, NOW, network


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "x.sqlite")) as opened:
        yield opened


def test_a_key_has_256_random_bits_and_a_mark() -> None:
    key = keys.PREFIX + "x" * 43
    assert keys.is_key(key)
    assert not any(map(keys.is_key, ["", "x" * 43, key + "x", key[:-1], key[:-1] + "/"]))


def test_a_key_stands_for_its_caller_until_it_is_revoked(store: Store) -> None:
    with store.writing() as connection:
        first, key = keys.create(connection, Role.READER, NETWORK_ID, "", NOW)
        second, other = keys.create(connection, Role.PLANNER, None, "", NOW)
        assert keys.is_key(key)
        assert len(key) == len(keys.PREFIX) + 43
        assert keys.identify(connection, key) == Caller(first, Role.READER, NETWORK_ID)
        assert keys.identify(connection, other) == Caller(second, Role.PLANNER, None)
        assert keys.identify(connection, key[:-1]) is None
        keys.revoke(connection, first, NOW)
        assert keys.identify(connection, key) is None
        assert keys.identify(connection, other) is not None
        for number in (first, 99):
            with pytest.raises(StoreError, match=str(number)):
                keys.revoke(connection, number, NOW)


def test_a_caller_sees_its_network_or_all() -> None:
    assert [Caller(1, Role.READER, "a").sees(each) for each in ("a", "b")] == [True, False]
    assert [KEYLESS.sees(each) for each in ("a", "b")] == [True, True]
    assert (KEYLESS.key, KEYLESS.role) == (0, Role.PLANNER)


def test_a_session_lasts_twelve_hours_and_ends_when_it_is_ended() -> None:
    now = [0.0]
    sessions = keys.Sessions(lambda: now[0])
    cookie, other = sessions.begin(b"key"), sessions.begin(b"other")
    assert [sessions.key(each) for each in (cookie, other, "x" * 43)] == [b"key", b"other", None]
    now[0] = 12 * 3600 - 0.5
    assert sessions.key(cookie) == b"key"
    now[0] = 12 * 3600
    assert sessions.key(cookie) is None
    again = sessions.begin(b"key")
    sessions.end(again)
    sessions.end(again)
    assert sessions.key(again) is None


def test_the_oldest_sessions_end_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    assert keys.SESSIONS_MAX == 10_000
    monkeypatch.setattr(keys, "SESSIONS_MAX", 2)
    sessions = keys.Sessions()
    made = [sessions.begin(bytes([n])) for n in range(3)]
    assert [sessions.key(each) for each in made] == [None, b"\x01", b"\x02"]


def test_a_cookie_and_the_token_of_its_forms_belong_together() -> None:
    cookie, other = keys.new_cookie(), keys.new_cookie()
    assert keys.cookie_of(f"a=b; {keys.COOKIE}={cookie}") == cookie
    assert [keys.cookie_of(each) for each in ("", f"{keys.COOKIE}={cookie}x", f"x{keys.COOKIE}={cookie}")] == [None] * 3
    token = keys.form_token(cookie)
    assert keys.is_form_token(cookie, token)
    assert not any(keys.is_form_token(each, token) for each in (other, None))
    assert not keys.is_form_token(cookie, "å")


def test_pages_are_told_from_the_interface_and_some_are_open() -> None:
    paths = ("/", "/sign-in", "/n/a/b", "/static/x.css", "/networks", "/feeds/x", "/nx")
    assert [keys.is_page(each) for each in paths] == [True] * 4 + [False] * 3
    assert [keys.is_open_page(each) for each in paths] == [False, True, False, True, False, False, False]


ADDRESS = "https://bruger:kode@example.org/å.ics"


def test_the_name_of_a_secret_is_made_dear_to_guess() -> None:
    made = hashlib.scrypt(ADDRESS.encode(), salt=b"net", n=4096, r=8, p=1, dklen=12)
    name = secrets.secret_name("net", ADDRESS)
    assert name == "secret:" + base64.urlsafe_b64encode(made).decode()
    assert secrets.secret_name("other", ADDRESS) != name


def test_secrets_are_named_in_documents_and_texts_and_known_by_their_names(store: Store) -> None:
    calendars = [{"source": ADDRESS, "person": "m1"}, {"source": "lokal.ics", "person": "m1"}]
    content = network(calendars=calendars)
    name = secrets.secret_name(NETWORK_ID, ADDRESS)
    shown = secrets.without_secrets(NETWORK_ID, content.model_dump_json())
    assert [each["source"] for each in json.loads(shown)["settings"]["calendars"]] == [name, "lokal.ics"]
    assert shown == json.dumps(json.loads(shown), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "kode" not in shown
    assert "Netværk" in shown
    assert secrets.hidden_addresses(NETWORK_ID, f'a = "{ADDRESS}" # x') == f'a = "{name}" # x'
    with store.writing() as connection:
        upload(connection, "andet", network(), NOW, network())
        assert secrets.secrets_of(connection, NETWORK_ID) == {}
        upload(connection, NETWORK_ID, content, NOW + timedelta(1), content)
        assert secrets.secrets_of(connection, NETWORK_ID) == {name: ADDRESS}
        assert secrets.secrets_of(connection, "andet") == {}

"""Who may see pages: without keys this machine alone, else those who signed in; and no forged form changes anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from planner.changes.kinds import KINDS
from planner.store.database import open_store
from planner.web.keys import (
    SESSIONS_MAX,
    Sessions,
    cookie_of,
    create,
    form_token,
    is_form_token,
    is_page,
    new_cookie,
    revoke,
)
from planner.web.page.words import WORDS
from planner.web.roles import Role
from tests.planner.network_files import NetworkFiles
from tests.planner.web.page.browser import Site, site
from tests.planner.web.server import Answer, Server


@dataclass
class Visitor:
    """Somebody with a browser that keeps one cookie."""

    server: Server
    cookie: str = ""
    asked: dict[str, str] = field(default_factory=lambda: {"Accept_Language": "en"})

    def get(self, path: str, **headers: str) -> Answer:
        return self._kept(self.server.ask(path, "GET", None, **self._headers(), **headers))

    def post(self, path: str, token: str | None = None, **fields: str) -> Answer:
        body = urlencode({"token": self.token() if token is None else token, **fields}).encode()
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        return self._kept(self.server.ask(path, "POST", body, **self._headers(), **kind))

    def token(self) -> str:
        found = re.search(r'name="token" value="([0-9a-f]+)"', self.get("/sign-in").body.decode())
        assert found
        return found[1]

    def _headers(self) -> dict[str, str]:
        return self.asked | ({"Cookie": f"planner_session={self.cookie}"} if self.cookie else {})

    def _kept(self, answer: Answer) -> Answer:
        found = re.match(r"planner_session=([^;]+)", answer.headers.get("set-cookie", ""))
        self.cookie = found[1] if found else self.cookie
        return answer


@contextmanager
def served(tmp_path: Path, *options: str) -> Iterator[Site]:
    folder = tmp_path / "net"
    folder.mkdir()
    NetworkFiles(folder)
    with site(folder, tmp_path / "log", *options, slots=0) as found:
        yield found


@pytest.fixture(scope="module")
def open_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("open")) as found:
        yield found


Keyed = tuple[Site, dict[Role, str]]


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyed]:
    with served(tmp_path_factory.mktemp("keyed")) as found:
        with open_store(str(found.folder / "network.sqlite")) as store, store.writing() as connection:
            keys = {role: create(connection, role, None, "test", datetime.now(UTC))[1] for role in Role}
        yield found, keys


def test_without_keys_this_machine_sees_the_page(open_site: Site) -> None:
    answer = Visitor(open_site.server).get("/n/net")
    assert answer.status == 200
    assert "Prøvenetværk" in answer.body.decode()
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("header", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Via": "1.1 proxy"}])
def test_pages_from_elsewhere_cannot_reach_it(open_site: Site, header: dict[str, str]) -> None:
    answer = open_site.server.ask("/n/net", "GET", None, **header)
    assert answer.status == 403
    assert "Prøvenetværk" not in answer.body.decode()


def test_the_cookie_is_kept_from_scripts_and_other_sites(open_site: Site) -> None:
    cookie = Visitor(open_site.server).get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie  # this server does not speak TLS


def test_a_form_without_the_token_of_the_browser_changes_nothing(open_site: Site) -> None:
    path = "/n/net/files/members.csv"
    before = (open_site.folder / "members.csv").read_bytes()
    one, other = Visitor(open_site.server), Visitor(open_site.server)
    one.get("/")
    for token in ("", "0" * 64, other.token()):
        assert one.post(path, token, cell="x").status == 403
    assert (open_site.folder / "members.csv").read_bytes() == before


def test_the_language_is_the_browsers_until_it_is_switched(open_site: Site) -> None:
    visitor = Visitor(open_site.server)
    visitor.get("/")
    assert '<html lang="da">' in open_site.server.ask("/", Accept_Language="da").body.decode()
    answer = visitor.get("/?language=da")
    assert answer.status == 303
    assert answer.headers["location"] == "/"
    assert "planner_language=da" in answer.headers["set-cookie"]


def test_what_a_reader_of_the_address_gives_is_never_markup(open_site: Site) -> None:
    answer = Visitor(open_site.server).get("/n/net/meetings/%3Cscript%3E")
    assert answer.status == 404
    assert "<script>" not in answer.body.decode().partition("<main")[2]


def test_with_keys_one_signs_in_and_out(keyed: Keyed) -> None:
    found, keys = keyed
    visitor = Visitor(found.server)
    answer = visitor.get("/n/net?as_of=2022-05-01")
    assert answer.status == 303
    assert answer.headers["location"] == "/sign-in?then=%2Fn%2Fnet%3Fas_of%3D2022-05-01"
    assert visitor.post("/sign-in", key="mnp_" + "x" * 43).status == 401
    before = visitor.cookie
    answer = visitor.post("/sign-in", key=keys[Role.PLANNER], then="//evil.example")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert visitor.cookie != before
    assert visitor.get("/n/net").status == 200
    assert visitor.get("/networks").status == 200
    kept = visitor.cookie
    assert visitor.post("/sign-out").status == 303
    visitor.cookie = kept
    assert visitor.get("/n/net").status == 303


def test_a_session_reads_for_programs_but_changes_nothing_there(
    keyed: Keyed,
) -> None:
    found, keys = keyed
    visitor = Visitor(found.server)
    visitor.post("/sign-in", key=keys[Role.PLANNER])
    cookie = {"Cookie": f"planner_session={visitor.cookie}"}
    assert found.server.ask("/networks/net", "PUT", b"{}", Content_Type="application/json", **cookie).status == 401


def test_a_reader_sees_and_changes_nothing(keyed: Keyed) -> None:
    found, keys = keyed
    visitor = Visitor(found.server)
    visitor.post("/sign-in", key=keys[Role.READER])
    assert visitor.get("/n/net").status == 200
    assert visitor.post("/n/net/solve", seconds="10").status == 403
    assert visitor.get("/n/net/solve").status == 403


def test_a_revoked_key_ends_its_sessions(keyed: Keyed) -> None:
    found, _ = keyed
    address = str(found.folder / "network.sqlite")
    with open_store(address) as store, store.writing() as connection:
        number, key = create(connection, Role.PLANNER, None, "test", datetime.now(UTC))
    visitor = Visitor(found.server)
    visitor.post("/sign-in", key=key)
    assert visitor.get("/n/net").status == 200
    with open_store(address) as store, store.writing() as connection:
        revoke(connection, number, datetime.now(UTC))
    assert visitor.get("/n/net").status == 303


def test_sessions_end_with_time_and_the_oldest_make_room() -> None:
    now = 0.0
    sessions = Sessions(lambda: now)
    first = sessions.begin(b"key")
    assert sessions.key(first) == b"key"
    now = 12 * 3600.0
    assert sessions.key(first) is None
    one = sessions.begin(b"one")
    for _ in range(SESSIONS_MAX):
        sessions.begin(b"other")
    assert sessions.key(one) is None


def test_form_tokens_are_of_one_browser() -> None:
    one, other = new_cookie(), new_cookie()
    assert is_form_token(one, form_token(one))
    assert not is_form_token(other, form_token(one))
    assert not is_form_token(None, form_token(one))
    assert cookie_of(f"a=b; planner_session={one}") == one
    assert cookie_of("planner_session=short") is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/", True), ("/n/net/plan", True), ("/static/page.css", True), ("/networks", False), ("/feeds/x.ics", False),
     ("/health", False), ("/new", True), ("/news", False)],
)  # fmt: skip
def test_paths_of_pages(path: str, *, expected: bool) -> None:
    assert is_page(path) is expected


def test_every_word_is_used() -> None:
    folder = Path(__file__).parents[4] / "planner" / "web" / "page"
    texts = [each.read_text(encoding="utf-8") for each in (*folder.glob("templates/*.html"), *folder.glob("*.py"))]
    said = {word for text in texts for word in re.findall(r'"([a-z_]+(?:\.[a-z_0-9]+)*)"', text)}
    beginnings = (
        "kind.", "means.", "field.", "choice.", "may_move.", "state.", "job.", "day.", "file.", "hint.", "default.",
        "wrong.",
    )  # fmt: skip
    assert {word for word in WORDS if word not in said and not word.startswith(beginnings)} == set()


def test_every_kind_of_change_and_every_field_of_it_has_a_word() -> None:
    fields = {(info.alias or name) for model in KINDS.values() for name, info in model.model_fields.items()}
    asked = {f"kind.{kind}" for kind in KINDS} | {f"means.{kind}" for kind in KINDS}
    asked |= {f"field.{name}" for name in fields if name != "kind"}
    assert {each for each in asked if each.replace("-", "_") not in WORDS} == set()

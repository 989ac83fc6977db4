"""Fetching from real servers, in this process."""

import gzip
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from calendars.ical.parse import LARGEST
from planner.files.fetching import AddressFilter, FetchError
from planner.files.http_client import REDIRECTS_MAX, fetch
from tests.messages import Told, as_told, told
from tests.planner.files.fetch_servers import (
    ALSO_HERE,
    CALENDAR,
    HERE,
    TEST_GATE,
    Answer,
    Request,
    Server,
    only_here,
    serving,
    unused_port,
)

NAME = "calendar.example"


def fetched(address: str, gate: AddressFilter = TEST_GATE) -> bytes:
    return fetch(address, gate, 10)


def refusal(address: str, gate: AddressFilter = TEST_GATE) -> Told:
    with pytest.raises(FetchError) as refused:
        fetched(address, gate)
    return as_told(refused.value.said)


def leading_to(address: str, status: int = 302) -> Answer:
    return lambda request: request.give(status, b"", Location=address)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Request.give) as running:
        yield running


def test_what_stands_at_the_address_is_fetched_by_its_name(server: Server) -> None:
    assert fetched(server.at(NAME, "/kim.ics?key=1#x")) == CALENDAR
    assert server.asked == ["/kim.ics?key=1"]
    assert server.hosts == [f"{NAME}:{server.port}"]


def test_addresses_are_taken_as_people_write_them(server: Server) -> None:
    assert fetched(f"  HTTP://rådhus.example:{server.port}/mødeplan i år.ics ") == CALENDAR
    assert server.asked == ["/m%C3%B8deplan%20i%20%C3%A5r.ics"]
    assert server.hosts == [f"xn--rdhus-mra.example:{server.port}"]


def test_user_and_password_are_not_sent() -> None:
    with serving(lambda request: request.give(body=str(request.headers).encode())) as server:
        assert b"uthorization" not in fetched(f"http://kim:hemmelig@{NAME}:{server.port}/")


def test_no_proxy_of_the_environment_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://{HERE}:{unused_port()}")
    assert fetched(server.at(NAME)) == CALENDAR


@pytest.mark.parametrize("address", ["ftp://calendar.example/x", "file:///etc/passwd"])
def test_only_addresses_of_the_web_are_fetched(address: str) -> None:
    assert refusal(address) == told("fetching.other_scheme", scheme=address.partition(":")[0])


@pytest.mark.parametrize(
    "odd", ["://x", "https://", "http:///x", "https://[1", "https://a:b/", "https://a..b/", "http://a:99999/"]
)
def test_what_is_no_address_is_refused(odd: str) -> None:
    assert refusal(odd) == told("fetching.not_an_address")


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (401, "fetching.not_allowed"),
        (403, "fetching.not_allowed"),
        (404, "fetching.nothing_there"),
        (410, "fetching.nothing_there"),
        (204, "fetching.no_answer"),
        (302, "fetching.no_answer"),
        (599, "fetching.no_answer"),
    ],
)
def test_every_answer_but_a_calendar_is_said(status: int, key: str) -> None:
    with serving(lambda request: request.give(status, b"")) as server:
        assert refusal(server.at(NAME)) == told(key, host=NAME, status=str(status))


def test_a_server_that_does_not_listen_is_said() -> None:
    assert refusal(f"http://{NAME}:{unused_port()}/") == told("fetching.unreachable", host=NAME)


@pytest.mark.parametrize(
    "answer",
    [
        lambda request: request.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n"),
        lambda request: request.give(body=b"BEGIN", Content_Length="900"),
        lambda request: request.give(body=b"not packed", Content_Encoding="gzip"),
        lambda request: request.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxx"),
        lambda request: request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000),
        lambda request: request.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 10**6),
    ],
    ids=["no http", "cut off", "not packed", "wrong chunks", "many headers", "a long header"],
)
def test_an_answer_that_makes_no_sense_is_said(answer: Answer) -> None:
    with serving(answer) as server:
        assert refusal(server.at(NAME)) == told("fetching.broken_answer", host=NAME)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(status: int) -> None:
    def answer(request: Request) -> None:
        if request.path == "/new/kim.ics":
            request.give()
        else:
            request.give(status, b"", Location="new/kim.ics")

    with serving(answer) as server:
        assert fetched(server.at(NAME)) == CALENDAR
        assert server.asked == ["/kim.ics", "/new/kim.ics"]


def test_redirects_come_to_an_end() -> None:
    with serving(leading_to("/again")) as server:
        assert refusal(server.at(NAME)) == told("fetching.too_many_redirects", n=REDIRECTS_MAX)
        assert len(server.asked) == REDIRECTS_MAX + 1


@pytest.mark.parametrize("scheme", ["file", "ftp", "gopher", "data"])
def test_redirects_lead_to_no_other_scheme(scheme: str) -> None:
    with serving(leading_to(f"{scheme}://x/y")) as server:
        assert refusal(server.at(NAME)) == told("fetching.other_scheme", scheme=scheme)


def itself(host: str, _port: int) -> Sequence[str]:
    return [HERE] if host == NAME else [host.strip("[]")]


def test_a_redirect_to_a_forbidden_address_is_not_followed(server: Server) -> None:
    with (
        serving(Request.give, ALSO_HERE) as forbidden,
        serving(leading_to(forbidden.at(ALSO_HERE))) as leading,
    ):
        assert refusal(leading.at(NAME), AddressFilter(itself, only_here)) == told(
            "fetching.not_public", host=ALSO_HERE
        )
        assert forbidden.asked == []
    with serving(leading_to(server.at("[::1]"))) as leading:
        assert refusal(leading.at(NAME), AddressFilter(itself, only_here)) == told("fetching.not_public", host="::1")


class Rebinding:
    """A resolver that tells the allowed address first, and then the forbidden one."""

    def __init__(self) -> None:
        self.answers = [HERE]

    def __call__(self, _host: str, _port: int) -> Sequence[str]:
        return [self.answers.pop() if self.answers else ALSO_HERE]


def test_a_name_that_changes_its_address_after_the_check_leads_nowhere_else() -> None:
    with serving(Request.give) as server, serving(Request.give, ALSO_HERE, server.port) as forbidden:
        resolver = Rebinding()
        assert fetched(server.at(NAME), AddressFilter(resolver, only_here)) == CALENDAR
        assert (resolver.answers, len(server.asked), forbidden.asked) == ([], 1, [])


def test_a_name_that_changes_its_address_before_a_redirect_is_checked_again() -> None:
    with serving(leading_to("/again")) as server, serving(Request.give, ALSO_HERE, server.port) as forbidden:
        assert refusal(server.at(NAME), AddressFilter(Rebinding(), only_here)) == told("fetching.not_public", host=NAME)
        assert (server.asked, forbidden.asked) == (["/kim.ics"], [])


def test_the_next_address_is_tried_where_one_takes_no_connection(server: Server) -> None:
    gate = AddressFilter(lambda _host, _port: [ALSO_HERE, HERE], lambda _address: True)
    assert fetched(server.at(NAME), gate) == CALENDAR


TOO_LARGE = told("parse.too_large", mebibytes=32)


@pytest.mark.parametrize("size", [LARGEST, LARGEST + 1])
@pytest.mark.parametrize("packed", [False, True])
def test_no_more_is_read_than_the_limit(size: int, packed: bool) -> None:  # noqa: FBT001 - given by pytest
    body = gzip.compress(bytes(size), 1) if packed else bytes(size)
    encoding = "gzip" if packed else "identity"
    with serving(lambda request: request.give(body=body, Content_Encoding=encoding)) as server:
        if size > LARGEST:
            assert refusal(server.at(NAME)) == TOO_LARGE
        else:
            assert len(fetched(server.at(NAME))) == size


def test_an_answer_without_end_is_not_read_to_it() -> None:
    def answer(request: Request) -> None:
        request.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
        while True:
            request.wfile.write(bytes(2**20))

    with serving(answer) as server:
        assert refusal(server.at(NAME)) == TOO_LARGE


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ssl.SSLContext]:
    """Makes a server's side of TLS with a certificate for a name, which this machine trusts during the test."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the program openssl")

    def make(name: str) -> ssl.SSLContext:
        key, signed = tmp_path / "key.pem", tmp_path / "certificate.pem"
        subprocess.run(
            [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", key, "-out", signed, "-days", "2", "-subj", f"/CN={name}",
             "-addext", f"subjectAltName=DNS:{name}"],
            check=True, capture_output=True,
        )  # fmt: skip
        monkeypatch.setenv("SSL_CERT_FILE", str(signed))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(signed, key)
        return context

    return make


@pytest.mark.parametrize("scheme", ["https", "webcal", "webcals"])
def test_a_certificate_goes_by_the_name_and_not_by_the_address(
    scheme: str, certificate: Callable[[str], ssl.SSLContext]
) -> None:
    named: list[str | None] = []
    context = certificate(NAME)
    context.sni_callback = lambda _socket, name, _context: named.append(name)
    with serving(Request.give, tls=context) as server:
        assert fetched(server.at(NAME, scheme=scheme)) == CALENDAR
        assert named == [NAME]


def test_a_certificate_of_another_server_is_refused(certificate: Callable[[str], ssl.SSLContext]) -> None:
    with serving(Request.give, tls=certificate("another.example")) as server:
        assert refusal(server.at(NAME, scheme="https")) == told("fetching.wrong_certificate", host=NAME)
        assert server.asked == []

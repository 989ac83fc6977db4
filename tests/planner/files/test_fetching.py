"""Fetching in a process of its own."""

import threading
import time

import pytest

from planner.files.fetching import CONCURRENT_FETCHES, AddressFilter, FetchError, fetch_each, is_address
from tests.planner.files.fetch_servers import CALENDAR, HERE, TEST_GATE, Request, end_the_process, only_here, serving

NAME = "calendar.example"


def said(outcome: bytes | FetchError) -> tuple[str, str]:
    assert isinstance(outcome, FetchError)
    return outcome.said.say("en"), outcome.said.say("da")


def test_addresses_are_told_from_files() -> None:
    assert is_address("webcal://calendar.example/kim.ics")
    assert not is_address("calendars/kim.ics")


def test_what_came_of_each_address_is_told_in_order() -> None:
    def answer(request: Request) -> None:
        number = int(request.path.strip("/"))
        request.give(404 if number % 5 == 3 else 200, str(number).encode())

    with serving(answer) as server:
        numbers = range(CONCURRENT_FETCHES + 3)
        found = list(fetch_each((server.at(NAME, f"/{n}") for n in numbers), TEST_GATE))
    assert [n for n in numbers if isinstance(found[n], FetchError)] == [3, 8]
    assert [each for each in found if isinstance(each, bytes)] == [str(n).encode() for n in numbers if n % 5 != 3]


def test_nothing_is_started_for_no_addresses() -> None:
    assert list(fetch_each([])) == []


def test_this_machine_is_not_asked() -> None:
    with serving(Request.give) as server:
        addresses = [server.at(host) for host in (HERE, "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1")]
        for outcome in fetch_each(addresses):
            assert "is not on the public internet" in said(outcome)[0]
        assert server.asked == []


def dribble_content(request: Request, leave: threading.Event) -> None:
    request.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
    while not leave.is_set():
        request.wfile.write(b"x")
        time.sleep(0.02)


def dribble_headers(request: Request, leave: threading.Event) -> None:
    request.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
    while not leave.is_set():
        request.wfile.write(b"x")
        time.sleep(0.02)


def say_nothing(_request: Request, leave: threading.Event) -> None:
    leave.wait()


@pytest.mark.parametrize("slowly", [dribble_content, dribble_headers, say_nothing])
def test_a_server_that_takes_for_ever_is_given_up_and_the_others_are_not(slowly: object) -> None:
    assert callable(slowly)
    leave = threading.Event()
    with serving(lambda request: slowly(request, leave)) as slow, serving(Request.give) as quick:
        found = list(fetch_each([slow.at(NAME), quick.at(NAME)], TEST_GATE, 3))
        leave.set()
    assert said(found[0]) == (
        "the calendar could not be fetched within 3 seconds",
        "kalenderen kunne ikke hentes på 3 sekunder",
    )
    assert found[1] == CALENDAR


def test_a_crash_is_said() -> None:
    (outcome,) = fetch_each([f"http://{NAME}/"], AddressFilter(end_the_process, only_here))
    assert said(outcome) == (
        "the calendar could not be fetched: the program that fetches it came to an end",
        "kalenderen kunne ikke hentes: programmet, der henter den, gik ned",
    )


def test_all_calendars_together_have_a_limit_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.files.fetching.FETCH_ALL_TIMEOUT_SECONDS", 0)
    with serving(lambda request: request.give(200, CALENDAR)) as server:
        found = list(fetch_each([server.at(NAME, "/1")] * (CONCURRENT_FETCHES + 1), TEST_GATE))
    assert {said(each)[0] for each in found} == {"the calendar could not be fetched within 0 seconds"}

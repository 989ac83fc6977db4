"""Failed attempts: a few at once, then one every few seconds, for each address and key by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.web.authentication import (
    FAILURE_BURST,
    FAILURE_REFILL_SECONDS,
    TRACKED_CALLERS_MAX,
    FailureLimiter,
    rate_limit_key,
)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0, 30), max_size=60))
def test_no_more_attempts_are_looked_at_than_at_once_and_one_for_each_pause(pauses: list[float]) -> None:
    clock = Clock()
    limiter, looked_at = FailureLimiter(clock), 0
    for pause in pauses:
        clock.now += pause
        if limiter.wait("a") == 0:
            limiter.failed("a")
            looked_at += 1
    assert looked_at <= FAILURE_BURST + clock.now / FAILURE_REFILL_SECONDS + 1e-6


@given(st.integers(1, 3 * FAILURE_BURST))
def test_whoever_waits_as_long_as_told_is_looked_at(failures: int) -> None:
    clock = Clock()
    limiter = FailureLimiter(clock)
    for _ in range(failures):
        limiter.failed("a")
    clock.now += limiter.wait("a")
    assert limiter.wait("a") == 0


def test_one_waits_until_an_attempt_is_free_again_and_no_longer() -> None:
    clock = Clock()
    limiter = FailureLimiter(clock)
    for _ in range(FAILURE_BURST):
        assert limiter.wait("a") == 0
        limiter.failed("a")
    assert limiter.wait("a") == 6
    clock.now = 2.5
    assert limiter.wait("a") == 4
    clock.now = 6.0
    assert limiter.wait("a") == 0
    limiter.failed("a")
    assert limiter.wait("a") == 6
    clock.now = 6.0 + FAILURE_BURST * 60
    for _ in range(FAILURE_BURST):
        assert limiter.wait("a") == 0
        limiter.failed("a")
    assert limiter.wait("a") == 6
    assert limiter.wait() == 0


def test_others_are_not_held_up() -> None:
    limiter = FailureLimiter(Clock())
    for _ in range(FAILURE_BURST):
        limiter.failed("a", "key")
    assert limiter.wait("a") > 0
    assert limiter.wait("key", "b") > 0
    assert limiter.wait("b", "another key") == 0


def test_what_is_remembered_has_an_end() -> None:
    limiter = FailureLimiter(Clock())
    for _ in range(FAILURE_BURST):
        limiter.failed("a")
    for n in range(TRACKED_CALLERS_MAX):
        limiter.failed(n)
    assert limiter.wait("a") == 0
    assert len(limiter._buckets) == TRACKED_CALLERS_MAX  # noqa: SLF001 - memory is what this is about


def test_addresses_that_one_household_can_choose_from_count_as_one() -> None:
    assert rate_limit_key("2001:db8:1:2::1") == rate_limit_key("2001:db8:1:2:ffff::9%eth0") == "2001:db8:1:2::/64"
    assert rate_limit_key("2001:db8:1:3::1") != rate_limit_key("2001:db8:1:2::1")
    assert rate_limit_key("::ffff:192.0.2.7") == rate_limit_key("192.0.2.7") == "192.0.2.7"
    assert rate_limit_key("unix") == "unix"

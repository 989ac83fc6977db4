"""Conditional requests and encodings, as the standard has them."""

from __future__ import annotations

import pytest

from planner.web.feeds import matching, takes_gzip, unchanged_since

TAGS = (b'"a"', b'"a-gzip"')


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (b'"a"', b'"a"'), (b'W/"a"', b'"a"'), (b'"x", W/"a-gzip"', b'"a-gzip"'), (b"*", b'"a"'), (b" * ", b'"a"'),
        (b'"x,y","a"', b'"a"'), (b'"x"', None), (b"a", None), (b"", None), (b'"A"', None), (b'"a', None),
        (b'"x\xe6","a"', b'"a"'),
    ],
)  # fmt: skip
def test_tags_are_compared_weakly_and_in_lists(header: bytes, found: bytes | None) -> None:
    assert matching(header, TAGS) == found


@pytest.mark.parametrize(
    ("header", "unchanged"),
    [
        (b"Sun, 01 May 2022 08:00:00 GMT", True), (b"Sun, 01 May 2022 08:00:01 GMT", True),
        (b"Sun, 01 May 2022 07:59:59 GMT", False), (b"Sunday, 01-May-22 08:00:00 GMT", True), (b"yesterday", False),
        (b"", False), (b"\xff", False), (b"Sun, 01 May 99999 08:00:00 GMT", False),
    ],
)  # fmt: skip
def test_dates_are_compared_by_the_second(header: bytes, unchanged: bool) -> None:  # noqa: FBT001 - a case
    assert unchanged_since(header, 1_651_392_000) == unchanged


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        (b"gzip", True), (b"gzip, deflate, br", True), (b"GZIP;q=0.5", True), (b"x-gzip", True), (b"*", True),
        (b"br;q=1.0, *;q=0.1", True), (b"", False), (b"gzip;q=0", False), (b"identity", False), (b"br", False),
        (b"gzip;q=0.2, identity;q=0.8", False), (b"*;q=0", False), (b"gzip;q=much", False), (b"*, gzip;q=0", False),
        (b"gzip, identity", True),
    ],
)  # fmt: skip
def test_gzip_is_sent_to_those_who_want_it(header: bytes, takes: bool) -> None:  # noqa: FBT001 - a case
    assert takes_gzip(header) == takes

"""Answers to requests for a feed, made ready before they are asked for."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cached_property
from typing import Any

from planner.store.renderings import Rendering
from planner.web.conditional import matching, takes_gzip, unchanged_since

Headers = list[tuple[bytes, bytes]]
Message = dict[str, Any]

_CACHED: Headers = [(b"cache-control", b"private, no-cache")]
SECRET: Headers = [
    *_CACHED,
    (b"x-robots-tag", b"noindex"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
_VARY = (b"vary", b"accept-encoding")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent."""

    start: Message
    body: Message

    @classmethod
    def of(cls, status: int, headers: Headers, body: bytes = b"") -> Answer:
        """An answer with these headers."""
        return cls(
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": body},
        )

    def without_body(self) -> Answer:
        """As HEAD is answered."""
        return Answer(self.start, {"type": "http.response.body", "body": b""})


def _plain(status: int, text: bytes, *more: tuple[bytes, bytes]) -> Answer:
    length = str(len(text)).encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    return Answer.of(status, [kind, (b"content-length", length), *SECRET, *more], text)


NOT_FOUND = _plain(404, b"Not found.\n")
"""The same for whatever leads nowhere: who asks learns nothing of what once did."""
WRONG_METHOD = _plain(405, b"Only GET and HEAD.\n", (b"allow", b"GET, HEAD"))
NOT_NOW = _plain(503, b"Try again later.\n", (b"retry-after", b"60"))


class FeedAnswers:
    """The answers to requests for one feed as it is now."""

    def __init__(self, rendering: Rendering) -> None:
        self._body = rendering.body
        self._modified = rendering.last_modified
        self._seconds = int(rendering.last_modified.timestamp())
        self.tag = f'"{rendering.etag}"'.encode()
        self._zipped_tag = f'"{rendering.etag}-gzip"'.encode()
        self.not_modified = self._unchanged(self.tag)

    def answer(self, headers: Headers) -> Answer:
        """The answer to GET with these headers (names in lower case)."""
        asked = dict(headers)
        none_match = asked.get(b"if-none-match")
        if none_match == self.tag:
            return self.not_modified
        if none_match is not None:
            tag = matching(none_match, (self.tag, self._zipped_tag))
            if tag is not None:
                return self.not_modified if tag == self.tag else self._zipped_not_modified
        elif unchanged_since(asked.get(b"if-modified-since", b""), self._seconds):
            return self.not_modified
        return self._zipped if takes_gzip(asked.get(b"accept-encoding", b"")) else self._whole

    @cached_property
    def _whole(self) -> Answer:
        return self._full(self.tag, self._body)

    @cached_property
    def _zipped(self) -> Answer:
        body = gzip.compress(self._body, mtime=0)
        return self._full(self._zipped_tag, body, (b"content-encoding", b"gzip"))

    @cached_property
    def _zipped_not_modified(self) -> Answer:
        return self._unchanged(self._zipped_tag)

    def _unchanged(self, tag: bytes) -> Answer:
        """Only what a cache needs (RFC 9110, 15.4.5): most answers are this one, and each header costs time."""
        return Answer.of(304, [(b"etag", tag), _VARY, *_CACHED])

    def _full(self, tag: bytes, body: bytes, *more: tuple[bytes, bytes]) -> Answer:
        kind = (b"content-type", b"text/calendar; charset=utf-8")
        length = (b"content-length", str(len(body)).encode())
        modified = (b"last-modified", format_datetime(self._modified, usegmt=True).encode())
        return Answer.of(200, [kind, length, *more, (b"etag", tag), modified, _VARY, *SECRET], body)

"""Feeds in memory, forgotten as soon as anything is published."""

from __future__ import annotations

import asyncio
from datetime import datetime
from time import monotonic

from planner.publishing.tokens import hash_of, is_token
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.feeds import find
from planner.store.opening import Store
from planner.store.renderings import Rendering, current, publication
from planner.web.answers import FeedAnswers

FRESH = 0.5
"""Seconds until a feed that was published by another process is served."""
ROOM = 256 * 2**20
"""Bytes of feeds that are kept in memory."""
MOST = 200_000
"""Feeds that are kept in memory, however small."""

_UNREAD = -1


class FeedCache:
    """What is served at each address.

    Args:
        store: where feeds are looked up; it is only read.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._answers: dict[str, FeedAnswers] = {}
        self._shared: dict[tuple[str, datetime], FeedAnswers] = {}
        self._size = 0
        self._publication = _UNREAD
        self._check_at = 0.0
        self._checking: asyncio.Task[None] | None = None

    def known(self, token: str) -> FeedAnswers | None:
        """The feed at that address if it is in memory and certainly fresh."""
        return self._answers.get(token) if monotonic() < self._check_at else None

    async def find(self, token: str) -> FeedAnswers | None:
        """The feed at that address; None if it leads nowhere.

        Raises:
            StoreError: if it is not in memory and the store cannot be read.
        """
        if monotonic() >= self._check_at:
            await self._check()
        found = self._answers.get(token)
        return await self._load(token) if found is None else found

    async def _check(self) -> None:
        """All who ask meanwhile wait for the same look."""
        if self._checking is None:
            self._checking = asyncio.create_task(self._look())
        await asyncio.shield(self._checking)

    async def _look(self) -> None:
        try:
            newest = await asyncio.to_thread(self._newest)
            if newest != self._publication:
                self._forget(newest)
        except StoreError:
            pass  # what is in memory is served on; what is not says that it cannot be read
        finally:
            self._check_at = monotonic() + FRESH
            self._checking = None

    def _forget(self, newest: int) -> None:
        self._answers.clear()
        self._shared.clear()
        self._size, self._publication = 0, newest

    async def _load(self, token: str) -> FeedAnswers | None:
        asked_at = self._publication
        rendering = await asyncio.to_thread(self._read, token) if is_token(token) else None
        if rendering is None:
            return None
        found = self._answers_of(rendering)
        if asked_at == self._publication:  # else it may already be old
            self._answers[token] = found
        return found

    def _answers_of(self, rendering: Rendering) -> FeedAnswers:
        """Feeds that show the same share it."""
        if self._size > ROOM or len(self._answers) >= MOST:
            self._forget(self._publication)
        key = (rendering.etag, rendering.last_modified)
        if key not in self._shared:
            self._shared[key] = FeedAnswers(rendering)
            self._size += len(rendering.body)
        return self._shared[key]

    def _newest(self) -> int:
        try:
            with self._store.reading() as connection:
                return publication(connection)
        except NothingAcceptedError:
            return 0

    def _read(self, token: str) -> Rendering | None:
        try:
            with self._store.reading() as connection:
                feed = find(connection, hash_of(token))
                return None if feed is None else current(connection, feed.id)
        except NothingAcceptedError:
            return None

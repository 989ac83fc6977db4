"""Feeds in memory, while the store does not answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from planner.feeds.audiences import AudienceKind
from planner.store.database import Store
from planner.store.errors import StoreUnreachableError
from planner.store.feeds import Audience
from planner.web.error_mapping import problem_of
from planner.web.feeds import FeedCache
from tests.planner.announcements import NETWORK_ID, announced
from tests.planner.feeds.desk import Desk

MEMBER = Audience(AudienceKind.MEMBER, "m1")


def test_a_feed_in_memory_does_not_wait_for_a_store_that_is_stuck(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(str(tmp_path_factory.mktemp("feeds") / "x.sqlite"))
    free, usual = threading.Event(), Store.reading

    @contextmanager
    def stuck(store: Store) -> Iterator[Any]:
        assert free.wait(60)
        with usual(store) as connection:
            yield connection

    free.set()
    monkeypatch.setattr("planner.web.feeds.CACHE_MAX_AGE_SECONDS", 0.0)

    async def ask(cache: FeedCache, token: str) -> None:
        found = await cache.find(token)
        assert found is not None
        free.clear()
        try:
            assert [await asyncio.wait_for(cache.find(token), 20) for _ in range(5)] == [found] * 5
        finally:
            free.set()

    with desk.store:
        desk.accept(announced())
        desk.give(MEMBER)
        monkeypatch.setattr(Store, "reading", stuck)
        asyncio.run(ask(FeedCache(desk.store), desk.addresses[NETWORK_ID, MEMBER].token))


def hold_all(store: Store, held: ExitStack) -> None:
    for _ in range(100):
        held.enter_context(store.reading())


def test_a_store_all_of_whose_connections_are_in_use_is_told_as_unreachable(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.store.database.POOL_TIMEOUT_SECONDS", 0.05)
    desk = Desk(str(tmp_path_factory.mktemp("pool") / "x.sqlite"))
    with desk.store, ExitStack() as held:
        desk.accept(announced())
        with pytest.raises(StoreUnreachableError) as refused:
            hold_all(desk.store, held)
    found = problem_of(refused.value)
    assert (found.kind.status, "retry-after" in found.headers) == (503, True)

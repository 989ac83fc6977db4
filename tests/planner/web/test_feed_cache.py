"""Feeds in memory, while the store does not answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.feeds.audiences import AudienceKind
from planner.store.database import Store
from planner.store.errors import StoreUnreachableError
from planner.store.feeds import Audience
from planner.web.error_mapping import problem_of
from planner.web.feeds import CACHE_MAX_AGE_SECONDS, STORE_PATIENCE_SECONDS, FeedCache
from tests.planner.announcements import NETWORK_ID, NOW, announced
from tests.planner.feeds.desk import Desk

MEMBER, WHOLE = Audience(AudienceKind.MEMBER, "m1"), Audience(AudienceKind.NETWORK)


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


class Memory(FeedCache):
    """Feeds in memory, with a clock that the tests set; counts how often the store is asked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.store)
        self.desk, self.now, self.looks, self.drawn, self.read = desk, 8.0, 0, 0, 0
        self.meanwhile: Callable[[], object] = lambda: None

    def token(self, audience: Audience = MEMBER) -> str:
        return self.desk.addresses[NETWORK_ID, audience].token

    def in_memory(self) -> tuple[int, int]:
        return len(self._answers), len(self._pages)

    def publish(self) -> None:
        """As if something were published, and noticed."""
        self._publication = (9, 9)

    def forget(self) -> None:
        self._forget(self._publication)

    def _newest(self) -> tuple[int, int] | None:
        self.looks += 1
        return super()._newest()

    def _draw(self, token: str, base: str, now: datetime) -> bytes | None:
        self.drawn += 1
        self.meanwhile()
        return super()._draw(token, base, now)

    def _read(self, token: str) -> Any:
        self.read += 1
        self.meanwhile()
        return super()._read(token)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    found = Desk(str(tmp_path_factory.mktemp("memory") / "x.sqlite"))
    with found.store:
        found.accept(announced())
        found.give(MEMBER, WHOLE)
        yield found


@pytest.fixture
def memory(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Memory:
    made = Memory(desk)
    monkeypatch.setattr("planner.web.feeds.monotonic", lambda: made.now)
    return made


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


def test_the_store_is_asked_again_as_soon_as_what_is_in_memory_may_be_old(memory: Memory) -> None:
    async def story() -> None:
        token = memory.token()
        found = await memory.find(token)
        await memory.page(token, "", NOW)
        assert (memory.looks, memory.read, memory.known(token) is found) == (1, 1, True)
        for after, looks in ((0.0, 1), (CACHE_MAX_AGE_SECONDS / 2, 1), (CACHE_MAX_AGE_SECONDS, 2)):
            memory.now = 8.0 + after
            assert (memory.known(token) is None) == (looks == 2)
            assert await memory.find(token) is found
            assert memory.looks == looks
        memory.now += CACHE_MAX_AGE_SECONDS
        await memory.page(token, "", NOW)
        assert (memory.looks, memory.read) == (3, 1)

    run(story())


def test_all_who_ask_wait_together_for_a_store_that_is_slow_and_no_longer_than_the_first(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def story() -> None:
        free, wait, usual = threading.Event(), asyncio.wait, FeedCache._newest  # noqa: SLF001 - who waits

        async def noted(tasks: Any, timeout: float) -> Any:  # noqa: ASYNC109 - as in the library
            waited.append(timeout)
            return await wait(tasks)

        def slow(cache: FeedCache) -> Any:
            assert free.wait(60)
            return usual(cache)

        found = await memory.find(memory.token())
        monkeypatch.setattr(asyncio, "wait", noted)
        monkeypatch.setattr(Memory, "_newest", slow)
        asking = []
        for now in (16.0, 16.125, 16.0 + STORE_PATIENCE_SECONDS, 20.0):
            memory.now = now
            asking.append(asyncio.create_task(memory.find(memory.token())))
            await asyncio.sleep(0)
        free.set()
        assert await asyncio.gather(*asking) == [found] * 4

    run(story())
    assert waited == [STORE_PATIENCE_SECONDS, STORE_PATIENCE_SECONDS - 0.125, 0.0, 0.0]


def test_a_page_waits_until_it_is_known_to_be_current(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.web.feeds.STORE_PATIENCE_SECONDS", 0.0)

    async def story() -> None:
        old = await memory.page(memory.token(), "", NOW)
        memory.desk.accept(announced(title="Et andet navn"))
        memory.now += CACHE_MAX_AGE_SECONDS
        new = await memory.page(memory.token(), "", NOW)
        assert old is not None
        assert new is not None
        assert ("Et andet navn" in old.decode(), "Et andet navn" in new.decode()) == (False, True)

    run(story())


def test_a_page_is_drawn_once_an_hour_for_each_address_by_which_the_server_is_asked(memory: Memory) -> None:
    async def story() -> None:
        hour = NOW.replace(minute=0)
        for now, base, drawn in (
            (hour, "", 1), (hour + timedelta(minutes=59, seconds=59), "", 1), (hour + timedelta(hours=1), "", 2),
            (hour, "http://a", 3), (hour + timedelta(days=1), "", 4), (hour, "", 4),
        ):  # fmt: skip
            await memory.page(memory.token(), base, now)
            assert memory.drawn == drawn

    run(story())


def test_what_is_not_there_or_perhaps_old_already_is_not_kept(memory: Memory) -> None:
    async def story() -> None:
        assert await memory.find("x" * 43) is None
        assert await memory.page("x" * 43, "", NOW) is None
        assert (memory.read, memory.drawn) == (1, 1)
        assert await memory.find("x") is None
        assert await memory.page("x", "", NOW) is None
        assert (memory.read, memory.drawn, memory.in_memory()) == (1, 1, (0, 0))
        memory.meanwhile = memory.publish
        assert await memory.find(memory.token()) is not None
        memory.forget()
        memory.meanwhile = lambda: memory._forget((0, 0))  # noqa: SLF001 - as if published in between
        assert await memory.page(memory.token(), "", NOW) is not None
        assert memory.in_memory() == (0, 0)

    run(story())


@pytest.mark.parametrize(("more", "feeds", "kept"), [(0, 2, 2), (-1, 2, 1), (0, 1, 1)])
def test_what_is_kept_in_memory_has_its_bounds(
    more: int, feeds: int, kept: int, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(memory.desk.rendering(MEMBER).body)
    monkeypatch.setattr("planner.web.feeds.CACHE_MAX_BYTES", size + more)
    monkeypatch.setattr("planner.web.feeds.CACHE_MAX_FEEDS", feeds)

    async def story() -> None:
        for _ in range(2):
            await memory.find(memory.token())
            await memory.find(memory.token(WHOLE))
            assert memory.in_memory() == (kept, 0)
            memory.forget()

    run(story())


def test_of_pages_there_is_a_bound_too_where_all_begin_anew(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.web.feeds.CACHE_MAX_PAGES", 2)

    async def story() -> None:
        for base, kept in (("a", 1), ("b", 2), ("c", 1)):
            await memory.page(memory.token(), base, NOW)
            assert memory.in_memory() == (0, kept)

    run(story())


def test_feeds_alike_are_one_in_memory(memory: Memory) -> None:
    other = Audience(AudienceKind.MEMBER, "m2")
    memory.desk.give(other)

    async def story() -> None:
        one, two = await memory.find(memory.token()), await memory.find(memory.token(other))
        assert one is not None
        assert two is not None
        assert (one is two) == (one.tag == two.tag)
        again = await memory.find(memory.token())
        assert again is one

    run(story())

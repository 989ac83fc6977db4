"""Following a job from the event loop, while threads and processes work on it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from planner.jobs.job import Event, Job

LOOK = 0.5
"""Seconds between looks at whether the client is still there."""
QUIET = 15.0
"""Seconds without anything new after which a stream shows that it is alive."""
LONGEST = 600.0
"""Seconds that a stream lasts at most."""
MOST = 100
"""Streams of one job at a time."""


class Follower:
    """Wakes up whenever something happens to a job, until the `with` is left."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()

    def __enter__(self) -> Self:
        self._job.listen(self._wake)
        return self

    def __exit__(self, *_error: object) -> None:
        self._job.forget(self._wake)

    async def news(self, seconds: float) -> bool:
        """Whether anything has happened since the last look, or happens within so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)
        happened = self._news.is_set()
        self._news.clear()
        return happened

    def _wake(self) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody follows any more
            self._loop.call_soon_threadsafe(self._news.set)


async def over_within(job: Job, seconds: float, is_gone: Callable[[], Awaitable[bool]]) -> bool:
    """Whether the job is over within so many seconds; if the client is gone before, it is stopped."""
    end = asyncio.get_running_loop().time() + seconds
    with Follower(job) as follower:
        while not job.over:
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            if not await follower.news(min(left, LOOK)) and await is_gone():
                job.stop()
    return True


async def stream(job: Job, after: int) -> AsyncIterator[str]:
    """What happened and happens after the event of that number, as server-sent events, until the job is over.

    It ends earlier after a while, when clients go on by themselves: their key may have been revoked meanwhile.
    """
    end = asyncio.get_running_loop().time() + LONGEST
    with Follower(job) as follower:
        while asyncio.get_running_loop().time() < end:
            over = job.over
            for event in job.events(after):
                after = event.number
                yield sent(event)
            if over:
                return
            if not await follower.news(QUIET):
                yield ":\n\n"


def sent(event: Event) -> str:
    """One event as it is sent; its JSON has no line breaks."""
    return f"id: {event.number}\nevent: {event.name}\ndata: {event.document}\n\n"

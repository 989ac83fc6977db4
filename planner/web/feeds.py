"""The route of the feeds, answered without a framework: polls are by far the most of all requests."""

from __future__ import annotations

from planner.store.errors import StoreError
from planner.web.answers import NOT_FOUND, NOT_NOW, WRONG_METHOD, Answer, Headers
from planner.web.asgi import App, Receive, Scope, Send
from planner.web.cache import FeedCache

PREFIX = "/feeds/"
ENDING = ".ics"


class FeedRoute:
    """Feeds at `/feeds/<token>.ics`; everything else goes to another application.

    Args:
        cache: of the feeds.
        otherwise: the other application.

    Attributes:
        answered: how many requests for feeds were answered.
    """

    def __init__(self, cache: FeedCache, otherwise: App) -> None:
        self._cache = cache
        self._otherwise = otherwise
        self.answered = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._otherwise(scope, receive, send)
            return
        token = scope["path"].removeprefix(PREFIX).removesuffix(ENDING)
        found = self._cache.known(token)
        if found is not None and scope["method"] == "GET":  # nearly always
            answer = found.answer(scope["headers"])
        else:
            answer = await self._answer(scope["method"], token, scope["headers"])
        self.answered += 1
        await send(answer.start)
        await send(answer.body)

    async def _answer(self, method: str, token: str, headers: Headers) -> Answer:
        if method not in {"GET", "HEAD"}:
            return WRONG_METHOD
        try:
            found = await self._cache.find(token)
        except StoreError:
            return NOT_NOW
        answer = NOT_FOUND if found is None else found.answer(headers)
        return answer if method == "GET" else answer.without_body()

"""The application: FastAPI, with the route of the feeds before it."""

from __future__ import annotations

from fastapi import FastAPI, Response

from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.opening import Store
from planner.store.renderings import publication
from planner.web.cache import FeedCache
from planner.web.feeds import FeedRoute


def make_app(store: Store) -> FeedRoute:
    """The application that serves a store."""
    api = FastAPI(title="Meeting network planner", docs_url=None, redoc_url=None)

    @api.get("/health", status_code=204, responses={503: {"description": "The store cannot be read."}})
    def health() -> Response:
        """Whether feeds can be served."""
        return Response(status_code=204 if _readable(store) else 503)

    return FeedRoute(FeedCache(store), api)


def _readable(store: Store) -> bool:
    try:
        with store.reading() as connection:
            publication(connection)
    except NothingAcceptedError:
        return True
    except StoreError:
        return False
    return True

"""The gate before every request that needs a key: who asks is found out before anything else of it is read."""

from __future__ import annotations

import asyncio
import hashlib

from starlette.datastructures import Headers

from calendars.language import Sentence
from planner.store.errors import NothingAcceptedError
from planner.store.keys import any_key
from planner.store.opening import Store
from planner.web.asgi import App, Receive, Scope, Send
from planner.web.problem_kinds import FOREIGN, NO_KEY, TOO_OFTEN, WRONG_KEY, ProblemKind
from planner.web.problems import ProblemError, answer, problem
from planner.web.security.here import from_here
from planner.web.security.keys import identify, is_key
from planner.web.security.limiter import FailureLimiter, neighbourhood
from planner.web.security.roles import KEYLESS, Caller
from planner.web.store_problems import RAISED, told

OPEN = frozenset({"/health", "/ready", "/openapi.json"})
"""Paths that need no key."""
OPEN_FOLDER = "/problems/"

GIVE_KEY = Sentence(
    en="Send a key in the header Authorization: Bearer KEY; planner keys create makes one.",
    da="Send en nøgle i headeren Authorization: Bearer NØGLE; planner keys create laver en.",
)
NOT_VALID = Sentence(
    en="The key is unknown or has been revoked.", da="Nøglen er ukendt eller er trukket tilbage."
)  # fmt: skip
WAIT = Sentence(
    en="Too many attempts with wrong keys; try again in {n} {n:second|seconds}.",
    da="For mange forsøg med forkerte nøgler; prøv igen om {n} {n:sekund|sekunder}.",
)
ELSEWHERE = Sentence(
    en="While there are no keys, only requests to this machine's own name and from no other page are answered.",
    da="Så længe der ikke er nogen nøgler, svares der kun på forespørgsler til maskinens eget navn og ikke fra andre "
    "sider.",
)


class KeyGate:
    """Lets through requests whose key is known, with `caller` in their state.

    Args:
        store: where keys are looked up, anew for each request: a revoked one opens nothing from then on.
        inside: the application behind the gate.
        keyless: whether everything is open as long as no key was ever made.
    """

    def __init__(self, store: Store, inside: App, *, keyless: bool) -> None:
        self._store, self._inside, self._keyless = store, inside, keyless
        self._limiter = FailureLimiter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer it."""
        if scope["type"] == "http" and not is_open(scope["path"]):
            try:
                caller = await asyncio.to_thread(self._caller, scope)
            except (ProblemError, *RAISED) as error:
                refusal = await asyncio.to_thread(answer, scope, told(error))
                await refusal(scope, receive, send)
                return
            scope.setdefault("state", {})["caller"] = caller
        await self._inside(scope, receive, send)

    def _caller(self, scope: Scope) -> Caller:
        given = Headers(scope=scope).get("authorization")
        if given is None:
            return self._without_key(scope)
        kind, _, key = given.partition(" ")
        key = key.strip()
        whom = (neighbourhood((scope.get("client") or ("",))[0]), hashlib.sha256(given.encode()).digest())
        found = self._identified(key) if kind.lower() == "bearer" and is_key(key) else None
        if found is not None:  # whatever others at the same address, perhaps a proxy's, did before
            return found
        seconds = self._limiter.wait(*whom)
        if seconds:
            raise _too_often(seconds)
        self._limiter.failed(*whom)
        raise _unauthorized(WRONG_KEY, NOT_VALID)

    def _without_key(self, scope: Scope) -> Caller:
        if not self._keyless or self._has_keys():
            raise _unauthorized(NO_KEY, GIVE_KEY)
        if not from_here(Headers(scope=scope)):
            raise problem(FOREIGN, ELSEWHERE)
        return KEYLESS

    def _identified(self, key: str) -> Caller | None:
        try:
            with self._store.reading() as connection:
                return identify(connection, key)
        except NothingAcceptedError:
            return None

    def _has_keys(self) -> bool:
        try:
            with self._store.reading() as connection:
                return any_key(connection)
        except NothingAcceptedError:
            return False


def is_open(path: str) -> bool:
    """Whether that path needs no key."""
    return path in OPEN or path.startswith(OPEN_FOLDER)


def _unauthorized(kind: ProblemKind, sentence: Sentence) -> ProblemError:
    error = problem(kind, sentence)
    error.headers["www-authenticate"] = "Bearer"
    return error


def _too_often(seconds: int) -> ProblemError:
    error = problem(TOO_OFTEN, WAIT, n=seconds)
    error.headers["retry-after"] = str(seconds)
    return error

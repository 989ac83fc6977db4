"""What nobody expected: answered without details, and logged without what people wrote."""

from __future__ import annotations

import logging
import secrets
import traceback

from starlette.concurrency import run_in_threadpool

from calendars.language import Sentence
from planner.web.asgi import App, Message, Receive, Scope, Send
from planner.web.problem_kinds import OUR_ERROR
from planner.web.problems import ProblemError, answer, problem

OURS = Sentence(
    en="This is an error in the program, not in what you sent. Its log knows more under {reference}.",
    da="Det er en fejl i programmet, ikke i det, du sendte. Dets log ved mere under {reference}.",
)

_REFERENCE = "reference"
_log = logging.getLogger(__name__)


class Unexpected:
    """Answers a request that ended in an error of this program's."""

    def __init__(self, inside: App) -> None:
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request on."""
        begun = False
        scope.setdefault("state", {})[_REFERENCE] = reference = secrets.token_hex(4)

        async def note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._inside(scope, receive, note)
        except Exception as error:
            if scope["type"] != "http":
                raise
            _log.error("%s %s", reference, without_values(error))
            if not begun:
                await (await run_in_threadpool(answer, scope, our_error(scope)))(scope, receive, send)


def our_error(scope: Scope) -> ProblemError:
    """The problem under which the log knows what happened."""
    return problem(OUR_ERROR, OURS, reference=scope["state"][_REFERENCE])


def without_values(error: BaseException) -> str:
    """Kind of error and the places in the program it came through."""
    places = " < ".join(
        f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__)[-8:])
    )
    return f"{type(error).__name__} in {places}"

"""The worker itself: does one job after another, and shows that it is alive."""

from __future__ import annotations

import importlib
import os
import queue
import threading
from collections.abc import Callable
from typing import NoReturn, cast

from calendars.fenced import inbox
from calendars.language import Said, Sentence
from planner.jobs.desk import Desk
from planner.jobs.messages import Done, Failed, Run, Stop

NICENESS = 5
"""Feeds come first."""

OUT_OF_MEMORY = Sentence(
    en="The work needed more memory than it may have.",
    da="Arbejdet krævede mere hukommelse, end det må bruge.",
)
OUR_ERROR = Sentence(
    en="The work failed because of an error in this program ({kind}); please report it.",
    da="Arbejdet mislykkedes på grund af en fejl i programmet ({kind}), som vi gerne vil høre om.",
)

Tell = Callable[[object], None]


def serve(prepare: Run | None, tell: Tell) -> NoReturn:
    """Get ready, then do what comes in; ends with the process.

    Args:
        prepare: what is done before the first job; it is asked to stop when one comes, and its outcome is not told.
        tell: the pool.
    """
    os.nice(NICENESS)
    jobs: queue.SimpleQueue[tuple[Run, Desk]] = queue.SimpleQueue()
    desk = Desk(lambda _message: None)
    threading.Thread(target=_hear, args=(jobs, desk, tell), daemon=True).start()
    if prepare is not None:
        _done(prepare, desk)
    while True:
        tell(_done(*jobs.get()))


def _hear(jobs: queue.SimpleQueue[tuple[Run, Desk]], desk: Desk, tell: Tell) -> None:
    """In a thread of its own: a job is stopped while it is under way, and what is no job gives way to the first."""
    while True:
        match inbox.said.get():
            case Run() as run:
                desk.stop.set()
                desk = Desk(tell)
                jobs.put((run, desk))
            case Stop():
                desk.stop.set()


def _done(run: Run, desk: Desk) -> Done | Failed:
    """What a job comes to; its errors must not end the worker."""
    try:
        module, _, name = run.task.partition(":")
        return cast("Done", getattr(importlib.import_module(module), name)(desk, *run.args))
    except MemoryError:
        return Failed(Said(OUT_OF_MEMORY))
    except Exception as error:  # noqa: BLE001 - whatever it is, this job fails and no other
        return Failed(Said(OUR_ERROR, {"kind": type(error).__name__}))

"""Tasks for the workers of tests."""

from __future__ import annotations

import os
import signal
import time

from planner.jobs.job import Done, JobContext


def double(_desk: JobContext, number: int) -> Done:
    return Done(str(number * 2))


def size(_desk: JobContext, text: str) -> Done:
    return Done(str(len(text)))


def who(_desk: JobContext) -> Done:
    return Done(str(os.getpid()))


def refuse(_desk: JobContext) -> Done:
    return Done('"no"', 422)


def fail(_desk: JobContext) -> Done:
    raise RuntimeError


def improve(desk: JobContext, best: int) -> Done:
    """Report better and better answers, then none until it is stopped."""
    for number in range(best + 1):
        desk.progress(f'{{"round":{number}}}')
        desk.better(str(number))
    desk.stop.wait(3600)
    return Done(str(best + 1000))


def improve_deaf(desk: JobContext) -> Done:
    """Report better and better answers, and ignore the stop."""
    desk.progress(str(os.getpid()))
    desk.better("1")
    time.sleep(3600)
    return Done("never")


def deaf(_desk: JobContext) -> Done:
    """Report nothing, and ignore the stop."""
    time.sleep(3600)
    return Done("never")


def freeze(desk: JobContext) -> Done:
    """Stop the whole process, as if it hung."""
    desk.better("1")
    os.kill(os.getpid(), signal.SIGSTOP)
    return Done("never")


def take_memory(_desk: JobContext, mib: int) -> Done:
    return Done(str(len(bytearray(mib * 2**20))))


def when(_desk: JobContext) -> Done:
    """The moment at which it is done; later jobs have later ones."""
    return Done(str(time.monotonic_ns()))

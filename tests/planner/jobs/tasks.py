"""What test workers are asked to do."""

from __future__ import annotations

import os
import signal
import time

from planner.jobs.job import Done, JobContext


def double(_desk: JobContext, number: int) -> Done:
    return Done(str(number * 2))


def who(_desk: JobContext) -> Done:
    return Done(str(os.getpid()))


def refuse(_desk: JobContext) -> Done:
    return Done('"no"', 422)


def fail(_desk: JobContext) -> Done:
    raise RuntimeError


def improve(desk: JobContext, best: int) -> Done:
    """Better and better, then nothing more until it is stopped."""
    for number in range(best + 1):
        desk.progress(f'{{"round":{number}}}')
        desk.better(str(number))
    desk.stop.wait(3600)
    return Done(str(best + 1000))


def improve_deaf(desk: JobContext) -> Done:
    """The same, but it hears of no stop."""
    desk.progress(str(os.getpid()))
    desk.better("1")
    time.sleep(3600)
    return Done("never")


def deaf(_desk: JobContext) -> Done:
    """It has nothing, and hears of no stop."""
    time.sleep(3600)
    return Done("never")


def freeze(desk: JobContext) -> Done:
    """As a process that hangs with everything in it."""
    desk.better("1")
    os.kill(os.getpid(), signal.SIGSTOP)
    return Done("never")


def take_memory(_desk: JobContext, mib: int) -> Done:
    return Done(str(len(bytearray(mib * 2**20))))

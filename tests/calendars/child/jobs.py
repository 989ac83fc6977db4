"""Jobs for the child processes of tests."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from typing import cast

from calendars.child import Child, messages_from_parent

Tell = Callable[[object], None]


def echo(words: list[str], tell: Tell) -> None:
    for word in words:
        tell(word)


def answer(tell: Tell) -> None:
    while True:
        tell(messages_from_parent.get())


def threshold(tell: Tell) -> None:
    tell(gc.get_threshold())


def chatter(tell: Tell) -> None:
    os.write(1, b"an engine prints whatever it likes\n")
    tell("heard")


def crash(*args: object) -> None:
    cast("Tell", args[-1])("before")
    sys.stderr.write("out of luck\n")
    sys.stderr.flush()
    os.abort()


def fail(_tell: Tell) -> None:
    message = "this went wrong"
    raise RuntimeError(message)


def hang(*_args: object) -> None:
    time.sleep(3600)


def take_memory(mib: int, tell: Tell) -> None:
    tell(len(bytearray(mib * 2**20)))


def have_a_child(tell: Tell) -> None:
    with Child() as child:
        child.call("tests.calendars.child.jobs:hang")
        tell(child.pid)
        time.sleep(3600)


def keep_a_child() -> None:
    """In a process of its own: have a child, print its pid, and wait to be killed."""
    with Child() as child:
        child.call("tests.calendars.child.jobs:have_a_child")
        child.receive(60)
        sys.stdout.write(f"{child.pid}\n")
        sys.stdout.flush()
        time.sleep(3600)

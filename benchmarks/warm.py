"""Plugin of pytest: tests are collected once, and run as often as asked, each time in a fork of the process.

`SOCKET` is the file descriptor of a socket on which questions and answers are JSON, one a line; `WATCHED` are the
source files at stake. Without `SOCKET`, `CHOSEN` names a file with the ids of the tests to run, in their order.
"""

from __future__ import annotations

import functools
import gc
import json
import multiprocessing.process
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, NoReturn, TextIO

import pytest

STARTS = {subprocess.Popen.__init__.__code__, multiprocessing.process.BaseProcess.start.__code__}
"""Code that starts a process, in which nothing is seen."""
BROKEN = 70
"""Exit code of a fork that could not run the tests."""
PACKAGES = {"calendars", "constraints", "planner"}
"""Packages whose caches are emptied between tests."""


class Recorder:
    """Watches which lines of some files are executed while which test runs.

    A fixture that several tests share counts for each test of its module, class or session, by the start of their ids.
    """

    def __init__(self, files: Sequence[str]) -> None:
        self.lines: dict[str, dict[int, set[str]]] = {file: defaultdict(set) for file in files}
        self._starting: set[str] = set()
        self._seconds: dict[str, float] = {}
        self._failed: set[str] = set()
        self._running = ""
        self._cached = [
            each
            for each in gc.get_objects()
            if isinstance(each, functools._lru_cache_wrapper)  # noqa: SLF001 - what `cache` returns has no other name
            and each.__module__.partition(".")[0] in PACKAGES
        ]
        threading.settrace(self._called)
        sys.settrace(self._called)

    def _called(self, frame: FrameType, *_: object) -> Callable[..., Any] | None:
        if frame.f_code in STARTS:
            self._starting.add(self._running)
        lines = self.lines.get(frame.f_code.co_filename)
        if lines is None:
            return None

        def executed(frame: FrameType, *_: object) -> Callable[..., Any]:
            lines[frame.f_lineno].add(self._running)
            return executed

        return executed(frame)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Note the test that runs, and how long it takes: alone, without what was cached for those before it."""
        for each in self._cached:
            each.cache_clear()
        self._running, since = item.nodeid, time.monotonic()
        try:
            return (yield)
        finally:
            self._running = ""
            self._seconds[item.nodeid] = time.monotonic() - since

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, request: pytest.FixtureRequest) -> Generator[None, object, object]:
        """Note what a fixture executes for all tests that share it."""
        kept, self._running = self._running, request.node.nodeid
        try:
            return (yield)
        finally:
            self._running = kept

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the tests that fail."""
        if report.failed:
            self._failed.add(report.nodeid)

    def seen(self) -> dict[str, object]:
        """Return what was seen of the tests that passed, for JSON, and watch no more."""
        sys.settrace(None)
        threading.settrace(None)
        return {
            "seconds": {test: seconds for test, seconds in self._seconds.items() if test not in self._failed},
            "starting": sorted(self._starting),
            "lines": {
                file: {line: sorted(tests) for line, tests in [*lines.items()]} for file, lines in self.lines.items()
            },
        }


class Server:
    """Runs tests in forks.

    Args:
        session: with the collected tests.
        imported: what was executed while they were collected.
        connection: where questions come from.
    """

    def __init__(self, session: pytest.Session, imported: Recorder, connection: socket.socket) -> None:
        self._session = session
        self._items = {each.nodeid: each for each in session.items}
        self._watched = [*imported.lines]
        gc.unfreeze()  # by whom it may have been frozen, nothing of it would be found
        self._functions = [
            each
            for each in gc.get_objects()
            if isinstance(each, FunctionType) and each.__code__.co_filename in imported.lines
        ]
        self._sources = {file: Path(file).read_bytes() for file in self._watched}
        gc.collect()
        gc.freeze()
        with connection, connection.makefile("rw", encoding="utf-8") as stream:
            self._answer(stream, {"tests": [*self._items], "imported": imported.seen()["lines"]})
            for line in stream:
                question = json.loads(line)
                pid = os.fork()
                if not pid:
                    self._end(question)
                self._answer(stream, pid)
                self._answer(stream, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

    def _end(self, question: dict[str, Any]) -> NoReturn:
        try:
            os._exit(self._run(**question))
        finally:
            os._exit(BROKEN)

    @staticmethod
    def _answer(stream: TextIO, value: object) -> None:
        stream.write(json.dumps(value) + "\n")
        stream.flush()

    def _run(
        self,
        tests: Sequence[str],
        settings: dict[str, str],
        limits: dict[str, int],
        changed: str = "",
        recorded: str = "",
    ) -> int:
        """Run tests one after another in this process up to the first that fails; return whether any failed.

        Args:
            tests: their ids.
            settings: environment.
            limits: of resources, by the names of the module `resource`.
            changed: file whose functions are to become what now stands in it.
            recorded: file in which to write what all these tests execute.
        """
        os.environ.update(settings)
        for name, value in limits.items():
            resource.setrlimit(getattr(resource, name), (value, value))
        if changed:
            became = dict(_pairs(*(compile(each, changed, "exec") for each in self._both(changed))))
            for function in self._functions:
                function.__code__ = became.get(function.__code__, function.__code__)
        gc.unfreeze()  # a recorder looks for caches among all objects
        recorder = Recorder(self._watched) if recorded else None
        if recorder is not None:
            self._session.config.pluginmanager.register(recorder)
        items = [self._items[each] for each in tests]
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._session.testsfailed and recorder is None:
                return 1
        if recorder is not None:
            Path(recorded).write_text(json.dumps(recorder.seen()), encoding="utf-8")
        return 0

    def _both(self, file: str) -> tuple[bytes, bytes]:
        return self._sources[file], Path(file).read_bytes()


def _pairs(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Yield the code of all functions before and after a change of one expression."""
    yield before, after
    inside = [[each for each in code.co_consts if isinstance(each, CodeType)] for code in (before, after)]
    if len(inside[0]) == len(inside[1]):  # else some can no longer be reached, such as in `while False`
        for pair in zip(*inside, strict=True):
            yield from _pairs(*pair)


_IMPORTED = Recorder(json.loads(os.environ["WATCHED"])) if "SOCKET" in os.environ else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the chosen tests, in their order."""
    if chosen := os.environ.get("CHOSEN"):
        order = {test: place for place, test in enumerate(json.loads(Path(chosen).read_text(encoding="utf-8")))}
        items[:] = sorted((each for each in items if each.nodeid in order), key=lambda each: order[each.nodeid])


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Serve instead of running the tests."""
    if _IMPORTED is None or session.testsfailed:
        return None
    _IMPORTED.seen()
    Server(session, _IMPORTED, socket.socket(fileno=int(os.environ.pop("SOCKET"))))
    return True

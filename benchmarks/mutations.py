"""Change one operator, bound or condition at a time, and see whether the tests that mirror the file notice.

    python -m benchmarks.mutations [--count N] [--seed S] [--processes P] [--seconds T] [--line N] [FILE ...]

Without files the changes are drawn from all that is at stake when a test is missing: rules, check, revisions, feeds,
security and store. Each is made in a copy of the repository, where those tests run that execute the line, the quickest
first; which they are is recorded before. A change that no test can notice stands in equivalent.toml with the reason.
Prints who lived, and between which limits the share of those noticed lies; exit code 1 if any lived, or, with
--seconds, only if so many would live less than once in a thousand draws.
"""

from __future__ import annotations

import argparse
import ast
import json
import math
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from queue import SimpleQueue
from typing import cast

from benchmarks.warm import BROKEN

ROOT = Path(__file__).parent.parent
EQUIVALENT = Path(__file__).parent / "equivalent.toml"
AT_STAKE = (
    "calendars/ical/*.py", "constraints/rules/**/*.py", "constraints/check.py", "planner/changes/*.py",
    "planner/reschedule/*.py", "planner/store/*.py", "planner/feeds/*.py", "planner/web/authentication.py",
    "planner/web/bodies.py", "planner/web/checks.py", "planner/web/connections.py", "planner/web/feeds.py",
    "planner/web/keys.py", "planner/web/roles.py", "planner/web/secrets.py",
)  # fmt: skip
ELSEWHERE = {
    "calendars/ical": ("tests/calendars/ical",),
    "constraints/rules/budget.py": ("test_budget.py", "test_cancellation_fee.py"),
    "constraints/rules/worst_travel.py": ("test_worst_travel.py", "test_online_price.py"),
    "constraints/rules/shared": (
        "tests/constraints/rules", "tests/constraints/test_busy.py", "tests/constraints/test_relaxed.py",
        "tests/constraints/test_marked_days.py", "tests/constraints/test_temporary_members.py",
        "tests/constraints/test_demands.py",
    ),
    "planner/changes": (
        "test_apply.py", "test_refusals.py", "test_records.py", "test_edits.py", "test_text.py", "test_any_change.py",
    ),
    "planner/reschedule": (
        "test_choosing.py", "test_proposing.py", "test_reschedule.py", "test_money.py", "test_member_times.py",
        "test_windows.py", "test_undo.py",
    ),
    "planner/reschedule/trade.py": ("test_trade.py", "test_protected.py"),
    "planner/feeds": ("test_folder.py", "test_publish.py", "test_entries.py", "test_parsed_back.py"),
    "planner/feeds/tentative.py": ("tests/planner/use_cases/test_bookings.py",),
    "planner/store": ("test_revisions.py", "test_trouble.py", "test_read_only.py", "test_versions.py"),
    "planner/store/jobs.py": ("tests/planner/jobs/test_office.py",),
    "planner/store/keys.py": (
        "test_keys.py", "tests/planner/web/test_promised_limits.py", "tests/planner/cli/test_keys_command.py",
        "tests/planner/web/test_access.py",
    ),
    "planner/store/uploads.py": (
        "test_uploads.py", "tests/planner/use_cases/test_homes.py", "tests/planner/web/test_uploading.py",
    ),
    "planner/web/authentication.py": (
        "test_promised_limits.py", "test_limiter.py", "test_authentication.py", "test_access.py",
    ),
    "planner/web/bodies.py": ("test_promised_limits.py", "test_bodies.py", "test_unexpected.py"),
    "planner/web/checks.py": ("test_promised_limits.py", "test_checks.py", "test_accepting.py", "test_uploading.py"),
    "planner/web/connections.py": ("test_promised_limits.py", "test_protocol.py", "test_connections.py"),
    "planner/web/feeds.py": (
        "test_promised_limits.py", "test_feed_cache.py", "test_conditional.py", "test_serving.py", "test_feed_page.py",
    ),
    "planner/web/keys.py": ("test_keys.py", "test_promised_limits.py", "test_access.py"),
    "planner/web/roles.py": ("test_keys.py", "test_access.py"),
    "planner/web/secrets.py": ("test_keys.py", "test_promised_limits.py", "test_uploading.py"),
}  # fmt: skip
"""Tests of files and folders that are not `test_` with the name of the file."""
SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
TURNED: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add}
OUTSIDE = {"annotation", "returns", "decorator_list"}
"""Fields of the syntax tree that are left alone: types, and decorators (a frozen class does the same unfrozen)."""
CONTRACTS = (
    "tests/constraints/test_relaxed.py", "tests/constraints/test_demands.py",
    "tests/constraints/test_contract.py",
)  # fmt: skip
"""Tests of every rule; those with its name are tried."""
WITHOUT_EFFECT = {"strict", "autoincrement"}
"""Arguments that only say what holds anyway: that two rows have one length; how tables would be made, which are made by
the migrations alone."""
WITHOUT_ARGUMENTS = {"LargeBinary"}
"""Calls whose arguments have no effect: neither database limits the length of bytes."""
CPU_SECONDS, CPU_FACTOR = 20, 5
"""Processor time that one process of the tests of a change may take: so much, and so many times what the tests took
without the change; what takes more is noticed."""
MEMORY = 4 * 1024**3
IDLE_SECONDS = 60
"""Seconds without a process of the tests that ran or waited for its turn, after which the change counts as noticed."""
SHARE = 0.93
"""Share of changes that the tests notice: the lower limit of the last draw, 384 of 399, is 0.939."""
CHANCE = 0.001
"""A sample fails if so many live more seldom than this where `SHARE` are noticed: never by chance in practice."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of one expression.

    Attributes:
        file: path of the file, relative to the repository.
        line: its line, counted from 1.
        lines: those of its statement, without the statements inside.
        start, end: place of the expression in the file, in bytes.
        before, after: the expression, and what it becomes.
        name: function and change, the same wherever the line stands: the key in `equivalent.toml`.
    """

    file: Path
    line: int
    lines: range
    start: int
    end: int
    before: str
    after: str
    name: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.name}"


class Outcome(Enum):
    """What became of a change."""

    NOTICED = "noticed"
    LIVED = "lived"
    UNKNOWN = "not tried to the end"


def mutants(file: Path) -> Iterator[Mutant]:
    """Yield every change of a file, which is relative to the repository."""
    source = (ROOT / file).read_bytes()
    starts = [0]
    for text in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(text))
    seen: Counter[str] = Counter()
    for where, lines, node in _expressions(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        for changed in _changes(node):
            before, after = ast.unparse(node), ast.unparse(changed)
            name = f"{where or 'module'}: {before}  ->  {after}"
            seen[name] += 1
            name += f" ({seen[name]})" if seen[name] > 1 else ""
            yield Mutant(file, node.lineno, lines, start, end, before, f"({after})", name)


def _expressions(tree: ast.AST, where: str = "", lines: range = range(0)) -> Iterator[tuple[str, range, ast.expr]]:
    """Yield the expressions that run, with their functions and the lines of their statements.

    Those in formatted strings have no places of their own.
    """
    for name, value in ast.iter_fields(tree):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or name in OUTSIDE or isinstance(child, ast.JoinedStr):
                continue
            if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
                continue
            if isinstance(child, ast.keyword) and child.arg in WITHOUT_EFFECT:
                continue
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in WITHOUT_ARGUMENTS:
                continue
            if isinstance(child, ast.expr):
                yield where, lines, child
            named = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else ""
            yield from _expressions(child, f"{where}.{named}".strip("."), _own_lines(child) or lines)


def _own_lines(node: ast.AST) -> range | None:
    """Return the lines of a statement or a case without the statements inside; None for anything else."""
    if not isinstance(node, ast.stmt | ast.match_case | ast.ExceptHandler):
        return None
    first = (node.pattern if isinstance(node, ast.match_case) else node).lineno
    inside: list[ast.stmt] | None = getattr(node, "body", None)
    last = inside[0].lineno - 1 if inside else getattr(node, "end_lineno", first)
    return range(first, max(first, last) + 1)


def _changes(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                changed = deepcopy(node)
                changed.ops[place] = SWAPPED[type(op)]()
                yield changed
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in TURNED:
            yield ast.BinOp(left, TURNED[type(op)](), right)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)


def mirroring_tests(file: Path) -> list[list[str]]:
    """Return the files and folders of the tests that mirror a file: first its own, then those of the whole folder.

    Of a file without tests of its own `ELSEWHERE` lists which are tried first. Tests of the server are many and slow:
    only those listed are tried. After the own tests of a rule come the contracts that every rule keeps.
    """
    folder = Path("tests", file.parent)
    own = folder / f"test_{file.stem}.py"
    listed = ELSEWHERE.get(file.as_posix()) or ((own.as_posix(),) if (ROOT / own).exists() else None)
    found = [
        str(each if (ROOT / each).exists() else folder / each)
        for each in map(Path, listed or ELSEWHERE.get(file.parent.as_posix()) or (folder.as_posix(),))
    ]
    if file.match("constraints/rules/*.py"):
        return [found, [*CONTRACTS]]
    others = not file.match("planner/web/*.py") and (ROOT / folder).is_dir() and found != [folder.as_posix()]
    return [found, [folder.as_posix()]] if others else [found]


@dataclass(frozen=True, slots=True)
class Executed:
    """What tests do where nothing is changed.

    Attributes:
        seconds: how long each test that passes takes, the quickest first.
        starting: starts of the ids of tests that start processes, in which nothing is seen.
        lines: for the lines of each file the starts of the ids of the tests that execute them.
    """

    seconds: dict[str, float]
    starting: list[str]
    lines: dict[str, dict[str, list[str]]]

    def by(self, mutant: Mutant) -> list[str]:
        """Return the tests that may notice a change, the quickest first."""
        lines = self.lines[mutant.file.as_posix()]
        starts = (*self.starting, *(each for line in mutant.lines for each in lines.get(str(line), ())))
        return [each for each in self.seconds if each.startswith(starts)]


class Recorded:
    """What tests do where nothing is changed, recorded when it is first asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, ...], Future[Executed]] = {}

    def executed(self, tests: Sequence[str], record: Callable[[Sequence[str]], Executed]) -> Executed:
        """Return what tests do, by recording it if it is not known yet."""
        mine: Future[Executed] = Future()
        with self._lock:
            found = self._known.setdefault(tuple(tests), mine)
        if found is mine:
            mine.set_result(record(tests))
        return found.result()


class Copy:
    """A copy of the repository in a folder, where changes are made and tried one after another.

    Args:
        folder: where to make it.
        files: those that will be changed.
        recorded: what tests do where nothing is changed.
    """

    def __init__(self, folder: Path, files: Iterable[Path], recorded: Recorded) -> None:
        self.root = folder / "copy"
        self.folder = folder
        self._recorded = recorded
        shutil.copytree(ROOT, self.root, ignore=shutil.ignore_patterns(".git", "__pycache__", ".*cache", ".venv"))
        if (ROOT.parent / "shared").exists():
            (folder / "shared").symlink_to(ROOT.parent / "shared")
        used = dict.fromkeys(each for file in files for tests in mirroring_tests(file) for each in tests)
        command, settings = self._command([*used])
        settings["WATCHED"] = json.dumps([str(self.root / each) for each in files])
        ours, theirs = socket.socketpair()
        with theirs:
            settings["SOCKET"] = str(theirs.fileno())
            silent = subprocess.DEVNULL
            self._server = subprocess.Popen(
                command, cwd=self.root, env=settings, stdout=silent, stderr=silent, pass_fds=[theirs.fileno()]
            )
        self._stream = ours.makefile("rw", encoding="utf-8")
        ours.close()
        told = json.loads(self._stream.readline() or '{"tests": []}')
        if not told["tests"]:
            raise RuntimeError(used)
        self._tests: list[str] = [each for each in told["tests"] if "postgresql" not in each]
        self._imported: dict[str, dict[str, list[str]]] = told["imported"]

    def close(self) -> None:
        """End the process that runs the tests."""
        self._stream.close()
        self._server.wait()

    def _command(self, arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
        """Return the command of pytest and its environment, in which it writes what it compiles."""
        options = ["-q", "-x", "-p", "no:cacheprovider", f"--basetemp={self.folder / 'temporary'}"]
        plugins = ["-p", "benchmarks.warm", "-p", "no:schemathesis"]
        command = [sys.executable, "-m", "pytest", *options, *plugins, *arguments]
        ours = {"PYTHONPATH": str(self.root), "PYTHONPYCACHEPREFIX": str(self.folder / "compiled")}
        without = ("REQUIRE_", "PYTEST_", "PYTHONDONTWRITEBYTECODE")
        return command, {name: value for name, value in os.environ.items() if not name.startswith(without)} | ours

    def _record(self, tests: Sequence[str]) -> Executed:
        """Return what tests do in the copy as it is."""
        written = self.folder / "recorded.json"
        settings = {"PLANNER_MUTATION": uuid.uuid4().hex}
        self._run(math.inf, tests=tests, settings=settings, limits={}, recorded=str(written))
        seen = json.loads(written.read_text(encoding="utf-8"))
        written.unlink()
        lines = {Path(file).relative_to(self.root).as_posix(): each for file, each in seen["lines"].items()}
        return Executed(dict(sorted(seen["seconds"].items(), key=lambda each: each[1])), seen["starting"], lines)

    def outcome(self, mutant: Mutant, until: float) -> Outcome:
        """Return what the tests say of a change, which is then undone."""
        tried: set[str] = set()
        path = self.root / mutant.file
        imported = not self._imported[str(path)].keys().isdisjoint(map(str, mutant.lines))
        for places in mirroring_tests(mutant.file):
            mirroring = [each for each in self._tests if each.startswith(tuple(places)) and each not in tried]
            tried.update(mirroring)
            if tuple(places) == CONTRACTS:
                chosen, seconds = [each for each in mirroring if mutant.file.stem in each], float(CPU_SECONDS)
            else:
                executed = self._recorded.executed(mirroring, self._record)
                chosen = [*executed.seconds] if imported else executed.by(mutant)
                seconds = sum(executed.seconds[each] for each in chosen)
            if chosen:
                with _changed(path, mutant):
                    passed = self._pass(chosen, seconds, until, "" if imported else str(path))
                if not passed:
                    return Outcome.UNKNOWN if passed is None else Outcome.NOTICED
        return Outcome.LIVED

    def _pass(self, tests: Sequence[str], seconds: float, until: float, changed: str) -> bool | None:
        """Return whether tests, which take so long, pass as the copy is now; None if time is over before it is known.

        They run in a fork of the process that has imported everything, where the functions of one file are changed; or
        in a process of their own if no such file is named, because something runs already while it is imported.
        """
        most = CPU_SECONDS + CPU_FACTOR * math.ceil(seconds)
        settings = {"PYTHONDONTWRITEBYTECODE": "1", "PLANNER_MUTATION": uuid.uuid4().hex}
        if changed:
            limits = {"RLIMIT_CPU": most, "RLIMIT_DATA": MEMORY}
            return self._run(until, tests=tests, settings=settings, limits=limits, changed=changed)
        chosen = self.folder / "chosen.json"
        chosen.write_text(json.dumps(tests), encoding="utf-8")
        command, environment = self._command([*dict.fromkeys(each.partition("::")[0] for each in tests)])
        limited = ["sh", "-c", f'ulimit -t {most}; ulimit -d {MEMORY // 1024}; exec "$@"', "sh", *command]
        silent = subprocess.DEVNULL
        process = subprocess.Popen(
            limited, cwd=self.root, env=environment | settings | {"CHOSEN": str(chosen)}, stdout=silent, stderr=silent
        )
        try:
            return _watched(process.pid, settings["PLANNER_MUTATION"], until, process.poll)
        finally:
            process.wait()

    def _run(self, until: float, **question: object) -> bool | None:
        """Return whether tests pass in a fork."""
        self._stream.write(json.dumps(question) + "\n")
        self._stream.flush()
        pid = json.loads(self._stream.readline())
        ended: Future[int] = Future()
        waiting = threading.Thread(target=lambda: ended.set_result(json.loads(self._stream.readline())))
        waiting.start()
        settings = cast("dict[str, str]", question["settings"])
        try:
            return _watched(pid, settings["PLANNER_MUTATION"], until, lambda: ended.result() if ended.done() else None)
        finally:
            waiting.join()


def _watched(pid: int, mark: str, until: float, ended: Callable[[], int | None]) -> bool | None:
    """Return whether a process of tests ends well; None if time is over before; afterwards all it started has ended."""
    used, since, looked = 0.0, time.monotonic(), time.monotonic()
    try:
        while (status := ended()) is None:
            time.sleep(0.02)
            now = time.monotonic()
            if now > until:
                os.kill(pid, signal.SIGKILL)
                return None
            if now < looked + 2:
                continue
            looked = now
            ticks = _processor_ticks([pid, *_started(mark)])
            if ticks != used:
                used, since = ticks, now
            elif now > since + IDLE_SECONDS:
                os.kill(pid, signal.SIGKILL)
                return False
        if status == BROKEN:
            raise RuntimeError
        return status == 0
    finally:
        for each in _started(mark):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)


@contextmanager
def _changed(file: Path, mutant: Mutant) -> Iterator[None]:
    """Change a file; afterwards it is as before, its time too, so that what was compiled of it still counts."""
    source, known = file.read_bytes(), file.stat()
    file.write_bytes(source[: mutant.start] + mutant.after.encode() + source[mutant.end :])
    try:
        yield
    finally:
        file.write_bytes(source)
        os.utime(file, ns=(known.st_atime_ns, known.st_mtime_ns))


def _started(mark: str) -> Iterator[int]:
    """Yield the processes that inherited this mark in their environment, whoever their parents are by now."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark.encode() in (folder / "environ").read_bytes():
                yield int(folder.name)


def _processor_ticks(processes: Iterable[int]) -> float:
    """Return the processor time of processes, and a value that is never the same while one waits for its turn."""
    ticks = 0
    for pid in processes:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if fields[0] in "RD":
                return time.monotonic()
            ticks += int(fields[11]) + int(fields[12])
    return ticks


def files_at_stake() -> list[Path]:
    """Return the files of `AT_STAKE`, relative to the repository."""
    return sorted(path.relative_to(ROOT) for each in AT_STAKE for path in ROOT.glob(each))


def equivalent() -> dict[str, dict[str, str]]:
    """Return the changes that no test can notice, as files, names and reasons."""
    found: dict[str, dict[str, str]] = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return found


def drawn(files: Sequence[Path], count: int, seed: str) -> list[Mutant]:
    """Return so many changes of these files at random, or all if there are fewer."""
    found = [mutant for file in files for mutant in mutants(file)]
    return random.Random(seed).sample(found, min(count, len(found)))  # noqa: S311 - no secret


def limits(noticed: int, tried: int) -> tuple[float, float]:
    """Return the limits of the 95 % interval of a share (Wilson 1927)."""
    z = 1.959964
    share, weight = noticed / tried, z * z / tried
    middle, half = share + weight / 2, z * math.sqrt((share * (1 - share) + weight / 4) / tried)
    return (middle - half) / (1 + weight), (middle + half) / (1 + weight)


def chance_of(lived: int, tried: int) -> float:
    """Return how likely it is that so many or more live where the tests notice `SHARE` of all changes."""
    terms = (math.comb(tried, each) * (1 - SHARE) ** each * SHARE ** (tried - each) for each in range(lived, tried + 1))
    return math.fsum(terms)


def main() -> int:
    """Make the changes that the command line asks for."""
    parser = argparse.ArgumentParser(description="See whether the tests notice single changes.")
    parser.add_argument("files", nargs="*", type=Path, help="files to change (default: all that are at stake)")
    parser.add_argument("--count", type=int, default=40, help="number of changes (default: %(default)s)")
    parser.add_argument("--seed", default="1", help="seed of the draw, such as a commit (default: %(default)s)")
    parser.add_argument("--processes", type=int, default=2, help="changes tried at once (default: %(default)s)")
    parser.add_argument("--seconds", type=float, help="a sample: end after so long, with what has been tried by then")
    parser.add_argument("--verbose", action="store_true", help="print what was noticed, too")
    parser.add_argument("--line", type=int, help="only changes of this line")
    arguments = parser.parse_args()
    until = math.inf if arguments.seconds is None else time.monotonic() + arguments.seconds
    chosen = drawn(
        arguments.files or files_at_stake(), arguments.count if arguments.line is None else 10**6, arguments.seed
    )
    chosen = [mutant for mutant in chosen if arguments.line in {None, mutant.line}]
    reasons = equivalent()
    tried = [mutant for mutant in chosen if mutant.name not in reasons.get(mutant.file.as_posix(), {})]
    recorded = Recorded()
    files = {each.file for each in tried}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(arguments.processes) as workers:
        places = [Path(folder, str(number)) for number in range(arguments.processes)]
        copies = [*workers.map(lambda place: Copy(place, files, recorded), places)]
        free: SimpleQueue[Copy] = SimpleQueue()
        for copy in copies:
            free.put(copy)

        def outcome(mutant: Mutant) -> Outcome:
            copy = free.get()
            try:
                found = Outcome.UNKNOWN if time.monotonic() > until else copy.outcome(mutant, until)
            finally:
                free.put(copy)
            if found is Outcome.LIVED or arguments.verbose:
                print(f"{found.value}: {mutant}", flush=True)
            return found

        outcomes = Counter(workers.map(outcome, tried))
        for copy in copies:
            copy.close()
    noticed, lived = outcomes[Outcome.NOTICED], outcomes[Outcome.LIVED]
    counted = noticed + lived
    print(
        f"{noticed} of {counted} changes were noticed; {len(chosen) - len(tried)} more are equivalent, "
        f"{outcomes[Outcome.UNKNOWN]} were not tried to the end"
    )
    if counted:
        print("95 % interval of the share: {:.3f} to {:.3f}".format(*limits(noticed, counted)))
    return int(lived > 0 if arguments.seconds is None else chance_of(lived, counted) < CHANCE)


if __name__ == "__main__":
    sys.exit(main())

"""Figures of the code: files, lines, folders, and how many files a request enters.

Usage: python -m benchmarks.house

A file is entered if one of its functions is called in any process of the request, parent or child; calls caused only
by importing a module do not count. Lines are those with code: no blanks, comments or docstrings.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import tokenize
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("calendars", "constraints", "planner")
RULES = "constraints/rules/"
NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip
TRACER = """
import inspect, os, sys, threading

ROOT, LOG = os.environ["HOUSE_ROOT"] + os.sep, os.environ["HOUSE_LOG"]
BEGUN = LOG + ".begun"  # touched when counting begins anew, also for processes that live already
seen = {}


def importing(frame):
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_globals.get("__name__") != "__main__":
            return True
        frame = frame.f_back
    return False


def traced(frame, event, argument):
    if event != "call":
        return
    code = frame.f_code
    name = code.co_filename
    if not name.startswith(ROOT) or not code.co_flags & inspect.CO_OPTIMIZED:
        return
    begun = os.stat(BEGUN).st_mtime_ns
    if seen.get(name) == begun or importing(frame):
        return
    seen[name] = begun
    with open(LOG, "a") as log:
        log.write(name[len(ROOT):] + "\\n")


sys.setprofile(traced)
threading.setprofile(traced)
"""
"""Source of the module `sitecustomize`, which every process of a request imports first."""

PLANNER = (sys.executable, "-c", "from planner.cli import main; main()")
CALLED = "2022-10-05"
HAPPENED = "election"
DETAILS = {"reason": "Folketingsvalg", "called": CALLED, "polling_day": "2022-11-01", "cabinet": "2022-12-15"}


def product_files() -> list[Path]:
    """Return every Python file of the product."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def code_lines(path: Path) -> int:
    """Return the number of lines with code, without blanks, comments and docstrings."""
    text = path.read_text(encoding="utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = {line for token in tokens if token.type not in NO_CODE for line in range(token.start[0], token.end[0] + 1)}
    return len(lines - set(_docstring_lines(ast.parse(text))))


def most_loose(files: Iterable[Path], root: Path = ROOT) -> tuple[int, str]:
    """Return how many files stand in the fullest folder, that of the rules apart, and which one it is."""
    folders = Counter(path.relative_to(root).parent.as_posix() for path in files if path.name != "__init__.py")
    return max((n, folder) for folder, n in folders.items() if f"{folder}/" != RULES)


class Traced:
    """A folder where commands of `planner` write down which files of the product they enter.

    Args:
        place: an empty folder that the commands run in.
        root: of the product whose files count.
    """

    def __init__(self, place: Path, root: Path = ROOT) -> None:
        self._place = place
        self._log = place / "entered"
        (place / "sitecustomize.py").write_text(TRACER, encoding="utf-8")
        self._environment = {
            **os.environ, "PYTHONPATH": f"{place}{os.pathsep}{root}", "HOUSE_ROOT": str(root),
            "HOUSE_LOG": str(self._log),
        }  # fmt: skip
        self.forget()

    @property
    def files(self) -> set[str]:
        """Files entered since `forget`, relative to the root."""
        return set(self._log.read_text(encoding="utf-8").split())

    def forget(self) -> None:
        """Count from here on."""
        self._log.write_text("", encoding="utf-8")
        self._log.with_suffix(".begun").touch()

    def run(self, *command: str) -> None:
        """Run a command of `planner` to its end."""
        subprocess.run(
            [*PLANNER, *command], cwd=self._place, env=self._environment, check=True, stdout=subprocess.DEVNULL
        )

    @contextmanager
    def served(self, *command: str) -> Iterator[str]:
        """Run `planner serve` while the block lasts, and say at which address."""
        start = [*PLANNER, "serve", *command, "--port", "0"]
        with subprocess.Popen(
            start, cwd=self._place, env=self._environment, stderr=subprocess.PIPE, text=True
        ) as server:
            try:
                lines = iter(server.stderr or ())
                yield next(found[0] for line in lines if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
            finally:
                server.terminate()


def solve(traced: Traced) -> None:
    """Solve the default example on the command line."""
    traced.run("solve")


def reschedule(traced: Traced) -> None:
    """Answer an election on the command line."""
    _accept(traced)
    traced.run("reschedule", "autumn", " ".join([HAPPENED, *map("=".join, DETAILS.items())]), "--as-of", CALLED)


def what_if(traced: Traced) -> None:
    """Answer the same election over HTTP, as the first request to a server that listens already."""
    _accept(traced)
    with traced.served("autumn") as address:
        traced.forget()
        body = json.dumps({"changes": [{"kind": HAPPENED, **DETAILS}], "as_of": CALLED}).encode()
        asked = Request(f"{address}/networks/autumn/what-if", body, {"Content-Type": "application/json"})  # noqa: S310
        with urlopen(asked) as answer:  # noqa: S310 - of our own server
            if not json.load(answer)["proposals"]:
                raise RuntimeError(address)


def _accept(traced: Traced) -> None:
    traced.run("init", "autumn", "--example", "ledernetvaerk")
    traced.run("solve", "autumn", "--accept", "--as-of", "2022-05-01")
    traced.forget()


def entered(request: Callable[[Traced], None]) -> set[str]:
    """Return the files of the product that a request enters."""
    with tempfile.TemporaryDirectory() as folder:
        traced = Traced(Path(folder))
        request(traced)
        return traced.files


def main() -> None:
    """Print the figures."""
    files = product_files()
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    rules = sum(f"{path.relative_to(ROOT).parent}/" == RULES and path.name != "__init__.py" for path in files)
    print(f"product files: {len(files)}, of them rules: {rules}")
    print(
        f"lines of code: {sum(map(code_lines, files)):,}; median file: {statistics.median(lengths.values()):.0f} lines"
    )
    print("most loose files in a folder, rules apart:", *most_loose(files))
    for name, request in REQUESTS.items():
        found = entered(request)
        rules = sum(path.startswith(RULES) for path in found)
        print(f"files entered by {name}: {len(found) - rules}, beside {rules} of rules")


REQUESTS = {"planner solve": solve, "planner reschedule": reschedule, "a what-if over HTTP": what_if}


def _docstring_lines(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield from range(first.lineno, (first.end_lineno or first.lineno) + 1)


if __name__ == "__main__":
    main()

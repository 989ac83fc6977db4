"""Figures of the code: files, lines, folders, and how many files a request enters.

Usage: python -m benchmarks.house

A file is entered if one of its functions is called in any process of the request, parent or child; calls caused only
by importing a module do not count. Lines are those with code: no blanks, comments or docstrings.
"""

from __future__ import annotations

import ast
import io
import os
import statistics
import subprocess
import sys
import tempfile
import tokenize
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("calendars", "constraints", "planner")
RULES = "constraints/rules/"
NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip
TRACER = """
import inspect, os, sys, threading

ROOT, LOG = os.environ["HOUSE_ROOT"] + os.sep, os.environ["HOUSE_LOG"]
seen = set()


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
    if name in seen or not name.startswith(ROOT) or not code.co_flags & inspect.CO_OPTIMIZED or importing(frame):
        return
    seen.add(name)
    with open(LOG, "a") as log:
        log.write(name[len(ROOT):] + "\\n")


sys.setprofile(traced)
threading.setprofile(traced)
"""
"""Source of the module `sitecustomize`, which every process of a request imports first."""

ELECTION = "election reason=Folketingsvalg called=2022-10-05 polling_day=2022-11-01 cabinet=2022-12-15"


def product_files() -> list[Path]:
    """Return every Python file of the product."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def code_lines(path: Path) -> int:
    """Return the number of lines with code, without blanks, comments and docstrings."""
    text = path.read_text(encoding="utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = {line for token in tokens if token.type not in NO_CODE for line in range(token.start[0], token.end[0] + 1)}
    return len(lines - set(_docstring_lines(ast.parse(text))))


def entered(*commands: Sequence[str]) -> set[str]:
    """Return the files that the last of these `planner` commands enters, after running all of them in one folder."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "sitecustomize.py").write_text(TRACER, encoding="utf-8")
        log = place / "entered"
        for command in commands:
            log.write_text("", encoding="utf-8")
            environment = {
                **os.environ, "PYTHONPATH": f"{place}{os.pathsep}{ROOT}", "HOUSE_ROOT": str(ROOT),
                "HOUSE_LOG": str(log),
            }  # fmt: skip
            start = [sys.executable, "-c", "from planner.cli import main; main()", *command]
            subprocess.run(start, cwd=place, env=environment, check=True, stdout=subprocess.DEVNULL)
        return set(log.read_text(encoding="utf-8").split())


def main() -> None:
    """Print the figures."""
    files = product_files()
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    loose = Counter(path.parent for path in files if path.name != "__init__.py")
    fullest = [
        (n, str(folder.relative_to(ROOT))) for folder, n in loose.items() if f"{folder.relative_to(ROOT)}/" != RULES
    ]
    print(f"product files: {len(files)}, of them rules: {loose[ROOT / RULES]}")
    print(
        f"lines of code: {sum(map(code_lines, files)):,}; median file: {statistics.median(lengths.values()):.0f} lines"
    )
    print("most loose files in a folder, rules apart:", *max(fullest))
    for name, commands in REQUESTS.items():
        found = entered(*commands)
        rules = sum(path.startswith(RULES) for path in found)
        print(f"files entered by {name}: {len(found) - rules}, beside {rules} of rules")


REQUESTS = {
    "planner solve": [["solve"]],
    "planner reschedule": [
        ["init", "autumn", "--example", "ledernetvaerk"],
        ["solve", "autumn", "--accept", "--as-of", "2022-05-01"],
        ["reschedule", "autumn", ELECTION, "--as-of", "2022-10-05"],
    ],
}


def _docstring_lines(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield from range(first.lineno, (first.end_lineno or first.lineno) + 1)


if __name__ == "__main__":
    main()

"""Change one operator, bound or condition at a time, and see whether the tests that mirror the file notice.

    python -m benchmarks.mutations [--count N] [--seed S] [--line N] [FILE ...]

Without files the changes are drawn from all that is at stake when a test is missing: rules, check, revisions, feeds,
security and store. Each is made in a copy of the repository. Prints who lived; exit code 1 if anyone did.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
AT_STAKE = (
    "constraints/rules/**/*.py", "constraints/check.py", "planner/changes/*.py", "planner/store/*.py",
    "planner/feeds/*.py", "planner/web/authentication.py", "planner/web/feeds.py",
)  # fmt: skip
SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
TURNED: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add}
OUTSIDE = {"annotation", "returns", "decorator_list"}
"""Fields of the syntax tree that are left alone: types, and decorators (a frozen class does the same unfrozen)."""
TEST_SECONDS = 300
"""Seconds for the tests of one change; a change that makes them last longer is noticed."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of one expression.

    Attributes:
        file: path of the file, relative to the repository.
        line: its line, counted from 1.
        start, end: place of the expression in the file, in bytes.
        before, after: the expression.
    """

    file: Path
    line: int
    start: int
    end: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before}  ->  {self.after}"


def mutants(file: Path) -> Iterator[Mutant]:
    """Yield every change of a file, which is relative to the repository."""
    source = (ROOT / file).read_bytes()
    starts = [0]
    for text in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(text))
    for node in _expressions(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        for changed in _changes(node):
            yield Mutant(file, node.lineno, start, end, ast.unparse(node), f"({ast.unparse(changed)})")


def _expressions(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions that run, outside formatted strings, which have no places of their own."""
    for name, value in ast.iter_fields(tree):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or name in OUTSIDE or isinstance(child, ast.JoinedStr):
                continue
            if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
                continue
            if isinstance(child, ast.expr):
                yield child
            yield from _expressions(child)


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


def mirroring_tests(file: Path) -> list[str]:
    """Return the arguments of pytest for the tests that mirror a file: its own, or else those of its folder."""
    folder, name = Path("tests", file.parent), file.stem
    own = ROOT / folder / f"test_{name}.py"
    found = [str(own.relative_to(ROOT) if own.exists() else folder)]
    if file.match("constraints/rules/*.py"):
        found += ["tests/constraints/test_demands.py", "tests/constraints/test_contract.py"]
        return [*found, "-k", f"{name} or test_{name}"]
    return found


def lives(mutant: Mutant, copy: Path) -> bool:
    """Return whether the tests pass with the change in a copy of the repository, which is then undone."""
    file = copy / mutant.file
    source = file.read_bytes()
    file.write_bytes(source[: mutant.start] + mutant.after.encode() + source[mutant.end :])
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mirroring_tests(mutant.file)]
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, timeout=TEST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    finally:
        file.write_bytes(source)
    return done.returncode == 0


def drawn(files: Sequence[Path], count: int, seed: str) -> list[Mutant]:
    """Return so many changes of these files at random, or all if there are fewer."""
    found = [mutant for file in files for mutant in mutants(file)]
    return random.Random(seed).sample(found, min(count, len(found)))  # noqa: S311 - no secret


def main() -> int:
    """Make the changes that the command line asks for."""
    parser = argparse.ArgumentParser(description="See whether the tests notice single changes.")
    parser.add_argument("files", nargs="*", type=Path, help="files to change (default: all that are at stake)")
    parser.add_argument("--count", type=int, default=40, help="number of changes (default: %(default)s)")
    parser.add_argument("--seed", default="1", help="seed of the draw, such as a commit (default: %(default)s)")
    parser.add_argument("--line", type=int, help="only changes of this line")
    arguments = parser.parse_args()
    files = arguments.files or sorted(path.relative_to(ROOT) for each in AT_STAKE for path in ROOT.glob(each))
    chosen = drawn(files, arguments.count if arguments.line is None else 10**6, arguments.seed)
    chosen = [mutant for mutant in chosen if arguments.line in {None, mutant.line}]
    lived = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", "__pycache__", ".*cache"))
        for mutant in chosen:
            if lives(mutant, copy):
                lived += 1
                print(f"lived: {mutant}", flush=True)
    print(f"{len(chosen) - lived} of {len(chosen)} changes were noticed")
    return 1 if lived else 0


if __name__ == "__main__":
    sys.exit(main())

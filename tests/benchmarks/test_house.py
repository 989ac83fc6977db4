"""The figures of the code itself, counted on small programs."""

from pathlib import Path

import pytest

from benchmarks.house import PACKAGES, Traced, code_lines, most_loose, product_files

SOURCE = '''"""A docstring
of two lines."""

# a comment
import os  # counts


def f() -> str:
    """Not this."""
    return """text,
    not a docstring"""


class C:
    """Nor this."""

    x = (
        1,
    )
'''


def test_lines_of_code_are_those_without_blanks_comments_and_docstrings(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(SOURCE, encoding="utf-8")
    assert code_lines(path) == 8


def test_files_are_those_of_the_three_packages() -> None:
    folders = {path.relative_to(Path(__file__).parents[2]).parts[0] for path in product_files()}
    assert folders == set(PACKAGES)


def test_loose_files_are_counted_by_folder_without_packages_own_and_rules(tmp_path: Path) -> None:
    rules = [tmp_path / "constraints" / "rules" / f"{n}.py" for n in range(3)]
    room = [tmp_path / "constraints" / "model" / name for name in ("a.py", "b.py", "__init__.py")]
    assert most_loose([*rules, *room], tmp_path) == (2, "constraints/model")


@pytest.fixture
def traced(tmp_path: Path) -> Traced:
    """A product of four files: `planner` calls one, imports one, and has a child process that calls one."""
    package = tmp_path / "root" / "planner"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "cli.py").write_text(
        "import subprocess, sys\n"
        "from planner import called, imported\n"
        "def main():\n"
        "    called.f()\n"
        "    subprocess.run([sys.executable, '-c', 'from planner.child import f; f()'], check=True)\n"
    )
    (package / "called.py").write_text("def f():\n    pass\n")
    (package / "imported.py").write_text("def f():\n    pass\nf()\nclass C:\n    x = f()\n")
    (package / "child.py").write_text("def f():\n    pass\n")
    place = tmp_path / "place"
    place.mkdir()
    return Traced(place, tmp_path / "root")


def test_a_file_is_entered_if_a_function_is_called_in_any_process_and_not_by_an_import(traced: Traced) -> None:
    traced.run()
    assert traced.files == {"planner/cli.py", "planner/called.py", "planner/child.py"}


def test_counting_begins_anew(traced: Traced) -> None:
    traced.run()
    traced.forget()
    assert traced.files == set()
    traced.run()
    assert traced.files

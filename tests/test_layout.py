"""House rules of the tree that no linter holds."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("calendars", "constraints", "planner")
TEXT = {".cfg", ".csv", ".json", ".lock", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml", ""}
TOP = {
    *PACKAGES,
    *("benchmarks", "docs", "tests"),
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "justfile", "pyproject.toml", "requirements.lock"),
}
LEFT_BY_TOOLS = {"build", "dist", "__pycache__"}


def _files(*folders: str) -> list[Path]:
    return sorted(
        path
        for folder in folders
        for path in (REPOSITORY / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


def _texts() -> list[Path]:
    files = [*_files(*PACKAGES, "benchmarks", "docs", "tests", ".ci"), *(REPOSITORY / name for name in TOP)]
    return [path for path in files if path.is_file() and path.suffix in TEXT]


def _lines_with(pattern: str) -> list[str]:
    return [
        f"{path.relative_to(REPOSITORY)}:{number} {found[0]}"
        for path in _texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := re.search(pattern, line))
    ]


def test_top_folder_holds_only_what_belongs_there() -> None:
    names = {path.name for path in REPOSITORY.iterdir() if not path.name.startswith(".")}
    assert names - LEFT_BY_TOOLS <= TOP


def test_no_folder_but_that_of_the_rules_has_more_than_15_files() -> None:
    loose = Counter(path.parent for path in _files(*PACKAGES) if path.suffix == ".py" and path.name != "__init__.py")
    assert {folder.name for folder, n in loose.items() if n > 15} == {"rules"}


PROBLEM, RULE = "constraints.problem.problem", "constraints.problem.rule"
"""They name each other: a problem holds rules, and a rule is asked about a problem."""


def _imported(source: str, modules: Collection[str]) -> Iterator[str]:
    """The modules that a file imports or imports from: at its top, inside a function, or for types alone."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, "relative imports are not followed"
            for name in (f"{node.module}.{alias.name}" for alias in node.names):
                yield name if name in modules else node.module


def _imports() -> dict[str, set[str]]:
    """The product modules that each product module imports."""
    paths = (path for path in _files(*PACKAGES) if path.suffix == ".py")
    modules = {".".join(path.relative_to(REPOSITORY).with_suffix("").parts): path for path in paths}
    modules = {name.removesuffix(".__init__"): path for name, path in modules.items()}
    return {
        name: {*_imported(path.read_text(encoding="utf-8"), modules)} & modules.keys() - {name}
        for name, path in modules.items()
    }


def _room(module: str) -> str:
    """The folder of a module; what lies loose in one of the packages stands for itself."""
    is_folder = (REPOSITORY / module.replace(".", "/")).is_dir()
    return module if is_folder or module.count(".") == 1 else module.rpartition(".")[0]


def _circle(imports: Mapping[str, set[str]]) -> list[str]:
    """Some modules each of which imports the one before, the last of them the first again; none if there are none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_files_import_each_other_but_those_of_problem_and_rule() -> None:
    imports = _imports()
    assert RULE in imports[PROBLEM]
    assert PROBLEM in imports[RULE]
    imports[PROBLEM].remove(RULE)
    assert _circle(imports) == []


def test_no_folders_import_each_other() -> None:
    rooms: dict[str, set[str]] = defaultdict(set)
    for module, imported in _imports().items():
        rooms[_room(module)] |= {_room(each) for each in imported} - {_room(module)}
    assert _circle(rooms) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_package_says_that_it_is_typed(package: str) -> None:
    assert (REPOSITORY / package / "py.typed").is_file()


def test_no_path_of_one_machine_stands_in_the_tree() -> None:
    assert _lines_with(r"(?<![\w.:/-])/(home|Users|root|tmp|work|opt|srv)/\w") == []


def test_the_shared_folder_is_only_named_as_beside_the_checkout() -> None:
    assert _lines_with(r"(?<!\.\./)(?<!constraints/rules/)\bshared/\w") == []


def test_no_symbolic_link_leads_out_of_the_tree() -> None:
    assert [path for path in _files(*PACKAGES, "tests") if path.is_symlink()] == []


RULES = {path.stem for path in (REPOSITORY / "constraints" / "rules").glob("*.py")} - {"__init__"}
ALSO = {
    "blackout", "booked", "choices", "hours", "kept", "meals", "rent", "reserve", "setup", "soonest", "travel",
    "wanted_day", "weekdays", "window",
}  # fmt: skip
"""Rules whose keys are also names of fields, tables or changes: these are only looked for where a rule may be meant."""
OF_A_RULE = re.compile(r"\brules?\b|\bpoints\b|Finding|Requirement")


def _named_rules(path: Path) -> Iterator[str]:
    """Concrete rules that a module imports, or whose keys it has."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    around = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith("constraints.rules"):
                yield module
            case ast.Import(names=names):
                yield from (each.name for each in names if each.name.startswith("constraints.rules"))
            case ast.Constant(value=str(text)) if text.startswith("constraints.rules."):
                yield text
            case ast.Constant(value=str(text)) if text in RULES:
                parent = around[node]
                if text not in ALSO or (not isinstance(parent, ast.Dict) and OF_A_RULE.search(ast.unparse(parent))):
                    yield text
            case _:
                pass


def test_no_module_outside_the_folder_of_rules_names_a_rule() -> None:
    found = {
        str(path.relative_to(REPOSITORY)): named
        for path in _files(*PACKAGES)
        if path.suffix == ".py" and path.parts[len(REPOSITORY.parts) :][:2] != ("constraints", "rules")
        if (named := [*_named_rules(path)])
    }
    # Examples in documents of the API are of some rule.
    assert found == {"planner/changes/rules.py": ["region_gap"], "planner/web/api/accepting.py": ["notice"]}

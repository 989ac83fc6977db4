"""Every part measures a tiny instance and writes its section."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from benchmarks.growing import Size
from benchmarks.speed import baselines, examples, growth, hard
from benchmarks.speed.reference import near
from benchmarks.speed.run import Ended, Run, Step, failures, measured
from benchmarks.speed.wish import Budget, Wish
from planner.files.load import load_network
from planner.files.start import write_starting_network
from planner.network.problem import build_problem
from tests.benchmarks.test_reference import write_small
from tests.benchmarks.tiny import TINY, tiny

SECONDS = 60.0


def run(*steps: tuple[float, int | None, int | None], status: str = "feasible", name: str = "x") -> Run:
    last = steps[-1] if steps else (0.0, None, None)
    return Run(name, tuple(Step(*step) for step in steps), Ended(status, last[0], last[1]), None, 1)


@pytest.fixture(scope="module")
def side_by_side() -> list[Run]:
    problem = tiny()
    return [measured(name, job, problem, seconds=SECONDS) for name, job in baselines.JOBS.items()]


@pytest.mark.slow
def test_ours_and_every_baseline_end_with_the_same_optimum(side_by_side: Sequence[Run]) -> None:
    assert [found.error for found in side_by_side] == ["", "", "", ""]
    assert {found.ended.status for found in side_by_side if found.ended} == {"optimal"}
    points = {n for found in side_by_side if found.ended for n in (found.best, found.bound, found.ended.checked)}
    assert len(points) == 1


@pytest.mark.slow
def test_every_run_is_told_with_time_and_memory(side_by_side: Sequence[Run]) -> None:
    for found in side_by_side:
        times = [step.seconds for step in found.steps]
        assert times == sorted(times)
        assert found.gap == 0.0
        assert found.mib > 10 or not Path("/proc/self/statm").exists()


@pytest.mark.slow
def test_baselines_are_compared_by_seed(side_by_side: Sequence[Run], tmp_path: Path) -> None:
    assert baselines.by_seed([side_by_side]).count("seed 1") == 4
    assert "–" not in baselines.ratios([side_by_side])
    baselines.draw_all([side_by_side], tmp_path / "gap.svg")
    assert (tmp_path / "gap.svg").read_text(encoding="utf-8").count("<path") == 4


def test_ratio_is_taken_to_the_proof_and_to_the_same_gap() -> None:
    ours = run((1.0, 200, 100), (2.0, 110, 100), (4.0, 100, 100), status="optimal")
    highs = run((8.0, 100, 100), status="optimal")
    cp_sat = run((5.0, 300, 10), (30.0, 110, 100))
    lines = baselines.ratios([[ours, highs, cp_sat, cp_sat]]).splitlines()
    assert [line.split(" | ")[1] for line in lines[2:]] == ["2.0", "15.0"]


def test_ratio_says_so_if_the_other_never_came_to_an_end() -> None:
    ours = run((4.0, 100, 100), status="optimal")
    assert "| at least 5.0 |" in baselines.ratios([[ours, run((20.0, 110, 90)), run(), run()]])


def test_times_of_a_run() -> None:
    found = run((1.0, None, 90), (2.0, 104, 90), (3.0, 100, 90), (5.0, 100, 100), status="optimal")
    assert (found.first_plan(), found.reached(12.0), found.reached(0.0), found.proved) == (2.0, 3.0, 5.0, 5.0)
    assert (near(found), found.gap) == (3.0, 0.0)
    unfinished = run((1.0, None, 90))
    assert (unfinished.first_plan(), unfinished.proved, unfinished.gap, near(unfinished)) == (None, None, None, None)


def test_failed_run_says_why() -> None:
    found = measured("bad", "benchmarks.speed.jobs:reference", Path("no-such-folder"), seconds=1.0)
    assert found.ended is None
    assert "no-such-folder" in found.error
    assert found.label == "bad (FAILED)"
    assert "no-such-folder" in failures([found])


def test_run_without_an_end_is_not_taken_for_one_that_found_nothing() -> None:
    forced = Run("slow", (), None, None, 1)
    assert (forced.label, failures([forced])) == ("slow (ended by force)", "")
    assert (run((1.0, None, 90)).label, failures([run((1.0, None, 90))])) == ("x", "")
    ours = run((4.0, 100, 100), status="optimal")
    assert "| – |" in baselines.ratios([[ours, forced, forced, forced]])


@pytest.mark.slow
def test_growth_writes_a_line_for_every_size(tmp_path: Path) -> None:
    wish = Wish(seconds=SECONDS, results=tmp_path / "RESULTS.md")
    growth.measure(wish, {"tiny": TINY, "two networks": Size(regions=1, years=1, networks=2)})
    written = wish.results.read_text(encoding="utf-8")
    lines = [line for line in written.splitlines() if line.startswith(("| tiny", "| two networks"))]
    assert [line.split(" | ")[9] for line in lines] == ["0.00 %", "0.00 %"]
    assert all("–" not in line for line in lines)


def test_reference_is_measured_from_reading_its_files(tmp_path: Path) -> None:
    write_small(tmp_path)
    found = measured("small", "benchmarks.speed.jobs:reference", tmp_path, seconds=SECONDS)
    assert found.error == ""
    assert found.proved is not None
    assert found.ended is not None
    assert {"reading", "building", "relaxation", "search", "all"} <= found.ended.phases.keys()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "titles"),
    [
        ("examples", ["Examples"]),
        ("reference", ["Reference network", "Where the time goes"]),
        ("baselines", ["Baselines"]),
    ],
)
def test_command_writes_the_sections_of_a_part(
    part: str, titles: list[str], repository: Path, shared: Callable[[str], Path], tmp_path: Path
) -> None:
    shared("reference/make_reference.py")
    results = tmp_path / "RESULTS.md"
    options = ["--runs", "1", "--seeds", "1", "--seconds", "20", "--results", str(results)]
    subprocess.run([sys.executable, "-m", "benchmarks.speed", part, *options], cwd=repository, check=True)
    written = results.read_text(encoding="utf-8")
    assert [line[3:] for line in written.splitlines() if line.startswith("## ")] == titles


def test_spent_budget_begins_nothing_and_says_what() -> None:
    plenty, spent = Budget(60.0), Budget(0.0)
    assert plenty.allows("one")
    assert not spent.allows("two")
    assert not spent.allows("three")
    assert (plenty.note, spent.note) == ("", "Not measured, as the time was up: two, three.")


def test_help_is_measured_with_what_it_imports() -> None:
    (what, milliseconds, _), (_, heavy, _) = examples.of_help(1)
    assert what.startswith("`planner --help`")
    assert float(milliseconds) > 10
    assert "ortools" not in heavy


def test_command_refuses_an_unknown_part(repository: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.speed", "speeed"]
    done = subprocess.run(command, cwd=repository, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "no such part: speeed" in done.stderr


def test_tight_networks_are_the_example_with_the_rules_drawn(tmp_path: Path) -> None:
    write_starting_network(tmp_path / "net")
    settings = tmp_path / "net" / "network.toml"
    drawn = hard.rules_of(3)
    settings.write_text(hard.with_rules(settings.read_text(encoding="utf-8"), drawn), encoding="utf-8")
    rules = {rule.key(): rule.model_dump() for rule in build_problem(load_network(tmp_path / "net")).rules}
    for key, fields in drawn.items():
        if any(fields.values()):
            assert fields.items() <= rules[key].items()
    assert hard.rules_of(3) == drawn != hard.rules_of(4)


def test_a_table_of_tight_networks_tells_what_is_shown_of_each() -> None:
    none = run(status="infeasible", name="ours")
    found = hard.by_network({"seed 1": [run((2.0, 200, 100), status="feasible"), none]})
    assert "| seed 1: x | feasible | 2.0 | 50.00 % |" in found
    assert "| seed 1: ours | infeasible | – | – |" in found


def test_a_summary_of_tight_networks_tells_how_many_are_settled() -> None:
    runs = [
        run((2.0, 200, 200), status="optimal"), run(status="infeasible"), run(status="unknown"),
        run((7.0, 200, 199), status="feasible"),
    ]  # fmt: skip
    found = hard.summary(runs)
    assert "| settled: optimal, or shown to be impossible | 2 of 4 | ≥ 80 % |" in found
    assert "| without any answer | 1 | 0 |" in found
    assert "| largest gap | 0.50 % | ≤ 1 % |" in found
    assert "| first plan, worst, s | 7.0 | ≤ 5 |" in found

"""Ctrl-C, SIGTERM and SIGHUP on real processes."""

import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.speed.hard import with_rules
from planner.examples import folder
from tests.planner.cli.running import PROGRAM, planner, small_network, surroundings

DEAF = """
import sys, time
from constraints import planning
def solve(*_arguments, **_named):
    print("solving", flush=True)
    time.sleep(60)
planning.solve = solve
from planner.cli import main
main()
"""
"""The program with a search that never listens."""


def started(*arguments: str | Path, cwd: Path, program: tuple[str, ...] = PROGRAM) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*program, *map(str, arguments)], cwd=cwd, env=surroundings(), text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def slow_network(place: Path) -> Path:
    """Write a network whose plan comes soon and whose proof does not, so that it is solved still when it is stopped."""
    shutil.copytree(str(folder("ledernetvaerk")), place)
    settings = place / "network.toml"
    rules = {
        "rent": {"points": 1, "per": 1}, "left_out_member": {"points": 40_000}, "worst_travel": {"points": 0},
        "venue_variety": {"few": 2000}, "uneven_spacing": {"points": 500, "ideal_days": 180},
    }  # fmt: skip
    settings.write_text(with_rules(settings.read_text(encoding="utf-8"), rules), encoding="utf-8")
    return place


@pytest.mark.slow
def test_the_best_plan_so_far_is_shown_and_saved(tmp_path: Path) -> None:
    net = slow_network(tmp_path / "net")
    process = started("solve", net, "--workers", "1", "--format", "jsonl", cwd=tmp_path)
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["best"] is not None:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    result = json.loads(out.splitlines()[-1])
    assert (result["event"], result["status"], result["interrupted"]) == ("result", "feasible", True)
    assert "Gemt i plan-afbrudt.json." in err.splitlines()
    saved = tmp_path / "plan-afbrudt.json"
    assert json.loads(saved.read_text(encoding="utf-8"))["meetings"] == result["meetings"]
    assert planner("check", net, saved).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_out_says_where_the_interrupted_plan_goes_and_other_signals_are_like_ctrl_c(
    tmp_path: Path, number: signal.Signals
) -> None:
    net = slow_network(tmp_path / "net")
    process = started("solve", net, "--workers", "1", "--out", "mine.json", cwd=tmp_path)
    assert process.stderr is not None
    for line in process.stderr:
        if re.match(r"bedste [\d.]+ point", line):
            break
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert {each.name for each in tmp_path.iterdir()} == {"mine.json", "net"}


def test_nothing_found_yet_is_nothing_to_save(tmp_path: Path) -> None:
    waiting = DEAF.replace(
        "def solve(*_arguments, **_named):",
        "from constraints.problem.outcome import Outcome, OutcomeStatus\ndef solve(*_a, stop, **_n):",
    ).replace("time.sleep(60)", "stop.wait(60); return Outcome(OutcomeStatus.UNKNOWN, interrupted=True)")
    net = small_network(tmp_path / "net")
    process = started("solve", net, cwd=tmp_path, program=(sys.executable, "-c", waiting))
    assert process.stdout is not None
    assert process.stdout.readline() == "solving\n"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == [net]


def test_a_closed_terminal_stops_it_unless_nohup_began_it(tmp_path: Path) -> None:
    listening = DEAF.replace("def solve(*_arguments, **_named):", "def solve(*_arguments, stop, **_named):")
    listening = listening.replace("time.sleep(60)", "print(stop.wait(3), flush=True); sys.exit(9)")
    nohup = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{listening}"
    for program, stopped in ((listening, "True\n"), (nohup, "False\n")):
        net = small_network(tmp_path / stopped.strip())
        process = started("solve", net, cwd=tmp_path, program=(sys.executable, "-c", program))
        assert process.stdout is not None
        assert process.stdout.readline() == "solving\n"
        process.send_signal(signal.SIGHUP)
        assert process.stdout.readline() == stopped
        process.communicate(timeout=30)


def test_the_second_ctrl_c_ends_at_once(tmp_path: Path) -> None:
    process = started("solve", small_network(tmp_path), cwd=tmp_path, program=(sys.executable, "-c", DEAF))
    assert process.stdout is not None
    assert process.stdout.readline() == "solving\n"
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == -signal.SIGINT
    process.communicate()

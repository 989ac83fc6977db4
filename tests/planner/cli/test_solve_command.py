"""`planner solve` as users run it, in processes of its own where that makes a difference."""

import json
import os
import pty
import re
import subprocess
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from tests.planner.cli.running import PROGRAM, planner, process, small_network, surroundings

NO_VENUE = """\
[rules.venue_repeat]
times = 2
"""
"""Each region has one venue only."""
NO_SUCH_HOUR = """\
[[rounds]]
id = "nat"
title = "Natmøde"
kind = "joint"
window = [2023-03-26, 2023-03-26]
hours = ["02:30", "03:15"]
[rules.weekdays]
allowed = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday"]
"""
"""The clock is put forward that night."""
NO_DAY = """\
[[blackouts]]
reason = "Alt lukket"
first_day = 2022-06-01
last_day = 2022-06-30
"""


def test_a_plan_as_a_table_with_its_proof(tmp_path: Path) -> None:
    done = process("solve", small_network(tmp_path / "net"), "--profile", cwd=tmp_path)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Prøvenetværk"
    assert lines[2].split() == ["Møde", "Dato", "Tid", "Mødested", "Lokaler", "Medarbejdere", "Forventet", "Fravær"]
    assert lines[3].startswith("Kick-off")
    assert any(line.startswith("Optimal: ") for line in lines)
    assert "i alt" in done.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "net"]


def test_json_gives_everything_and_can_be_checked(tmp_path: Path) -> None:
    folder = small_network(tmp_path / "net", "en")
    out, picture = tmp_path / "plan.json", tmp_path / "plan.svg"
    done = planner("solve", folder, "--format", "json", "--out", out, "--picture", picture)
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["status"] == "optimal"
    assert found["meetings"][0]["id"] == "kickoff"
    assert len(found["meetings"]) == 5
    assert json.loads(out.read_text(encoding="utf-8")) == found
    assert fromstring(picture.read_text(encoding="utf-8")).get("lang") == "en"  # noqa: S314 - our own
    assert f"Saved in {out}." in done.stderr.splitlines()
    checked = planner("check", folder, out)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.splitlines()[0] == "The plan keeps every rule."


def test_json_lines_are_events_with_the_result_last_and_one_worker_finds_the_same_every_time(tmp_path: Path) -> None:
    folder = small_network(tmp_path)
    done, again = (
        planner("solve", folder, "--workers", "1", "--as-of", "2022-05-01", "--format", kind)
        for kind in ("jsonl", "json")
    )
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [event["event"] for event in events] == ["progress"] * (len(events) - 1) + ["result"]
    assert events[-1]["status"] == "optimal"
    assert done.stderr == ""
    assert json.loads(again.stdout)["meetings"] == events[-1]["meetings"]


def test_input_that_contradicts_itself_ends_with_1_and_the_reason(tmp_path: Path) -> None:
    folder = small_network(tmp_path, more=NO_DAY)
    done = planner("solve", folder, "--out", tmp_path / "plan.json")
    assert done.returncode == 1
    assert "Alt lukket" in done.stdout
    assert "Umulig: der findes ingen plan, der overholder alle regler." in done.stdout.splitlines()
    assert not (tmp_path / "plan.json").exists()


def test_hours_that_the_clock_skips_are_told_as_what_leaves_no_day(tmp_path: Path) -> None:
    done = planner("solve", small_network(tmp_path, more=NO_SUCH_HOUR))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "men det klokkeslæt findes ikke den dag: uret stilles frem." in done.stdout


@pytest.mark.slow
def test_a_network_without_a_plan_ends_with_1_once_two_engines_agree(tmp_path: Path) -> None:
    done = planner("solve", small_network(tmp_path, "en", more=NO_VENUE), "--format", "json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["status"], found["meetings"]) == (1, "infeasible", [])
    assert re.search("found by (HiGHS, confirmed by CP-SAT|CP-SAT, confirmed by HiGHS)", found["proof"][0])


def test_wrong_input_ends_with_2_and_every_place(tmp_path: Path) -> None:
    folder = small_network(tmp_path)
    members = folder / "members.csv"
    members.write_text(members.read_text(encoding="utf-8").replace("0607", "0608"), encoding="utf-8")
    done = process("solve", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("members.csv:5 municipality: ")
    assert done.stderr.endswith("1 fejl skal rettes.\n")


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    folder = small_network(tmp_path)
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*PROGRAM, "solve", str(folder)], stdout=write, stderr=subprocess.PIPE, text=True, check=False,
        env=surroundings(), timeout=120,
    )  # fmt: skip
    os.close(write)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


@pytest.mark.parametrize("no_color", [False, True])
def test_a_terminal_gets_a_line_of_progress_and_colours_unless_refused(tmp_path: Path, *, no_color: bool) -> None:
    """On a terminal of 100 columns, which shows what is written to both streams."""
    ours, theirs = pty.openpty()
    environment = surroundings(TERM="xterm-256color", COLUMNS="100", **({"NO_COLOR": "1"} if no_color else {}))
    process = subprocess.Popen(
        [*PROGRAM, "solve", str(small_network(tmp_path))], stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    written = b""
    try:
        while chunk := os.read(ours, 4096):
            written += chunk
    except OSError:  # the other end is closed
        pass
    finally:
        os.close(ours)
    assert process.wait(timeout=60) == 0
    assert "ingen plan endnu" in written.decode()
    assert (b"\x1b[1m" in written) is not no_color
    assert written.count(b"\x1b[?25l") == written.count(b"\x1b[?25h"), "the cursor is shown again"

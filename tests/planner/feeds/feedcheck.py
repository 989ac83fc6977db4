"""The feed check beside a checkout: twenty independent calendar programs read a feed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from planner.network.history import MeetingHistory
from planner.network.published import PublishedMeeting

VARIABLE = "FEEDCHECK"
"""Environment variable with the path of a copy of ../shared/feedcheck whose setup.sh has run."""


def rig(shared: Path) -> Path:
    """Return the folder of the check; skip the test if its calendar programs are not installed."""
    folder = Path(os.environ.get(VARIABLE, shared))
    if not (folder / "venv").exists():
        pytest.skip(f"needs ../shared/feedcheck with its setup.sh run, or a copy of it named by {VARIABLE}")
    return folder


def check(rig: Path, feed: Path, now: datetime, expected: list[dict[str, Any]], previous: Path | None = None) -> None:
    """Check that all calendar programs read the feed alike and as expected."""
    listed = feed.with_suffix(".json")
    listed.write_text(json.dumps(expected), encoding="utf-8")
    command: list[Path | str] = [
        rig / "check_feed.py",
        feed,
        "--expect",
        listed,
        "--now",
        now.isoformat(),
        "--strict",
        "-v",
    ]
    done = subprocess.run(
        [*command, *(("--previous", previous) if previous else ())], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all there" in done.stdout
    assert "not installed" not in done.stdout


def check_http(rig: Path, url: str, revoked: str, unknown: str) -> None:
    """Check that the feed is served as clients require."""
    command: list[Path | str] = [rig / "check_http.py", url, "--revoked", revoked, "--unknown", unknown]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARN" not in done.stdout


def expected(lives: list[MeetingHistory], title: Callable[[PublishedMeeting], str]) -> list[dict[str, Any]]:
    """Return the expected events; `title` returns the title that the audience sees."""
    return [
        {
            "uid": life.uid,
            "start": _utc(life.announced.start),
            "end": _utc(life.announced.end),
            "summary": f"Aflyst: {title(life.announced)}" if life.cancelled else title(life.announced),
            "status": "CANCELLED" if life.cancelled else "CONFIRMED",
        }
        for life in lives
    ]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

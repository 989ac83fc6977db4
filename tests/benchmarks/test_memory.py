import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.speed.memory import PeakMemory


def test_a_process_that_ends_while_its_folder_is_read_counts_without_descendants(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(_folder: Path, _pattern: str) -> Iterator[Path]:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "glob", gone)
    with PeakMemory(os.getpid()) as peak:
        pass
    assert peak.mib > 0

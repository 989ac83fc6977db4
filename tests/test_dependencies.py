"""Dependencies that have to get along with each other."""

import subprocess
import sys

import pytest

HIGHS = "import highspy"
CP_SAT = "from ortools.sat.python import cp_model"


@pytest.mark.parametrize("program", [f"{HIGHS}; {CP_SAT}", f"{CP_SAT}; {HIGHS}"], ids=["highs first", "cp-sat first"])
def test_both_solvers_load_in_one_process(program: str) -> None:
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr

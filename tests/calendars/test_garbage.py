"""Each process of the program looks for garbage as rarely as the others."""

import subprocess
import sys

from calendars.child import Child
from calendars.garbage import OBJECTS_BETWEEN_COLLECTIONS

COMMAND_LINE = """
import atexit, gc
atexit.register(lambda: print(gc.get_threshold()))
from planner.cli import main
main()
"""
THRESHOLD = (OBJECTS_BETWEEN_COLLECTIONS, 20, 50)


def test_the_command_line_and_its_children_look_for_garbage_equally_rarely() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", COMMAND_LINE, "--version"], capture_output=True, text=True, check=True
    )
    assert shown.stdout.splitlines()[-1] == str(THRESHOLD)
    with Child() as child:
        child.call("tests.calendars.child.jobs:threshold")
        assert child.receive(30.0) == THRESHOLD

"""Signs of life: how a process that works is told from one that hangs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

EVERY = 1.0
"""Seconds between signs of life."""
SILENCE = 3.0
"""Seconds without one after which a process is given a last chance."""
LAST_CHANCE = 1.0
"""Seconds more, for signs of life that came while this process itself slept."""
STARTING = 60.0
"""Seconds until the first one."""


@dataclass(frozen=True, slots=True)
class Alive:
    """Nothing new, but the process is not hung."""


def beat(tell: Callable[[object], None]) -> None:
    """Tell that the process is alive, for ever; for a thread of its own."""
    while True:
        tell(Alive())
        time.sleep(EVERY)

"""What a task has at hand in its worker."""

from __future__ import annotations

import threading
from collections.abc import Callable

from planner.jobs.messages import Better, Progressed


class Desk:
    """One job's.

    Args:
        tell: the pool.

    Attributes:
        stop: is set when the job is to end with the best there is.
    """

    def __init__(self, tell: Callable[[object], None]) -> None:
        self._tell = tell
        self.stop = threading.Event()

    def progress(self, document: str) -> None:
        """Tell how far it has come, as JSON."""
        self._tell(Progressed(document))

    def better(self, document: str) -> None:
        """Tell the best so far, as JSON."""
        self._tell(Better(document))

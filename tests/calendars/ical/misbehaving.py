"""Functions that replace the reader in the child process, to test how it is contained."""

import os
from collections.abc import Callable


def hog(_calendars: object, _days: object, _zone: object, tell: Callable[[object], None]) -> None:
    """Allocate more memory than allowed."""
    tell(bytearray(2**30))


def crash(*_: object) -> None:
    """End the process without a message."""
    os._exit(3)

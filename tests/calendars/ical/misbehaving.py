"""What the reading process runs in place of the reader, to see how it is fenced."""

import os
from collections.abc import Callable


def hog(_calendars: object, _days: object, _zone: object, tell: Callable[[object], None]) -> None:
    """Take more memory than there is."""
    tell(bytearray(2**30))


def crash(*_: object) -> None:
    """End without a word."""
    os._exit(3)

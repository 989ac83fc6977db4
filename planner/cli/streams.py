"""Results go to stdout, everything else to stderr; a reader that has gone away is no error."""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO


def endure_any_text() -> None:
    """Let text that the terminal cannot show be written in escapes, rather than end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def result(text: str) -> bool:
    """Write lines to stdout; False if nobody reads them any more."""
    return _write(sys.stdout, text)


def remark(text: str) -> bool:
    """Write lines to stderr; False if nobody reads them any more."""
    return _write(sys.stderr, text)


def _write(stream: TextIO, text: str) -> bool:
    try:
        stream.write(text if text.endswith("\n") else f"{text}\n")
        stream.flush()
    except BrokenPipeError:
        _drop(stream)
        return False
    return True


def _drop(stream: TextIO) -> None:
    """Let what is still written, also by Python's own flush at the end, vanish."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)

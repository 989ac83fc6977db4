"""Consoles of rich, set up the same for stdout and stderr."""

from __future__ import annotations

import os
from typing import TextIO

from rich.console import Console, RenderableType
from rich.text import Text

PAGE = 150
"""Columns of a table that goes to a file or another program: a landscape page."""


def console(stream: TextIO) -> Console:
    """A console as wide as the terminal (or as COLUMNS says), without any styling if NO_COLOR is set."""
    fixed = stream.isatty() or "COLUMNS" in os.environ
    plain = bool(os.environ.get("NO_COLOR"))
    return Console(
        file=stream, width=None if fixed else PAGE, color_system=None if plain else "auto",
        markup=False, highlight=False, emoji=False,
    )  # fmt: skip


def rendered(shown: Console, *parts: RenderableType) -> str:
    """The parts as lines of text for that console; sentences are broken on a terminal only."""
    with shown.capture() as captured:
        for part in parts:
            shown.print(part, soft_wrap=isinstance(part, Text) and not shown.is_terminal)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())

"""Text that a terminal only shows, whatever names and ids have in them."""

from __future__ import annotations

import json
import re

_NOT_SHOWN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control characters (C0 but for tab and line feed, and C1), line ends and changes of direction of Unicode, tags."""


class Shown(str):
    """Text in which every control character is this program's own."""

    __slots__ = ()


def harmless(text: str) -> Shown:
    """Return the text with escapes in place of characters that a terminal obeys, so that no name can do anything to it.

    The escapes are those of JSON, so JSON keeps its meaning.
    """
    return Shown(text if isinstance(text, Shown) else _NOT_SHOWN.sub(_escape, text))


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def harmless_cell(cell: str) -> str:
    """Return a cell of a table, quoted if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

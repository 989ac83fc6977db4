"""A value of the settings as a planner wrote it, to be shown in a sentence."""

from __future__ import annotations

import json
import re
from datetime import date, time

_LONGEST = 60
_QUOTED_DATE = re.compile(r'"(\d{4}-\d{2}-\d{2})"', re.ASCII)


def as_written(value: object) -> str:
    """Much as in the file, and short: texts in quotes, lists in brackets, dates plain (they may come as text)."""
    text = (
        _isoformat(value)
        if isinstance(value, date | time)
        else json.dumps(value, default=_isoformat, ensure_ascii=False)
    )
    return shortened(_QUOTED_DATE.sub(r"\1", text))


def shortened(text: str) -> str:
    """The beginning of a text that is too long for a sentence."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _isoformat(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)

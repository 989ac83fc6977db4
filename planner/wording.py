"""Parts of sentences that several of them share."""

from __future__ import annotations

from collections.abc import Sequence

from calendars.language import Said, Sentence

AND_MORE = Sentence(en="{names} and {n} more", da="{names} og {n} til")
ALL = Sentence(en="{names}", da="{names}")

_FEW = 3


def few(names: Sequence[str]) -> Said:
    """The names, or the first few of many."""
    if len(names) <= _FEW + 1:
        return Said(ALL, {"names": names})
    return Said(AND_MORE, {"names": ", ".join(names[:_FEW]), "n": len(names) - _FEW})

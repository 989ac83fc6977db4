"""The known name that a wrong one is nearest to."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from itertools import zip_longest

from calendars.language import Said, Sentence

DID_YOU_MEAN = Sentence(en="; did you mean {name}?", da="; mente du {name}?")
DID_YOU_MEAN_ONE_OF = Sentence(en="; did you mean one of these: {names}?", da="; mente du en af disse: {names}?")
ZEROS_LOST = Sentence(
    en="; did you mean {name}? A spreadsheet drops zeros at the front: give the column the format Text",
    da="; mente du {name}? Et regneark fjerner nuller forrest: giv kolonnen formatet Tekst",
)
KNOWN = Sentence(en="; those known here: {names}", da="; her kendes: {names}")
NO_HINT = Said(Sentence(en="", da=""))

_LIST = 20
"""Most names that are listed in one sentence."""


class Names:
    """Names that are known, to find the one that was meant.

    Args:
        known: the names, or ids with the names they go by (a hint then shows both).
    """

    def __init__(self, known: Iterable[str] | Mapping[str, str]) -> None:
        self._names = dict(known) if isinstance(known, Mapping) else dict.fromkeys(known, "")
        self._by_zeros = {name.lstrip("0"): name for name in self._names}
        by_id = {name.casefold(): name for name in self._names}
        by_title = {title.casefold(): name for name, title in self._names.items() if title}
        self._spellings = (by_id, by_title)

    def hint(self, found: str, *, search: bool = True) -> Said:
        """The end of a sentence that names what may have been meant, or nothing.

        Args:
            found: the wrong name.
            search: whether to compare spellings too, which takes time in proportion to what is known.
        """
        without_zeros = self._by_zeros.get(found.lstrip("0"))
        if without_zeros is not None:
            return Said(ZEROS_LOST, {"name": self._shown(without_zeros)})
        near = self._nearest(found.casefold()) if search else None
        return NO_HINT if near is None else Said(DID_YOU_MEAN, {"name": self._shown(near)})

    def _nearest(self, found: str) -> str | None:
        for spellings in self._spellings:
            close = difflib.get_close_matches(found, spellings, n=5)
            if close:
                return spellings[min(close, key=lambda name: _distance(found, name))]
        return None

    def _shown(self, name: str) -> str:
        return f"{name} ({self._names[name]})" if self._names[name] else name


def _distance(one: str, other: str) -> tuple[float, int]:
    """How unlike they are, then in how many places: of names equally like, one letter wrong beats two swapped."""
    likeness = difflib.SequenceMatcher(None, other, one).ratio()
    return -likeness, sum(a != b for a, b in zip_longest(one, other))


def hint(found: str, known: Iterable[str] | Mapping[str, str]) -> Said:
    """The end of a sentence that names what may have been meant, or nothing."""
    return Names(known).hint(found)


def hint_of_part(found: str, known: Iterable[str]) -> Said:
    """The end of a sentence that names all that have it for a part of their names, or what it is near to, or all."""
    names = sorted(known)
    parts = [name for name in names if found and found.casefold() in name.casefold().split("_")]
    if parts:
        return Said(DID_YOU_MEAN_ONE_OF if len(parts) > 1 else DID_YOU_MEAN, {"names": parts, "name": parts[0]})
    near = hint(found, names)
    return Said(KNOWN, {"names": names}) if near == NO_HINT else near


def hint_or_list(found: str, known: Iterable[str]) -> Said:
    """The end of a sentence that names what may have been meant, or else all that is known, if it is not too much."""
    names = sorted(known)
    near = hint(found, names)
    return Said(KNOWN, {"names": names}) if near == NO_HINT and 0 < len(names) <= _LIST else near

"""What a client would rather have (RFC 7240): an answer at once, or the address of one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_WAIT = 600
"""Seconds that a client may want to wait."""

_PREFERENCE = re.compile(r'\s*([!#$%&\'*+.^_`|~\w-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s;,"]+)))?\s*(?:;[^,]*)?')


@dataclass(frozen=True, slots=True)
class Preference:
    """What was asked for, as far as it is understood.

    Attributes:
        respond_async: whether the address of the answer will do.
        wait: seconds after which it is wanted instead of the answer, None if nothing was said.
    """

    respond_async: bool = False
    wait: int | None = None

    @property
    def patience(self) -> float | None:
        """Seconds that the client waits for the answer, None for as long as it takes."""
        return 0 if self.respond_async and self.wait is None else self.wait

    @property
    def applied(self) -> str:
        """As the answer says that it was heeded."""
        said = ["respond-async"] if self.respond_async else []
        return ", ".join([*said, f"wait={self.wait}"] if self.wait is not None else said)


def preferred(headers: Iterable[str]) -> Preference:
    """What the headers `Prefer` say; of what is said twice the first counts, and what is not understood is ignored."""
    found: dict[str, str] = {}
    for part in ",".join(headers).split(","):
        match = _PREFERENCE.fullmatch(part)
        if match:
            found.setdefault(match[1].lower(), match[2] or match[3] or "")
    wait = found.get("wait", "")
    seconds = min(int(wait), LONGEST_WAIT) if re.fullmatch(r"[0-9]{1,9}", wait) else None
    return Preference("respond-async" in found, seconds)

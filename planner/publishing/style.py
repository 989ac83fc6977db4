"""What entries say besides the meetings, and since when they have said so."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from calendars.language import Locale
from planner.revisions.announced import Announced
from planner.revisions.life import Life

if TYPE_CHECKING:
    from planner.network import Network

FORMAT = 1
"""To be raised when entries are written in another way: their LAST-MODIFIED then is the next revision's."""

_MEETING = "{meeting}"


@dataclass(frozen=True, slots=True)
class Style:
    """How entries are written.

    Attributes:
        link: address of a page about a meeting, with "{meeting}" where its id belongs; "" for none.
    """

    locale: Locale
    contact: str = ""
    link: str = ""

    @classmethod
    def of(cls, network: Network) -> Style:
        """As the settings of a network say."""
        settings = network.settings
        return cls(settings.locale, settings.publishing.contact or "", settings.publishing.link or "")

    @property
    def hash(self) -> str:
        """Differs where entries may differ."""
        written = "\0".join((str(FORMAT), self.locale, self.contact, self.link))
        return hashlib.sha256(written.encode()).hexdigest()

    def link_to(self, announced: Announced) -> str:
        """Address of the page about that meeting."""
        return self.link.replace(_MEETING, quote(announced.meeting))


@dataclass(frozen=True, slots=True)
class Setting:
    """What an entry is written with, besides the meeting itself.

    Attributes:
        since: when entries began to be written in this style; no entry was last modified before.
        lives: all by UID, for what a new meeting replaces.
    """

    style: Style
    since: datetime
    lives: Mapping[str, Life] = field(default_factory=dict)

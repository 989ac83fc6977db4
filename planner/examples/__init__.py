"""The example networks that ship with the program: one folder each, as a planner would write it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from calendars.language import Sentence

DEFAULT = "ledernetvaerk"
"""The example that is planned when no network is named."""

DESCRIPTIONS: Mapping[str, Sentence] = MappingProxyType(
    {
        DEFAULT: Sentence(
            en="a network of leaders 2022-2025: kick-off, seven rounds in five regions, closing conference",
            da="et ledernetværk 2022-2025: kick-off, syv runder i fem regioner, afsluttende konference",
        ),
        "referencenetvaerk": Sentence(
            en="15 municipalities with three persons each 2021-2022: a two-day seminar and four meetings",
            da="15 kommuner med tre personer hver 2021-2022: et seminar på to dage og fire møder",
        ),
        "netvaerk-2013-2017": Sentence(
            en="two levels of leaders in one network 2013-2017, who meet apart and together",
            da="to ledelsesniveauer i ét netværk 2013-2017, som mødes hver for sig og sammen",
        ),
        "fire-regioner-2027": Sentence(
            en="a network 2026-2029 during which five regions become four",
            da="et netværk 2026-2029, hvor fem regioner bliver til fire undervejs",
        ),
    }
)
"""Every example by name, with one line about it."""


def folder(name: str) -> Path:
    """The folder of an example, wherever the package is installed.

    Raises:
        KeyError: if there is no such example.
    """
    if name not in DESCRIPTIONS:
        raise KeyError(name)
    return Path(__file__).parent / name

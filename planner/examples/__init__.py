"""Example networks that ship with the program, one folder each, as a planner would write them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from calendars.language import Message

DEFAULT = "ledernetvaerk"
"""The example that is planned if no network is named."""

DESCRIPTIONS: Mapping[str, Message] = MappingProxyType(
    {
        DEFAULT: Message(
            "examples.descriptions.default",
            "a network of leaders 2022-2025: kick-off, seven rounds in five regions, closing conference",
        ),
        "referencenetvaerk": Message(
            "examples.descriptions.referencenetvaerk",
            "15 municipalities with three persons each 2021-2022: a two-day seminar and four meetings",
        ),
        "partnere-2020": Message(
            "examples.descriptions.partnere_2020",
            "five partner municipalities 2020-2022, and a reference network that follows their steps",
        ),
        "netvaerk-2013-2017": Message(
            "examples.descriptions.netvaerk_2013_2017",
            "two levels of leaders in one network 2013-2017, who meet apart and together",
        ),
        "temadage-2016": Message(
            "examples.descriptions.temadage_2016",
            "five theme days offered to municipalities 2016-2017, held at the first that apply",
        ),
        "fire-regioner-2027": Message(
            "examples.descriptions.fire_regioner_2027", "a network 2026-2029 during which five regions become four"
        ),
    }
)
"""Every example by name, with one line about it."""


def folder(name: str) -> Path:
    """Return the folder of an example, wherever the package is installed.

    Raises:
        KeyError: if there is no such example.
    """
    if name not in DESCRIPTIONS:
        raise KeyError(name)
    return Path(__file__).parent / name

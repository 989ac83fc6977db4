"""In which language an answer speaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from starlette.datastructures import Headers

from calendars.language import LOCALES, Locale
from planner.errors import system_locale

_CHOICE = re.compile(r"\s*([a-z]{2,3})(?:-[a-z0-9-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.IGNORECASE)
_MOST = 20
"""Languages of a header that are looked at."""


def wanted(accept_language: str) -> Locale | None:
    """The language of ours that the header wants most; None if it wants none of them."""
    weights: dict[str, float] = {}
    for part in accept_language.split(",")[:_MOST]:
        found = _CHOICE.fullmatch(part)
        if found:
            weights.setdefault(found[1].lower(), float(found[2] or 1))
    ours = [locale for locale in LOCALES if weights.get(locale, 0) > 0]
    return max(ours, key=lambda locale: weights[locale], default=None)


def spoken(scope: Any) -> Locale:  # noqa: ANN401 - ASGI's
    """What the client asks for, else the language of the network if it may know of it, else the system's."""
    asked = wanted(Headers(scope=scope).get("accept-language", ""))
    return asked or _of_network(scope) or system_locale()


def speak_as(scope: Any, network: Callable[[], Locale | None]) -> None:  # noqa: ANN401 - ASGI's
    """Let errors be told in the language of a network; it is looked up when it is needed."""
    scope.setdefault("state", {})["speaks"] = network


def _of_network(scope: Any) -> Locale | None:  # noqa: ANN401 - ASGI's
    network: Callable[[], Locale | None] | None = scope.get("state", {}).get("speaks")
    return network() if network else None

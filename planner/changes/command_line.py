"""A change as it is said on the command line."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

from planner.changes.change import AnyChange


def as_command_line(change: AnyChange) -> str:
    """Text that `parse_change` reads as the same change."""
    said = change.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"kind"})
    return " ".join([change.kind, *(word for key, value in said.items() for word in _words(key, value))])


def _words(key: str, value: object) -> Iterator[str]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _words(f"{key}.{name}", inner)
        case list() if all(isinstance(each, str) and each and "," not in each for each in value):
            yield f"{key}={shlex.quote(','.join(value))}"
        case bool():
            yield f"{key}={'yes' if value else 'no'}"
        case str():
            yield f"{key}={shlex.quote(value)}"
        case _:
            yield f"{key}={shlex.quote(json.dumps(value))}"

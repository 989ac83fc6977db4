"""Three versions of a network: what was changed from one to another, done to a third."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from typing import Any

from planner.network.network import Network
from planner.network.tables import TABLES

_KEYS = ("id", "meeting")
"""Keys of a section that tell it from the others of its kind."""


def three_way(before: Network, after: Network, other: Network) -> Network:
    """Return the other network with all that is different from `before` to `after`; not valid as a whole if it clashes.

    Raises:
        InputErrors: if the parts do not go together.
    """
    found = {
        name: _merged(name, *(each.model_dump(mode="json")[name] for each in (before, after, other)))
        for name in Network.model_fields
        if name not in {"lines", "changes"}
    }
    return Network.model_validate_json(json.dumps(found))


def key_of(name: str, row: dict[str, Any]) -> Hashable:
    """Return what tells a row of a table or a section of the settings from the others; all of it if nothing does."""
    table = next((each for each in TABLES if each.name == name), None)
    if table is not None and table.key:
        return tuple(row[column] for column in table.key)
    if table is None:
        for key in _KEYS:
            if key in row:
                return str(row[key])
    return json.dumps(row, sort_keys=True)


def _merged(name: str, before: Any, after: Any, other: Any) -> Any:  # noqa: ANN401 - JSON
    if before == after:
        return other
    if before == other:
        return after
    if all(isinstance(each, dict) for each in (before, after, other)):
        return _of_keys(before, after, other)
    if all(isinstance(each, list) for each in (before, after, other)):
        keyed = [{_key(name, item): item for item in each} for each in (before, after, other)]
        if any(len(one) != len(each) for one, each in zip(keyed, (before, after, other), strict=True)):
            return after  # the same twice, such as two breaks of a meeting
        found = _of_keys(*keyed)
        return list(found.values())
    return after


def _key(name: str, item: Any) -> Hashable:  # noqa: ANN401 - JSON
    return key_of(name, item) if isinstance(item, dict) else json.dumps(item)


def _of_keys(before: dict[Any, Any], after: dict[Any, Any], other: dict[Any, Any]) -> dict[Any, Any]:
    return {
        key: _merged(str(key), before.get(key), after.get(key), other.get(key))
        for key in _ordered(other, after)
        if _stays(key, before, after, other)
    }


def _ordered(first: Iterable[Any], then: Iterable[Any]) -> Iterable[Any]:
    return dict.fromkeys([*first, *then])


def _stays(key: Any, before: dict[Any, Any], after: dict[Any, Any], other: dict[Any, Any]) -> bool:  # noqa: ANN401
    """Return whether a key is in the result: added on either side, or removed on neither."""
    return key in after and key in other if key in before else True

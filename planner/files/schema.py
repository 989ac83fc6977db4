"""JSON Schema of the settings file, for editors that complete and check while one writes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from planner.errors import Path
from planner.network.settings import Settings

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def settings_schema() -> dict[str, Any]:
    """JSON Schema of network.toml, the sections of all rules included."""
    return {"$schema": _DIALECT, **Settings.model_json_schema(), "title": "network.toml"}


def known_keys(path: Path, model: type[BaseModel]) -> set[str]:
    """Keys that can stand in the section of such a document at that path; none if they are free."""
    schema = _schema(model)
    nodes = [schema]
    for part in path:
        nodes = [child for node in nodes for child in _children(schema, node, part)]
    return {key for node in nodes for each in _alternatives(schema, node) for key in each.get("properties", {})}


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _children(schema: dict[str, Any], node: dict[str, Any], part: str | int) -> Iterator[dict[str, Any]]:
    for each in _alternatives(schema, node):
        if isinstance(part, str) and part in each.get("properties", {}):
            yield each["properties"][part]
        elif isinstance(part, int) and isinstance(each.get("items"), dict):
            yield each["items"]


def _alternatives(schema: dict[str, Any], node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The node itself, or everything that it refers to or chooses from."""
    if "$ref" in node:
        yield from _alternatives(schema, schema["$defs"][node["$ref"].rpartition("/")[2]])
        return
    yield node
    for keyword in ("anyOf", "oneOf", "allOf"):
        for each in node.get(keyword, ()):
            yield from _alternatives(schema, each)

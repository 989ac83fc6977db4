"""The description of the interface (OpenAPI), as the framework makes it, with our errors and keys."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from planner import __version__
from planner.web.api.shapes import ProblemJson
from planner.web.problems import MEDIA_TYPE
from planner.web.security.gate import is_open

TITLE = "Meeting network planner"
DESCRIPTION = (
    "Plans a network's meetings: networks, revisions, proposals and calendars. Errors are problem details (RFC 9457) "
    "in Danish or English by Accept-Language, else in the network's language."
)
_REF = "#/components/schemas/{model}"
_KEY = "key"
_DROPPED = ("HTTPValidationError", "ValidationError")
"""The framework's own form of errors, which is not used."""


def describe(api: FastAPI) -> None:
    """Let the application describe itself."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_made(api))
        return made

    api.openapi = openapi  # type: ignore[method-assign] # as the framework documents it


def _made(api: FastAPI) -> dict[str, Any]:
    found = get_openapi(title=TITLE, version=__version__, description=DESCRIPTION, routes=api.routes)
    components = found.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _DROPPED:
        schemas.pop(name, None)
    _, ours = models_json_schema([(ProblemJson, "serialization")], ref_template=_REF)
    schemas.update(ours["$defs"])
    components["securitySchemes"] = {_KEY: {"type": "http", "scheme": "bearer", "description": "planner keys create"}}
    for path, operations in found["paths"].items():
        for operation in operations.values():
            _amend(operation, needs_key=not is_open(path))
    return found


def _amend(operation: dict[str, Any], *, needs_key: bool) -> None:
    operation["responses"].pop("422", None)
    schema = {"$ref": _REF.format(model=ProblemJson.__name__)}
    operation["responses"]["default"] = {"description": "A problem.", "content": {MEDIA_TYPE: {"schema": schema}}}
    if needs_key:
        operation["security"] = [{_KEY: []}]

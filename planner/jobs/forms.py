"""The form in which requests for jobs travel to other machines: JSON, which both ends read with the same models."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

_STORE = "store"
"""The field of an argument that names the store; each machine puts in its own address, which holds a password."""

_SAID = frozenset({"title", "description", "examples"})
"""Parts of a JSON Schema that do not change what it describes."""


class NotUnderstoodError(Exception):
    """A task, or its arguments, that this release does not know."""


class Form:
    """The form of one task.

    Args:
        arguments: type of the tuple of its arguments.
        result: type of what comes of it.

    Attributes:
        name: the same for equal forms, another one for any other.
    """

    def __init__(self, arguments: Any, result: Any) -> None:  # noqa: ANN401 - types
        self.arguments: TypeAdapter[tuple[Any, ...]] = TypeAdapter(arguments)
        schemas = [_bare(each.json_schema()) for each in (self.arguments, TypeAdapter(result))]
        self.name = hashlib.sha256(json.dumps(schemas, sort_keys=True).encode()).hexdigest()[:16]


class Forms:
    """The forms of all tasks that may be asked of another machine.

    Args:
        forms: by task, as `planner.jobs.job.Run` has it.
    """

    def __init__(self, forms: Mapping[str, Form]) -> None:
        self._forms = forms

    @property
    def understood(self) -> frozenset[str]:
        """What distinguishes the tasks and forms that this release knows."""
        return frozenset(self.name(task) for task in self._forms)

    def name(self, task: str) -> str:
        """Return what tells a task in its present form from every other."""
        return hashlib.sha256(f"{task} {self._forms[task].name}".encode()).hexdigest()[:16]

    def packed(self, task: str, args: Collection[object]) -> str:
        """Return the arguments of a task as JSON, without the address of the store."""
        away = tuple(_at(each, "") for each in args)
        return self._forms[task].arguments.dump_json(away, by_alias=True, exclude_unset=True).decode()

    def unpacked(self, task: str, document: str, store: str) -> tuple[Any, ...]:
        """Return the arguments of a task from JSON, about a store.

        Raises:
            NotUnderstoodError: if this release does not know them.
        """
        try:
            return tuple(_at(each, store) for each in self._forms[task].arguments.validate_json(document))
        except (KeyError, ValidationError) as error:
            raise NotUnderstoodError from error


def _at(argument: object, store: str) -> object:
    """Return an argument about the store at an address, if it is about one."""
    if is_dataclass(argument) and not isinstance(argument, type) and _STORE in {each.name for each in fields(argument)}:
        return replace(argument, **{_STORE: store})
    return argument


def _bare(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a JSON Schema without words for people; what stands under `properties` and `$defs` are names."""
    if isinstance(schema, list):
        return [_bare(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    named = {key: {name: _bare(each) for name, each in schema[key].items()} for key in ("properties", "$defs")
             if key in schema}  # fmt: skip
    return {key: _bare(each) for key, each in schema.items() if key not in _SAID and key not in named} | named

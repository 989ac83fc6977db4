"""Hypothesis strategies for the parameters of any rule, derived from its pydantic fields."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MinLen
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from constraints.problem.rule import Rule

STEPS = (0, 1, 2, 3, 5, 8, 13)
"""Offsets of integers from their minimum; small ones are frequent, as they constrain most."""
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
SIMPLE: dict[object, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    types.NoneType: st.none(),
    time: st.sampled_from([time(hour) for hour in (9, 10, 12, 13, 15, 16)]),
}


def active(
    rule: type[Rule], names: Sequence[str], own: Mapping[str, st.SearchStrategy[object]] | None = None
) -> st.SearchStrategy[Rule]:
    """The rule with any parameters that ask something; texts are drawn from `names`, fields in `own` as it says.

    Raises:
        TypeError: if there is no strategy for the type of a field.
    """

    def made(values: Mapping[str, object]) -> Rule | None:
        try:
            return rule.model_validate(values)
        except ValidationError:
            return None

    found = _Fields(names, own or {}).of(rule).map(made).filter(lambda each: each is not None and each.active)
    return cast("st.SearchStrategy[Rule]", found)


class _Fields:
    def __init__(self, names: Sequence[str], own: Mapping[str, st.SearchStrategy[object]]) -> None:
        self._names = names
        self._own = own

    def of(self, model: type[BaseModel]) -> st.SearchStrategy[dict[str, object]]:
        """Return a strategy for values of every field of the model."""
        fields = {}
        for name, field in model.model_fields.items():
            try:
                own = self._own.get(name)
                fields[name] = self._drawn(field.annotation, field.metadata) if own is None else own
            except TypeError as unknown:
                message = f"say in PARAMETERS of the rule's test how to draw {unknown} for {model.__name__}.{name}"
                raise TypeError(message) from None
        return st.fixed_dictionaries(fields)

    def _drawn(self, kind: object, limits: Sequence[object] = ()) -> st.SearchStrategy[Any]:
        inner = get_args(kind)
        match get_origin(kind):
            case None:
                return self._plain(kind, [*_flat(limits)])
            case x if x is Annotated:
                return self._drawn(inner[0], inner[1:])
            case x if x is Literal:
                return st.sampled_from(inner)
            case x if x in {Union, types.UnionType}:
                return st.one_of([self._drawn(each, limits) for each in inner])
            case x if x in {tuple, list, set, frozenset}:
                least = max((limit.min_length for limit in limits if isinstance(limit, MinLen)), default=0)
                return st.lists(self._drawn(inner[0]), min_size=least, max_size=least + 4)
            case x if x in {dict, Mapping}:
                return st.dictionaries(self._drawn(inner[0]), self._drawn(inner[1]), max_size=2)
        raise TypeError(kind)

    def _plain(self, kind: object, limits: Sequence[object]) -> st.SearchStrategy[Any]:
        if kind in SIMPLE:
            return SIMPLE[kind]
        if kind is str:
            return st.sampled_from(self._names)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.of(kind)
        if kind in {int, float, Decimal, Fraction}:
            low, high = _range(limits)
            steps = [low + step for step in STEPS] if kind is int else QUARTERS
            return st.sampled_from([each for each in steps if low <= each <= high])
        raise TypeError(kind)


def _flat(limits: Sequence[object]) -> Iterator[object]:
    for limit in limits:
        yield from limit.metadata if isinstance(limit, FieldInfo) else [limit]


def _range(limits: Sequence[Any]) -> tuple[int, float]:
    """Return minimum and maximum of an integer, at least 0."""
    low, high = 0, float("inf")
    for limit in limits:
        match limit:
            case Ge(ge=bound):
                low = max(low, int(cast("int", bound)))
            case Gt(gt=bound):
                low = max(low, int(cast("int", bound)) + 1)
            case Le(le=bound):
                high = min(high, float(cast("float", bound)))
            case Lt(lt=bound):
                high = min(high, float(cast("float", bound)) - 1)
    return low, high

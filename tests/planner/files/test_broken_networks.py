"""However a network is broken, it is either read or refused with places and our own words."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from planner.errors import InputError, InputErrors
from planner.errors import KeyPath as Way
from planner.files import validation
from planner.files.load import read_settings
from planner.files.toml import UNREADABLE
from tests.planner.network_files import FILES, SETTINGS, NetworkFiles

WRITTEN = tomllib.loads(
    SETTINGS
    + """
[[school_holidays]]
reason = "Efterårsferie"
week = 42
points = 3
regions = ["nord"]
[[elections]]
reason = "Valg"
polling_day = 2023-06-09
campaign_days = 13
[[themes]]
id = "lov"
title = "Barnets Lov"
guests = [{ group = "Skole", number = 10 }]
[travel]
detour = 1.2
[tables]
dates = "5.3.2023"
[rules.region_gap]
min_days = 90
[rules.quorum]
member_share = 0.5
[rules.weekdays]
allowed = ["monday"]
"""
)
ODD = st.sampled_from(["", "x", "2023-03-05", 0, -1, 10**12, 1.5, True, [], ["x"], [1, 2], {}, {"x": 1}])
OUR_LAST_WORDS = {validation.DOES_NOT_FIT, UNREADABLE}


def errors_of(files: NetworkFiles) -> tuple[InputError, ...]:
    try:
        files.load()
    except InputErrors as errors:
        return errors.errors
    return ()


def ways(node: object, way: Way = ()) -> Iterator[Way]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (*way, key)
        yield from ways(child, (*way, key))


def with_odd(node: Any, way: Way, odd: object) -> Any:
    if not way:
        return odd
    copy: Any = node.copy()
    copy[way[0]] = with_odd(node[way[0]], way[1:], odd)
    return copy


def as_toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {as_toml(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool | int | float) else str(value)


def written(settings: dict[str, Any]) -> bytes:
    return "\n".join(f"{key} = {as_toml(value)}" for key, value in settings.items()).encode()


def test_the_settings_are_right_before_they_are_broken() -> None:
    assert read_settings(written(WRITTEN)).errors == ()


@given(way=st.sampled_from(sorted(ways(WRITTEN), key=str)), odd=ODD)
def test_any_odd_value_in_the_settings_is_taken_or_refused_at_its_place(way: Way, odd: object) -> None:
    broken = with_odd(WRITTEN, way, odd)
    found = read_settings(written(broken))
    assert (found.settings is None) == bool(found.errors)
    for error in found.errors:
        assert error.said.message not in OUR_LAST_WORDS
        assert error.say("en") != error.say("da")
        assert error.path == () or error.path[0] in {way[0], *broken}


@given(
    name=st.sampled_from(sorted(FILES)),
    place=st.floats(0, 1),
    length=st.integers(0, 5),
    new=st.text(st.sampled_from("\"';,.\n\r[]{}=# 0aæ\t-/"), max_size=4) | st.text(max_size=2),
)
def test_any_change_of_a_few_characters_is_read_or_refused_with_a_place(
    name: str, place: float, length: int, new: str
) -> None:
    text = FILES[name]
    at = int(place * len(text))
    with TemporaryDirectory() as folder:
        files = NetworkFiles(Path(folder))
        files.write(name, (text[:at] + new + text[at + length :]).encode("utf-8", "surrogatepass"))
        found = errors_of(files)
    assert not OUR_LAST_WORDS & {error.said.message for error in found}
    assert {error.file for error in found} <= {*FILES}

"""Limits on JSON before it is read, whatever the body."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.web.bodies import JSON_MAX_DEPTH, JSON_MAX_PARTS, require_sound
from planner.web.problems import ProblemError

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(TEXT, inside, max_size=4),
    max_leaves=20,
)


def depth(found: Any) -> int:
    inside = found.values() if isinstance(found, dict) else found if isinstance(found, list) else None
    return 0 if inside is None else 1 + max(map(depth, inside), default=0)


@given(VALUES, st.booleans())
def test_what_is_json_within_limits_is_let_through(found: Any, ascii_only: bool) -> None:  # noqa: FBT001 - a case
    assert depth(found) <= JSON_MAX_DEPTH
    require_sound(json.dumps(found, ensure_ascii=ascii_only).encode())


@given(TEXT, st.integers(0, 2))
def test_brackets_count_outside_of_texts_alone(text: str, more: int) -> None:
    found: Any = "[" * 100 + text
    for _ in range(JSON_MAX_DEPTH - 1 + more):
        found = [found, '\\"[']
    body = json.dumps(found).encode()
    if more <= 1:
        require_sound(body)
        return
    with pytest.raises(ProblemError, match="too-large"):
        require_sound(body)


def test_every_value_and_every_key_is_a_part() -> None:
    for most in (
        b"[" + b"1," * (JSON_MAX_PARTS - 1) + b"1]",
        b"[" + b"[]," * (JSON_MAX_PARTS // 2 - 1) + b"1,1]",
        b'{"":1' + b',"":1' * (JSON_MAX_PARTS // 2 - 1) + b"}",
        b"[" + b"{}," * (JSON_MAX_PARTS // 2 - 1) + b"1,1]",
    ):
        require_sound(most)
        with pytest.raises(ProblemError, match="too-large"):
            require_sound(most.replace(b"1]", b"1,1]").replace(b"1}", b'1,"":1}'))


@given(st.binary(max_size=200))
def test_any_bytes_are_let_through_or_refused_with_a_problem(body: bytes) -> None:
    try:
        body.decode()
    except UnicodeDecodeError:
        with pytest.raises(ProblemError, match=r"malformed|too-large"):
            require_sound(body)
    else:
        with suppress(ProblemError):
            require_sound(body)


@pytest.mark.parametrize("text", ["😀", "\\ud83d", "C:\\\\udaxx"])
def test_whole_characters_and_text_about_halves_are_let_through(text: str) -> None:
    require_sound(json.dumps([text]).encode())


def test_half_a_character_is_refused() -> None:
    for body in (b'["\\ud83d"]', b'["\\\\\\ud83d"]', b'["\\ude00\\ud83d"]'):
        with pytest.raises(ProblemError, match="malformed"):
            require_sound(body)

"""The text of changes.toml: entries are written, replaced and removed, and whatever else a planner wrote stays."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from planner.files.toml import comments, locate

Values = Mapping[str, object]
"""An entry by key, as JSON."""


def section(values: Values) -> str:
    """Return an entry as a section."""
    return "\n".join(["[[changes]]", *_pairs(values), ""])


def _pairs(values: Values) -> list[str]:
    return [f"{key} = {_toml(value)}" for key, value in values.items()]


def rewritten(text: str, before: Sequence[Values], after: Sequence[Values], *, by_key: bool) -> str | None:
    """Return the text with other entries, and every line of those that stay; None if it has another form.

    Comments of entries that are removed stay as well.

    Args:
        text: valid TOML whose sections [[changes]] hold the entries `before`.
        before: the entries by then.
        after: the entries from now on, told apart by the key `n`.
        by_key: whether only the keys that changed are replaced in an entry, or the whole entry below its comments.
    """
    end = "\r" if "\r\n" in text else ""
    lines = text.split("\n")
    blocks = _blocks(lines, text, len(before))
    old = {each["n"]: (each, block) for each, block in zip(before, blocks or (), strict=False)}
    new = {each["n"]: each for each in after}
    kept = [n for n in old if n in new]
    if blocks is None or kept != [n for n in new if n in old]:
        return None
    found = lines[: blocks[0].start] if blocks else lines
    added = iter(after)
    for n, (values, block) in old.items():
        if n not in new:
            found += [*block.comments(), ""] if block.comments() else []
            continue
        for each in added:
            if each["n"] == n:
                break
            found += _lines(section(each), end)
        if new[n] == values:
            found += block.lines
        elif by_key:
            found += block.edited(values, new[n], end)
        else:
            found += [*block.comments(), *_lines(section(new[n]), end)]
    for each in added:
        _separate(found, end)
        found += _lines(section(each), end)
    return "\n".join(_ended(found))


def _lines(text: str, end: str) -> list[str]:
    return [f"{line}{end}" for line in text.split("\n")]


def _separate(found: list[str], end: str) -> None:
    """Let the lines end with an empty one, so that the next section stands apart."""
    while found and not found[-1].strip():
        found.pop()
    found.append(end)


def _ended(lines: list[str]) -> list[str]:
    """Return the lines without empty ones at their end, and with a line break there."""
    last = max((n for n, line in enumerate(lines) if line.strip()), default=-1)
    return [*lines[: last + 1], ""]


@dataclass(frozen=True, slots=True)
class _Block:
    """An entry with the comments above it, up to the next.

    Attributes:
        start: its first line, counted from 0.
        lines: its lines.
        keys: the line in it of each key.
    """

    start: int
    lines: list[str]
    keys: Mapping[str, int]

    def comments(self) -> list[str]:
        """Return all comments as lines."""
        return comments("\n".join(self.lines))

    def edited(self, before: Values, after: Values, end: str) -> list[str]:
        """Return the lines with the values of the keys that changed."""
        found = list(self.lines)
        changed = [key for key in self.keys if before.get(key) != after.get(key)]
        for key in sorted(changed, key=self.keys.__getitem__, reverse=True):  # from below: lines keep their place
            at = self.keys[key]
            length = _length(self.lines, at)
            said = comments("\n".join(self.lines[at : at + length]))
            found[at : at + length] = _pair(self.lines[at], after.get(key), said, end)
        missing = {key: value for key, value in after.items() if key not in self.keys}
        below = 1 + max(n for n, line in enumerate(found) if line.strip() and not line.lstrip().startswith("#"))
        found[below:below] = [f"{pair}{end}" for pair in _pairs(missing)]
        return found


_UP_TO_VALUE = re.compile(r"[^=]*=[ \t]*")


def _pair(line: str, value: object, said: list[str], end: str) -> list[str]:
    """Return a key with another value, or none, and the comments that stood with it."""
    start = _UP_TO_VALUE.match(line)
    if value is None or start is None:
        return said
    beside = "".join(f"  {each.rstrip()}" for each in said[-1:])
    return [*said[:-1], f"{start[0]}{_toml(value)}{beside}{end}"]


def _length(lines: Sequence[str], at: int) -> int:
    """Return how many lines the key at that line takes."""
    ends = (end for end in range(at, len(lines)) if _is_toml(lines[at : end + 1]))
    return next(ends, at) - at + 1


def _is_toml(lines: Sequence[str]) -> bool:
    try:
        tomllib.loads("\n".join([*lines, ""]))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _blocks(lines: Sequence[str], text: str, n: int) -> list[_Block] | None:
    """Return the entries; None if they are not written as sections."""
    where = locate(text)
    heads = [where[("changes", place)] - 1 for place in range(n)]
    if any(not lines[head].lstrip().startswith("[[") for head in heads):
        return None
    starts = [*_with_comments(lines, heads), len(lines)]
    return [
        _Block(
            start,
            list(lines[start:end]),
            {str(path[2]): line - 1 - start for path, line in where.items() if path[:2] == ("changes", place)
             and len(path) == 3},  # noqa: PLR2004 - changes, place, key
        )
        for place, (start, end) in enumerate(pairwise(starts))
    ]  # fmt: skip


def _with_comments(lines: Sequence[str], heads: Sequence[int]) -> Iterator[int]:
    """Yield where each section begins with the comments right above it."""
    for head in heads:
        start = head
        while start and lines[start - 1].lstrip().startswith("#"):
            start -= 1
        yield start


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _toml(value: object) -> str:
    """Return a JSON value as TOML; texts that are days are written as days."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{_quoted(key)} = {_toml(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case str():
            return value if _is_day(value) else _quoted(value)
        case _:
            return json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_day(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False

"""Text as iCalendar writes it: escaped, quoted and folded (RFC 5545, sections 3.1 and 3.3.11)."""

from __future__ import annotations

import re

LONGEST_LINE = 75
"""Octets of a line without its line end."""

# Whatever a reader may take for the end of a line, also the Unicode ones, since some read by Python's splitlines().
_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, which the format forbids (the tab aside), the second row of them, and halves of surrogate pairs, which
# UTF-8 does not have. Marks of writing direction are text and stay.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})
_IN_PARAMETER = str.maketrans({"^": "^^", '"': "^'", "\n": "^n"})  # RFC 6868
_CONTINUED = range(0x80, 0xC0)  # octets of a UTF-8 character after its first


def clean(text: str) -> str:
    """The text with one kind of line end, without control characters and without space around it.

    Many readers drop space at the ends themselves, and then disagree with those who keep it.
    """
    return _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", text)).strip(" \t")


def escaped(text: str) -> str:
    """A TEXT value."""
    return clean(text).translate(_ESCAPED)


def line(name: str, value: str, **parameters: str) -> bytes:
    """One content line, folded, with its line end.

    Args:
        name: of the property.
        value: as it shall stand there, that is `escaped` if it is text.
        parameters: of the property, each with one value.
    """
    listed = "".join(f";{key}={_quoted(given)}" for key, given in parameters.items())
    return _folded(f"{name}{listed}:{value}".encode())


def text_line(name: str, text: str, **parameters: str) -> bytes:
    """The content line of a TEXT property; nothing if the text is empty."""
    value = escaped(text)
    return line(name, value, **parameters) if value else b""


def _quoted(value: str) -> str:
    safe = clean(value).translate(_IN_PARAMETER)
    return f'"{safe}"' if re.search("[,;:]", safe) else safe


def _folded(whole: bytes) -> bytes:
    parts = []
    start, room = 0, LONGEST_LINE
    while len(whole) - start > room:
        cut = _cut(whole, start, start + room)
        parts.append(whole[start:cut])
        start, room = cut, LONGEST_LINE - 1
    return b"\r\n ".join([*parts, whole[start:]]) + b"\r\n"


def _cut(whole: bytes, start: int, end: int) -> int:
    """The last place up to `end` that splits no character and, if there is one, leaves no space to begin a line."""
    last = next(at for at in range(end, start, -1) if _begins_character(whole[at]))
    return next((at for at in range(last, start, -1) if _begins_character(whole[at]) and whole[at] not in b" \t"), last)


def _begins_character(octet: int) -> bool:
    return octet not in _CONTINUED

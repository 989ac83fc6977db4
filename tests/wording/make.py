"""Write what every message says in every language, with made-up values: `python -m tests.wording.make`.

The files stand beside this one. They are the only place where wording is pinned; other tests assert keys and values.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

from calendars.language import LOCALES, Locale, Message
from docs.make_messages import messages

FOLDER = Path(__file__).parent
DAY, CLOCK = date(2023, 3, 5), time(9, 30)
DAYS, CLOCKS = {"day", "first", "last", "until", "in_force"}, {"start", "end", "earliest", "latest"}
COUNTS = (1, 1_200)
"""A value for each plural category of the languages there are, and a separator of thousands."""


def path(locale: Locale) -> Path:
    """Return the file of a language."""
    return FOLDER / f"{locale}.txt"


def wording(locale: Locale) -> str:
    """Return every message in that language, ordered by key, with what it says in an indented block."""
    found = sorted((key, text) for key, text, _ in messages() if text)
    said = (f"{key}\n{_block(sentence)}\n" for key, text in found for sentence in _said(key, text, locale))
    return "".join(said)


def _said(key: str, text: str, locale: Locale) -> Iterator[str]:
    """Yield what a message says; once with each count if it has plural forms."""
    message = Message(key, text)
    parsed = string.Formatter().parse(text + message.template(locale))
    places = [(name, form or "") for _, name, form, _ in parsed if name is not None]
    counted = {name for name, form in places if "|" in form}
    dates = {name for name, form in places if form} - counted
    for count in COUNTS if counted else COUNTS[:1]:
        plain = {name: DAY if name in DAYS else CLOCK if name in CLOCKS else f"<{name}>" for name, _ in places}
        values = {**plain, **dict.fromkeys(dates, DAY), **dict.fromkeys(counted, count)}
        yield message.say(locale, **values) if places else message.template(locale)


def _block(sentence: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in sentence.split("\n"))


def main() -> None:
    """Write the files."""
    for locale in LOCALES:
        path(locale).write_text(wording(locale), encoding="utf-8")


if __name__ == "__main__":
    main()

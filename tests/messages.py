"""Messages of tests, in two languages and in no catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from calendars.language import Locale, Message


@dataclass(frozen=True, slots=True)
class TwoLanguages(Message):
    da: str

    def template(self, locale: Locale) -> str:
        return self.da if locale == "da" else self.text


def message(en: str, da: str) -> Message:
    return TwoLanguages("test.message", en, da)

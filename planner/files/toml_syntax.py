"""Reading TOML, and what is wrong with its writing in words a planner can act on."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from calendars.language import Sentence
from planner.errors import InputError
from planner.files.refusal import file_error

_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")
_LIKE_A_DATE = re.compile(r"(?<![\w\"'.+/-])\d{1,4}([-./])\d{1,2}\1\d{1,4}(?![\w\"'/-])", re.ASCII)

VALUE = Sentence(
    en='a value was expected: text in straight quotes ("..."), a number with a point (70.5), a date (2023-03-05), true'
    " or false; or a bracket further up is not closed",
    da='her ventes en værdi: tekst i lige anførselstegn ("..."), et tal med punktum (70.5), en dato (2023-03-05), true'
    " eller false; eller en parentes længere oppe er ikke lukket",
)
LEFT_OVER = Sentence(
    en='something is left over after the value; texts and clock times stand in quotes ("10:00"), dates are written'
    " 2023-03-05, numbers with a point (70.5)",
    da='der står noget tilovers efter værdien; tekster og klokkeslæt står i anførselstegn ("10:00"), datoer skrives'
    " 2023-03-05, tal med punktum (70.5)",
)
NOT_A_DAY = Sentence(
    en="{found} is not a day; dates are written 2023-03-05 (year, month, day)",
    da="{found} er ikke en dag; datoer skrives 2023-03-05 (år, måned, dag)",
)
TWICE = Sentence(
    en="this key or section already stands further up; sections that repeat have double brackets, such as [[rounds]]",
    da="denne nøgle eller dette afsnit står allerede længere oppe; afsnit, der gentages, har dobbelte parenteser,"
    " f.eks. [[rounds]]",
)
BRACKET = Sentence(en="a bracket is not closed", da="en parentes er ikke lukket")
QUOTE = Sentence(
    en="a text is not closed; its last quote is missing", da="en tekst er ikke lukket; det sidste anførselstegn mangler"
)
KEY = Sentence(
    en="a key and a value (key = value) or a section (such as [meetings]) was expected; keys are written with the"
    " letters a to z, and what stands in braces on one line",
    da="her ventes en nøgle og en værdi (nøgle = værdi) eller et afsnit (f.eks. [meetings]); nøgler skrives med"
    " bogstaverne a til z, og det i krøllede parenteser på én linje",
)
BACKSLASH = Sentence(
    en="a backslash in a text is written twice, or the text stands in single quotes ('...')",
    da="en omvendt skråstreg i en tekst skrives to gange, eller teksten står i enkelte anførselstegn ('...')",
)
NO_SUCH_TIME = Sentence(en="there is no such day or clock time", da="der er ingen sådan dag eller et sådant klokkeslæt")
TOO_DEEP = Sentence(en="brackets are nested too deeply", da="parenteserne er indlejret for dybt")
UNREADABLE = Sentence(en="this is not TOML", da="det her er ikke TOML")

_SENTENCES = (
    ("Invalid value", VALUE),
    ("Expected newline", LEFT_OVER),
    (("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate"), TWICE),
    (("Unclosed", "Expected ']"), BRACKET),
    (("Unterminated", "Illegal character", "Found invalid", "Expected '\"", 'Expected "'), QUOTE),
    (("Expected '='", "Invalid statement", "Invalid initial"), KEY),
    (("Unescaped", "Invalid hex", "Escaped"), BACKSLASH),
    ("Invalid date", NO_SUCH_TIME),
)


def read_toml(text: str, file: str) -> dict[str, Any] | InputError:
    """What the text says, or the first thing in it that is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, day = _line(str(error), text), _wrong_day(str(error), text)
        if day:
            return file_error(file, NOT_A_DAY, line=line, found=day)
        return file_error(file, _sentence(str(error)), line=line)
    except RecursionError:
        return file_error(file, TOO_DEEP)


def _sentence(message: str) -> Sentence:
    return next((sentence for starts, sentence in _SENTENCES if message.startswith(starts)), UNREADABLE)


def _line(message: str, text: str) -> int:
    """The line it names, or the last that is not empty."""
    place = _PLACE.search(message)
    last = text.rstrip().count("\n") + 1
    return int(place[1]) if place and place[1] else last


def _wrong_day(message: str, text: str) -> str:
    """The text that looks like a date just where the reader stopped, "" if there is none."""
    place = _PLACE.search(message)
    if not place or not place[1]:
        return ""
    line, at = text.splitlines()[int(place[1]) - 1 :][:1], int(place[2]) - 1
    return next(
        (found[0] for each in line for found in _LIKE_A_DATE.finditer(each) if found.start() <= at <= found.end()), ""
    )

"""Changes in files: TOML or JSON with [[changes]]."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from calendars.language import Locale, Said, Sentence
from planner.changes.kinds import Change
from planner.changes.reading import Origin, read_changes
from planner.errors import InputError, InputErrors
from planner.files.decoding import decode
from planner.files.refusal import file_error
from planner.files.toml_lines import locate
from planner.files.toml_syntax import read_toml
from planner.network.lines import Lines
from planner.plan_file import NO_FILE, NOT_JSON, UNREADABLE

TOO_MUCH = Sentence(
    en="this is nested too deeply, or holds numbers too long", da="det er indlejret for dybt, eller har for lange tal"
)
SUFFIXES = (".toml", ".json")


def read_change_file(path: Path, locale: Locale) -> tuple[Change, ...]:
    """The changes that a file holds; its name ends in .toml or .json.

    Raises:
        InputErrors: if it cannot be read, or with everything that is wrong with any of the changes.
    """
    text = _text(path)
    if isinstance(text, InputError):
        raise InputErrors([text], locale)
    lines = Lines()
    if path.suffix.casefold() == ".toml":
        document: Any = read_toml(text, path.name)
        lines = lines if isinstance(document, InputError) else Lines(settings=locate(text))
    else:
        document = _json(text, path.name)
    if isinstance(document, InputError):
        raise InputErrors([document], locale)
    return read_changes(document, locale, Origin(path.name, lines))


def _text(path: Path) -> str | InputError:
    try:
        return decode(path.read_bytes(), path.name)
    except FileNotFoundError:
        return file_error(path.name, NO_FILE)
    except OSError as error:
        return file_error(path.name, UNREADABLE, reason=error.strerror or type(error).__name__)


def _json(text: str, file: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return InputError(file, Said(NOT_JSON, {"column": error.colno}), line=error.lineno)
    except (RecursionError, ValueError):
        return file_error(file, TOO_MUCH)

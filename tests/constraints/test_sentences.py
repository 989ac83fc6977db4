"""No sentence of a rule is said without some test that pins it: word for word, in every language."""

from __future__ import annotations

import ast
import importlib
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from calendars.language import LOCALES, Locale, Message
from constraints.problem.rule import all_rules

TESTS = Path(__file__).parent
FOLDERS = (".", "../planner/network", "../planner/files")
SHARED = ("rules.shared.closed_days", "rules.shared.gaps", "rules.shared.staffing", "problem.naming")
"""Modules whose sentences several rules say."""
MODULES = [*(f"constraints.rules.{key}" for key in all_rules()), *(f"constraints.{name}" for name in SHARED)]


def sentences(module: str) -> Iterator[tuple[str, Message]]:
    """The sentences of a module by name; those of other modules are left out, and parts that are mere places."""
    for name, value in vars(importlib.import_module(module)).items():
        words = isinstance(value, Message) and any(
            text.strip(" ;") for text, *_ in string.Formatter().parse(value.text)
        )
        if words and f"\n{name} = Message(" in Path(str(importlib.import_module(module).__file__)).read_text("utf-8"):
            yield name, value


def pattern(sentence: Message, locale: Locale) -> re.Pattern[str]:
    """What a text looks like in which the sentence is said."""
    template = sentence.template(locale)
    parts = []
    for text, field, spec, _ in string.Formatter().parse(template):
        parts.append(re.escape(text))
        if field is not None and spec and "|" in spec and "{" not in spec:
            parts.append("(?:" + "|".join(re.escape(form) for form in spec.split("|")) + ")")
        elif field is not None:
            parts.append(".+?")
    return re.compile("".join(parts))


@cache
def pinned() -> str:
    """Every text that stands in a test of the rules, of their parameters and of what they demand."""
    files = [file for folder in FOLDERS for file in (TESTS / folder).rglob("test_*.py")]
    trees = (ast.parse(file.read_text("utf-8")) for file in files)
    texts = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return "\n".join(text.replace("\n", " ") for text in texts if isinstance(text, str))


@pytest.mark.parametrize("module", MODULES)
def test_every_sentence_is_pinned_in_every_language(module: str) -> None:
    missing = [
        (name, locale)
        for name, sentence in sentences(module)
        for locale in LOCALES
        if not pattern(sentence, locale).search(pinned())
    ]
    assert missing == []

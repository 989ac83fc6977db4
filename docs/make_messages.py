"""Bring the catalogues of `calendars/locale` up to the messages of the code: `python docs/make_messages.py`.

Messages that are new stand in each catalogue without a translation, those that are gone are removed, and translations
of a message whose English has changed are marked as fuzzy: the checks fail until a person has seen them.
A new language is one new file: `python docs/make_messages.py sv` makes it.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("calendars", "constraints", "planner")
CATALOGUES = ROOT / "calendars" / "locale"
WIDTH = 120
DATES = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Generated-By")
"""Lines of a header that say what the history of the repository knows better."""


def messages(root: Path = ROOT) -> Iterator[tuple[str, str, Path]]:
    """Yield every message of the code: its key, its English and the file it stands in, ordered by file."""
    for path in sorted(path for package in PACKAGES for path in (root / package).rglob("*.py")):
        yield from ((key, text, path) for key, text in _messages_in(path.read_text(encoding="utf-8")))


@cache
def _messages_in(source: str) -> list[tuple[str, str]]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
            key, text = (ast.literal_eval(argument) for argument in node.args)
            found.append((key, text))
    return found


def renewed(known: Catalog, locale: str) -> Catalog:
    """Return the catalogue of that language with just the messages of the code."""
    found = Catalog(locale=locale, project="planner", header_comment=f"# Messages of the program: {locale}.")
    for key, text, _ in sorted(messages()):
        if not text:
            continue
        same = known.get(text, context=key)
        before = same or next((each for each in known if each.context == key), None)
        flags = ["fuzzy"] if before is not None and (same is None or same.fuzzy) else []
        found.add(text, before.string if before else "", context=key, flags=flags)
    return found


def written(catalogue: Catalog) -> str:
    """Return the text of a catalogue, without what changes from day to day."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=WIDTH)
    lines = buffer.getvalue().decode("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}:' for name in DATES))]
    return "\n".join(kept).rstrip("\n") + "\n"


def read(path: Path) -> Catalog:
    """Return the catalogue in a file; an empty one if there is none."""
    if not path.exists():
        return Catalog(locale=path.stem)
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def main() -> None:
    """Renew every catalogue, and make those that are named."""
    for path in {*CATALOGUES.glob("*.po"), *(CATALOGUES / f"{locale}.po" for locale in sys.argv[1:])}:
        path.write_text(written(renewed(read(path), path.stem)), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Calendars as files for a static web server: each changed in one step, and only where its bytes are others.

The folder to be served is `web` inside the one that is named. Beside it, not to be served, stands the list of all
addresses. The names of the files are the only place where tokens are kept, so whoever may read the folder may read all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from planner.publishing.tokens import hash_of, is_token
from planner.store.renderings import Rendering

WEB = "web"
FEEDS = "feeds"
NO_LISTING = b'<!doctype html><meta name="robots" content="noindex"><title></title>\n'
"""Served in place of a list of the files, which many web servers show where there is no such page."""

_PRIVATE = 0o600
_PUBLIC = 0o644


@dataclass(frozen=True, slots=True)
class Written:
    """What has been done, in numbers of files."""

    changed: int
    unchanged: int
    removed: int


class Folder:
    """A folder of published calendars.

    Args:
        path: of the folder; it is made if it is missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._feeds = path / WEB / FEEDS

    def tokens(self) -> dict[bytes, str]:
        """The tokens of the calendars that are there, by their hashes."""
        names = (file.stem for file in self._feeds.glob("*.ics"))
        return {hash_of(name): name for name in names if is_token(name)}

    def write(self, calendars: Iterable[tuple[str, Rendering]]) -> Written:
        """Write the calendars, each with its token, and remove all others.

        Raises:
            OSError: if a file cannot be written; those already written stay, each of them whole.
        """
        self._feeds.mkdir(parents=True, exist_ok=True)
        write_whole(self._feeds / "index.html", NO_LISTING, _PUBLIC)
        shown, changed = set(), 0
        for token, rendering in calendars:
            shown.add(token)
            changed += self._write(self._feeds / f"{token}.ics", rendering)
        gone = [name for name in self.tokens().values() if name not in shown]
        for name in gone:
            (self._feeds / f"{name}.ics").unlink()
        return Written(changed, len(shown) - changed, len(gone))

    def write_list(self, name: str, text: str) -> None:
        """Write a list of addresses, readable by its owner alone.

        Raises:
            OSError: if it cannot be written.
        """
        write_whole(self._path / name, text.encode(), _PRIVATE)

    def _write(self, path: Path, rendering: Rendering) -> bool:
        """Its time is that of the revision: web servers make Last-Modified and their entity tags of it."""
        if path.exists() and path.read_bytes() == rendering.body:
            return False
        write_whole(path, rendering.body, _PUBLIC, rendering.last_modified.timestamp())
        return True


def write_whole(path: Path, content: bytes, mode: int, modified: float | None = None) -> None:
    """Write a file such that a reader sees the old content or the new.

    It is not forced to the disk: what a power cut spoils is found and written again by the next publishing.

    Raises:
        OSError: if it cannot be written; then there is no trace of it.
    """
    if path.exists() and path.read_bytes() == content:
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(content)
        if modified is not None:
            os.utime(temporary, (modified, modified))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)

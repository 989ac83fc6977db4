"""A real browser, and a server of a folder for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.planner.web.server import Server, serving

OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
MISSING = "there is no Chromium"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def program() -> str | None:
    """Return the path of Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def running() -> Iterator[Browser]:
    """Run a browser; without one skip the test, or fail if REQUIRE_CHROMIUM is set."""
    path = program()
    if path is None:
        (pytest.fail if os.environ.get("REQUIRE_CHROMIUM") else pytest.skip)(MISSING)
    expect.set_options(timeout=60_000)  # what is waited for comes, however busy the machine is
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True)
class Site:
    """A server of the network in a folder."""

    server: Server
    folder: Path

    @property
    def root(self) -> str:
        """The address of its network."""
        return f"{self.server.url}/n/{self.folder.name}"


@contextmanager
def site(folder: Path, log: Path, *options: str, slots: int = 1) -> Iterator[Site]:
    """Serve a folder; a context manager."""
    with serving(str(folder / "network.sqlite"), log, str(folder), *options, slots=slots) as server:
        yield Site(server, folder)


def context(browser: Browser, language: str = "en-GB", **options: Any) -> Any:
    """Return a new browser window that fails what is not answered in a minute."""
    found = browser.new_context(locale=language, **options)
    found.set_default_timeout(60_000)
    return found

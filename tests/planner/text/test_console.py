"""Consoles: as wide as the terminal, and plain where it is asked for."""

import io

import pytest
from rich.text import Text

from planner.text.console import FILE_WIDTH_COLUMNS, console, rendered


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def test_a_terminal_gets_styled_text() -> None:
    assert "\x1b[" in rendered(console(Terminal()), Text("Plan", style="bold red"))


def test_no_color_takes_all_styling_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert rendered(console(Terminal()), Text("Plan", style="bold red")) == "Plan"


def test_a_file_gets_plain_text_as_wide_as_a_page() -> None:
    shown = console(io.StringIO())
    assert (rendered(shown, Text("Plan", style="bold red")), shown.width) == ("Plan", FILE_WIDTH_COLUMNS)


def test_columns_says_how_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "91")
    assert console(io.StringIO()).width == 91


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    assert rendered(console(io.StringIO()), "Sal [bold]A[/bold] :smile:") == "Sal [bold]A[/bold] :smile:"

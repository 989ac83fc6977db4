"""Names and ids with escapes for terminals in them, through every way to a terminal."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table
from rich.text import Text

from planner.cli.base.terminal import write_stderr, write_stdout
from planner.cli.program import run
from planner.text.console import console, rendered
from planner.text.harmless import harmless

OBEYED = [*map(chr, (*range(9), *range(11, 32), *range(0x7F, 0xA0))), *"\u061c\u200e\u200f\u2028\u2029"]
OBEYED += [*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFF9, 0xE0041))]
HOSTILE = "".join(OBEYED) + "\x1b[31m\x9b31m\x1b]0;title\x07"


@given(st.text(st.sampled_from([*OBEYED, "a", "\n", "\t", "[", "\\", "m", "æ", "א"])))
def test_no_character_that_a_terminal_obeys_is_left_and_json_keeps_its_meaning(text: str) -> None:
    found = harmless(text)
    assert not set(found) & set(OBEYED)
    assert harmless(found) == found
    assert json.loads(harmless(json.dumps(text, ensure_ascii=False))) == text
    plain = "".join(each for each in text if each not in OBEYED)
    assert harmless(plain) == plain


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_tables_and_sentences_keep_their_own_styles_and_no_others(
    stream: type[io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    table = Table("a", header_style="bold")
    table.add_row(f"x{HOSTILE}y")
    out = console(stream())
    found = rendered(out, Text(f"x{HOSTILE}y", style="bold"), table, f"x{HOSTILE}y")
    own = {"\x1b[1m", "\x1b[0m"}
    left = str(found)
    for each in own:
        left = left.replace(each, "")
    assert not set(left) & set(OBEYED)
    assert (left != found) is (stream is Terminal)
    assert left.count("\\u001b") >= 6


def test_what_is_written_is_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    write_stdout(f"x{HOSTILE}")
    write_stderr(f"x{HOSTILE}")
    written = capsys.readouterr()
    assert not set(written.out + written.err) & set(OBEYED)


def test_keys_and_files_with_escapes_are_told_without_them(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("net") / "a\x1b[31m\x9b\u202e"
    folder.mkdir()
    (folder / "network.toml").write_text(
        '"\\u001b[2J\\u009b\\u202e" = "\\u001b]0;x\\u0007"\nlocale = "en"\n', encoding="utf-8"
    )
    (folder / "\x1b[31mx.csv").write_text("x", encoding="utf-8")
    for words in (
        ["check", str(folder), "--plan", str(folder / "\x9b.json")],
        ["solve", str(folder)],
        ["\x1b[31m\x9b"],
    ):
        assert run(words) == 2
    written = capsys.readouterr()
    assert "\\u001b[2J\\u009b\\u202e" in written.err
    assert not set(written.out + written.err) & set(OBEYED)

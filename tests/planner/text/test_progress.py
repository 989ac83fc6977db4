"""The progress of a solve, for people and for programs."""

import io
import json

from rich.console import Console

from constraints.problem.outcome import Progress
from planner.text.console import JsonLines, PlainLines, TerminalLine, progress_line

NOTHING = Progress(0.4, None, None)
FOUND = Progress(12.7, 12_345, 12_300)


def test_a_line_says_what_is_known() -> None:
    assert progress_line(NOTHING, "en") == "no plan yet · 0 s"
    assert progress_line(Progress(2.0, None, 7), "da") == "ingen plan endnu · nedre grænse 7 · 2 s"
    assert progress_line(FOUND, "en") == "best 12,345 points · bound 12,300 · gap 0.37% · 12 s"
    assert (
        progress_line(FOUND, "da")
        == "bedste 12.345 point · nedre grænse 12.300 · højst 0,37 % fra den bedst mulige plan · 12 s"
    )


def test_plain_lines_come_ever_more_rarely() -> None:
    lines: list[str] = []
    tell = PlainLines(lines.append, "en")
    for tenth in range(6000):
        tell(Progress(tenth / 10, 5, 4))
    seconds = [float(line.split(" · ")[-1].removesuffix(" s")) for line in lines]
    assert seconds[:4] == [0, 1, 2, 3]
    assert len(lines) < 60
    assert seconds[-1] - seconds[-2] > 30


def test_json_lines_are_events() -> None:
    lines: list[str] = []

    def write(line: str) -> bool:
        lines.append(line)
        return True

    JsonLines(write, lambda: lines.append("unheard"))(FOUND)
    assert [json.loads(line)["event"] for line in lines] == ["progress"]


def test_json_lines_say_when_nobody_reads() -> None:
    unheard: list[bool] = []
    tell = JsonLines(lambda _line: False, lambda: unheard.append(True))
    tell(FOUND)
    assert unheard == [True]


def test_the_line_of_a_terminal_is_gone_at_the_end() -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=60, color_system=None)
    tell = TerminalLine(console, "da")
    with tell.shown:
        tell(FOUND)
    written = screen.getvalue()
    assert "bedste 12.345 point" in written
    assert written.rstrip().endswith("\x1b[2K")

"""Meetings made of parts, which give their hours."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from calendars.days import Hours
from constraints.problem.problem import MeetingPart
from planner.network.problem import build_problem
from tests.planner.network_files import NetworkFiles, small_network, small_round, small_settings, wrong

TALK_AND_WORK = [{"title": "Oplæg", "minutes": 90}, {"title": "Pause", "minutes": 15}, {"title": "W", "minutes": 75}]
THREE_HOURS = Hours(time(9), time(12))


@pytest.mark.parametrize(
    ("round_", "general", "expected"),
    [
        ({"starts": ["09:00"], "parts": TALK_AND_WORK}, {}, (THREE_HOURS,)),
        ({"starts": ["9.00", time(13)], "parts": TALK_AND_WORK}, {}, (THREE_HOURS, Hours(time(13), time(16)))),
        ({"starts": ["13:00", "13:00"], "parts": TALK_AND_WORK}, {}, (Hours(time(13), time(16)),)),
        ({"starts": ["09:00"]}, {"parts": TALK_AND_WORK}, (THREE_HOURS,)),
        ({"parts": TALK_AND_WORK}, {"starts": ["09:00"], "parts": TALK_AND_WORK[:1]}, (THREE_HOURS,)),
        ({"starts": ["09:00"], "parts": TALK_AND_WORK}, {"hours": ["08:00", "10:00"]}, (THREE_HOURS,)),
        ({"hours": ["09:00", "12:00"], "parts": TALK_AND_WORK}, {"starts": ["10:00"]}, (THREE_HOURS,)),
        ({"hours": ["09:00", "12:00"]}, {}, (THREE_HOURS,)),
    ],
)
def test_the_parts_give_the_end_of_a_meeting(
    round_: dict[str, object], general: dict[str, object], expected: tuple[Hours, ...]
) -> None:
    written = small_round(**{"hours": None, **round_})
    [meeting] = build_problem(small_network(small_settings(rounds=(written,), meetings=general))).meetings
    assert (meeting.hours, *meeting.other_hours) == expected
    length = sum(part.minutes for part in meeting.parts)
    assert [part.title for part in meeting.parts] == (["Oplæg", "Pause", "W"] if length else [])
    assert length in {0, 180}


def test_parts_are_told_in_their_order() -> None:
    written = small_round(hours=None, starts=["09:00"], parts=TALK_AND_WORK[:2])
    [meeting] = build_problem(small_network(small_settings(rounds=(written,)))).meetings
    assert meeting.parts == (MeetingPart("Oplæg", 90), MeetingPart("Pause", 15))
    assert meeting.hours == Hours(time(9), time(10, 45))


@pytest.mark.parametrize(
    ("round_", "key"),
    [
        ({"hours": None, "starts": ["09:00"]}, "network.no_parts"),
        ({"hours": ["09:00", "12:30"], "parts": TALK_AND_WORK}, "network.parts_length"),
        ({"hours": ["09:00", "12:00"], "other_hours": [["13:00", "15:00"]], "parts": TALK_AND_WORK},
         "network.parts_length"),
        ({"hours": None, "starts": ["09:00"], "parts": TALK_AND_WORK, "days": 2}, "network.parts_of_days"),
        ({"hours": None, "starts": ["22:00"], "parts": TALK_AND_WORK}, "network.past_midnight"),
    ],
)  # fmt: skip
def test_parts_that_do_not_go_with_the_hours_are_said(round_: dict[str, object], key: str) -> None:
    [told] = wrong(settings=small_settings(rounds=(small_round(**round_),)))
    assert told.key == key


def test_what_is_to_be_written_instead_of_parts_of_several_days_can_be_written(tmp_path: Path) -> None:
    files = NetworkFiles(tmp_path)
    parts = 'parts = [{ title = "Oplæg", minutes = 90 }]\n'
    files.replace("network.toml", 'hours = ["10:00", "15:30"]\n', f'starts = ["09:00"]\n{parts}')
    files.replace("network.toml", 'kind = "joint"', 'kind = "joint"\ndays = 2')
    [told] = files.wrong()
    assert told.key == "network.parts_of_days"
    files.replace("network.toml", "days = 2", 'days = 2\nparts = []\nhours = ["09:00", "16:00"]')
    assert next(each.days for each in build_problem(files.load()).meetings) == 2


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('hours = ["09:00", "12:00"]\nstarts = ["09:00"]', "rounds.hours_and_starts"),
        ('starts = ["klokken ni"]', "fields.clock"),
    ],
)
def test_a_beginning_is_one_and_a_clock_time(tmp_path: Path, line: str, key: str) -> None:
    files = NetworkFiles(tmp_path)
    files.replace("network.toml", 'hours = ["10:00", "15:30"]', line)
    assert key in {told.key for told in files.wrong()}


def test_series_and_rounds_of_files_have_parts(tmp_path: Path) -> None:
    files = NetworkFiles(tmp_path)
    files.replace("network.toml", 'hours = ["10:00", "15:30"]', 'starts = ["10:00", "13:00"]')
    files.replace("network.toml", "staff = { KL = 1 }", 'parts = [{ title = "Oplæg", minutes = 60 }]')
    files.add("network.toml", '\n[[series.parts]]\ntitle = "Workshop"\nminutes = 120\n')
    found = {each.id: each for each in build_problem(files.load()).meetings}
    assert found["kickoff"].hours == Hours(time(10), time(11))
    assert found["2023-1/nord"].hours == Hours(time(10), time(12))
    assert found["2023-1/nord"].other_hours == (Hours(time(13), time(15)),)

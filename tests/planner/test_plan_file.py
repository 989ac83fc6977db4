"""Plans that people write by hand: read with care, refused with the place."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.language import Locale
from constraints.problem.plan import Plan
from planner.errors import InputErrors
from planner.files.plan_file import parse_plan, read_plan

TIME = "2023-03-14T10:00:00+01:00"
MEETING: dict[str, Any] = {
    "id": "kickoff", "start": "2023-03-07T10:00:00+01:00", "end": "2023-03-07T15:00:00+01:00", "venue": "kro",
    "rooms": ["r0"],
}  # fmt: skip


def written(**changes: object) -> str:
    return json.dumps({"meetings": [MEETING | changes]})


def refused(text: str, locale: Locale = "en") -> list[str]:
    with pytest.raises(InputErrors) as caught:
        parse_plan(text, "plan.json", locale)
    return str(caught.value).splitlines()


def test_a_plan_needs_no_more_than_times_venue_and_rooms() -> None:
    (planned,) = parse_plan(json.dumps({"meetings": [MEETING]}), "plan.json", "en").meetings
    assert (planned.meeting, planned.start.isoformat(), planned.rooms) == ("kickoff", MEETING["start"], ("r0",))
    assert planned.staff == ()


def test_times_in_utc_are_times() -> None:
    (planned,) = parse_plan(written(start="2023-03-07T09:00:00Z"), "plan.json", "en").meetings
    assert planned.start.isoformat() == "2023-03-07T09:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "english", "danish"),
    [
        (
            written(start="today"),
            f'plan.json meetings[1].start: a time with offset, such as {TIME}, was expected, not "today"',
            f'plan.json meetings[1].start: der ventes et tidspunkt med tidsforskel, fx {TIME}, ikke "today"',
        ),
        (
            written(rooms="r0"),
            'plan.json meetings[1].rooms: a list of texts was expected, not "r0"',
            'plan.json meetings[1].rooms: der ventes en liste af tekster, ikke "r0"',
        ),
        (
            written(venue=7),
            "plan.json meetings[1].venue: text in quotes was expected, not 7",
            "plan.json meetings[1].venue: der ventes tekst i anførselstegn, ikke 7",
        ),
        (
            written(stafff=[]),
            "plan.json meetings[1].stafff: there is no such key in a plan; did you mean staff?",
            "plan.json meetings[1].stafff: den nøgle findes ikke i en plan; mente du staff?",
        ),
        (
            '{"meetings": [7]}',
            "plan.json meetings[1]: an object in braces was expected, not 7",
            "plan.json meetings[1]: der ventes et objekt i krøllede parenteser, ikke 7",
        ),
        (
            '{"meetings": {}}',
            "plan.json meetings: a list in brackets was expected, not {}",
            "plan.json meetings: der ventes en liste i kantede parenteser, ikke {}",
        ),
        (
            "{}",
            "plan.json: meetings is missing: a list in brackets was expected",
            "plan.json: meetings mangler: der ventes en liste i kantede parenteser",
        ),
        (
            '{"meetings":\n x}',
            "plan.json:2: from column 2 on this is not JSON",
            "plan.json:2: fra kolonne 2 er det ikke JSON",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(text: str, english: str, danish: str) -> None:
    assert refused(text, "en") == [english]
    assert refused(text, "da") == [danish]


def test_everything_wrong_is_said_at_once() -> None:
    assert len(refused(written(start=1, end=2, venue=3, rooms=4, staff=5, id=6, more=7))) == 7


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00", "2023-03-07T10:00:00", "2023-02-29T10:00:00Z"]
)
def test_times_that_no_zone_can_show_are_refused(moment: str) -> None:
    assert len(refused(written(start=moment))) == 1


def test_text_too_deep_to_read_is_refused() -> None:
    assert refused("[" * 200_000) == ["plan.json: this is nested too deeply, or holds numbers too long, to be a plan"]


def test_numbers_too_long_to_read_are_refused() -> None:
    assert len(refused("1" * 10_000)) == 1


def test_a_key_with_half_a_surrogate_is_unknown() -> None:
    assert refused(r'{"meetings": [], "\ud800": 1}') == [r"plan.json \ud800: there is no such key in a plan"]


def test_long_values_are_cut_in_the_error() -> None:
    (line,) = refused(written(venue=["x" * 500]))
    assert len(line) < 200


@pytest.mark.parametrize(
    ("content", "danish"),
    [(None, "plan.json: filen findes ikke"), (b"\xff", "plan.json: filen er ikke UTF-8-tekst")],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes | None, danish: str) -> None:
    path = tmp_path / "plan.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputErrors) as caught:
        read_plan(path, "da")
    assert str(caught.value) == danish


def test_a_folder_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="cannot be read"):
        read_plan(tmp_path, "en")


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(written(), encoding="utf-8-sig")
    assert len(read_plan(path, "en").meetings) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*MEETING, "meetings", "x"]), inner),
    max_leaves=12,
)


@given(json_values, st.dictionaries(st.sampled_from([*MEETING, "staff"]), json_values, max_size=3))
def test_any_json_is_a_plan_or_refused_with_a_place(whole: object, changes: dict[str, object]) -> None:
    for text in (json.dumps(whole), written(**changes)):
        found: Plan | InputErrors = _read(text)
        assert isinstance(found, Plan) or all(error.say("da").startswith("plan.json") for error in found.errors)


def _read(text: str) -> Plan | InputErrors:
    try:
        return parse_plan(text, "plan.json", "da")
    except InputErrors as refusal:
        return refusal

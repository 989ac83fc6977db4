"""Changes as text: what is read, and what is said about text that is none."""

from __future__ import annotations

import re
import shlex
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.language import LOCALES, Locale
from planner.changes.closures import NewBlackout
from planner.changes.kinds import KINDS, Changes, kind_named
from planner.changes.meetings import Cancel
from planner.changes.people import PersonBusy
from planner.changes.places import RoomSmaller
from planner.changes.reading import parse_change, read_changes
from planner.changes.rules import OtherRule
from planner.cli.commands.solving import RESCHEDULE_HELP
from planner.errors import InputErrors

WORDS = ("", "meetings=", "seats.", "value=", "first_day=2023-01-02 points=", "rule=hours parameter=latest value=")


def outcome(text: str) -> object:
    try:
        return parse_change(text, "da")
    except InputErrors as errors:
        return str(errors)


def wrong(text: str, locale: str = "en") -> list[str]:
    with pytest.raises(InputErrors) as caught:
        parse_change(text, "da" if locale == "da" else "en")
    return str(caught.value).splitlines()


def test_lists_have_commas_or_the_key_again() -> None:
    expected = (Cancel(meetings=("1/nord", "1/syd"), later=False),)
    assert parse_change("cancel meetings=1/nord,1/syd later=nej", "da") == expected
    assert parse_change("cancel meetings=1/nord meetings=1/syd later=no", "en") == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_called_by_its_word_in_any_language(kind: str) -> None:
    words = {locale: KINDS[kind].word.say(locale) for locale in LOCALES}
    assert words["en"] == kind
    for word in words.values():
        assert kind_named(word) == kind_named(word.upper().replace("_", "-")) == kind
        assert len(shlex.split(word)) == 1
    assert words["da"] not in KINDS or words["da"] == kind


def test_a_change_is_said_with_its_danish_kind_whatever_the_language() -> None:
    expected = (Cancel(meetings=("1/nord",)),)
    assert parse_change("aflys meetings=1/nord", "da") == parse_change("Aflys meetings=1/nord", "en") == expected
    assert kind_named("aflysning") is None


@pytest.mark.parametrize(("text", "locale", "hint"), [
    ("aflis meetings=1", "da", "mente du aflys?"), ("cancle meetings=1", "da", "mente du cancel?"),
    ("cancle meetings=1", "en", "did you mean cancel?"),
])  # fmt: skip
def test_the_nearest_word_for_a_kind_is_suggested(text: str, locale: str, hint: str) -> None:
    (said,) = wrong(text, locale)
    assert hint in said


@pytest.mark.parametrize("locale", ["da", "en"])
def test_where_no_word_is_near_the_kinds_of_the_language_are_listed_also_in_the_help(locale: Locale) -> None:
    (said,) = wrong("xyzzy meetings=1", locale)
    for each in KINDS.values():
        assert each.word.say(locale) in said
        assert re.search(rf"\b{each.word.say(locale)}\b", RESCHEDULE_HELP.say(locale).rpartition("\n\n")[2])


def test_texts_with_spaces_stand_in_quotes() -> None:
    (change,) = parse_change('blackout reason="Børn, unge = alle" first_day=2023-01-26 points=50', "da")
    assert change == NewBlackout(reason="Børn, unge = alle", first_day=date(2023, 1, 26), points=50)


def test_keys_of_keys_have_a_point_between_them() -> None:
    (change,) = parse_change("room_smaller venue=akkc room=A seats.theatre=60 seats.cabaret=0", "da")
    assert change == RoomSmaller(venue="akkc", room="A", seats={"theatre": 60, "cabaret": 0})


def test_hours_are_called_as_in_the_table() -> None:
    (change,) = parse_change("busy person=0851-01 first_day=2023-01-26 from=08:00 to=12:00", "da")
    assert isinstance(change, PersonBusy)
    assert (change.person, change.start, change.end) == ("0851-01", time(8), time(12))


@pytest.mark.parametrize(
    ("text", "value"),
    [("60", 60), ("0.5", 0.5), ("true", True), ("monday", "monday"), ("monday,friday", ["monday", "friday"])],
)
def test_a_parameter_is_a_number_a_list_or_text(text: str, value: object) -> None:
    (change,) = parse_change(f"rules rule=quorum parameter=member_share value={text}", "da")
    assert change == OtherRule(rule="quorum", parameter="member_share", value=value)


def test_a_file_may_hold_several(tmp_path: Path) -> None:
    file = tmp_path / "Valget.TOML"
    file.write_text(
        "[[changes]]\nkind = 'cancel'\nmeetings = ['1']\n[[changes]]\nkind = 'law'\ntheme = 'l'\nin_force = 2024-01-01"
    )
    assert [change.kind for change in parse_change(str(file), "da")] == ["cancel", "law"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cancl meetings=1", 'cancl kind: "cancl" is no kind of change; did you mean cancel?'),
        ("cancel meeting=1 meetings=1", "cancel meeting: there is no such key"),
        ("cancel", "cancel meetings: this key is missing; such as: cancel meetings=2022-2/syddanmark,"),
        ("cancel meetings=1 later=måske", "cancel later: 'måske' is neither yes nor no"),
        ("law theme=x in_force=5.1.2024", 'law in_force: "5.1.2024" was found where a date such as'),
        ("law theme=x theme=y in_force=2024-01-01", "law theme: theme stands here a second time"),
        ("fix meeting=1", "fix: say what is fixed: day, venue or both"),
        ("fix meeting=1 2023-01-01", "fix: '2023-01-01' was found where a key and a value were"),
        ("room_smaller venue=v room=r seats=5", "room_smaller seats: 5 was found where a section, or keys"),
        ("room_smaller venue=v room=r seats=5 seats.theatre=5", "room_smaller seats"),
        ("window round=1 meeting=1 first=2023-01-01 last=2023-01-02", "window: say what gets"),
        ("busy person=p first_day=2023-01-02 from=10:00", "busy: from and to belong together; give both or neither"),
        ("blackout reason=x first_day=2023-01-01 points=0", "blackout points: 0 points is no price"),
        ('cancel "meetings=1', "cancel: a quote is not closed"),
        ("", "changes: say what happened, such as cancel meetings=2022-2/nordjylland, or name a file (.toml or .json)"),
        ("nowhere.toml", "nowhere.toml: there is no such file"),
    ],
)  # fmt: skip
def test_text_that_is_no_change_is_told(text: str, said: str) -> None:
    first, *_ = wrong(text)
    assert first.startswith(said)


@given(kind=st.sampled_from([*KINDS]), rest=st.text("abc=.,\"' []{}019-", max_size=30), key=st.sampled_from(WORDS))
def test_whatever_is_typed_is_a_change_or_told(kind: str, rest: str, key: str) -> None:
    assert outcome(f"{kind} {key}{rest}")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", "[[changes]]\nkind = 'law'\ntheme = 'x'\n\nin_force = 'x'", "a.toml:5 changes[1].in_force: "),
        ("a.toml", "[[changes]]\nkind = 'law'\ntheme = 'x'", "a.toml:1 changes[1].in_force: denne nøgle mangler"),
        ("a.toml", "[[changes]]\ntheme = 'x'", "a.toml:1 changes[1].kind: kind mangler: hvad der er sket, en af"),
        ("a.toml", "changes = 3", "a.toml:1 changes: 3 står, hvor der ventes en liste i kantede parenteser"),
        ("a.toml", "changes = [3]", "a.toml:1 changes[1]: 3 står, hvor der ventes et afsnit"),
        ("a.toml", "", "a.toml changes: her er intet sket; skriv mindst ét afsnit [[changes]]"),
        ("a.toml", "x = ", "a.toml:1: her ventes en værdi"),
        ("a.toml", "as_of = 2023-01-01\n[[changes]]\nkind = 'law'", "a.toml:1 as_of: den nøgle findes ikke"),
        ("a.json", "{", "a.json:1: fra kolonne 2 er det ikke JSON"),
        ("a.json", "[" * 100_000, "a.json: det er indlejret for dybt"),
        ("a.json", "[]", "a.json: [] står, hvor der ventes et afsnit"),
        ("a.json", '{"changes": [{"kind": 3}]}', "a.json changes[1].kind: 3 er ikke en kendt slags ændring"),
        ("a.json", '{"changes": [{"kind": "law", "theme": "x", "in_force": 1}]}', "a.json changes[1].in_force: "),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_told_with_its_line(name: str, text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    first, *_ = wrong(str(tmp_path / name), "da")
    assert first.startswith(said)


def test_a_folder_is_no_file_with_changes(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    assert wrong(str(tmp_path / "folder.json")) == ["folder.json: the file cannot be read (Is a directory)"]


def test_there_is_a_limit_to_what_happens_at_once() -> None:
    law = {"kind": "law", "theme": "x", "in_force": "2024-01-01"}
    assert len(read_changes({"changes": [law] * 200}, "en")) == 200
    with pytest.raises(InputErrors, match="there are 201 changes; at most 200 can be taken at once"):
        read_changes({"changes": [law] * 201}, "en")


def test_the_schema_of_http_describes_every_key_and_has_examples() -> None:
    kinds = {
        name: each
        for name, each in Changes.model_json_schema()["$defs"].items()
        if "kind" in each.get("properties", {})
    }
    assert all(each["description"] and each["examples"] for each in kinds.values())
    keys = {(name, key): field for name, each in kinds.items() for key, field in each["properties"].items()}
    assert [place for place, field in keys.items() if place[1] != "kind" and "description" not in field] == []


@pytest.mark.parametrize("day", ["24-09-2026", "24.9.2026", "24/9-2026", "'24. september 2026'"])
def test_days_and_times_are_read_as_people_type_them(day: str) -> None:
    (found,) = parse_change(f"busy person=a1 first_day={day} from=9.30 to='kl. 12'", "da")
    assert found == PersonBusy(person="a1", first_day=date(2026, 9, 24), start=time(9, 30), end=time(12))


def test_a_day_that_may_be_two_is_told_as_typed() -> None:
    assert "5/9/2026" in wrong("busy person=a1 first_day=5/9/2026")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_that_is_missing_is_asked_for_with_an_example_that_can_be_read(kind: str) -> None:
    try:
        parse_change(kind, "en")
    except InputErrors as wrong:
        asked = [each.say("en") for each in wrong.errors if "missing" in each.say("en")]
    else:
        asked = []
    for said in asked:
        words = said.partition("this key is missing; such as: ")[2]
        (change,) = parse_change(words, "en")
        assert change.kind == kind

from calendars.blackouts import Blackout
from calendars.language import say_value
from constraints.problem.naming import days_name, layout_name, meeting_name, person_name, reason_name, room_name
from constraints.problem.problem import Room, StaffPerson
from tests.constraints.builders import JOINT, SYD, days, meeting, problem


def test_a_regional_meeting_is_named_with_its_region() -> None:
    of = problem([])
    assert meeting_name(of, meeting("a", SYD, title="Netværksmøde forår 2023")) == "Netværksmøde forår 2023, Syd"
    assert meeting_name(of, meeting("a", JOINT, title="Kick-off")) == "Kick-off"


def test_an_id_stands_in_for_a_missing_name() -> None:
    assert person_name(StaffPerson("kl-1", "KL", "Kim")) == "Kim"
    assert person_name(StaffPerson("kl-1", "KL")) == "kl-1"
    assert [room_name(Room("a", 0, name, {}, 0, frozenset({0}))) for name in ("Salen", "")] == ["Salen", "a"]


def test_several_days_are_named_by_first_and_last() -> None:
    assert say_value(days_name(days(0)), "da") == "mandag den 6. marts 2023"
    assert say_value(days_name(days(0, 1)), "da") == "mandag den 6. marts 2023 til tirsdag den 7. marts 2023"


def test_a_reason_carries_its_source() -> None:
    assert say_value(reason_name(Blackout(days(0), "Ferie")), "en") == "Ferie"
    assert say_value(reason_name(Blackout(days(0), "Ferie", source="kommunen")), "en") == "Ferie (source: kommunen)"


def test_a_reason_that_is_stated_as_a_week_carries_it() -> None:
    winter = Blackout(days(0), "Vinterferie", source="folkeskolen.dk", week=7)
    assert say_value(reason_name(winter), "da") == "Vinterferie uge 7 (kilde: folkeskolen.dk)"
    assert say_value(reason_name(winter), "en") == "Vinterferie, week 7 (source: folkeskolen.dk)"


def test_usual_layouts_have_a_name_and_others_keep_theirs() -> None:
    assert say_value(layout_name("u_shape"), "da") == "hesteskoopstilling"
    assert say_value(layout_name("rundkreds"), "en") == "rundkreds"

from planner.errors import Names, hint, hint_of_part, hint_or_list

PLACES = {"0851": "Aalborg", "0860": "Hjørring", "0101": "København", "0607": "Fredericia"}


def test_a_typing_error_is_told_with_the_name_of_the_place() -> None:
    assert hint("0852", PLACES).say("en") == "; did you mean 0851 (Aalborg)?"
    assert hint("0852", PLACES).say("da") == "; mente du 0851 (Aalborg)?"


def test_names_without_titles_stand_alone_and_capitals_do_not_matter() -> None:
    assert hint("REGION_GP", ["region_gap", "rent"]).say("en") == "; did you mean region_gap?"


def test_the_name_instead_of_the_id_leads_to_the_id() -> None:
    assert hint("Alborg", PLACES).say("en") == "; did you mean 0851 (Aalborg)?"


def test_zeros_lost_at_the_front_are_told_with_the_cure() -> None:
    assert hint("101", PLACES).say("en") == (
        "; did you mean 0101 (København)? A spreadsheet drops zeros at the front: give the column the format Text"
    )
    assert hint("101", PLACES).say("da") == (
        "; mente du 0101 (København)? Et regneark fjerner nuller forrest: giv kolonnen formatet Tekst"
    )


def test_nothing_near_gives_no_hint() -> None:
    assert hint("xyz", PLACES).say("en") == ""
    assert hint("x", []).say("da") == ""


def test_without_a_search_only_lost_zeros_are_seen() -> None:
    names = Names(PLACES)
    assert names.hint("0852", search=False).say("en") == ""
    assert "0607" in names.hint("607", search=False).say("en")


def test_where_nothing_is_near_all_that_is_known_is_listed() -> None:
    assert hint_or_list("kommune", ["role", "id"]).say("en") == "; those known here: id and role"
    assert hint_or_list("kommune", ["role", "id"]).say("da") == "; her kendes: id og role"
    assert hint_or_list("rol", ["role", "id"]).say("en") == "; did you mean role?"


def test_nothing_is_listed_where_there_is_nothing_or_too_much() -> None:
    assert hint_or_list("x", []).say("en") == ""
    assert hint_or_list("x", [f"name{n}" for n in range(21)]).say("en") == ""


def test_a_part_of_names_brings_all_that_have_it_and_nonsense_the_whole_list() -> None:
    rules = ["region_gap", "joint_gap", "round_span"]
    assert hint_of_part("gap", rules).say("da") == "; mente du en af disse: joint_gap og region_gap?"
    assert hint_of_part("Span", rules).say("en") == "; did you mean round_span?"
    assert hint_of_part("round_spam", rules).say("en") == "; did you mean round_span?"
    assert hint_of_part("x", rules).say("en") == "; those known here: joint_gap, region_gap and round_span"


def test_among_many_names_every_typing_error_is_told() -> None:
    many = Names([f"{place:04}-{member:02}" for place in range(101, 861) for member in range(20)])
    wrong = {"O376-01": "0376-01", "0376-11x": "0376-11", "0-376-05": "0376-05"}
    assert {text: many.hint(text).values["name"] for text in wrong} == wrong
    assert many.hint("xyzzy").say("en") == ""

"""What a planner wrote in changes.toml stays when the program edits it."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from planner.changes import layout
from planner.changes.reading import Origin as Place
from planner.changes.reading import parse_change, read_each
from planner.changes.records import RecordFile, corrected, new_records, parse_records, rewritten
from planner.network.settings import ChangeRecord
from tests.planner.changes.small import AS_OF, PLAN
from tests.planner.changes.strategies import any_change

WRITTEN = """\
# Our own heading.

# Anne called on 1 March.
[[changes]]
n = 1
said = 2023-03-01
kind = "election"
reason = 'Valg'          # as on the poster
polling_day = 2023-03-14 # to be confirmed
# cabinet unknown

   [[changes]]
   said = 2023-03-02
   n    = 4
   kind = "cancel"
   meetings = [
       "3/nord", # snow
       "3/syd",
   ]
   planned = { "3/nord" = 2023-06-08 }

# The end.
"""


def edited(text: str, *words: str | None) -> str:
    """Return the text with changes said anew; None withdraws one, and more of them are added."""
    file = parse_records(text.encode(), "en")
    found: list[ChangeRecord] = []
    for place, each in enumerate(words):
        known = file.records[place] if place < len(file.records) else None
        if each is None:
            continue
        if not each:
            assert known is not None
            found.append(known)
            continue
        (change,) = parse_change(each, "en")
        found += [corrected(known, change)] if known else [
            one.accepted() for one in new_records([change], PLAN, date(2023, 3, 5), found)
        ]  # fmt: skip
    result = rewritten(text.encode(), file, found, "en").decode()
    assert parse_records(result.encode(), "en").records == tuple(found)
    return result


def test_a_new_value_takes_the_place_of_the_old_one_and_nothing_else_changes() -> None:
    found = edited(WRITTEN, "election reason=Valg polling_day=2023-03-21", "")
    assert found == WRITTEN.replace("2023-03-14 #", "2023-03-21  #")


def test_a_key_that_is_new_stands_at_the_end_of_its_entry_and_one_that_is_gone_leaves_its_comment() -> None:
    found = edited(WRITTEN, "election reason=Valg called=2023-03-01 polling_day=2023-03-14", "")
    assert found == WRITTEN.replace("confirmed\n", "confirmed\ncalled = 2023-03-01\n")
    assert '   meetings = ["3/syd"]  # snow\n\n# The end.' in edited(WRITTEN, "", "cancel meetings=3/syd")


def test_an_entry_that_is_withdrawn_leaves_its_comments_and_the_other_entry() -> None:
    found = edited(WRITTEN, None, "")
    comments = ["# Our own heading.", "# Anne called on 1 March.", "# as on the poster", "# to be confirmed"]
    assert [each for each in found.splitlines() if each.startswith("#")] == [
        *comments,
        "# cabinet unknown",
        "# The end.",
    ]
    assert found.endswith(WRITTEN[WRITTEN.index("   [[changes]]") :])
    alone = edited(WRITTEN, "", None)
    assert alone.startswith(WRITTEN[: WRITTEN.index("   [[changes]]")])
    assert "# snow" in alone
    assert "# The end." in alone


def test_what_is_accepted_is_added_at_the_end() -> None:
    found = edited(WRITTEN, "", "", "venue_closed venue=akkc")
    assert found.startswith(WRITTEN)
    assert found.count("[[changes]]") == 3


def test_the_line_ends_and_the_mark_of_the_file_stay() -> None:
    text = WRITTEN.replace("\n", "\r\n")
    file = parse_records(text.encode(), "en")
    said = (*file.records, *(replace_number(each) for each in file.records[:1]))
    found = rewritten(b"\xef\xbb\xbf" + text.encode(), file, said, "en")
    assert found.startswith(b"\xef\xbb\xbf" + text.encode())
    assert found.count(b"\n") == found.count(b"\r\n")
    assert parse_records(found, "en").records == said


def replace_number(record: ChangeRecord) -> ChangeRecord:
    return record.model_copy(update={"n": 9})


FORMS = {
    "dotted": '[[changes]]\nn = 1\nsaid = 2023-03-01\nkind = "room_smaller"\nvenue = "akkc"\nroom = "europa"\n'
    "seats.theatre = 60 # measured\n",
    "a section of its own": '[[changes]]\nn = 1\nsaid = 2023-03-01\nkind = "room_smaller"\nvenue = "akkc"\n'
    'room = "europa"\n[changes.seats] # measured\ntheatre = 60\n',
    "a list": 'changes = [\n  { n = 1, said = 2023-03-01, kind = "room_smaller", venue = "akkc", room = "europa", '
    "seats = { theatre = 60 } }, # measured\n]\n",
}


def test_comments_beside_brackets_commas_and_headings_stay() -> None:
    text = (
        '[[changes]] # first\nn = 1\nsaid = 2023-03-01\nkind = "cancel"\nmeetings = [ # all of them\n  "3/nord" # one\n'
        "  , # comma\n  '3/syd' # \"two\"\n  # none\n] # end\nlater = false\n"
    )
    remarks = ["# first", "# all of them", "# one", "# comma", '# "two"', "# none", "# end"]
    for said in ("cancel meetings=3/syd later=no", "cancel meetings=3/nord,3/syd", None):
        found = edited(text, said)
        assert [each for each in remarks if found.count(each) != 1] == []


def test_other_forms_of_toml_keep_their_comments_too() -> None:
    for text in FORMS.values():
        found = edited(text, "room_smaller venue=akkc room=europa seats.theatre=50")
        assert found.count("# measured") == 1
        assert "# measured" in edited(text, None, "venue_closed venue=akkc")


@given(st.lists(any_change, min_size=1, max_size=4), st.data())
def test_whatever_is_edited_says_what_it_should_and_no_comment_is_lost(
    written: list[dict[str, Any]], data: st.DataObject
) -> None:
    changes = read_each((((), each) for each in written), "en", Place("changes"))
    records = tuple(each.accepted() for each in new_records(changes, PLAN, AS_OF, ()))
    lines = RecordFile(records).text("en").splitlines()
    places = data.draw(st.lists(st.integers(0, len(lines)), max_size=5, unique=True))
    for place in sorted(places, reverse=True):
        lines.insert(place, f"# remark {place}.")
    text = "\n".join(lines)
    file = parse_records(text.encode(), "en")
    other = data.draw(st.permutations(changes))
    found = [
        data.draw(st.sampled_from([each, corrected(each, change)])) for each, change in zip(records, other, strict=True)
    ]
    found = [each for each in found if data.draw(st.booleans())]
    result = rewritten(text.encode(), file, found, "en")
    assert parse_records(result, "en").records == tuple(found)
    assert all(f"# remark {place}." in result.decode() for place in places)
    assert rewritten(text.encode(), file, file.records, "en") == text.encode().rstrip(b"\n") + b"\n"


def test_a_change_that_comes_between_others_stands_between_them() -> None:
    file = parse_records(WRITTEN.encode(), "en")
    (new,) = new_records(parse_change("venue_closed venue=akkc", "en"), PLAN, AS_OF, file.records[:1])
    records = (file.records[0], new.accepted(), file.records[1])
    found = rewritten(WRITTEN.encode(), file, records, "en").decode()
    assert [each.n for each in parse_records(found.encode(), "en").records] == [1, 2, 4]
    assert found.index("# cabinet unknown") < found.index('venue = "akkc"') < found.index("# snow")


def test_texts_that_look_like_days_but_are_none_stay_texts() -> None:
    text = '[[changes]]\nn = 1\nsaid = 2023-03-01\nkind = "blackout"\nfirst_day = 2023-05-02\nreason = "x"\n'
    found = edited(text, "blackout reason=2023-02-30 first_day=2023-05-03")
    assert 'reason = "2023-02-30"\n' in found
    assert "first_day = 2023-05-03\n" in found


def test_a_key_is_replaced_where_another_is_written_with_periods() -> None:
    found = edited(FORMS["dotted"], "room_smaller venue=messe-c room=europa seats.theatre=60")
    assert found == FORMS["dotted"].replace("akkc", "messe-c")


SHORT = "[[changes]]\nn = 1\n\n[[changes]]\nn = 2\n"
ONE: dict[str, object] = {"n": 1}
TWO: dict[str, object] = {"n": 2}


def test_entries_in_another_order_or_form_are_not_rewritten() -> None:
    assert layout.rewritten(SHORT, [ONE, TWO], [ONE, TWO], by_key=True) == SHORT
    assert layout.rewritten(SHORT, [ONE, TWO], [TWO, ONE], by_key=True) is None
    listed = "changes = [{ n = 1 }, { n = 2 }]\n"
    assert layout.rewritten(listed, [ONE, TWO], [ONE, TWO], by_key=True) is None


def test_a_file_without_anything_in_it_has_no_lines() -> None:
    assert layout.rewritten("\n\n", [], [], by_key=True) == ""
    assert layout.rewritten("\n\n", [], [ONE], by_key=True) == "\n[[changes]]\nn = 1\n"


def test_the_last_key_may_have_several_lines_and_no_line_may_follow() -> None:
    text = "[[changes]]\nn = 1\nx = [\n  1,\n]  # some"
    before: dict[str, object] = {"n": 1, "x": [1]}
    assert (
        layout.rewritten(text, [before], [{"n": 1, "x": [2]}], by_key=True) == "[[changes]]\nn = 1\nx = [2]  # some\n"
    )
    more = layout.rewritten(text, [before], [{**before, "y": "a"}], by_key=True)
    assert more == f'{text}\ny = "a"\n'
    assert layout.rewritten(text, [before], [ONE], by_key=True) == "[[changes]]\nn = 1\n# some\n"


def test_a_comment_right_above_an_entry_stays_there_when_another_comes_before_it() -> None:
    three: dict[str, object] = {"n": 3}
    text = "[[changes]]\nn = 1\n# three\n#\n[[changes]]\nn = 3\n"
    found = layout.rewritten(text, [ONE, three], [ONE, TWO, three], by_key=True)
    assert found == "[[changes]]\nn = 1\n[[changes]]\nn = 2\n\n# three\n#\n[[changes]]\nn = 3\n"


def test_letters_are_written_as_they_are() -> None:
    assert layout.section({"reason": 'Børn, "unge"\n\x7f'}) == '[[changes]]\nreason = "Børn, \\"unge\\"\\n\\u007f"\n'


def test_an_entry_that_cannot_be_edited_by_key_is_written_anew_and_the_others_stay() -> None:
    first = "[[changes]]\nn   =  1\nsaid = 2023-03-01\nkind = 'venue_closed' # lost\nvenue = 'akkc'\n\n"
    found = edited(
        first + FORMS["dotted"].replace("n = 1", "n = 2"), "", "room_smaller venue=akkc room=europa seats.theatre=50"
    )
    assert found.startswith(first)
    assert found.endswith('room = "europa"\nseats = {"theatre" = 50}\n')

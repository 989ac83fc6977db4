"""Proposals as a planner reads them."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from calendars.language import Locale
from planner.reschedule.reschedule import Rescheduled
from planner.schemas.common import NamedJson
from planner.schemas.plans import ClashJson, RequirementJson
from planner.schemas.proposals import Answer, Ending, Impossible, MayMove, MoveKind, Part, Proposal
from planner.text.console import rendered
from planner.text.proposals import answer_report
from tests.planner.reschedule.small import network, rescheduled

CLOSED = "blackout reason=Conference first_day=2023-03-20 last_day=2023-03-24"


@pytest.fixture(scope="module")
def found() -> Rescheduled:
    """Two meetings hit by a conference, another venue wanted for one of them, a third dropped."""
    written = network()
    english = written.changed(settings=written.settings.model_copy(update={"locale": "en"}))
    return rescheduled(
        CLOSED, "fix meeting=1/syd venue=slot", "cancel meetings=2/syd later=no", "busy person=a1 first_day=2023-03-28",
        written=english, wanted=2,
    )  # fmt: skip


def read(found: Rescheduled, locale: Locale, width: int = 80) -> str:
    out = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None, markup=False)
    return rendered(out, *answer_report(found.answer, locale))


def test_first_who_is_hit_then_each_proposal_then_how_to_accept(found: Rescheduled) -> None:
    text = read(found, "en")
    lines = text.splitlines()
    assert lines[0] == "Conference: closed Monday 20 March 2023 to Friday 24 March 2023."
    assert "Today is taken to be 1 March 2023." in lines
    assert "3 meetings are hit; 1 stays as it is." in lines
    assert text.index("meetings are hit") < text.index("Proposal 1: ") < text.index("Proposal 2: ")
    assert "  Møde 2, Syd: It is cancelled and will not be held." in lines


def test_old_and_new_stand_side_by_side(found: Rescheduled) -> None:
    text = read(found, "en", 110)
    assert "Syd           Wed 22 Mar 2023" in text
    assert "→  not held" in text
    assert "Slottet, Vejle instead of MESSE C, Fredericia" in text


def test_every_side_of_a_proposal_has_a_line(found: Rescheduled) -> None:
    english, danish = read(found, "en"), read(found, "da")
    for titles, text in ((("People", "Money", "Notice", "Points", "Proof"), english),
                         (("Fremmøde", "Penge", "Varsel", "Point", "Bevis"), danish)):  # fmt: skip
        for title in titles:
            assert text.count(f"  {title}") >= 2


@pytest.mark.parametrize("locale", ["en", "da"])
def test_it_fits_on_eighty_columns(found: Rescheduled, locale: Locale) -> None:
    assert max(map(len, read(found, locale).splitlines())) <= 80


def test_the_head_says_how_many_meetings_change_and_how_many_of_them_nobody_hit(found: Rescheduled) -> None:
    assert "Proposal 1: " in read(found, "en")
    assert "(3 meetings change)" in read(found, "en")
    assert "(3 møder ændres)" in read(found, "da")
    first, *others = found.answer.proposals
    moves = (first.moves[0].model_copy(update={"hit": False}), *first.moves[1:])
    shown = replace(found, answer=with_proposals(found.answer, first.model_copy(update={"moves": moves}), *others))
    assert "(3 meetings change, 1 of them not hit)" in read(shown, "en", 100)
    assert "(3 møder ændres, heraf 1 uden at være ramt)" in read(shown, "da", 100)


def test_notice_rooms_and_staff_of_every_move_are_told(found: Rescheduled) -> None:
    assert "Syd: 21 days to the old day; rooms A." in read(found, "en", 110)
    assert "Syd: 21 dages varsel til den gamle dag; lokaler A." in read(found, "da", 110)
    first = found.answer.proposals[0]
    move = next(each for each in first.moves if each.after is not None and each.parts)
    assert move.after is not None
    other = move.after.model_copy(update={"staff": (NamedJson(id="K9", name="K9"),)})
    new = move.model_copy(update={"after": other, "parts": (Part.STAFF,), "kind": MoveKind.REARRANGED})
    shown = replace(found, answer=with_proposals(found.answer, first.model_copy(update={"moves": (new,)})))
    assert "; K9 instead of K1." in read(shown, "en", 110)
    assert "; K9 i stedet for K1." in read(shown, "da", 110)


def test_members_of_a_dropped_meeting_lose_it(found: Rescheduled) -> None:
    assert found.answer.proposals[0].people.without == 2
    assert "2 members lose a meeting: it is not held." in read(found, "en", 150)
    assert "2 medlemmer mister et møde: det holdes ikke." in read(found, "da", 150)


def test_how_long_it_took_and_what_the_names_mean_stand_at_the_end(found: Rescheduled) -> None:
    whole = replace(found, answer=found.answer.model_copy(update={"seconds": 3.04}))
    assert read(whole, "da").splitlines()[-2:] == [
        "Navnet siger, hvad intet andet forslag gør bedre.", "Det tog 3 sekunder.",
    ]  # fmt: skip


def with_proposals(answer: Answer, *proposals: Proposal) -> Answer:
    return answer.model_copy(update={"proposals": proposals})


def clash(*meetings: str) -> ClashJson:
    one = RequirementJson(rule="x", meetings=meetings, demands=(), sentence="Krav.")
    return ClashJson(confirmed=True, meetings=meetings, requirements=(one,))


@pytest.mark.parametrize(
    ("clashes", "may_move", "advice"),
    [
        ((clash("1/syd"),), MayMove.NOTHING, None),
        ((clash("1/syd", "2/nord"),), MayMove.NOTHING, "round, region or all"),
        ((clash("2/nord"),), MayMove.REGION, "all"), ((clash(),), MayMove.ROUND, "region or all"),
        ((clash("2/nord"),), MayMove.ALL, None), ((clash("2/nord"), clash("1/syd")), MayMove.NOTHING, None),
    ],
)  # fmt: skip
def test_moving_others_is_advised_only_where_it_can_help(
    found: Rescheduled, clashes: tuple[ClashJson, ...], may_move: MayMove, advice: str | None
) -> None:
    impossible = Impossible(complete=True, clashes=clashes, ways_out=(), not_found="No way out was found in 5 seconds.")
    update = {"status": Ending.IMPOSSIBLE, "impossible": impossible, "may_move": may_move, "proposals": ()}
    text = read(replace(found, answer=found.answer.model_copy(update=update)), "en")
    assert "No way out was found in 5 seconds." in text
    assert (f"--may-move {advice}." in text) if advice else ("--may-move" not in text)

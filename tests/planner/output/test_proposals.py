"""Proposals as a planner reads them."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from calendars.language import Locale
from planner.output.console import rendered
from planner.output.proposals import answer_report
from planner.rescheduling.reschedule import Rescheduled
from tests.planner.rescheduling.small import network, rescheduled

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

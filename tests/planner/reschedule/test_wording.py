"""Changes in words."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest

from calendars.language import LOCALES
from planner.changes.kinds import KINDS, Change
from planner.changes.reading import parse_change
from planner.reschedule.reschedule import OTHERS, in_words
from tests.planner.reschedule.small import network

AS_OF = date(2023, 3, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_change_has_words_in_both_languages(kind: str) -> None:
    (example,) = cast("dict[str, Any]", KINDS[kind].model_config["json_schema_extra"])["examples"]
    change = cast("Change", KINDS[kind].model_validate(example))
    said = [in_words(change, network(), AS_OF, locale) for locale in LOCALES]
    assert len({*said}) == len(LOCALES)
    assert all(each.endswith(".") and "=" not in each for each in said)


def test_no_words_are_left_over() -> None:
    assert OTHERS.keys() <= {*KINDS, "earlier"}  # changes that an older version had accepted


@pytest.mark.parametrize(
    ("text", "english", "danish"),
    [
        (
            "election reason=Valg polling_day=2023-04-18 called=2023-03-02",
            "Valg on 18 April 2023, called 2 March 2023.", "Valg 18. april 2023, udskrevet 2. marts 2023.",
        ),
        ("cancel meetings=1/nord,1/syd", "Cancelled, to be held later: Møde 1, Nord and Møde 1, Syd.",
         "Aflyst og holdes senere: Møde 1, Nord og Møde 1, Syd."),
        ("cancel meetings=kickoff later=no", "Cancelled for good: Kick-off.", "Aflyst uden erstatning: Kick-off."),
        ("fix meeting=1/syd venue=slot", "Møde 1, Syd is fixed to Slottet.", "Møde 1, Syd er lagt fast på Slottet."),
        ("cancel meetings=1/nord until=2023-06-01",
         "Cancelled, to be held later, by 1 June 2023 at the latest: Møde 1, Nord.",
         "Aflyst og holdes senere, senest 1. juni 2023: Møde 1, Nord."),
        ("venue_closed venue=akkc reason=Konkurs last_day=2023-03-01",
         "AKKC is closed Wednesday 1 March 2023: Konkurs.", "AKKC er lukket onsdag den 1. marts 2023: Konkurs."),
        ("venue_closed venue=akkc", "AKKC is closed from Wednesday 1 March 2023 on.",
         "AKKC er lukket fra onsdag den 1. marts 2023."),
    ],
)  # fmt: skip
def test_changes_name_what_they_are_about(text: str, english: str, danish: str) -> None:
    (change,) = parse_change(text, "en")
    assert in_words(change, network(), AS_OF, "en") == english
    assert in_words(change, network(), AS_OF, "da") == danish

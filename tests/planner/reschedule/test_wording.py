"""Changes in words."""

from __future__ import annotations

import json
import shlex
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import given

from calendars.language import LOCALES
from planner.changes.kinds import KINDS, Change
from planner.changes.reading import parse_change
from planner.reschedule.reschedule import OTHERS, in_words
from tests.planner.changes.strategies import any_change, example
from tests.planner.reschedule.small import network

AS_OF = date(2023, 3, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_change_has_words_in_both_languages(kind: str) -> None:
    (example,) = cast("dict[str, Any]", KINDS[kind].model_config["json_schema_extra"])["examples"]
    change = cast("Change", KINDS[kind].model_validate(example))
    said = [in_words(change, network(), AS_OF, locale) for locale in LOCALES]
    assert len({*said}) == len(LOCALES)
    assert all(each.endswith(".") and "=" not in each for each in said)


ONE_AND_OTHER = [
    ("election reason=Valg polling_day=2023-04-18", [
        "called=2023-03-02", "called=2023-03-02 cabinet=2023-05-02", "called=2023-03-02 cabinet=2023-05-03",
        "campaign_days=20", "campaign_days=1",
        "source=avis", "regions=nord", "points=100", "people=0851-01", "venues=akkc", "municipalities=0851",
    ]),
    ("election reason=Valg rule='third tuesday of november' every=4 from_year=2021", [
        "every=2", "from_year=2025", "rule='first tuesday of november'",
    ]),
    ("blackout reason=Fest first_day=2023-04-18", [
        "last_day=2023-04-19", "of_kind=event", "regions=nord", "regions=nord,syd", "points=5", "source=avis",
    ]),
    ("venue_closed venue=akkc", ["source=avis", "reason=Brand", "first_day=2023-04-18", "last_day=2023-04-18"]),
    ("room_smaller venue=akkc room=europa seats.theatre=10", ["seats.theatre=11", "seats.classroom=9"]),
    ("busy person=0851-01 first_day=2023-04-18", [
        "last_day=2023-04-19", "from=08:00 to=12:00", "from=08:00 to=12:30", "from=08:30 to=12:00",
    ]),
    ("staff_leaves person=kl-1", ["from_day=2023-04-18", "from_day=2023-04-19"]),
    ("member_joined id=x municipality=0851", ["role=leder", "from_day=2023-04-18", "from_day=2023-04-19"]),
    ("member_left member=0851-01", ["last_day=2023-04-18", "last_day=2023-04-19"]),
    ("rules rule=region_gap parameter=min_days", ["value=60", "value=61"]),
    ("law theme=barnets-lov in_force=2024-01-01", ["reason=Sent", "in_force=2024-01-02"]),
    ("cancel meetings=1/nord", ["meetings=1/nord,1/syd", "later=no", "until=2023-06-01", "until=2023-06-02"]),
    ("fix meeting=1/nord day=2023-06-01", ["day=2023-06-02", "venue=akkc", "venue=slot"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "others"), ONE_AND_OTHER)
def test_changes_that_differ_in_one_field_do_not_read_alike(text: str, others: list[str]) -> None:
    kind, *words = shlex.split(text)
    said = []
    for other in ("", *others):
        new = {each.partition("=")[0]: each for each in shlex.split(other)}
        parts = {**{each.partition("=")[0]: each for each in words}, **new}
        (change,) = parse_change(shlex.join([kind, *parts.values()]), "en")
        said.append(tuple(in_words(change, network(), AS_OF, locale) for locale in LOCALES))
    for spoken in zip(*said, strict=True):
        assert len({*spoken}) == len(said), spoken
        assert all(each.endswith(".") and "None" not in each and "=" not in each for each in spoken)


@given(any_change, any_change)
def test_changes_of_a_kind_read_alike_only_if_they_are_alike(one: dict[str, Any], other: dict[str, Any]) -> None:
    both = cast("list[Change]", [KINDS[each["kind"]].model_validate_json(json.dumps(each)) for each in (one, other)])
    same = one["kind"] == other["kind"] == "region_merged" or both[0] == both[1]
    assert same or len({in_words(each, example(), AS_OF, "en") for each in both}) == 2


def test_no_words_are_left_over() -> None:
    assert OTHERS.keys() <= {*KINDS, "earlier"}  # changes that an older version had accepted


@pytest.mark.parametrize(
    ("text", "english", "danish"),
    [
        (
            "election reason=Valg polling_day=2023-04-18 called=2023-03-02",
            "Valg on 18 April 2023, called 2 March 2023.", "Valg 18. april 2023, udskrevet 2. marts 2023.",
        ),
        (
            "election reason=Valg polling_day=2023-04-18 called=2023-03-02 cabinet=2023-05-02 regions=nord",
            "Valg on 18 April 2023, called 2 March 2023 (new cabinet 2 May 2023 and for Nord).",
            "Valg 18. april 2023, udskrevet 2. marts 2023 (ny regering 2. maj 2023 og for Nord).",
        ),
        ("cancel meetings=1/nord,1/syd", "Cancelled, to be held later: Møde 1, Nord and Møde 1, Syd.",
         "Aflyst og holdes senere: Møde 1, Nord og Møde 1, Syd."),
        ("cancel meetings=kickoff later=no", "Cancelled for good: Kick-off.", "Aflyst uden erstatning: Kick-off."),
        ("fix meeting=1/syd venue=slot", "Møde 1, Syd is fixed to Slottet.", "Møde 1, Syd er låst til Slottet."),
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


SAID = """\
window round=2 first=2023-09-01 last=2023-10-01
    Møde 2 may be held 1 September 2023 to 1 October 2023.
window meeting=1/nord first=2023-09-01 last=2023-10-01
    Møde 1, Nord may be held 1 September 2023 to 1 October 2023.
online meetings=1/nord,1/syd
    Held online: Møde 1, Nord and Møde 1, Syd.
online round=2 mode=allowed
    Held online if that is better: Møde 2.
online round=2 mode=never
    Held at a venue after all: Møde 2.
online first_day=2023-05-01 reason=Varsel
    Meetings are held online from Monday 1 May 2023 on: Varsel.
online first_day=2023-05-01 last_day=2023-05-02 reason=Varsel
    Meetings are held online Monday 1 May 2023 to Tuesday 2 May 2023: Varsel.
rules rule=region_gap parameter=min_days
    Rule region_gap: min_days is as usual again.
rules rule=region_gap parameter=min_days value=60
    Rule region_gap: min_days is 60 now.
together round=2
    Møde 2: all regions meet together.
together round=2 regions=nord,syd
    Møde 2: Nord and Syd meet together.
together round=2 apart=yes
    Møde 2: every region meets by itself again.
fix meeting=1/nord day=2023-04-04 venue=kro
    Møde 1, Nord is fixed to Tuesday 4 April 2023, Kroen.
fix meeting=1/nord day=2023-04-04
    Møde 1, Nord is fixed to Tuesday 4 April 2023.
fix meeting=kickoff venue=kro
    Kick-off is fixed to Kroen.
venue_closed venue=akkc last_day=2023-02-10
    AKKC is closed Friday 10 February 2023.
venue_closed venue=akkc first_day=2023-04-01 last_day=2023-04-10
    AKKC is closed Saturday 1 April 2023 to Monday 10 April 2023.
room_closed venue=akkc room=A
    AKKC: A is closed from Wednesday 1 March 2023 on.
blackout reason=Fest first_day=2023-04-18
    Fest: closed Tuesday 18 April 2023.
blackout reason=Fest first_day=2023-04-18 last_day=2023-04-19
    Fest: closed Tuesday 18 April 2023 to Wednesday 19 April 2023.
staff_away person=K1 first_day=2023-04-18
    K1 is away Tuesday 18 April 2023.
election reason=Valg rule='third tuesday of november' every=4 from_year=2021
    Valg (by the rule third tuesday of november, every 4 years and from 2021 on).
election reason=Valg polling_day=2023-04-18
    Valg on 18 April 2023.
election reason=Valg polling_day=2023-04-18 called=2023-03-02
    Valg on 18 April 2023, called 2 March 2023.
busy person=a1 first_day=2023-04-18 from=08:00 to=12:30:30
    a1 is busy Tuesday 18 April 2023 (from 08:00 each day and until 12:30:30 each day).
room_smaller venue=akkc room=A seats.theatre=10 seats.cabaret=1
    AKKC: A has other seats now (10 seats as theatre and 1 seat as cabaret).
region_merged regions=nord,syd into=syd day=2023-09-01
    Nord and Syd become Syd on 1 September 2023.
member_joined id=x municipality=0851 role=leder from_day=2023-04-18 replaces=a1
    New member: x (Aalborg) (leder, in place of a1 and from 18 April 2023 on).
member_left member=a1 last_day=2023-04-18
    a1 is no longer a member (last day 18 April 2023).
venue_closed venue=akkc reason=Brand source=avis
    AKKC is closed from Wednesday 1 March 2023 on: Brand (source: avis).
blackout reason=Fest first_day=2023-04-18 regions=nord,syd venues=akkc people=a1 points=5 of_kind=event source=avis
    Fest: closed Tuesday 18 April 2023 (of the kind event, for Nord and Syd, at AKKC, for a1, 5 points for
    each meeting and source: avis).
application municipality=0851 state=withdrawn
    Aalborg withdraws its application.
application municipality=0851 persons=9
    The application of Aalborg is other than before (9 persons).
blackout reason=Fest first_day=2023-04-18 points=1
    Fest: closed Tuesday 18 April 2023 (1 point for each meeting).
"""
"""Each change with what is said of it, indented, on 1 March 2023."""


@pytest.mark.parametrize(("text", "said"), [
    part.split("\t", 1) for part in SAID.replace("\n    ", "\t").splitlines()
])  # fmt: skip
def test_changes_say_all_that_was_said_in_them(text: str, said: str) -> None:
    (change,) = parse_change(text, "en")
    assert in_words(change, network(), AS_OF, "en") == said.replace("\t", " ")

"""The check of plans that people write by hand: what cannot be looked up is said by name, in both languages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from calendars.language import BoundMessage, Locale
from constraints.check import PLAN, check
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting, Problem
from tests.constraints.builders import NORD, days, meeting, planned, problem, team
from tests.messages import message

MEANT = message(en="; one of {known}?", da="; en af {known}?")


def first(found: Problem) -> PlannedMeeting:
    return planned(found, "a", 1, venue=0, staff=("KL-1",))


def network() -> Problem:
    return problem([meeting("a", NORD, title="Forårsmøde", window=days(0, 4))], staff=team("KL", 1))


def said(plan: PlannedMeeting, locale: Locale) -> list[str]:
    verdict = check(network(), Plan.of([plan]))
    return [finding.say(locale) for finding in verdict.findings if finding.rule == PLAN]


@pytest.mark.parametrize(
    ("changes", "english", "danish"),
    [
        (
            {"venue": "krp"},
            "Meeting Forårsmøde, Nord: the venue krp is not in the network.",
            "Mødet Forårsmøde, Nord: mødestedet krp findes ikke i netværket.",
        ),
        (
            {"staff": ("KL-2",)},
            "Meeting Forårsmøde, Nord: the person KL-2 is not in the network.",
            "Mødet Forårsmøde, Nord: personen KL-2 findes ikke i netværket.",
        ),
        (
            {"rooms": ("r9",)},
            "Meeting Forårsmøde, Nord: Kroen has no room r9.",
            "Mødet Forårsmøde, Nord: Kroen har intet lokale r9.",
        ),
        ({"rooms": ()}, "Meeting Forårsmøde, Nord has no room.", "Mødet Forårsmøde, Nord har intet lokale."),
    ],
)
def test_what_cannot_be_looked_up_is_said_by_the_meetings_name(
    changes: dict[str, object], english: str, danish: str
) -> None:
    plan = replace(first(network()), **changes)  # type: ignore[arg-type]
    assert said(plan, "en") == [english]
    assert said(plan, "da") == [danish]


@pytest.mark.parametrize("late", [0, 1])
def test_a_meeting_that_takes_no_time_or_less_is_refused(late: int) -> None:
    plan = first(network())
    plan = replace(plan, end=plan.start - timedelta(hours=late))
    assert said(plan, "en") == ["Meeting Forårsmøde, Nord must end later than it starts."]
    assert said(plan, "da") == ["Mødet Forårsmøde, Nord skal slutte senere, end det begynder."]


def test_a_meeting_that_is_not_known_leaves_the_one_that_was_meant_missing() -> None:
    plan = replace(first(network()), meeting="b")
    assert said(plan, "en") == ["The network has no meeting b.", "The plan has no meeting a (Forårsmøde, Nord)."]
    assert said(plan, "da") == ["Netværket har intet møde b.", "Planen mangler mødet a (Forårsmøde, Nord)."]


def test_a_meeting_held_twice_is_named() -> None:
    found = network()
    sentences = [each.say("da") for each in check(found, Plan.of([first(found)] * 2)).findings if each.rule == PLAN]
    assert sentences == ["Planen har mødet Forårsmøde, Nord 2 gange."]


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({"venue": "x"}, {"kro": "Kroen", "hal": "Hallen"}),
        ({"rooms": ("x",)}, {"r0": "Lokale 0", "r1": "Lokale 1", "r2": "Lokale 2", "r3": "Lokale 3"}),
        ({"staff": ("x",)}, {"KL-1": ""}),
        ({"meeting": "x"}, {"a": "Forårsmøde, Nord"}),
    ],
)
def test_a_hint_is_given_the_ids_that_would_have_done(changes: dict[str, object], known: Mapping[str, str]) -> None:
    found = network()

    def meant(wrong: str, offered: Mapping[str, str]) -> BoundMessage:
        assert (wrong, offered) == ("x", known)
        return BoundMessage(MEANT, {"known": sorted(offered)})

    plan = replace(first(found), **changes)  # type: ignore[arg-type]
    sentence = check(found, Plan.of([plan]), meant).findings[0].say("en")
    assert sentence.endswith(BoundMessage(MEANT, {"known": sorted(known)}).say("en"))

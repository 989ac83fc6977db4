"""The check of plans that people write by hand: what cannot be looked up is said by name, in both languages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from calendars.language import BoundMessage, Locale
from constraints.check import PLAN, check, rewritten_history, without_frozen
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting, Problem
from constraints.problem.rule import Finding
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


def told(**changes: object) -> list[str]:
    """Return what is said of a past meeting that is planned otherwise than announced."""
    announced = replace(first(network()), rooms=("r0", "r1", "r2"), staff=("KL-1", "KL-2"))
    of = problem(
        [meeting("a", title="Forårsmøde", published=announced, frozen=True), meeting("b")], staff=team("KL", 2)
    )
    plan = Plan.of([replace(announced, **changes), planned(of, "b", 2)])  # type: ignore[arg-type]
    return [each.say("en") for each in rewritten_history(of, plan, "kept")]


def test_what_people_were_told_of_a_past_meeting_stays() -> None:
    assert told() == told(rooms=("r0", "r2", "r1"), staff=("KL-2", "KL-1")) == []
    moved = timedelta(hours=1)
    start, end = first(network()).start, first(network()).end
    for changes in (
        {"rooms": ("r1", "r0", "r2")}, {"rooms": ("r0", "r1")}, {"rooms": ("r0", "r2")}, {"staff": ("KL-1",)},
        {"venue": "hal"}, {"start": start + moved}, {"end": end + moved},
    ):  # fmt: skip
        assert told(**changes) == [
            (
                "Forårsmøde, Nord is past: it was announced for Tuesday 7 March 2023 at Kroen, and is no longer "
                "planned otherwise."
            )
        ], changes


def test_only_what_is_past_is_held_to_what_was_announced() -> None:
    announced = first(network())
    later = replace(announced, venue="hal")
    for frozen, published in ((False, announced), (True, None)):
        of = problem([meeting("a", frozen=frozen, published=published)], staff=team("KL", 1))
        assert [*rewritten_history(of, Plan.of([later]), "kept")] == []
    of = problem([meeting("a", frozen=True, published=announced)])
    assert [*rewritten_history(of, Plan.of([replace(later, meeting="x")]), "kept")] == []


def test_what_breaks_rules_counts_unless_all_of_it_is_past() -> None:
    of = problem([meeting("a", frozen=True), meeting("b", frozen=True), meeting("c")])
    sentence = message(en="x", da="x")
    broken = [Finding("r", meetings, sentence, {}) for meetings in (("a",), ("a", "b"), ("a", "c"), ("c",))]
    costs = [replace(each, points=1) for each in broken]
    assert [*without_frozen(of, [*broken, *costs])] == [*broken[2:], *costs]


def test_a_meeting_online_needs_no_room() -> None:
    online = replace(network().venues[0], online=True)
    of = replace(network(), venues=(online, *network().venues[1:]))
    assert [each for each in check(of, Plan.of([replace(first(of), rooms=())])).findings if each.rule == PLAN] == []


def test_a_meeting_held_once_is_neither_missing_nor_repeated() -> None:
    assert said(first(network()), "en") == []
    assert [each.id for each in check(network(), Plan.of([first(network())])).schedule] == ["a"]

"""How registrations.csv is read, and what meetings make of it."""

from __future__ import annotations

from datetime import date

import pytest

from constraints.problem.plan import Plan
from constraints.problem.registrations import Answer, Registration
from planner.network.problem import build_problem
from planner.network.published import publish_meetings
from tests.constraints.builders import planned
from tests.messages import told_at
from tests.planner.network_files import NetworkFiles

YES, NO, WAITING = Answer
HEAD = "møde;medlem;kommune;svar;modtaget;dag\n"
MEETING = "2023-1/nord"


def test_answers_are_read_in_english_and_in_danish(network_files: NetworkFiles) -> None:
    network_files.write("registrations.csv", HEAD + (
        f"{MEETING};a1;;Tilmeldt;2023-01-03 kl. 9.05;\n"
        f"{MEETING};;Hjørring;Nej;2023-01-02 10:00:30;2023-02-01\n"
        f"{MEETING};a2;;waiting;44928,5;\n"
    ))  # fmt: skip
    one, other, third = network_files.load().registrations
    assert (one.member, one.answer, one.day) == ("a1", YES, None)
    assert [str(each.received) for each in (one, other, third)] == [
        "2023-01-03 09:05:00", "2023-01-02 10:00:30", "2023-01-02 12:00:00",
    ]  # fmt: skip
    assert (other.municipality, other.answer, other.day, third.answer) == ("0860", NO, date(2023, 2, 1), WAITING)


@pytest.mark.parametrize(("row", "place", "key", "values"), [
    (f"{MEETING};a1;0851;ja;;", "registrations.csv:2", "network.tables.who_answers", {}),
    (f"{MEETING};;;ja;;", "registrations.csv:2", "network.tables.who_answers", {}),
    ("xyz;a1;;ja;;", "registrations.csv:2 meeting", "network.no_meeting", {"found": "xyz"}),
    (f"{MEETING};zz;;ja;;", "registrations.csv:2 member", "references.unknown",
     {"found": "zz", "where": "references.targets.members"}),
    (f"{MEETING};a1;;måske;;", "registrations.csv:2 answer", "validation.not_one_of",
     {"found": "måske", "expected": ["option_names.yes", "option_names.no", "option_names.waiting"]}),
    (f"{MEETING};a1;;ja;i går;", "registrations.csv:2 received", "fields.not_a_date",
     {"found": "i går", "example": "2023-03-05"}),
])  # fmt: skip
def test_mistakes_are_told_with_row_value_and_what_to_write(
    network_files: NetworkFiles, row: str, place: str, key: str, values: dict[str, object]
) -> None:
    network_files.write("registrations.csv", f"{HEAD}{row}\n")
    assert network_files.wrong()[0] == told_at(place, key, **values)


def test_answers_come_to_the_meeting_in_the_order_of_receipt(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'kind = "regional"', 'kind = "regional"\nplaces = 1')
    network_files.write("registrations.csv", HEAD + (
        f"{MEETING};a2;;ja;2023-01-03;\n"
        f"{MEETING};b1;;ja;2023-01-02;\n"
        f"{MEETING};;0851;nej;;2023-02-01\n"
        f"{MEETING};c1;;ja;2023-01-01;\n"
    ))  # fmt: skip
    network = network_files.load()
    problem = build_problem(network)
    found = {each.id: each for each in problem.meetings}
    assert found[MEETING].registrations == (
        Registration(0, NO, date(2023, 2, 1)), Registration(1, NO, date(2023, 2, 1)), Registration(2, YES),
        Registration(1, YES),
    ), "c1 is of another region"  # fmt: skip
    assert (found[MEETING].places, found["kickoff"].places, found["kickoff"].registrations) == (1, None, ())
    [told] = publish_meetings(network, problem, Plan((planned(problem, MEETING, 0),))).values()
    assert (told.declined, told.waiting) == ((), ("a2",))

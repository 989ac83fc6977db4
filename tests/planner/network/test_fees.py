"""What members pay for the series: the whole price, a part of it, or nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from constraints.problem.problem import Problem
from planner.network.problem import build_problem
from planner.network.tables import Member
from planner.schemas.figures import fees
from planner.text.fees import fees_csv
from tests.messages import told_at
from tests.planner.network_files import NetworkFiles, small_network, small_settings, wrong

HALF = date(2023, 7, 2)
"""184 - 1 = 183 of the 365 days of 2023 are left on it."""
MEMBERS = (
    Member(id="a1", municipality="0851", role="chef", last_day=date(2023, 4, 30)),
    Member(id="a2", municipality="0851", role="=chef", from_day=date(2023, 5, 1), replaces="a1"),
    Member(id="a3", municipality="0851", from_day=HALF),
    Member(id="c1", municipality="0607", from_day=date(2022, 12, 1)),
    Member(id="c2", municipality="0607", from_day=date(2024, 1, 1)),
)


def problem_of(fees_: dict[str, object] | None, price: int | None = 6001) -> Problem:
    settings = small_settings(price_per_member=price, fees=fees_)
    return build_problem(small_network(settings, members=MEMBERS))


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (None, [6001, 0, 6001, 6001, 0]),
        ({}, [6001, 0, 6001 * 183 // 365, 6001, 0]),
        ({"in_proportion": False}, [6001, 0, 6001, 6001, 0]),
    ],
)
def test_who_joins_later_pays_for_the_days_that_are_left_and_who_takes_over_nothing(
    section: dict[str, object] | None, expected: list[int]
) -> None:
    problem = problem_of(section)
    assert [problem.fee(n) for n in range(5)] == expected
    assert problem.income == sum(expected)
    assert problem.paying == sum(fee > 0 for fee in expected)


def test_who_left_before_the_time_that_is_planned_pays_nothing_and_has_paid_nothing_for_others() -> None:
    members = (
        Member(id="a1", municipality="0851", last_day=date(2022, 12, 31)),
        Member(id="a2", municipality="0851", from_day=date(2023, 1, 1), replaces="a1"),
        Member(id="a3", municipality="0851", from_day=HALF, replaces="a2"),
    )
    problem = build_problem(small_network(small_settings(price_per_member=6001, fees={}), members=members))
    assert [problem.fee(n) for n in range(3)] == [0, 6001, 0]


def test_a_network_without_a_price_has_no_fees() -> None:
    problem = problem_of({}, None)
    assert (problem.income, fees(problem)) == (None, [])
    assert problem.members[2].share == Fraction(183, 365)


def test_fees_come_with_vat_rounded_and_from_the_first_day() -> None:
    found = {problem.members[each.member].id: each for problem in [problem_of({})] for each in fees(problem)}
    assert (found["a1"].amount, found["a1"].vat, found["a1"].total) == (6001, 1500, 7501)
    assert (found["a3"].amount, found["a3"].vat) == (3008, 752)
    assert [found[each].due for each in ("a1", "a3", "c1")] == [date(2023, 1, 1), HALF, date(2023, 1, 1)]
    assert found["a2"].total == 0
    no_vat = fees(problem_of({"vat_percent": 0}))
    assert {each.vat for each in no_vat} == {0}


def test_the_list_for_invoices_has_a_row_for_each_member_and_harms_no_spreadsheet() -> None:
    problem = problem_of({})
    rows = fees_csv(problem, fees(problem), "da").removeprefix("\ufeff").splitlines()
    assert rows[0] == "Kommunekode;Kommune;Medlem;Rolle;Betales fra;Andel af prisen;Uden moms;Moms;Med moms"
    assert rows[1:4] == [
        "0851;Aalborg;a1;chef;2023-01-01;1;6001;1500;7501", "0851;Aalborg;a2;'=chef;2023-05-01;0;0;0;0",
        "0851;Aalborg;a3;;2023-07-02;0,501;3008;752;3760",
    ]  # fmt: skip


def test_only_a_colleague_takes_over_and_nobody_from_themselves() -> None:
    other = (Member(id="a1", municipality="0851"), Member(id="c1", municipality="0607", replaces="a1"))
    assert [each.key for each in wrong(members=other)] == ["network.other_municipality"]
    ring = (
        Member(id="a1", municipality="0851", replaces="a2"), Member(id="a2", municipality="0851", replaces="a1"),
    )  # fmt: skip
    assert [each.key for each in wrong(members=ring)] == ["network.replaces_themselves"] * 2


def test_members_csv_says_who_replaces_whom(tmp_path: Path) -> None:
    network_files = NetworkFiles(tmp_path)
    network_files.write("members.csv", "id;kommune;fra dag;afløser\na1;0851;;\na2;0851;2023-02-01;a1\n")
    assert [each.replaces for each in network_files.load().members] == [None, "a1"]
    network_files.write("members.csv", "id;kommune;fra dag;afløser\na1;0851;;b9\n")
    assert network_files.wrong()[0] == told_at(
        "members.csv:2 replaces", "references.unknown", found="b9", where="references.targets.members"
    )

from decimal import Decimal

import pytest
from pydantic import ValidationError

from constraints.problem.problem import Member, Problem
from constraints.rules.quorum import Quorum
from tests.constraints.builders import busy, meeting, planned, problem, said
from tests.constraints.solving import accepts


def network(rule: Quorum, *away: int, length: int = 1) -> Problem:
    """Four members, two of each municipality; these are away on day 1."""
    return problem([meeting("a", days=length)], rule, member_busy=busy(8, {member: [1] for member in away}))


def test_a_share_of_the_members_can_come() -> None:
    of = network(Quorum(member_share=Decimal("0.75")), 0)
    assert said(of, planned(of, "a", 1)) == []
    assert accepts(of, {"a": (1, 0)})


def test_too_few_members_are_counted() -> None:
    of = network(Quorum(member_share=Decimal("0.51")), 0, 2)
    assert said(of, planned(of, "a", 1)) == [(
        "2 of 4 members can come to Møde a, Nord on Tuesday 7 March 2023; at least 3 are required.",
        "2 af 4 medlemmer kan komme til Møde a, Nord tirsdag den 7. marts 2023; der kræves mindst 3.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0)})
    assert accepts(of, {"a": (2, 0)})


def test_every_municipality_sends_somebody() -> None:
    of = network(Quorum(missing_municipalities=0), 0, 1, 2)
    assert said(of, planned(of, "a", 1)) == [(
        "Nobody from 1 municipality (Alfa) can come to Møde a, Nord on Tuesday 7 March 2023; at most 0 may be missing.",
        "Ingen fra 1 kommune (Alfa) kan komme til Møde a, Nord tirsdag den 7. marts 2023; der må højst mangle 0.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0)})


def test_so_many_municipalities_may_be_missing() -> None:
    one, both = (network(Quorum(missing_municipalities=1), *away) for away in ((0, 1, 2), (0, 1, 2, 3)))
    assert said(one, planned(one, "a", 1)) == []
    assert accepts(one, {"a": (1, 0)})
    assert said(both, planned(both, "a", 1)) == [(
        ("Nobody from 2 municipalities (Alfa and Beta) can come to Møde a, Nord on Tuesday 7 March 2023; at most 1 may "
        "be missing."),
        ("Ingen fra 2 kommuner (Alfa og Beta) kan komme til Møde a, Nord tirsdag den 7. marts 2023; der må højst "
        "mangle 1."),
    )]  # fmt: skip
    assert not accepts(both, {"a": (1, 0)})


def test_a_share_of_each_role_can_come() -> None:
    of = network(Quorum(role_shares={"chef": Decimal(1), "konsulent": Decimal("0.5")}), 0, 1)
    assert said(of, planned(of, "a", 1)) == [(
        "1 of 2 members with the role chef can come to Møde a, Nord on Tuesday 7 March 2023; at least 2 are required.",
        "1 af 2 medlemmer med rollen chef kan komme til Møde a, Nord tirsdag den 7. marts 2023; der kræves mindst 2.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0)})


def test_a_role_nobody_has_asks_nothing() -> None:
    of = network(Quorum(role_shares={"borgmester": Decimal(1)}), 0, 1, 2, 3)
    assert said(of, planned(of, "a", 1)) == []
    assert accepts(of, {"a": (1, 0)})


def test_whoever_misses_one_day_of_a_long_meeting_is_missing() -> None:
    of = network(Quorum(member_share=Decimal(1)), 3, length=2)
    assert said(of, planned(of, "a", 0)) == [(
        ("3 of 4 members can come to Møde a, Nord on Monday 6 March 2023 to Tuesday 7 March 2023; at least 4 are "
        "required."),
        ("3 af 4 medlemmer kan komme til Møde a, Nord mandag den 6. marts 2023 til tirsdag den 7. marts 2023; der "
        "kræves mindst 4."),
    )]  # fmt: skip
    assert [accepts(of, {"a": (day, 0)}) for day in range(3)] == [False, False, True]


@pytest.mark.parametrize(("away", "enough"), [(93, True), (94, False)])
def test_shares_are_exact_although_files_give_them_as_floating_numbers(away: int, enough: bool) -> None:  # noqa: FBT001
    assert 0.07 * 100 > 7
    people = tuple(Member(f"m{n}", municipality=0, role="") for n in range(100))
    of = problem(
        [meeting("a", members=tuple(range(100)))], Quorum.model_validate({"member_share": 0.07}), members=people,
        member_busy=busy(100, {member: [1] for member in range(away)}),
    )  # fmt: skip
    assert (said(of, planned(of, "a", 1, rooms=("r0",))) == []) is enough
    assert accepts(of, {"a": (1, 0)}) is enough


def test_only_parameters_that_ask_something_make_it_active() -> None:
    assert not Quorum().active
    assert not Quorum(role_shares={"chef": Decimal(0)}).active
    assert Quorum(member_share=Decimal("0.1")).active
    assert Quorum(missing_municipalities=0).active
    assert Quorum(role_shares={"chef": Decimal("0.1")}).active


def test_a_share_is_at_most_one() -> None:
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Quorum(member_share=Decimal("1.01"))

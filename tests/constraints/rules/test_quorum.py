from decimal import Decimal

import pytest
from pydantic import ValidationError

from constraints.problem.problem import Member, Problem
from constraints.rules.quorum import Quorum
from tests.constraints.builders import busy, meeting, planned, problem, said
from tests.constraints.examples import Demand, case
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


def test_each_municipality_is_present_with_each_of_its_levels() -> None:
    of = network(Quorum(missing_levels=0), 1)
    assert said(of, planned(of, "a", 1)) == [(
        ("Nobody can come to Møde a, Nord on Tuesday 7 March 2023 from Alfa (konsulent); at most 0 roles of "
        "municipalities may be missing."),
        ("Ingen kan komme til Møde a, Nord tirsdag den 7. marts 2023 fra Alfa (konsulent); der må højst mangle 0 "
        "roller fra kommunerne."),
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0)})
    assert accepts(of, {"a": (2, 0)})
    loose = network(Quorum(missing_levels=1), 1)
    assert said(loose, planned(loose, "a", 1)) == []
    assert accepts(loose, {"a": (1, 0)})


def test_who_has_two_roles_is_there_for_both() -> None:
    people = (
        Member("m0", municipality=0, role="chef, konsulent"), Member("m1", municipality=0, role="konsulent"),
        Member("m2", municipality=1, role="chef"), Member("m3", municipality=1, role=""),
    )  # fmt: skip
    asked = meeting("a", members=(0, 1, 2, 3))
    for away, there, share in ((1, True, True), (0, False, False), (3, True, True), (2, False, False)):
        for rule, fine in ((Quorum(missing_levels=0), there), (Quorum(role_shares={"chef": Decimal(1)}), share)):
            of = problem([asked], rule, members=people, member_busy=busy(4, {away: [1]}))
            assert (said(of, planned(of, "a", 1)) == []) is fine, (away, rule)
            assert accepts(of, {"a": (1, 0)}) is fine, (away, rule)


def test_only_parameters_that_ask_something_make_it_active() -> None:
    assert not Quorum().active
    assert not Quorum(role_shares={"chef": Decimal(0)}).active
    assert Quorum(member_share=Decimal("0.1")).active
    assert Quorum(missing_municipalities=0).active
    assert Quorum(missing_levels=0).active
    assert Quorum(role_shares={"chef": Decimal("0.1")}).active


def test_a_share_is_at_most_one() -> None:
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Quorum(member_share=Decimal("1.01"))


def test_where_nobody_is_asked_no_level_can_be_missing() -> None:
    (found,) = Quorum(missing_levels=0).relaxations(problem([]), frozenset())
    assert (found.code, found.most) == ("missing_levels", 0)


DEMANDS = {
    "": Demand(
        lambda: case(
            "quorum",
            meeting("a"),
            given={
                "member_share": Decimal("0.6"),
                "missing_municipalities": 1,
                "role_shares": {"chef": Decimal("0.5")},
            },
        ),
        en=(
            "At least 3 of the 4 members of Møde a, Nord must be able to come. At least 1 of the "
            "2 members with the role chef must be able to come to Møde a, Nord. At most 1 "
            "municipality may have nobody who can come to Møde a, Nord."
        ),
        da=(
            "Mindst 3 af de 4 medlemmer skal kunne komme til Møde a, Nord. Mindst 1 af de 2 "
            "medlemmer med rollen chef skal kunne komme til Møde a, Nord. Højst 1 kommune må være"
            " uden nogen, der kan komme til Møde a, Nord."
        ),
        relaxations=[
            (
                ("member_share 1: Lower the share of the members who must be able to come from 60 % to 59 %."),
                "member_share 1: Sænk andelen af medlemmer, der skal kunne komme, fra 60 % til 59 %.",
            ),
            (
                ("member_share 60: Lower the share of the members who must be able to come from 60 % to 0 %."),
                "member_share 60: Sænk andelen af medlemmer, der skal kunne komme, fra 60 % til 0 %.",
            ),
            (
                (
                    "role_shares 1: Lower the share of the members with the role chef who must be "
                    "able to come from 50 % to 49 %."
                ),
                ("role_shares 1: Sænk andelen af medlemmer med rollen chef, der skal kunne komme, fra 50 % til 49 %."),
            ),
            (
                (
                    "role_shares 50: Lower the share of the members with the role chef who must be "
                    "able to come from 50 % to 0 %."
                ),
                ("role_shares 50: Sænk andelen af medlemmer med rollen chef, der skal kunne komme, fra 50 % til 0 %."),
            ),
            (
                ("missing_municipalities 1: Let up to 2 municipalities instead of 1 have nobody who can come."),
                ("missing_municipalities 1: Lad op til 2 kommuner i stedet for 1 være uden nogen, der kan komme."),
            ),
            (
                ("missing_municipalities 3: Let up to 4 municipalities instead of 1 have nobody who can come."),
                ("missing_municipalities 3: Lad op til 4 kommuner i stedet for 1 være uden nogen, der kan komme."),
            ),
        ],
    ),
}

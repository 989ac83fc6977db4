"""Busy people of a team where a meeting would be: everybody is named where more are busy than the check names."""

from __future__ import annotations

import pytest

from constraints.explain.judging import Assessment, Assessor
from constraints.rules.staff_free import StaffFree
from constraints.rules.staff_teams import StaffTeams
from tests.constraints.builders import busy, judged, meeting, on, planned, problem, team


def there(needed: int, size: int, *who_is_busy: int) -> Assessment:
    """A meeting that needs so many of a team of that size, on a day on which these are busy."""
    of = problem(
        [meeting("a", staff={"KL": needed})], StaffTeams(), StaffFree(), staff=team("KL", size),
        staff_busy=busy(size, {who: [3] for who in who_is_busy}),
    )  # fmt: skip
    everybody = tuple(person.id for person in of.staff)[:needed]
    return Assessor(judged(of, planned(of, "a", 1, staff=everybody)).schedule, 0).at(on(3), 0)


def told(judged: Assessment) -> list[tuple[str, str]]:
    return [(each.say("en"), each.say("da")) for each in judged.in_full(judged.alone)]


def test_all_who_are_busy_are_named_where_too_few_of_a_team_are_free() -> None:
    assert told(there(2, 3, 1, 2)) == [(
        "Møde a, Nord needs 2 from KL, but only 1 is free on Thursday 9 March 2023: KL-2 and KL-3 are busy.",
        "Møde a, Nord kræver 2 fra KL, men kun 1 er ledig torsdag den 9. marts 2023: KL-2 og KL-3 er optagne.",
    )]  # fmt: skip


def test_a_finding_about_a_team_stands_in_for_all_those_about_its_people() -> None:
    found = there(3, 5, 0, 1, 2, 3)
    assert len(found.alone) == 2
    (finding,) = found.in_full(found.alone)
    assert finding.about == ("KL-1", "KL-2", "KL-3", "KL-4")
    assert finding.say("da") == (
        "Møde a, Nord kræver 3 fra KL, men kun 1 er ledig torsdag den 9. marts 2023: KL-1, KL-2, KL-3 og KL-4 er "
        "optagne."
    )


def test_a_team_of_which_nobody_is_free_is_told_so() -> None:
    assert told(there(1, 2, 0, 1)) == [(
        "Møde a, Nord needs 1 from KL, but nobody is free on Thursday 9 March 2023: KL-1 and KL-2 are busy.",
        "Møde a, Nord kræver 1 fra KL, men ingen er ledige torsdag den 9. marts 2023: KL-1 og KL-2 er optagne.",
    )]  # fmt: skip


@pytest.mark.parametrize(("needed", "size", "busy_people"), [(1, 1, (0,)), (2, 2, (0,)), (2, 2, (0, 1))])
def test_people_are_told_one_by_one_where_that_is_everybody_who_is_busy(
    needed: int, size: int, busy_people: tuple[int, ...]
) -> None:
    found = there(needed, size, *busy_people)
    assert found.in_full(found.alone) == [*found.alone]
    assert [each.about for each in found.alone] == [(f"KL-{who + 1}",) for who in busy_people]

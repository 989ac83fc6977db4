"""The calendar of possibilities, the candidates best first, why a meeting is where it is, and what limits cost."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

from constraints.explain.days import State
from constraints.problem.outcome import Limits
from constraints.problem.plan import Plan
from constraints.rules.region_gap import RegionGap
from planner.explain.costs import explain
from planner.explain.possibilities import candidates, possibilities
from planner.explain.subject import Subject
from planner.explain.why import why
from planner.pictures.calendar_picture import draw_possibilities
from planner.text.questions import possibilities_report, why_report
from tests.constraints.builders import domain_rules, judged, meeting, planned, problem
from tests.planner.explain.test_why_not import LIMITS, solved, subject


def test_every_day_of_the_window_is_free_costly_or_impossible() -> None:
    found = possibilities(subject(), 0)
    states = Counter(each.state for each in found.days)
    assert (len(found.days), states) == (21, {State.FREE: 13, State.COSTLY: 3, State.IMPOSSIBLE: 5})
    (planned_day,) = (each for each in found.days if each.planned)
    assert (planned_day.points, planned_day.day) == (0, found.planned.day)


def test_the_first_reason_is_told_and_all_of_them_on_demand() -> None:
    first, every = (possibilities(subject(), 0, all_reasons=more).days for more in (False, True))
    assert [each.first_reason.code for each in first if each.first_reason] == [
        "member_one_a_day.both", "blackout.closed", "staff_free.busy", "staff_free.busy", "staff_free.busy",
    ]  # fmt: skip
    assert all(each.reasons is None for each in first)
    assert [each.others_could_move for each in first].count(True) == 1
    assert all(each.reasons for each in every if each.state is State.IMPOSSIBLE)


def test_candidates_come_best_first() -> None:
    found = candidates(subject(), 0, reasons=True).candidates
    points = [each.points for each in found if each.points is not None]
    assert points == sorted(points)
    assert [each.possible for each in found] == [True] * 16 + [False] * 5
    assert found[16].breaks == ("member_one_a_day",)
    assert all(each.reasons for each in found[16:])
    assert len(candidates(subject(), 0, most=3).candidates) == 3


def test_the_picture_has_every_day_with_its_reason_as_title() -> None:
    picture = ET.fromstring(draw_possibilities(possibilities(subject(), 0), "da"))  # noqa: S314 - our own
    titles = [each.text or "" for each in picture.iter("{http://www.w3.org/2000/svg}title")]
    assert len([title for title in titles if re.search(r"marts 2023: ", title)]) == 21
    assert any(
        title.startswith("fredag den 10. marts 2023: umulig. Møde a, Nord ligger ") and "Vinterferie uge 7" in title
        for title in titles
    )


def test_why_tells_what_ties_a_meeting_and_the_best_alternatives() -> None:
    answer = why(subject(), 0, solved)
    assert answer.sentence == (
        "Af 21 dage i perioden kan Møde a, Nord begynde på 16, og måske på yderligere 1, hvis andre møder flyttes. "
        "Af 21 muligheder for dag og mødested står 16 åbne med de andre møder som planlagt."
    )
    assert [(each.rule, each.days, each.only, each.others_could_move) for each in answer.struck_out] == [
        ("staff_free", 3, 3, False), ("blackout", 1, 1, False), ("member_one_a_day", 1, 1, True),
    ]  # fmt: skip
    assert [each.solved.points if each.solved else None for each in answer.alternatives] == [0, 0, 0]
    assert len({each.solved.place.day for each in answer.alternatives if each.solved}) == 3
    assert all(each.proof.proved for each in answer.alternatives)
    assert [*why_report(answer, "en")]


def test_limits_without_slack_are_told_with_what_loosening_them_saves() -> None:
    of = problem([meeting("a", venues=(0,)), meeting("b", venues=(0,))], *domain_rules(), RegionGap(min_days=4))
    plan = Plan.of([planned(of, "a", 1), planned(of, "b", 5)])
    assert not judged(of, *plan.meetings).broken
    found = explain(Subject.of(of, plan), replace(LIMITS, workers=2))
    (gap,) = (each for each in found.tight if each.rule == "region_gap")
    assert (gap.code, gap.unit, gap.step, gap.saves, gap.proof.proved) == ("min_days", "days", 1, 0, True)
    assert gap.sentence == "Sænk den mindste afstand mellem en regions møder fra 4 til 3 dage."
    slack = Plan.of([planned(of, "a", 1), planned(of, "b", 6)])
    told = explain(Subject.of(of, slack), Limits(seconds=0.1)).tight
    assert "region_gap" not in {each.rule for each in told}


def test_the_table_has_a_line_for_each_run_of_days() -> None:
    title, _table, counts, _perhaps = possibilities_report(possibilities(subject("en"), 0), "en")
    assert str(title) == "Møde a, Nord, planned on Tue 7 Mar 2023 at Kroen"
    assert str(counts) == (
        "13 days are free, 3 days cost points, 1 day is perhaps possible if other meetings move and 4 days are "
        "impossible."
    )

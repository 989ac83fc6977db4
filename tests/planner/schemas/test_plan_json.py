"""The plan as JSON, and back."""

import json
from dataclasses import replace

import pytest

from calendars.language import Locale
from constraints.planning import PlanningResult
from constraints.problem.outcome import Outcome, OutcomeStatus, Progress
from planner.files.plan_file import parse_plan
from planner.schemas.plans import answer_json, dumps, progress_json, result_json, verdict_json
from tests.constraints.builders import judged
from tests.planner.text.answers import small_answer, small_plan, small_problem


def test_an_answer_in_full() -> None:
    found = answer_json(small_answer("en")).model_dump(mode="json")
    meetings, findings = found.pop("meetings"), found.pop("findings")
    worst_off = found.pop("worst_off")
    assert worst_off == {
        "people": [
            {"id": "m1", "municipality": "alfa", "missed": 2, "meetings": 2},
            {"id": "m5", "municipality": "gamma", "missed": 1, "meetings": 2},
        ],
        "municipalities": [
            {"id": "delta", "name": "Delta", "minutes": 90, "meetings": 2},
            {"id": "gamma", "name": "Gamma", "minutes": 75, "meetings": 2},
            {"id": "beta", "name": "Beta", "minutes": 40, "meetings": 2},
            {"id": "alfa", "name": "Alfa", "minutes": 20, "meetings": 2},
        ],
    }
    assert found == {
        "status": "optimal", "objective": 3092, "bound": 3092, "gap": 0.0, "seconds": 1.26,
        "points": {"absent_member": 3000, "rent": 92}, "interrupted": False, "peak_memory_bytes": 157286400,
        "phases": {"building": 0.25, "search": 1.0}, "proof": ["The engine says so."], "since": None,
        "price": {"rent": 920, "meals": 5700, "total": 6620, "income": 16000, "currency": "DKK"}, "impossible": None,
        "past": None,
    }  # fmt: skip
    assert meetings[0] == {
        "id": "kickoff", "round": "kickoff", "region": None, "title": "Kick-off",
        "start": "2023-03-07T10:00:00+01:00", "end": "2023-03-07T15:00:00+01:00", "venue": "kro", "rooms": ["r0"],
        "staff": ["kl-1", "kl-2"], "attendance": 6, "from_home": 0, "guests": 0, "absent": 2, "parts": [],
    }  # fmt: skip
    assert meetings[2] == {
        "id": "2023-1/syd", "round": "2023-1", "region": "syd", "title": "Forårsmøde",
        "start": "2023-03-15T10:00:00+01:00", "end": "2023-03-16T15:00:00+01:00", "venue": "hal", "rooms": ["r0"],
        "staff": ["kl-2"], "attendance": 4, "from_home": 0, "guests": 0, "absent": 0, "parts": [],
    }  # fmt: skip
    assert (meetings[1]["attendance"], meetings[1]["guests"], meetings[1]["absent"]) == (5, 2, 1)
    assert findings[0] == {
        "rule": "absent_member", "broken": False, "points": 2000, "meetings": ["kickoff"], "about": ["m1", "m5"],
        "code": "absent_member.absent", "values": {"n": 2, "day": "2023-03-07", "meeting": "Kick-off"},
        "sentence": "2 members are busy on Tuesday 7 March 2023 and miss Kick-off.",
    }  # fmt: skip


def test_an_answer_without_a_plan() -> None:
    found = answer_json(PlanningResult(small_problem(), Outcome(OutcomeStatus.UNKNOWN))).model_dump(mode="json")
    assert (found["status"], found["objective"], found["gap"], found["meetings"]) == ("unknown", None, None, [])
    assert (found["worst_off"], found["price"]) == (None, None)


def test_income_is_open_if_the_network_does_not_say_what_a_member_pays() -> None:
    answer = small_answer()
    free = replace(answer.problem, price_per_member=None)
    verdict = judged(free, *small_plan(free).meetings)
    found = answer_json(PlanningResult(free, replace(answer.outcome, verdict=verdict))).price
    assert found is not None
    assert (found.total, found.income) == (6620, None)


@pytest.mark.parametrize("locale", ["da", "en"])
def test_what_is_written_can_be_read_back(locale: Locale) -> None:
    answer = small_answer(locale)
    for text in (dumps(answer_json(answer)), dumps(result_json(answer), indent=None)):
        assert parse_plan(text, "plan.json", locale) == answer.outcome.plan


def test_the_result_is_one_line_marked_as_such() -> None:
    text = dumps(result_json(small_answer()), indent=None)
    assert "\n" not in text
    assert json.loads(text)["event"] == "result"


def test_a_verdict() -> None:
    problem = small_problem("en")
    found = verdict_json(judged(problem, *small_plan(problem).meetings[1:])).model_dump(mode="json")
    assert (found["clean"], found["points"]) == (False, {"absent_member": 1000, "rent": 72})
    assert found["findings"][0]["sentence"] == "The plan has no meeting kickoff (Kick-off)."


def test_progress_rounds_the_seconds() -> None:
    found = progress_json(Progress(1.23456, 200, 150))
    assert dumps(found, indent=None) == '{"seconds": 1.235, "best": 200, "bound": 150, "gap": 0.25}'

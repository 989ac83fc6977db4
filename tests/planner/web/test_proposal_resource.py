"""Proposals that were kept: listed, read, and accepted on the revision they were made for; on both databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import unquote

from planner.files.plan_file import parse_plan
from planner.reschedule.kept import GONE_BY
from planner.store import proposals
from planner.store.database import open_store
from planner.store.documents import Content
from planner.store.proposals import NewProposal
from planner.store.uploads import current_network
from tests.planner.web.office import Office, plan

AS_OF = datetime(2022, 5, 1, tzinfo=UTC)


def propose(office: Office, path: str, revision: int, *days: int) -> None:
    """Keep a proposal for each of these days."""
    network = unquote(path.rpartition("/")[2])
    with open_store(office.address) as store, store.writing() as connection:
        written = current_network(connection, network)
        made = [
            NewProposal(
                Content(written, parse_plan(json.dumps(plan(day)), "plan", "en")), revision, AS_OF, f"day {day}",
                frozenset(), json.dumps({"day": day}),
            )
            for day in days
        ]  # fmt: skip
        proposals.add(connection, network, made, datetime.now(UTC))  # a replay: on another day than AS_OF


def test_proposals_are_listed_and_read_as_they_were_made(on_each: Office) -> None:
    path = on_each.network(accepted=14)
    propose(on_each, path, 1, 15, 16)
    listed = on_each.planner.ask(f"{path}/proposals").json["items"]
    assert [(each["proposal"], each["why"], each["revision"]) for each in listed] == [
        (2, "day 16", 1),
        (1, "day 15", 1),
    ]
    assert on_each.planner.ask(f"{path}/proposals/1").json == {"day": 15, "number": 1}
    assert on_each.planner.ask(f"{path}/proposals/3").status == 404


def test_a_proposal_is_accepted_once_and_the_others_are_then_stale(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    propose(on_each, path, 1, 15, 16)
    accept = f"{path}/proposals/1/accept"
    assert planner.ask(accept, "POST", {"by": "Anne"}).status == 428
    assert planner.ask(accept, "POST", {"by": "Anne"}, If_Match='"0"').status == 412
    assert planner.ask(accept, "POST", {"by": "Anne"}, If_Match='"2"').status == 412
    first = planner.ask(accept, "POST", {"by": "Anne"}, If_Match='"1"', Idempotency_Key="k")
    assert (first.status, first.json["revision"], first.json["why"]) == (201, 2, "day 15")
    again = planner.ask(accept, "POST", {"by": "Anne"}, If_Match='"1"', Idempotency_Key="k")
    assert (again.status, again.body) == (201, first.body)
    other = planner.ask(f"{path}/proposals/2/accept", "POST", {"by": "Anne"}, If_Match='"2"')
    assert (other.status, other.json["revision"]) == (412, 2)
    assert [each["changes"] for each in other.json["difference"]["changed"]] == [["time"]]
    assert planner.ask(f"{path}/plan").json == plan(15)


def test_a_proposal_that_by_now_breaks_the_rules_is_not_accepted(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    propose(on_each, path, 1, 18)  # a Saturday
    found = planner.ask(f"{path}/proposals/1/accept", "POST", {"by": "Anne"}, If_Match='"1"')
    assert (found.status, found.json["type"], found.json["detail"]) == (422, "/problems/broken-plan", GONE_BY.say("en"))
    assert found.json["findings"]
    assert len(planner.ask(f"{path}/revisions").json["items"]) == 1


def test_a_proposal_is_checked_on_the_day_that_is_taken_for_today(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    propose(on_each, path, 1, 18)
    body = {"by": "Anne", "as_of": "2022-07-01"}  # it was held on 14 June
    found = planner.ask(f"{path}/proposals/1/accept", "POST", body, If_Match='"1"')
    assert (found.status, [each["code"] for each in found.json["findings"]]) == (422, ["plan.rewritten"])


def test_a_rule_is_broken_only_on_purpose_and_the_revision_says_so(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    propose(on_each, path, 1, 18)
    refused = planner.ask(f"{path}/proposals/1/accept", "POST", {"by": "Anne"}, If_Match='"1"').json["findings"]
    despite = [{"rule": each["rule"], "meeting": "kickoff"} for each in refused]
    body = {"by": "Anne", "despite": despite}
    assert planner.ask(f"{path}/proposals/1/accept", "POST", body, If_Match='"1"').status == 201
    kept = planner.ask(f"{path}/revisions/2").json["overrides"]
    assert kept == [{**one, "sentence": each["sentence"]} for one, each in zip(despite, refused, strict=True)]
    assert planner.ask(f"{path}/revisions/1").json["overrides"] == []

"""Check a plan and make it the next revision."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from calendars.language import Locale, Sentence
from constraints.check import check
from planner.building import build_problem
from planner.cli.actions.acceptance import Acceptor, Wish
from planner.cli.actions.reading import read_network
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import remark, result
from planner.output.console import console, rendered
from planner.output.plan_json import dumps
from planner.output.report import verdict_report
from planner.output.revision_json import revision_json
from planner.plan_file import meant, read_plan
from planner.revisions.proposing import GONE_BY, kept

NOT_ACCEPTED = Sentence(en="The plan is not accepted.", da="Planen er ikke accepteret.")


def run(
    *, plan: Path, folder: Path, by: str | None, why: str, as_of: date | None, after: int | None, shape: str,
    store: str | None, network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Accept the plan for the network in the folder, or the proposal of that number."""
    if str(plan).isdecimal():
        with Acceptor.opened(folder, store, network) as acceptor:
            return accept_proposal(acceptor, int(str(plan)), Wish(by, why, as_of, after), shape)
    written = read_network(folder)
    problem = build_problem(written)
    found = read_plan(plan, problem.locale)
    verdict = check(problem, found, meant)
    if verdict.broken:
        remark(rendered(console(sys.stderr), *verdict_report(verdict)))
        remark(NOT_ACCEPTED.say(problem.locale))
        return ExitCode.FOUND_WRONG
    with Acceptor.opened(folder, store, network) as acceptor:
        revision = acceptor.accept(written, problem, found, acceptor.wish(by, why, as_of, after))
        if revision is None:
            return ExitCode.FOUND_WRONG
        result(dumps(revision_json(revision)) if shape == "json" else acceptor.said(revision, problem.locale))
    return ExitCode.GOOD


def accept_proposal(acceptor: Acceptor, number: int, wish: Wish, shape: str) -> ExitCode:
    """Accept a proposal that was kept, unless another revision came since it was made."""
    found = kept(acceptor.archive.store, acceptor.archive.network, number)
    problem = build_problem(found.content.network)
    said = wish.accepted_now(problem.zone)
    acceptance = found.acceptance(said.by, said.why, said.at, said.as_of)
    if wish.after is not None:
        acceptance = replace(acceptance, expected=wish.after)
    if found.verdict(problem, acceptance).broken:
        remark(GONE_BY.say(problem.locale))
        return ExitCode.FOUND_WRONG
    revision = acceptor.accept_draft(found.draft(problem), acceptance, problem.locale)
    if revision is None:
        return ExitCode.FOUND_WRONG
    result(dumps(revision_json(revision)) if shape == "json" else acceptor.said(revision, problem.locale))
    return ExitCode.GOOD

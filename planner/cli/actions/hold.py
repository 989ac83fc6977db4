"""Ask for proposed dates to be kept free."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from calendars.language import Locale, Sentence
from planner.building import build_problem
from planner.cli.actions.acceptance import Wish
from planner.cli.actions.reading import read_network
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.plan_file import read_plan
from planner.publishing.following import hold
from planner.revisions.accepting import Draft
from planner.revisions.archive import open_archive

HELD = Sentence(en="{n} {n:date is|dates are} held.", da="{n} {n:dato er reserveret|datoer er reserveret}.")


def run(
    *, folder: Path, plans: tuple[Path, ...], by: str | None, why: str, as_of: date | None, store: str | None,
    network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Hold the dates of these plans and no others."""
    written = read_network(folder)
    problem = build_problem(written)
    drafts = [Draft.of(written, problem, read_plan(path, problem.locale)) for path in plans]
    acceptance = Wish(by, why, as_of, None).accepted_now(problem.zone)
    with open_archive(folder, store, network) as archive, archive.store.writing() as connection:
        hold(connection, archive.network, written, drafts, acceptance)
    dates = {(each.meeting, each.start.date()) for draft in drafts for each in draft.announced.values()}
    result(HELD.say(problem.locale, n=len(dates)))
    return ExitCode.GOOD

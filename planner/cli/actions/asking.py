"""The plan that a question on the command line is about, and solves that answer it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calendars.language import Locale, Said, Sentence
from constraints.outcome import Limits
from constraints.solve import EngineFailedError, solve, start
from planner.building import build_problem
from planner.cli.actions.reading import read_network
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import remark
from planner.cli.wrong_use import WrongUse
from planner.explaining.subject import BrokenPlanError, NoSuchNameError, Subject
from planner.output.console import console, rendered
from planner.output.report import verdict_report
from planner.plan_file import read_plan
from planner.revisions.archive import open_archive
from planner.store.errors import NothingAcceptedError

if TYPE_CHECKING:
    from constraints.outcome import Outcome
    from constraints.problem import Problem

ABOUT_REVISION = Sentence(en="About revision {number}.", da="Om revision {number}.")
SOLVED = Sentence(
    en="No plan is accepted yet: this is about the best plan found, of {points} points{proved}.",
    da="Ingen plan er accepteret endnu: det følgende gælder den bedste plan, der blev fundet, på {points} "
    "point{proved}.",
)
PROVED = Sentence(en=", which is proved to be the best", da=", som bevisligt er den bedste")
NOT_PROVED = Sentence(en=", which may not be the best", da=", som måske ikke er den bedste")
NO_PLAN = Sentence(
    en="There is no plan to ask about: planner solve says why.",
    da="Der er ingen plan at spørge om: planner solve siger hvorfor.",
)


@dataclass(frozen=True, slots=True)
class Where:
    """Where the plan is to be found: a file, or else the store, or else by solving."""

    folder: Path
    plan: Path | None
    store: str | None
    network: str | None


class NoPlanError(Exception):
    """There is no plan to ask about; why has been said.

    Attributes:
        code: what the program ends with.
    """

    def __init__(self, code: ExitCode) -> None:
        super().__init__(code.name)
        self.code = code


def plan_at_hand(where: Where, limits: Limits) -> Subject:
    """The plan in the file, else the last accepted one, as it was accepted, else the best that is found now.

    Raises:
        NoPlanError: if there is none, or it breaks rules.
    """
    try:
        return _from_file(where) if where.plan else _accepted(where) or _solved(where.folder, limits)
    except BrokenPlanError as error:
        remark(rendered(console(sys.stderr), *verdict_report(error.verdict)))
        raise NoPlanError(ExitCode.FOUND_WRONG) from error


@contextmanager
def names_refused() -> Iterator[None]:
    """Names that the network does not have are wrong use."""
    try:
        yield
    except NoSuchNameError as error:
        raise WrongUse(error.said.sentence, **error.said.values) from error


@contextmanager
def engine_failure_told(locale: Locale) -> Iterator[None]:
    """Tell of a failed engine as `planner solve` does, with its sentence instead of a traceback.

    Raises:
        NoPlanError: if the engine failed.
    """
    try:
        yield
    except EngineFailedError as failed:
        remark(failed.said.say(locale))
        raise NoPlanError(ExitCode.NO_PLAN) from failed


class Solving:
    """Solves within the limits of a question."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def __call__(self, problem: Problem) -> Outcome:
        """Solve the problem.

        Raises:
            NoPlanError: if the engine failed; why has been said.
        """
        with engine_failure_told(problem.locale):
            return solve(problem, self._limits)


def _from_file(where: Where) -> Subject:
    problem = build_problem(read_network(where.folder))
    return Subject.of(problem, read_plan(where.plan or Path(), problem.locale))


def _accepted(where: Where) -> Subject | None:
    with open_archive(where.folder, where.store, where.network) as archive:
        try:
            kept = archive.kept()
        except NothingAcceptedError:
            return None
    number = kept.revision.number
    remark(ABOUT_REVISION.say(kept.content.network.settings.locale, number=str(number)))
    return Subject.of(build_problem(kept.content.network), kept.content.plan, number)


def _solved(folder: Path, limits: Limits) -> Subject:
    with start(limits) as solvers:
        problem = build_problem(read_network(folder))
        with engine_failure_told(problem.locale):
            outcome = solve(problem, limits, solvers=solvers)
    if outcome.plan is None or outcome.objective is None:
        remark(NO_PLAN.say(problem.locale))
        raise NoPlanError(ExitCode.NO_PLAN)
    proved = Said(PROVED if outcome.objective == outcome.bound else NOT_PROVED)
    remark(SOLVED.say(problem.locale, points=outcome.objective, proved=proved))
    return Subject.of(problem, outcome.plan)

"""Plan a network, show the answer and save what was asked for."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from calendars.language import Locale, Sentence
from constraints.outcome import Limits, Status
from constraints.solve import EngineFailedError, WrongPlanError, start
from planner import operations
from planner.building import build_problem
from planner.cli.actions.profile import profile_lines
from planner.cli.actions.reading import read_network
from planner.cli.actions.saving import interrupted_name, require_writable, save
from planner.cli.exit_codes import ExitCode
from planner.cli.interruption import interruptible
from planner.cli.streams import remark, result
from planner.cli.wrong_use import WrongUse, explain
from planner.examples import DEFAULT
from planner.files import example_folder
from planner.network import Network
from planner.operations import Answer
from planner.output.console import console, rendered
from planner.output.picture import draw
from planner.output.plan_json import answer_json, dumps, result_json
from planner.output.progress import JsonLines, PlainLines, TerminalLine
from planner.output.report import answer_report

ONE_OF_BOTH = Sentence(en="give a folder or --example, not both", da="angiv en mappe eller --example, ikke begge")
SAVED = Sentence(en="Saved in {path}.", da="Gemt i {path}.")
WRONG_PLAN = Sentence(
    en="A plan was found, but the independent check does not agree with it. This is an error in the program, not in "
    "your files; no plan is shown. Please report it:",
    da="Der blev fundet en plan, men den uafhængige kontrol er ikke enig i den. Det er en fejl i programmet, ikke i "
    "dine filer; ingen plan vises. Indberet det gerne:",
)
CODES = {
    Status.OPTIMAL: ExitCode.GOOD,
    Status.FEASIBLE: ExitCode.GOOD,
    Status.INFEASIBLE: ExitCode.FOUND_WRONG,
    Status.UNKNOWN: ExitCode.NO_PLAN,
}


Then = Callable[[Network, Answer], ExitCode]
"""What is done with an answer that has a plan, with the network as it was when it was read."""


@dataclass(frozen=True)
class Wish:
    """How the answer is to be given."""

    shape: str
    out: Path | None
    picture: Path | None
    profile: bool


def run(
    *, folder: Path | None, example: str | None, seconds: float, workers: int, seed: int, memory: int | None,
    shape: str, out: Path | None, picture: Path | None, profile: bool, locale: Locale, then: Then | None = None,
) -> ExitCode:  # fmt: skip
    """Plan the folder or the example; if all went well, `then` goes on and has the last word."""
    require_writable(out)
    require_writable(picture)
    place = _place(folder, example)
    limits = Limits(seconds, workers, seed, memory)
    try:
        with interruptible() as stop:
            network, answer = _plan(place, limits, shape, stop)
    except EngineFailedError as failed:
        remark(failed.said.say(locale))
        return ExitCode.NO_PLAN
    except WrongPlanError as wrong:
        remark(f"{WRONG_PLAN.say(locale)}\n{wrong}")
        return ExitCode.OUR_ERROR
    code = _give(answer, Wish(shape, out, picture, profile))
    return then(network, answer) if then is not None and code is ExitCode.GOOD else code


def _place(folder: Path | None, example: str | None) -> Path:
    if folder is None:
        return example_folder(example or DEFAULT)
    if example is not None:
        raise WrongUse(ONE_OF_BOTH)
    return folder


def _plan(place: Path, limits: Limits, shape: str, stop: threading.Event) -> tuple[Network, Answer]:
    """The solving process starts first: it loads its engine while the files are read."""
    with start(limits) as solvers:
        network = read_network(place)
        problem = build_problem(network)
        progress = _progress(shape, problem.locale, stop)
        with progress.shown:
            return network, operations.plan(problem, limits, on_progress=progress, stop=stop, solvers=solvers)


def _progress(shape: str, locale: Locale, stop: threading.Event) -> JsonLines | TerminalLine | PlainLines:
    if shape == "jsonl":
        return JsonLines(result, stop.set)
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        return TerminalLine(console(sys.stderr), locale)
    return PlainLines(remark, locale)


def _give(answer: Answer, wish: Wish) -> ExitCode:
    """Save first, then show: whoever reads stdout may be gone, and a full disk is no reason to show nothing."""
    outcome, locale = answer.outcome, answer.problem.locale
    saved = [_save(path, text, locale) for path, text in _files(answer, wish)]
    if wish.profile:
        remark("\n".join(profile_lines(outcome, locale)))
    result(_shown(answer, wish.shape))
    if not all(saved):
        return ExitCode.WRONG_USE
    return ExitCode.INTERRUPTED if outcome.interrupted else CODES[outcome.status]


def _files(answer: Answer, wish: Wish) -> Iterator[tuple[Path, str]]:
    outcome, verdict = answer.outcome, answer.outcome.verdict
    out = wish.out or (interrupted_name(answer.problem.locale) if outcome.interrupted else None)
    if verdict is not None and out is not None:
        yield out, dumps(answer_json(answer))
    if verdict is not None and wish.picture is not None:
        yield wish.picture, draw(verdict.schedule)


def _save(path: Path, text: str, locale: Locale) -> bool:
    try:
        save(path, text)
    except WrongUse as error:
        remark(explain(error, locale))
        return False
    remark(SAVED.say(locale, path=str(path)))
    return True


def _shown(answer: Answer, shape: str) -> str:
    if shape == "json":
        return dumps(answer_json(answer))
    if shape == "jsonl":
        return dumps(result_json(answer), indent=None)
    out = console(sys.stdout)
    return rendered(out, *answer_report(answer, out.width))

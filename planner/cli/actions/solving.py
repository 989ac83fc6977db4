"""Solve a network or check a plan, show the answer, and save the requested files."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calendars.language import Locale, Message
from constraints.planning import PlanningResult
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.solve import EngineFailedError, WrongPlanError, start
from planner.cli.actions.files import interrupted_name, marking, read_network, require_writable, save, save_bytes
from planner.cli.base.command import ExitCode, WrongUse, explain
from planner.cli.base.terminal import interruptible, write_stderr, write_stdout
from planner.errors import SETTINGS_FILE
from planner.examples import DEFAULT
from planner.explain.subject import BrokenPlanError
from planner.files.plan_file import read_plan
from planner.files.start import example_folder
from planner.network.history import Since
from planner.network.network import Network
from planner.pictures.timeline import draw
from planner.schemas.plans import PastJson, answer_json, dumps, result_json, verdict_json
from planner.store.place import may_have_store
from planner.text.console import JsonLines, PlainLines, TerminalLine, console, rendered
from planner.text.differences import since_lines
from planner.text.plan import answer_report, verdict_report
from planner.use_cases import planning

if TYPE_CHECKING:
    from constraints.problem.outcome import Outcome


PHASE = Message("actions.solving.phase", "{seconds} s")
PHASES = {
    "building": Message("actions.solving.phases.building", "building the model"),
    "relaxation": Message("actions.solving.phases.relaxation", "relaxation"),
    "search": Message("actions.solving.phases.search", "search"),
    "proof": Message("actions.solving.phases.proof", "proof"),
    "check": Message("actions.solving.phases.check", "check of the plans"),
}
WHOLE = Message("actions.solving.whole", "in all")


def profile_lines(outcome: Outcome, locale: Locale) -> Iterator[str]:
    """Yield a line for each phase in order, and one for the total."""
    phases = ((PHASES[name].say(locale) if name in PHASES else name, took) for name, took in outcome.phases.items())
    rows = [*phases, (WHOLE.say(locale), outcome.seconds)]
    shown = [(name, PHASE.say(locale, seconds=round(seconds, 2))) for name, seconds in rows]
    widths = [max(len(row[column]) for row in shown) for column in range(2)]
    yield from (f"{name:<{widths[0]}}  {seconds:>{widths[1]}}" for name, seconds in shown)


def run_check(*, folder: Path, plan: Path, shape: str, mark: Path | None, locale: Locale) -> ExitCode:  # noqa: ARG001 - said in the network's
    """Check the plan against the network in the folder."""
    with marking(folder, mark):
        network = read_network(folder)
    verdict = planning.check_plan(network, read_plan(plan, network.settings.locale))
    out = console(sys.stdout)
    write_stdout(dumps(verdict_json(verdict)) if shape == "json" else rendered(out, *verdict_report(verdict)))
    return ExitCode.FOUND_WRONG if verdict.broken else ExitCode.GOOD


ONE_OF_BOTH = Message("actions.solving.one_of_both", "give a folder or --example, not both")
SAVED = Message("actions.solving.saved", "Saved in {path}.")
WRONG_PLAN = Message(
    "actions.solving.wrong_plan",
    "A plan was found, but the independent check does not agree with it. This is an error in the program, not in "
    "your files; no plan is shown. Please report it:",
)
CODES = {
    OutcomeStatus.OPTIMAL: ExitCode.GOOD,
    OutcomeStatus.FEASIBLE: ExitCode.GOOD,
    OutcomeStatus.INFEASIBLE: ExitCode.FOUND_WRONG,
    OutcomeStatus.UNKNOWN: ExitCode.NO_PLAN,
}


Then = Callable[[Network, PlanningResult], ExitCode]
"""Called with the network and an answer that has a plan; returns the exit code."""

Before = Callable[[Network], planning.PlanOn | None]
"""Returns the accepted plan of the network to go on from."""


@dataclass(frozen=True)
class OutputOptions:
    """Output options."""

    shape: str
    out: Path | None
    picture: Path | None
    workbook: Path | None
    profile: bool


@dataclass(frozen=True, slots=True)
class Solved:
    """A network with the answer, what accepting it would change, if there was a plan, and what of it is in the past."""

    network: Network
    answer: PlanningResult
    since: Since | None = None
    on: planning.PlanOn | None = None
    past: PastJson | None = None


def _run_solve(
    *, folder: Path | None, example: str | None, seconds: float, workers: int, seed: int, memory: int | None,
    shape: str, out: Path | None, picture: Path | None, workbook: Path | None, profile: bool, locale: Locale,
    before: Before, as_of: date | None,
    then: Then | None, read: Callable[[], Network] | None = None,
) -> ExitCode:  # fmt: skip
    """Solve the network in the folder or an example; if a plan was found, call `then` and return its exit code."""
    require_writable(out)
    require_writable(picture)
    require_writable(workbook)
    place = _place(folder, example)
    limits = Limits(seconds, workers, seed, memory)
    try:
        with interruptible() as stop:
            solved = _solved(read or partial(read_network, place), limits, shape, stop, before)
    except BrokenPlanError as error:
        write_stderr(rendered(console(sys.stderr), *verdict_report(error.verdict)))
        return ExitCode.FOUND_WRONG
    except EngineFailedError as failed:
        write_stderr(failed.said.say(locale))
        return ExitCode.NO_PLAN
    except WrongPlanError as wrong:
        write_stderr(f"{WRONG_PLAN.say(locale)}\n{wrong}")
        return ExitCode.OUR_ERROR
    if folder is not None:
        solved = replace(solved, past=planning.past_meetings(solved.answer, solved.on, as_of))
    code = _write_output(solved, OutputOptions(shape, out, picture, workbook, profile))
    return then(solved.network, solved.answer) if then is not None and code is ExitCode.GOOD else code


def _place(folder: Path | None, example: str | None) -> Path:
    if folder is None:
        return example_folder(example or DEFAULT)
    if example is not None:
        raise WrongUse(ONE_OF_BOTH)
    return folder


def _solved(read: Callable[[], Network], limits: Limits, shape: str, stop: threading.Event, before: Before) -> Solved:
    """Start the solving process first, so that it loads its engine while the files are read; then solve."""
    with start(limits) as solvers:
        network = read()
        on = before(network)
        progress = _progress(shape, network.settings.locale, stop)
        with progress.shown:
            answer = planning.solve(network, limits, on=on, on_progress=progress, stop=stop, solvers=solvers)
    return Solved(network, answer, on.since(network, answer) if on else None, on)


def _progress(shape: str, locale: Locale, stop: threading.Event) -> JsonLines | TerminalLine | PlainLines:
    if shape == "jsonl":
        return JsonLines(write_stdout, stop.set)
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        return TerminalLine(console(sys.stderr), locale)
    return PlainLines(write_stderr, locale)


def _write_output(solved: Solved, wish: OutputOptions) -> ExitCode:
    """Save files before writing to stdout, whose reader may be gone; show the answer even if saving fails."""
    outcome, locale = solved.answer.outcome, solved.answer.problem.locale
    saved = [_save(path, text, locale) for path, text in _files(solved, wish)]
    if wish.profile:
        write_stderr("\n".join(profile_lines(outcome, locale)))
    write_stdout(_shown(solved, wish.shape))
    if solved.past is not None:
        write_stderr(solved.past.sentence)
    if not all(saved):
        return ExitCode.WRONG_USE
    return ExitCode.INTERRUPTED if outcome.interrupted else CODES[outcome.status]


def _files(solved: Solved, wish: OutputOptions) -> Iterator[tuple[Path, str | bytes]]:
    answer = solved.answer
    outcome, verdict = answer.outcome, answer.outcome.verdict
    out = wish.out or (interrupted_name(answer.problem.locale) if outcome.interrupted else None)
    if verdict is not None and out is not None:
        yield out, dumps(answer_json(answer, solved.since, solved.past))
    if verdict is not None and wish.picture is not None:
        yield wish.picture, draw(verdict.schedule)
    if wish.workbook is not None:
        # Imported here because it is slow and needed only where it is asked for.
        from planner.text.plan_workbook import answer_workbook  # noqa: PLC0415

        yield wish.workbook, answer_workbook(answer, solved.since)


def _save(path: Path, content: str | bytes, locale: Locale) -> bool:
    try:
        save(path, content) if isinstance(content, str) else save_bytes(path, content)
    except WrongUse as error:
        write_stderr(explain(error, locale))
        return False
    write_stderr(SAVED.say(locale, path=str(path)))
    return True


def _shown(solved: Solved, shape: str) -> str:
    answer, since = solved.answer, solved.since
    if shape == "json":
        return dumps(answer_json(answer, since, solved.past))
    if shape == "jsonl":
        return dumps(result_json(answer, since, solved.past), indent=None)
    out = console(sys.stdout)
    lines = since_lines(since, answer.problem.locale) if since else ()
    return rendered(out, *answer_report(answer, out.width), *(("", *lines) if lines else ()))


NO_FOLDER = Message("actions.solving.no_folder", "--accept needs the folder of a network")


def run_solve_and_accept(
    *, accept: bool, from_scratch: bool, by: str | None, why: str, as_of: date | None,
    despite: Sequence[tuple[str, str]], store: str | None, network: str | None,
    folder: Path | None, mark: Path | None, locale: Locale, **options: Any,  # noqa: ANN401 - everything that solve itself is given
) -> ExitCode:  # fmt: skip
    """Solve and perhaps accept; the plan goes on from the revision that was the last before the run."""
    if folder is None and options["example"] is None and Path(SETTINGS_FILE).is_file():
        folder = Path()

    def before(written: Network) -> planning.PlanOn | None:
        if folder is None or not may_have_store(folder, store):
            return None
        from planner.store.archive import open_archive  # noqa: PLC0415 - as below

        with open_archive(folder, store, network) as archive:
            return planning.PlanOn.last(archive, written, as_of, from_scratch=from_scratch)

    options |= {"folder": folder, "locale": locale, "before": before, "as_of": as_of}
    if folder is not None:
        options["read"] = partial(read_network, folder, store, network)
    if not accept:
        with marking(folder, mark):
            return _run_solve(then=None, **options)
    if folder is None:
        raise WrongUse(NO_FOLDER)
    # Imported here because SQLAlchemy is slow to import and needed only where something was or is accepted.
    from planner.cli.actions.accepting import Acceptor  # noqa: PLC0415

    with marking(folder, mark), Acceptor.opened(folder, store, network) as acceptor:
        then = partial(acceptor.accept_answer, acceptor.who(by, why, as_of, despite=despite))
        return _run_solve(then=then, **options)

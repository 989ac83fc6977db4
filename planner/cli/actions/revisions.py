"""List, show, compare and export revisions, and upgrade a store."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Message, WrongValueError
from constraints.check import check
from planner.cli.actions.accepting import user_name
from planner.cli.actions.files import require_writable, save, save_bytes
from planner.cli.base.command import TOO_MANY, ExitCode, WrongUse
from planner.cli.base.terminal import write_stdout
from planner.network.problem import build_problem
from planner.reschedule.reserves import in_reserve
from planner.schemas.plans import dumps, plan_json
from planner.schemas.revisions import (
    HistoryJson,
    calendars_first,
    difference_json,
    in_order,
    kept_json,
    revision_json,
    whole_json,
)
from planner.store.archive import Archive, RevisionRecord, open_archive
from planner.store.database import NEWEST, open_store
from planner.store.feeds import Audience
from planner.store.place import is_workbook, store_url
from planner.text.console import console, rendered
from planner.text.differences import (
    difference_lines,
    moment,
    overridden_lines,
    place_name,
    revision_title,
    time_of,
)
from planner.text.plan import plan_table
from planner.use_cases.homes import Home
from planner.use_cases.telling import notices_json, record
from planner.use_cases.today import has_files

if TYPE_CHECKING:
    from planner.schemas.foresight import InReserve
    from planner.schemas.revisions import NoticeJson

REVISION = Message("actions.revisions.revision", "Revision")
ACCEPTED = Message("actions.revisions.accepted", "Accepted")
BY = Message("actions.revisions.by", "By")
WHY = Message("actions.revisions.why", "Why")


def run_history(*, folder: Path, shape: str, store: str | None, network: str | None, locale: Locale) -> ExitCode:
    """List all revisions, oldest first."""
    with open_archive(folder, store, network) as archive:
        history = archive.history()
        zone = ZoneInfo(archive.kept().content.network.settings.timezone)
    if shape == "json":
        write_stdout(dumps([revision_json(each) for each in history]))
        return ExitCode.GOOD
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in (REVISION, ACCEPTED, BY, WHY):
        table.add_column(title.say(locale), justify="right" if title is REVISION else "left", overflow="fold")
    for each in history:
        why = "\n".join(filter(None, (each.why, *overridden_lines(each, locale))))
        table.add_row(str(each.number), moment(each.accepted_at.astimezone(zone), locale), each.accepted_by, why)
    write_stdout(rendered(console(sys.stdout), table))
    return ExitCode.GOOD


NEITHER = Message("actions.revisions.neither", "{found} is neither the number of a revision nor a folder")
CANCELLED = Message("actions.revisions.cancelled", "Cancelled meetings")
WAS_PLANNED = Message("actions.revisions.was_planned", "{meeting}: {time}, {venue}")


def run_show(
    *, words: Sequence[Path], shape: str, workbook: Path | None, store: str | None, network: str | None,
    locale: Locale,
) -> ExitCode:  # fmt: skip
    """Show a revision, by default the last: who accepted it, when and why, its plan, and what was cancelled by then."""
    numbers, folder = numbers_and_folder(words, 1)
    require_writable(workbook)
    with open_archive(folder, store, network) as archive:
        kept = archive.kept(*numbers)
        if workbook is not None:
            _save_workbook(workbook, kept, _in_reserve(archive, folder, kept))
    if shape == "json":
        write_stdout(dumps(calendars_first(kept_json(kept))))
        return ExitCode.GOOD
    out = console(sys.stdout)
    schedule = check(build_problem(kept.content.network), kept.content.plan).schedule
    title = Text(revision_title(kept.revision, schedule.problem.zone, locale), style="bold")
    said = map(Text, overridden_lines(kept.revision, locale))
    write_stdout(rendered(out, title, *said, "", plan_table(schedule, locale, out.width), *_cancelled(kept, locale)))
    return ExitCode.GOOD


def _in_reserve(archive: Archive, folder: Path, kept: RevisionRecord) -> tuple[InReserve, ...]:
    """Return what is held in reserve today if a revision is the last one."""
    if kept.revision.number != archive.newest():
        return ()
    known = Home(archive.network, folder if has_files(folder) else None).known(archive.store)
    network = known.network or known.of_today()
    return in_reserve(network, kept.content.plan, datetime.now(ZoneInfo(network.settings.timezone)).date())


def _save_workbook(path: Path, kept: RevisionRecord, reserves: Sequence[InReserve]) -> None:
    """Write the plan of a revision as a workbook, in the network's language."""
    # Imported here because it is slow and needed only where it is asked for.
    from planner.text.plan_workbook import revision_workbook  # noqa: PLC0415

    verdict = check(build_problem(kept.content.network), kept.content.plan)
    save_bytes(path, revision_workbook(verdict, kept.revision, reserves))


def numbers_and_folder(words: Sequence[Path], most: int) -> tuple[list[int], Path]:
    """Return the numbers of revisions, `most` at most, that the words begin with, and the folder that may follow.

    Raises:
        WrongUse: if a word is neither, or there are too many.
    """
    said = list(takewhile(lambda word: str(word).isdecimal(), words[:most]))
    folder, *more = words[len(said) :] or [Path()]
    if len(said) < most and not (folder.is_dir() or is_workbook(folder)):
        raise WrongUse(NEITHER, found=str(folder))
    if more:
        raise WrongUse(TOO_MANY, found=" ".join(map(str, more)))
    return [int(str(word)) for word in said], folder


def _cancelled(kept: RevisionRecord, locale: Locale) -> list[Text | str]:
    gone = [life.announced for life in in_order(kept.meeting_histories) if life.cancelled]
    if not gone:
        return []
    lines = [
        WAS_PLANNED.say(locale, meeting=each.name, time=time_of(each), venue=place_name(each.venue)) for each in gone
    ]
    return ["", Text(CANCELLED.say(locale), style="bold"), *map(Text, lines)]


def run_diff(
    *, words: Sequence[Path], shape: str, workbook: Path | None, store: str | None, network: str | None,
    locale: Locale,
) -> ExitCode:  # fmt: skip
    """Show the differences from one revision to another, by default to the last, from the one before it."""
    numbers, folder = numbers_and_folder(words, 2)
    require_writable(workbook)
    with open_archive(folder, store, network) as archive:
        last = archive.history()[-1].number
        first, second = (*numbers, last) if len(numbers) == 1 else numbers or (max(last - 1, 1), last)
        found = archive.difference(first, second)
        spoken = archive.kept(second).content.network.settings.locale if workbook else locale
    if workbook is not None:
        from planner.text.plan_workbook import difference_workbook  # noqa: PLC0415 - as above

        save_bytes(workbook, difference_workbook(found, spoken))
    write_stdout(
        dumps(difference_json(found, locale)) if shape == "json" else "\n".join(difference_lines(found, locale))
    )
    return ExitCode.GOOD


FOR, NOTICE_GIVEN = Message("actions.revisions.for", "For"), Message("actions.revisions.notice_given", "Notice")
TOLD, WHAT = Message("actions.revisions.told", "Told"), Message("actions.revisions.what", "What")
DAYS = Message("actions.revisions.days", "{n} {n:day|days}")
SHORT_NOTICE = Message("actions.revisions.short_notice", "{n} {n:day|days}, too few")
AND_OTHERS = Message("actions.revisions.and_others", "{whom} and {n} {n:other|others} alike")
AFTERWARDS = Message("actions.revisions.afterwards", "after the fact")
ON_DAY = Message("actions.revisions.on_day", "{day:short}, {who}")
RECORDED = Message("actions.revisions.recorded", "Recorded: {n} {n:reader was|readers were} told on {day:date}.")
NOBODY = Message("actions.revisions.nobody", "Nobody has to be told anything.")


def run_tell(
    *, words: Sequence[Path], since: int | None, told_on: date | None, by: str | None, whom: Sequence[str],
    as_of: date | None, shape: str, store: str | None, network: str | None, locale: Locale,
) -> ExitCode:  # fmt: skip
    """List who must be told what after a revision, and record who was."""
    numbers, folder = numbers_and_folder(words, 1)
    with open_archive(folder, store, network) as archive:
        number = numbers[0] if numbers else archive.history()[-1].number
        n = None
        if told_on is not None:
            named = [Audience(kind, target) for each in whom for kind, _, target in [each.partition("/")]]
            try:
                n = record(archive, since, number, named, told_on, by or user_name())
            except WrongValueError as error:
                raise WrongUse(error.said.message, **error.said.values) from None
        found = notices_json(archive, since, number, as_of, locale)
    if shape == "json":
        write_stdout(found.model_dump_json(indent=2))
        return ExitCode.GOOD
    if n is not None:
        write_stdout(RECORDED.say(locale, n=n, day=told_on))
    if not found.notices:
        write_stdout(NOBODY.say(locale))
        return ExitCode.GOOD
    write_stdout(found.known)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in (FOR, NOTICE_GIVEN, TOLD, WHAT):
        table.add_column(title.say(locale), overflow="fold")
    alike: dict[tuple[object, ...], list[NoticeJson]] = {}
    for each in found.notices:
        alike.setdefault((each.kind, each.sentences, each.days, each.told_on, each.told_by), []).append(each)
    for each, *others in alike.values():
        said = AFTERWARDS if each.days is None else SHORT_NOTICE if each.short else DAYS
        days = said.say(locale, n=each.days)
        told = ON_DAY.say(locale, day=each.told_on, who=each.told_by) if each.told_on else ""
        whom = f"{each.kind}/{each.id}"
        whom = AND_OTHERS.say(locale, whom=whom, n=len(others)) if others else whom
        table.add_row(whom, days, told, "\n".join(each.sentences))
    write_stdout(rendered(console(sys.stdout), table))
    return ExitCode.GOOD


def run_export(
    *, folder: Path, number: int | None, out: Path | None, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - every command is given it; JSON has none
) -> ExitCode:  # fmt: skip
    """Write all revisions, or the plan of one."""
    require_writable(out)
    with open_archive(folder, store, network) as archive:
        text = dumps(_found(archive, number))
    if out is None:
        write_stdout(text)
    else:
        save(out, text)
    return ExitCode.GOOD


def _found(archive: Archive, number: int | None) -> object:
    if number is not None:
        return plan_json(archive.kept(number).content.plan)
    history = HistoryJson(network=archive.network, revisions=tuple(whole_json(kept) for kept in archive.everything()))
    return {**dict(history), "revisions": [calendars_first(each) for each in history.revisions]}


UPGRADED = Message("actions.revisions.upgraded", "{store}: upgraded from version {found} to {known}.")
MADE = Message("actions.revisions.made", "{store}: made, version {known}.")
UP_TO_DATE = Message("actions.revisions.up_to_date", "{store} has this program's version already ({known}).")


def run_upgrade(*, folder: Path, store: str | None, locale: Locale) -> ExitCode:
    """Upgrade the store and report its former version."""
    with open_store(store_url(folder, store)) as opened:
        found = opened.upgrade()
    sentence = MADE if found is None else UP_TO_DATE if found == NEWEST else UPGRADED
    write_stdout(sentence.say(locale, store=opened.name, found=found, known=NEWEST))
    return ExitCode.GOOD

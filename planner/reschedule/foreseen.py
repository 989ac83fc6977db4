"""What was foreseen, kept with its revision: found again for one day, and as the first answer when it happens."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from calendars.language import Locale, Message
from constraints.problem.outcome import OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from planner.reschedule.foresight import RiskAhead
from planner.schemas.foresight import Foresight, KeptForesight, Known, OnDay, OnOneDay
from planner.store import revisions
from planner.store.errors import NotForeseenError, NothingAcceptedError
from planner.store.proposals import ForesightRow, foresight_of, keep_foresight
from planner.store.uploads import current_document

if TYPE_CHECKING:
    from pathlib import Path

    from planner.changes.kinds import Change
    from planner.network.network import Network
    from planner.schemas.foresight import ForeseenRisk, Repair
    from planner.schemas.proposals import Proof
    from planner.store.archive import Archive

FILES = frozenset({".toml", ".csv", ".ics", ".xlsx"})
"""Suffixes of the files of a network."""

FRESH = Message("foreseen.fresh", "Foreseen on {day:date}.")
STALE = Message(
    "foreseen.stale",
    "Foreseen on {day:date}; the files were changed since, so that it may no longer hold until it is foreseen anew.",
)
HITS_NOTHING = Message("foreseen.hits_nothing", "{reason} on {day:date} would hit no meeting.")
HITS = Message("foreseen.hits", "{reason} on {day:date} would hit {n} {n:meeting|meetings}: {meetings}.")


def basis_of(archive: Archive, folder: Path | None = None) -> str:
    """Return hashes of what a foresight rests on besides the revision: of the files, and of the network in the store.

    Args:
        archive: the archive of the network.
        folder: the folder, or the workbook, with its files; None if they are in the store.

    Raises:
        NoSuchNetworkError: if there is no such network in the store.
    """
    with archive.store.reading() as connection:
        document = current_document(connection, archive.network)
    if folder is None:
        return f" {document}"
    place = folder if folder.is_dir() else folder.parent
    files = sorted(each for each in place.iterdir() if each.suffix in FILES and each.is_file())
    digests = (hashlib.sha256(part).digest() for each in files for part in (each.name.encode(), each.read_bytes()))
    return f"{hashlib.sha256(b''.join(digests)).hexdigest()} {document}"


def _holds(made: str, now: str) -> bool:
    """Return whether something rests on what is there now: on the files where they are looked at, else the network."""
    (files, network), (files_now, network_now) = made.split(" "), now.split(" ")
    return files == files_now if files and files_now else network == network_now


def keep(archive: Archive, found: Foresight, basis: str, at: datetime) -> None:
    """Keep what is foreseen of a revision; without one nothing is kept. `at` is aware.

    Raises:
        StoreError: if the store cannot be written.
    """
    if found.revision is None:
        return
    row = ForesightRow(archive.network, found.revision, at.astimezone(UTC), basis, found.model_dump_json())
    with archive.store.writing() as connection:
        keep_foresight(connection, row)


def kept(archive: Archive, basis: str) -> KeptForesight:
    """Return what was foreseen last of the last revision.

    Args:
        archive: the archive of the network.
        basis: what it would rest on now, as `basis_of` returns it.

    Raises:
        NotForeseenError: if nothing was.
        NothingAcceptedError: if there is no revision.
    """
    with archive.store.reading() as connection:
        last = revisions.last(connection, archive.network)
        if last is None:
            raise NothingAcceptedError(archive.store.name)
        row = foresight_of(connection, archive.network, last.number)
    if row is None:
        raise NotForeseenError(last.number)
    stale = not _holds(row.basis, basis)
    found = Foresight.model_validate_json(row.shown)
    sentence = (STALE if stale else FRESH).say(found.locale, day=row.made_at.date())
    return KeptForesight(made_at=row.made_at, stale=stale, sentence=sentence, foresight=found)


def on_day(found: KeptForesight, day: date) -> OnDay:
    """Return what is known of a day from what was foreseen."""
    revision = found.foresight.revision
    return OnDay(
        revision=0 if revision is None else revision,
        made_at=found.made_at,
        stale=found.stale,
        sentence=found.sentence,
        risks=tuple(each for risk in found.foresight.risks for each in _on_day(risk, day, found.foresight.locale)),
    )


def _on_day(risk: ForeseenRisk, day: date, locale: Locale) -> Iterator[OnOneDay]:
    foreseen = next((each for each in risk.days if each.day == day), None)
    if foreseen is None:
        return
    run = next((each for each in risk.groups if each.days.first <= day <= each.days.last), None)
    hits = run.hits if run else ()
    values = {"reason": risk.reason, "day": day, "n": len(hits), "meetings": [each.name for each in hits]}
    sentence = (HITS if hits else HITS_NOTHING).say(locale, **values)
    yield OnOneDay(reason=risk.reason, day=foreseen, hits=hits, repair=run.repair if run else None, sentence=sentence)


def network_hash(network: Network) -> str:
    """Return a hash of all that is written of a network."""
    return hashlib.sha256(network.model_dump_json().encode()).hexdigest()


def proved_repair(found: Foresight, network: Network, change: Change, day: date) -> Proof | None:
    """Return the proof of the kept repair of just this change on just this day, in the network as it was foreseen.

    Args:
        found: what was foreseen of the accepted plan.
        network: the network as it is today, before the change.
        change: what happened.
        day: the day on which it did.
    """
    repairs = [each.repair for risk in found.risks for each in risk.groups if each.repair.called == day]
    repair = repairs[0] if len(repairs) == 1 else None
    if repair is None or repair.proof is None or repair.proof.status is not OutcomeStatus.OPTIMAL:
        return None
    events = (risk.event(day, found.percent) for risk in RiskAhead.all(network, found.as_of))
    said = {"reason": "", "source": ""}
    if not any(each.change.model_copy(update=said) == change.model_copy(update=said) for each in events):
        return None
    return repair.proof if found.basis == network_hash(network) else None


def repaired_plans(found: Foresight, plan: Plan, change: Change, day: date) -> Iterator[Plan]:
    """Yield the plans of the repairs that may answer a change, that of the nearest day first.

    Args:
        found: what was foreseen of the accepted plan.
        plan: the accepted plan.
        change: what happened.
        day: the day on which it did.
    """
    if change.kind not in {"election", "blackout"}:
        return
    kept_repairs = [each.repair for risk in found.risks for each in risk.groups if each.repair.known is Known.FOUND]
    for repair in sorted(kept_repairs, key=lambda each: abs((each.called - day).days)):
        yield _repaired(plan, repair)


def _repaired(plan: Plan, repair: Repair) -> Plan:
    zone = plan.meetings[0].start.tzinfo
    new: dict[str, PlannedMeeting | None] = {}
    for each in repair.moves:
        place = each.after
        new[each.meeting] = None if place is None else PlannedMeeting(
            each.meeting, place.start.astimezone(zone), place.end.astimezone(zone), place.venue.id,
            tuple(room.id for room in place.rooms), tuple(person.id for person in place.staff),
        )  # fmt: skip
    meetings = [new.get(each.meeting, each) for each in plan.meetings]
    return replace(plan, meetings=tuple(each for each in meetings if each is not None))

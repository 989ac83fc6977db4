"""What has happened as it stands in changes.toml: read with its numbers and days, applied to the files, and written."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SkipValidation, ValidationError

from calendars.language import BoundMessage, Locale, Message
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from planner.changes import layout
from planner.changes.change import HELD, OUT_OF_TIME, PAST, AnyChange, ChangeContext, Refusal
from planner.changes.kinds import KINDS, Occasion, applied_in_turn, with_ids
from planner.changes.layout import section
from planner.changes.merging import three_way
from planner.changes.reading import ONLY_CHANGES, Origin, validated_change
from planner.errors import CHANGES_FILE, InputError, InputErrors, KeyPath, hint_or_list
from planner.files.load import UNREADABLE, as_json
from planner.files.text import decode, file_error
from planner.files.toml import comments, locate, read_toml
from planner.files.validation import KIND, LIST, SECTION, UNKNOWN_KEY, wrong_values
from planner.network.fields import as_written
from planner.network.network import Network
from planner.network.references import Lines
from planner.network.settings import ChangeRecord, RecordHead
from planner.store.place import beside

NUMBER_TWICE = Message(
    "changes.records.number_twice",
    "there are several changes with the number {found}; take one out, or give it a number of its own",
)
NO_STORE = Message(
    "changes.records.no_store",
    "the changes up to revision {found} stand in the store, which has no such revision; write them here instead",
)
NOT_MEANT = Message(
    "changes.records.not_meant",
    "planned holds the day that each meeting of this change had; '{found}' is not one of its meetings{hint}",
)
NO_DAYS = Message("changes.records.no_days", "planned says nothing in a change of the kind {kind}; delete it")
HELD_BEFORE = Message(
    "changes.records.held_before",
    "{meeting} was held on {day:date}, before change {number} was said on {said:date}, and stays as it was held. Take "
    "it out of the change, or the whole change if it is about nothing else{instead}",
)
STILL_TO_COME = Message("changes.records.still_to_come", "; still to come by then was {meeting}, for example")
HEADING = Message("changes.records.heading", "What has happened, in the order in which it counts.")
HEADING_EDIT = Message(
    "changes.records.heading_edit", "Written by planner accept; correct it here, or with planner change."
)


@dataclass(frozen=True, slots=True)
class RecordFile:
    """The content of changes.toml.

    Attributes:
        records: the changes in force, in order.
        origin: where everything stands in the file.
    """

    records: tuple[ChangeRecord, ...] = ()
    origin: Origin = Origin(CHANGES_FILE)  # noqa: RUF009 - immutable

    def text(self, locale: Locale) -> str:
        """Return the file as text."""
        head = f"# {HEADING.say(locale)}\n# {HEADING_EDIT.say(locale)}\n"
        return "\n".join([head, *(section(_values(each)) for each in self.records)])


def rewritten(data: bytes, file: RecordFile, records: Sequence[ChangeRecord], locale: Locale) -> bytes:
    """Return the content of changes.toml with other changes; comments and layout stay.

    Args:
        data: its content by now.
        file: what that says.
        records: the changes from now on.
        locale: the language of its heading if it is written anew, because it has an unusual form.
    """
    text, mark = data.decode("utf-8-sig"), codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    entries = [*map(_values, file.records)], [*map(_values, records)]
    for by_key in (True, False):
        found = layout.rewritten(text, *entries, by_key=by_key)
        if found is not None and _says(found, records, locale):
            return mark + found.encode()
    anew = RecordFile(tuple(records)).text(locale)
    return mark + "\n".join([*(each.rstrip() for each in comments(text) if each not in anew), anew]).encode()


def _says(text: str, records: Sequence[ChangeRecord], locale: Locale) -> bool:
    try:
        return parse_records(text.encode(), locale).records == tuple(each.accepted() for each in records)
    except InputErrors:
        return False


class Earlier(AnyChange):
    """What the revisions of an older version changed, which kept no record of it but the networks themselves."""

    kind: Literal["earlier"] = "earlier"
    revision: Annotated[int, Field(ge=1)]
    networks: SkipValidation[tuple[Network, Network] | None] = Field(default=None, exclude=True)
    """Before and after; None if the revision is unknown."""

    def applied(self, before: ChangeContext) -> Network:
        """Do to the network what was done then."""
        return three_way(*self.networks, before.network) if self.networks else before.network


Earliest = Callable[[int], tuple[Network, Network] | None]
"""Returns the networks before and after the changes that led to a revision of an older version; None if unknown."""


def _no_store(_revision: int) -> None:
    return None


def earlier_record(revision: int, said: date) -> ChangeRecord:
    """Return the record of what the revisions of an older version changed, up to that one."""
    return ChangeRecord(n=1, said=said, change=_written(Earlier(revision=revision)))


def change_of(record: ChangeRecord) -> AnyChange:
    """Return the change of a record.

    Raises:
        InputErrors: if it is none.
    """
    found = _validated(dict(record.change), (), Origin(CHANGES_FILE))
    if isinstance(found, list):
        raise InputErrors(found)
    return found


def _validated(written: dict[str, Any], path: KeyPath, origin: Origin) -> AnyChange | list[InputError]:
    if written.get("kind") != "earlier":
        return validated_change(written, path, origin)
    try:
        return Earlier.model_validate(written, strict=True)
    except ValidationError as error:
        wrong = wrong_values(error, written, Earlier)
        return [origin.error((*path, *each.path), each.said, each.found) for each in wrong]


def new_records(
    changes: Iterable[AnyChange], plan: Plan, said: date, known: Sequence[ChangeRecord], *, keep_windows: bool = False
) -> tuple[ChangeRecord, ...]:
    """Return the records of changes that are proposed: numbered after the known ones, with the days planned now."""
    days = {each.meeting: each.start.date() for each in plan.meetings}
    first = max((each.n for each in known), default=0) + 1
    return tuple(
        ChangeRecord(
            n=n, said=said, keep_windows=keep_windows, proposed=True, change=_written(change),
            planned={meeting: days[meeting] for meeting in _meetings(change) if meeting in days},
        )
        for n, change in enumerate(changes, start=first)
    )  # fmt: skip


def corrected(record: ChangeRecord, change: AnyChange, plan: Plan | None = None) -> ChangeRecord:
    """Return the record of a change that is said in another way now; its number and its day stay.

    Args:
        record: the record by now.
        change: the change as it is said now.
        plan: the plan that was announced when it was said first, which has the days of meetings that were not named.
    """
    had = {each.meeting: each.start.date() for each in plan.meetings} if plan else {}
    days = {**had, **record.planned}
    planned = {meeting: days[meeting] for meeting in _meetings(change) if meeting in days}
    return record.model_copy(update={"change": _written(change), "planned": planned})


def _written(change: AnyChange) -> dict[str, Any]:
    return {"kind": change.kind, **change.model_dump(mode="json", by_alias=True, exclude_defaults=True)}


def _meetings(change: AnyChange) -> tuple[str, ...]:
    """Return the ids of the meetings whose days matter to a change."""
    if not change.asks_for_days:
        return ()
    found = [getattr(change, key) for key, target in change.refers.items() if target == "meetings"]
    return tuple(each for ids in found for each in ([ids] if isinstance(ids, str) else ids or ()))


def in_force(network: Network, file: RecordFile, earlier: Earliest = _no_store) -> Network:
    """Return the network of the files with the recorded changes applied.

    Changes that lie wholly outside the time that is planned by now have no effect.

    Args:
        network: the network of the files.
        file: the changes.
        earlier: knows the revisions of older versions.

    Raises:
        InputErrors: if a change does not fit the network, with its place in changes.toml.
    """
    if not file.records:
        return network
    try:
        found = applied_in_turn(network, _occasions(network, file, earlier), _ignored)
    except InputErrors as wrong:
        raise InputErrors([_placed(each, file.origin) for each in wrong.errors], wrong.locale) from None
    return found.model_copy(update={"changes": file.records})


def _occasions(network: Network, file: RecordFile, earlier: Earliest) -> list[Occasion]:
    zone = ZoneInfo(network.settings.timezone)
    return [
        Occasion(
            with_ids(_resolved(file, place, earlier, network.settings.locale), network),
            _announced(each, zone),
            each.said,
            each.keep_windows,
        )
        for place, each in enumerate(file.records)
    ]


def held_errors(
    network: Network, file: RecordFile, new: Collection[ChangeRecord], plan: Plan, earlier: Earliest = _no_store
) -> list[InputError]:
    """Return an error for each meeting of a change that was held before the change was said.

    Args:
        network: the network of the files.
        file: the changes.
        new: those of them that no revision holds to be in force.
        plan: the accepted plan.
        earlier: knows the revisions of older versions.
    """
    announced = {each.meeting: each for each in plan.meetings}
    occasions = [
        replace(each, announced=announced) if record in new else each
        for each, record in zip(_occasions(network, file, earlier), file.records, strict=True)
    ]
    try:
        applied_in_turn(network, occasions, lambda refusal: refusal.said.message is not HELD)
    except InputErrors as wrong:
        refused = [each for each in wrong.errors if each.said.message is HELD]
        return [
            _placed(_told_of_record(each, record, plan), file.origin)
            for each in refused
            if (record := file.records[int(each.path[1])]) in new
        ]
    return []


def _told_of_record(error: InputError, record: ChangeRecord, plan: Plan) -> InputError:
    """Return an error about a meeting that has been held as whoever wrote the change by hand is told of it."""
    values = {**error.said.values, "number": str(record.n), "said": record.said}
    round_id = str(values["meeting"]).partition("/")[0]
    coming = [each for each in plan.meetings if each.start.date() >= record.said]
    coming.sort(key=lambda each: (each.meeting.partition("/")[0] != round_id, each.start, each.meeting))
    instead = BoundMessage(STILL_TO_COME, {"meeting": coming[0].meeting}) if coming else ""
    return replace(error, said=BoundMessage(HELD_BEFORE, {**values, "instead": instead}))


def _resolved(file: RecordFile, place: int, earlier: Earliest, locale: Locale) -> AnyChange:
    change = change_of(file.records[place])
    if not isinstance(change, Earlier):
        return change
    found = earlier(change.revision)
    if found is None:
        values = {"found": str(change.revision)}
        raise InputErrors([file.origin.error(("changes", place, "revision"), BoundMessage(NO_STORE, values))], locale)
    return change.model_copy(update={"networks": found})


def _ignored(refusal: Refusal) -> bool:
    return refusal.said.message in {OUT_OF_TIME, PAST, HELD}


def _announced(record: ChangeRecord, zone: ZoneInfo) -> Mapping[str, PlannedMeeting]:
    """Return the meetings planned when a change was said, as far as changes ask for them: their days."""
    starts = {meeting: datetime.combine(day, time(), zone) for meeting, day in record.planned.items()}
    return {meeting: PlannedMeeting(meeting, start, start, "", ()) for meeting, start in starts.items()}


def _placed(error: InputError, origin: Origin) -> InputError:
    return replace(error, file=CHANGES_FILE, line=origin.lines.in_settings(error.path))


def read_record_file(folder: Path, locale: Locale) -> RecordFile | None:
    """Return what changes.toml in the folder says; None if there is no such file.

    Raises:
        InputErrors: everything that is wrong with it by itself.
    """
    path = beside(folder, CHANGES_FILE)
    if not path.exists():
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputErrors([file_error(CHANGES_FILE, UNREADABLE, reason=reason)], locale) from None
    return parse_records(data, locale)


def parse_records(data: bytes, locale: Locale) -> RecordFile:
    """Return what the bytes of changes.toml say; errors as for `read_record_file`."""
    text = decode(data, CHANGES_FILE)
    document: Any = text if isinstance(text, InputError) else read_toml(text, CHANGES_FILE)
    if isinstance(document, InputError):
        raise InputErrors([document], locale)
    origin = Origin(CHANGES_FILE, Lines(settings=locate(str(text))))
    errors = [origin.error((key,), BoundMessage(ONLY_CHANGES), key) for key in document.keys() - {"changes"}]
    written = document.get("changes", [])
    if not isinstance(written, list):
        said = BoundMessage(KIND, {"found": as_written(written), "expected": LIST})
        raise InputErrors([*errors, origin.error(("changes",), said)], locale)
    read = [_record(each, ("changes", place), origin) for place, each in enumerate(written)]
    errors += [error for each in read if isinstance(each, list) for error in each]
    records = tuple(each for each in read if isinstance(each, ChangeRecord))
    numbers = [each.n for each in records]
    if not errors:
        errors += [
            origin.error(("changes", place, "n"), BoundMessage(NUMBER_TWICE, {"found": str(n)}), str(n))
            for place, n in enumerate(numbers)
            if n in numbers[:place]
        ]
    if errors:
        raise InputErrors(errors, locale)
    return RecordFile(records, origin)


def _record(written: object, path: KeyPath, origin: Origin) -> ChangeRecord | list[InputError]:
    if not isinstance(written, dict):
        return [origin.error(path, BoundMessage(KIND, {"found": as_written(written), "expected": SECTION}))]
    own = {key: value for key, value in written.items() if key in RecordHead.model_fields}
    change = _validated({key: value for key, value in written.items() if key not in own}, path, origin)
    if isinstance(change, list):
        change = [_with_all_keys(each, written.get("kind"), path) for each in change]
    wrong = change if isinstance(change, list) else []
    try:
        head = RecordHead.model_validate_json(as_json(own), strict=True)
    except ValidationError as error:
        about = wrong_values(error, own, RecordHead)
        return [*(origin.error((*path, *each.path), each.said, each.found) for each in about), *wrong]
    if isinstance(change, list):
        return change
    return [*_not_meant(head, change, path, origin)] or ChangeRecord(**dict(head), change=_written(change))


def _with_all_keys(error: InputError, kind: object, path: KeyPath) -> InputError:
    """Return an error about an unknown key with a hint that knows the keys of every record too."""
    if error.said.message is not UNKNOWN_KEY or len(error.path) != len(path) + 1 or kind not in KINDS:
        return error
    own = (field.alias or key for key, field in KINDS[str(kind)].model_fields.items())
    near = hint_or_list(str(error.path[-1]), [*own, *RecordHead.model_fields])
    return replace(error, said=BoundMessage(UNKNOWN_KEY, {**error.said.values, "hint": near}))


def _not_meant(head: RecordHead, change: AnyChange, path: KeyPath, origin: Origin) -> Iterator[InputError]:
    """Yield an error for each day of `planned` that is of no meeting of the change."""
    meetings = _meetings(change)
    for found in head.planned.keys() - {*meetings}:
        values = {"found": found, "hint": hint_or_list(found, meetings), "kind": change.kind}
        said = BoundMessage(NOT_MEANT if meetings else NO_DAYS, values)
        yield origin.error((*path, "planned", found), said, found)


def as_line(record: ChangeRecord) -> str:
    """Return the keys of a record as they are written, in one line."""
    return ", ".join(filter(None, section(_values(record)).splitlines()[1:]))


def _values(record: ChangeRecord) -> dict[str, object]:
    """Return a record as an entry of changes.toml."""
    head: dict[str, object] = {"n": record.n, "said": record.said.isoformat(), "kind": record.change["kind"]}
    tail = {"keep_windows": record.keep_windows, "planned": {each: str(day) for each, day in record.planned.items()}}
    change = _written(change_of(record))  # in the order of the fields; JSON of the store is sorted
    return {**head, **change, **{key: value for key, value in tail.items() if value}}

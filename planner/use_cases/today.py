"""The network as it is today: the files of its folder, and what has happened since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from calendars.days import Span
from calendars.language import Locale, Message
from planner.changes.meetings import HoldOnline, OtherWindow, current_window
from planner.changes.records import (
    Earliest,
    RecordFile,
    in_force,
    new_records,
    parse_records,
    rewritten,
)
from planner.errors import CHANGES_FILE, SETTINGS_FILE, InputError, InputErrors, system_locale
from planner.files.calendars import ToldProgress, ignore
from planner.files.editing import FileEdit, content
from planner.files.load import NO_SECRETS, UNREADABLE, load_files, load_network, whole_workbook
from planner.files.text import file_error
from planner.network.network import ONLINE, Network
from planner.store.errors import StoreError
from planner.store.place import beside, is_workbook

if TYPE_CHECKING:
    from constraints.problem.plan import Plan
    from planner.network.settings import ChangeRecord
    from planner.store.archive import Archive

FILE_CHANGED = Message(
    "today.file_changed", "Nothing was done: other changes stand in changes.toml than when this was begun."
)


class ChangesFileChangedError(StoreError):
    """The file changes.toml is not what a plan rests on."""

    def __init__(self) -> None:
        super().__init__(FILE_CHANGED)


@dataclass(frozen=True)
class NetworkToday:
    """A network as it is today, wherever its files are.

    Attributes:
        files: the network of its files without changes.
        file: the changes in force.
        network: the network with the changes; that of the files if they do not fit it.
        earlier: knows the revisions of older versions.
        fits: whether the changes fit the files.
    """

    files: Network
    file: RecordFile
    network: Network
    earlier: Earliest = field(repr=False)
    fits: bool = True

    def under(self, records: tuple[ChangeRecord, ...]) -> Network:
        """Return the network of the files with other changes in force.

        Raises:
            InputErrors: if they do not fit it.
        """
        return in_force(self.files, RecordFile(records), self.earlier)

    def for_plan(self, records: tuple[ChangeRecord, ...], plan: Plan, said: date) -> Network:
        """Return the network under these changes and those of windows and places that the plan needs.

        A meeting that the plan holds outside its window gets the least window that has both; one that was held online
        where no meeting may be by now stays online.
        """
        network = self.under(records)
        needed = new_records([*_windows(network, plan), *_online(network, plan)], plan, said, records)
        return self.under((*records, *(each.accepted() for each in needed))) if needed else network


@dataclass(frozen=True, kw_only=True)
class Today(NetworkToday):
    """The network of a folder as it is today.

    Attributes:
        folder: the folder.
        data: the content of changes.toml; None if there is no such file.
    """

    folder: Path
    data: bytes | None

    def update(self, records: tuple[ChangeRecord, ...]) -> FileEdit:
        """Return how changes.toml comes to hold these changes."""
        path, locale = beside(self.folder, CHANGES_FILE), self.files.settings.locale
        if self.data is None:
            return FileEdit(path, None, RecordFile(records).text(locale).encode() if records else None)
        same = records == self.file.records
        return FileEdit(path, self.data, self.data if same else rewritten(self.data, self.file, records, locale))


def _windows(network: Network, plan: Plan) -> list[OtherWindow]:
    found = []
    for each in plan.meetings:
        if each.meeting in network.round_of:
            window = current_window(network, each.meeting)
            first, last = each.start.date(), each.end.date()
            if first not in window or last not in window:
                wider = Span(min(first, window.first), max(last, window.last))
                found.append(OtherWindow(meeting=each.meeting, first=wider.first, last=wider.last))
    return found


def _online(network: Network, plan: Plan) -> list[HoldOnline]:
    known = {venue.id for venue in network.venues}
    lost = tuple(each.meeting for each in plan.meetings if each.venue == ONLINE and ONLINE not in known)
    held = tuple(meeting for meeting in lost if meeting in network.round_of)
    return [HoldOnline(meetings=held)] if held else []


def ignore_remark(_remark: InputError) -> None:
    """Do nothing with a remark."""


def load_today(
    folder: Path,
    archive: Callable[[], Archive | None] | Archive | None,
    remark: Callable[[InputError], None] = ignore_remark,
    *,
    fitting: bool = True,
    progress: ToldProgress = ignore,
) -> Today:
    """Load the network of a folder as it is today.

    Args:
        folder: the folder.
        archive: its revisions, or what opens them when they are asked for; None for none. Where there is no
            changes.toml, the changes of the last revision are in force.
        remark: as for `load_network`.
        fitting: whether it is an error if the changes do not fit the network.
        progress: told how far a large calendar is read.

    Raises:
        InputErrors: everything that is wrong with the files.
    """
    files, errors = _files(folder, remark, progress)
    locale = files.settings.locale if files else errors[0].locale if errors else system_locale()
    data = _data(folder, locale, errors)
    revisions_of = _Revisions(archive)
    file = RecordFile()
    if data is not None:
        try:
            file = parse_records(data, locale)
        except InputErrors as wrong:
            errors.append(wrong)
    if errors or files is None:
        raise InputErrors([each for wrong in errors for each in wrong.errors], errors[0].locale)
    if data is None:
        file = RecordFile(revisions_of.records())
    try:
        network, fits = in_force(files, file, revisions_of.earlier), True
    except InputErrors as wrong:
        if fitting:
            rests = revisions_of.past_errors(file, None, files)
            raise InputErrors([*wrong.every, *rests], wrong.locale) from None
        network, fits = files, False
    if fitting and data is not None and (lost := revisions_of.past_errors(file, network, files)):
        raise InputErrors(lost, locale)
    return Today(files, file, network, revisions_of.earlier, fits, folder=folder, data=data)


def load_uploaded(
    files: Mapping[str, bytes],
    archive: Callable[[], Archive | None] | Archive,
    remark: Callable[[InputError], None] = ignore_remark,
    secrets: Mapping[str, str] = NO_SECRETS,
) -> NetworkToday:
    """Load a network from files in memory as `load_today` does from a folder; errors as there.

    Args:
        files: content by name.
        archive: archive of the network, or a function that opens it if it is needed.
        remark: as for `load_files`.
        secrets: as for `load_files`.
    """
    network = load_files(files, remark, secrets)
    whole = whole_workbook(files)
    changes = beside(Path(whole), CHANGES_FILE).name if whole else CHANGES_FILE
    kept, data = _Revisions(archive), files.get(changes, files.get(CHANGES_FILE))
    file = RecordFile(kept.records()) if data is None else parse_records(data, network.settings.locale)
    try:
        today = NetworkToday(network, file, in_force(network, file, kept.earlier), kept.earlier)
    except InputErrors as wrong:
        raise InputErrors([*wrong.every, *kept.past_errors(file, None, network)], wrong.locale) from None
    if data is not None and (lost := kept.past_errors(file, today.network, network)):
        raise InputErrors(lost, network.settings.locale)
    return today


def _files(
    folder: Path, remark: Callable[[InputError], None], progress: ToldProgress
) -> tuple[Network | None, list[InputErrors]]:
    try:
        return load_network(folder, remark, progress=progress), []
    except InputErrors as wrong:
        return None, [wrong]


def _data(folder: Path, locale: Locale, errors: list[InputErrors]) -> bytes | None:
    try:
        return content(beside(folder, CHANGES_FILE))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        errors.append(InputErrors([file_error(CHANGES_FILE, UNREADABLE, reason=reason)], locale))
        return None


class _Revisions:
    """The revisions of a network as far as changes in force ask for them; opened when they do."""

    def __init__(self, archive: Callable[[], Archive | None] | Archive | None) -> None:
        self._archive = archive

    def records(self) -> tuple[ChangeRecord, ...]:
        """Return the changes that the last revision holds to be in force."""
        archive = self._opened()
        if archive is None:
            return ()
        # Imported here because SQLAlchemy is slow to import and needed only where there is a store.
        from planner.changes.records_kept import last_records  # noqa: PLC0415

        return last_records(archive)

    def earlier(self, number: int) -> tuple[Network, Network] | None:
        """Return the network before the changes that led to a revision, and that of the revision."""
        archive = self._opened()
        if archive is None:
            return None
        from planner.changes.records_kept import networks_around  # noqa: PLC0415 - as above

        return networks_around(archive, number)

    def past_errors(self, file: RecordFile, network: Network | None, files: Network) -> list[InputError]:
        """Return what the accepted plan rests on and the changes do not say; arguments as in `records_kept`."""
        archive = self._opened()
        if archive is None:
            return []
        from planner.changes.records_kept import past_errors  # noqa: PLC0415 - as above

        return past_errors(archive, file, network, files, self.earlier)

    def _opened(self) -> Archive | None:
        return self._archive() if callable(self._archive) else self._archive


def changes_update(folder: Path, network: Network) -> FileEdit:
    """Return how changes.toml comes to hold the changes of a network that was read from the folder.

    Raises:
        ChangesFileChangedError: if it holds others by now.
        InputErrors: if it is wrong by now.
    """
    path, locale = beside(folder, CHANGES_FILE), network.settings.locale
    data = content(path)
    if data is None and network.changes:
        return FileEdit(path, None, RecordFile(network.changes).text(locale).encode())
    if data is not None and parse_records(data, locale).records != network.changes:
        raise ChangesFileChangedError
    return FileEdit(path, data, data)


def has_files(folder: Path) -> bool:
    """Return whether the folder is the home of a network."""
    return folder.is_file() if is_workbook(folder) else (folder / SETTINGS_FILE).exists()

"""Record in applications.csv how places were given, so that what was told stands whatever is written later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calendars.language import Message
from planner.allocation.places import Outcome, State
from planner.files.cells import CellForms
from planner.files.editing import FileChangedError
from planner.files.names import option_name
from planner.files.tables import change_rows, header_and_rows
from planner.network.tables import APPLICATIONS
from planner.store.errors import StoreError

if TYPE_CHECKING:
    from planner.allocation.places import Decision, Given
    from planner.network.network import Network

REASON_MAX_CHARACTERS = 500
ONLY_READ = Message(
    "allocating.only_read",
    "Nothing was done: the applications stand in {file}, which is only read; write there who has a place, or make a "
    "folder of it with planner convert.",
)


class OnlyReadError(StoreError):
    """The applications stand in a workbook."""

    def __init__(self, file: str) -> None:
        super().__init__(ONLY_READ, file=file)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How places were given, as it is to be recorded.

    Attributes:
        data: the content of the table afterwards.
        given: each application whose state changes, in the order in which places are given.
    """

    data: bytes
    given: tuple[Given, ...]


def record_places(
    data: bytes, files: Network, network: Network, decision: Decision, offer: str | None = None
) -> Recorded:
    """Return applications.csv with what came of the applications that nobody had decided on.

    Who has a place is accepted from then on, with the sentence why; who waits is waiting, with the number in order.
    What an organiser or a change has decided, and who cannot get a place, stays as it is.

    Args:
        data: the content of the table, from which the network was read.
        files: the network of the files, without changes.
        network: the network of today.
        decision: who decides, and when.
        offer: id of the offer; all if None.

    Raises:
        FileChangedError: if the table is not that of the network.
    """
    lines = files.lines.tables.get(APPLICATIONS.name, ())
    known = {line for line, cells in header_and_rows(data, APPLICATIONS)[1] if any(map(str.strip, cells))}
    if len(lines) != len(files.applications) or not known.issuperset(lines):
        raise FileChangedError(Path(APPLICATIONS.file))
    forms, locale = CellForms.of(files.settings.tables, files.settings.locale), files.settings.locale
    cells: dict[int, Mapping[str, str]] = {}
    given = []
    for each, row, one in _undecided(files, network, offer):
        cells[lines[row]] = {
            "state": option_name(_state(one).value, locale),
            "decided_by": decision.by,
            "decided_on": forms.dates.write(decision.day) if decision.day else "",
            "reason": each if len(each) <= REASON_MAX_CHARACTERS else f"{each[: REASON_MAX_CHARACTERS - 1]}…",
        }
        given.append(one)
    return Recorded(change_rows(data, APPLICATIONS, cells), tuple(given))


def _undecided(files: Network, network: Network, only: str | None) -> list[tuple[str, int, Given]]:
    """Return the reason, the row and the outcome of each application whose state is to be written."""
    found = []
    for offer in network.settings.offers:
        rows = {row.municipality: row for row in files.applications_for(offer)}
        for given in network.places[offer.id] if only in {None, offer.id} else ():
            row = rows.get(given.applicant.id)
            if row is None or row.state is not given.applicant.state or _state(given) is row.state:
                continue
            how = given.why if given.outcome is Outcome.PLACE else given.number
            said = how.say(network.settings.locale) if how else ""
            index = next(n for n, each in enumerate(files.applications) if each is row)
            found.append((said, index, given))
    return found


def _state(given: Given) -> State:
    if given.outcome is Outcome.PLACE:
        return State.ACCEPTED
    return State.WAITING if given.outcome is Outcome.WAITING else given.applicant.state

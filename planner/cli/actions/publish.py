"""Write all calendars as files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from calendars.language import Locale, Sentence
from planner.cli.actions.saving import CANNOT_WRITE
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import remark, result
from planner.cli.wrong_use import WrongUse
from planner.publishing.addresses import Address
from planner.publishing.everyone import Published, publish_to
from planner.publishing.folder import Folder
from planner.publishing.listing import PAGE, TABLE, page, table
from planner.revisions.archive import Archive, open_archive

FOLDER = "published"
WRITTEN = Sentence(
    en="{total} {total:calendar|calendars} in {folder}: {changed} written, {unchanged} as before, {removed} removed.",
    da="{total} {total:kalender|kalendere} i {folder}: {changed} skrevet, {unchanged} som før, {removed} fjernet.",
)
LISTED = Sentence(en="All addresses: {path}", da="Alle adresser: {path}")
ELSEWHERE = Sentence(
    en="{n} {n:calendar has an address|calendars have addresses} that this folder does not know; planner feeds "
    "--rotate NUMBER --to FOLDER gives a new one.",
    da="{n} {n:kalender har en adresse|kalendere har adresser}, som mappen ikke kender; planner feeds --rotate NUMMER "
    "--to MAPPE giver en ny.",
)


def run(
    *, folder: Path, to: Path | None, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Write what has changed and say how much that was."""
    target = to or folder / FOLDER
    with open_archive(folder, store, network) as archive:
        published = publish(archive, target)
    spoken = published.network.settings.locale
    result("\n".join(_said(published, target, spoken)))
    if published.elsewhere:
        remark(ELSEWHERE.say(spoken, n=published.elsewhere))
    return ExitCode.GOOD


def publish(archive: Archive, target: Path, exchanged: Iterable[Address] = ()) -> Published:
    """Write calendars and lists.

    Raises:
        WrongUse: if something cannot be written.
    """
    folder = Folder(target)
    try:
        published = publish_to(folder, archive, datetime.now(UTC), exchanged)
        folder.write_list(PAGE, page(published.addresses, published.network))
        folder.write_list(TABLE, table(published.addresses, published.network))
    except OSError as error:
        path = str(error.filename or target)
        raise WrongUse(CANNOT_WRITE, path=path, reason=error.strerror or str(error)) from error
    return published


def _said(published: Published, target: Path, locale: Locale) -> Iterable[str]:
    written = published.written
    yield WRITTEN.say(
        locale, total=written.changed + written.unchanged, folder=str(target), changed=written.changed,
        unchanged=written.unchanged, removed=written.removed,
    )  # fmt: skip
    yield LISTED.say(locale, path=str(target / PAGE))

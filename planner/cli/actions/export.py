"""Take revisions out of the store."""

from __future__ import annotations

from pathlib import Path

from calendars.language import Locale
from planner.cli.actions.saving import require_writable, save
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.output.plan_json import dumps
from planner.output.revision_json import plan_json, whole_json
from planner.revisions.archive import Archive, open_archive


def run(
    *, folder: Path, number: int | None, out: Path | None, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - every command is given it; JSON has none
) -> ExitCode:  # fmt: skip
    """Write all of them, or the plan of one."""
    require_writable(out)
    with open_archive(folder, store, network) as archive:
        text = dumps(_found(archive, number))
    if out is None:
        result(text)
    else:
        save(out, text)
    return ExitCode.GOOD


def _found(archive: Archive, number: int | None) -> object:
    if number is not None:
        return plan_json(archive.kept(number).content.plan)
    return {"network": archive.network, "revisions": [whole_json(kept) for kept in archive.everything()]}

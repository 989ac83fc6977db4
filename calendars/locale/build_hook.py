"""Compile the catalogues when the wheel is built, so that the installed program starts faster."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Put a compiled catalogue (.mo) into the wheel for each catalogue (.po) of the source."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue into a temporary folder and add the results to the wheel."""
        del version
        self._compiled = tempfile.TemporaryDirectory()
        for source in sorted(Path(self.root, "calendars", "locale").glob("*.po")):
            target = Path(self._compiled.name, f"{source.stem}.mo")
            with source.open("rb") as catalogue, target.open("wb") as compiled:
                write_mo(compiled, read_po(catalogue, locale=source.stem))
            build_data["force_include"][str(target)] = f"calendars/locale/{target.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary folder."""
        del version, build_data, artifact_path
        self._compiled.cleanup()

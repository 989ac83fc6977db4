"""Where the store is; cheap to import for those that only ask whether there is one."""

from __future__ import annotations

import os
from pathlib import Path

STORE_FILE_NAME = "network.sqlite"
"""Name of the store's file in the folder of its network."""
STORE_VARIABLE = "PLANNER_STORE"
"""Environment variable with the address of the store."""


def store_url(folder: Path, given: str | None = None) -> str:
    """Return the address of the store: as given, else from the environment, else the file in the network's folder."""
    return given or os.environ.get(STORE_VARIABLE) or str(folder / STORE_FILE_NAME)


def may_have_store(folder: Path, given: str | None = None) -> bool:
    """Return whether there may be a store: an address is known, or the file exists."""
    return store_url(folder, given) != str(folder / STORE_FILE_NAME) or (folder / STORE_FILE_NAME).exists()

"""Where a network is at home, in a folder or a workbook, and what stands beside it; cheap to import."""

from __future__ import annotations

import os
from pathlib import Path

STORE_FILE_NAME = "network.sqlite"
"""Name of the store's file in the folder of its network."""
STORE_VARIABLE = "PLANNER_STORE"
"""Environment variable with the address of the store."""


WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
"""Endings of the names of workbooks that are read."""
SPREADSHEET_SUFFIXES = (*WORKBOOK_SUFFIXES, ".xlsb", ".xls", ".ods", ".numbers")
"""Endings of spreadsheets of every kind."""


def is_workbook(home: Path) -> bool:
    """Return whether a network's home is a workbook, or another spreadsheet, by its name; else it is a folder."""
    return home.suffix.casefold() in SPREADSHEET_SUFFIXES and not home.is_dir()


def folder_of(home: Path) -> Path:
    """Return the folder itself, or the one that the workbook is in."""
    return home.parent if is_workbook(home) else home


def beside(home: Path, name: str) -> Path:
    """Return where a file of a network stands: in its folder, or beside its workbook, with the name of it before."""
    return home.with_name(f"{home.stem}.{name}") if is_workbook(home) else home / name


def network_name(home: Path) -> str:
    """Return what the network is called in a store unless it is said: as its folder, or its workbook."""
    return home.resolve().stem if is_workbook(home) else home.resolve().name


def own_store(home: Path) -> str:
    """Return the store of the network itself: a file in its folder, or beside its workbook and named like it."""
    return str(home.with_suffix(".sqlite") if is_workbook(home) else home / STORE_FILE_NAME)


def store_url(folder: Path, given: str | None = None) -> str:
    """Return the address of the store: as given, else from the environment, else the file in the network's folder."""
    return given or os.environ.get(STORE_VARIABLE) or own_store(folder)


def may_have_store(folder: Path, given: str | None = None) -> bool:
    """Return whether there may be a store: an address is known, or the file exists."""
    return store_url(folder, given) != own_store(folder) or Path(own_store(folder)).exists()

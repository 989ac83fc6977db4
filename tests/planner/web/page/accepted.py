"""The small network in a folder, with plans that are accepted without solving."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from planner.files.plan_file import parse_plan
from planner.store.database import open_store
from planner.use_cases.accepting import Who, draft_of_plan
from planner.use_cases.homes import FilesEdit, Home, put_files
from tests.planner.network_files import NetworkFiles
from tests.planner.web.planning import PLAN

TODAY = date(2022, 5, 1)


def small_folder(place: Path) -> NetworkFiles:
    """Return the files of the small network in a new folder there."""
    folder = place / "net"
    folder.mkdir()
    return NetworkFiles(folder)


def moved(meeting: str, day: str) -> dict[str, Any]:
    """Return the plan with one meeting on another day of the same season."""
    found = [
        {**each, **{key: f"{day}{each[key][10:]}" for key in ("start", "end")}} if each["id"] == meeting else each
        for each in PLAN["meetings"]
    ]
    return {"meetings": found}


def accept(folder: Path, plan: Mapping[str, Any] = PLAN, as_of: date = TODAY) -> None:
    """Make a plan the next revision of the network in a folder."""
    address = str(folder / "network.sqlite")
    home = Home.of_folder(folder, address)
    assert home is not None
    with open_store(address) as store:
        network = home.network_today(store)
        draft = draft_of_plan(network, parse_plan(json.dumps(plan), "plan", "en"))
        home.accept(store, draft, Who("Anne", as_of=as_of).now(ZoneInfo(network.settings.timezone)))


def put(folder: Path, network: str) -> None:
    """Put the files of a folder into its store, as another network."""
    with open_store(str(folder / "network.sqlite")) as store:
        files, home = Home("", folder).files(store), Home(network)
        read = FilesEdit.of(home, {}, files).read(store)
        with store.writing() as connection:
            put_files(connection, network, files, read)

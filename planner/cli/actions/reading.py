"""Networks that a command reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.streams import remark
from planner.files import load_network
from planner.network import Network

if TYPE_CHECKING:
    from planner.errors import InputError


def read_network(folder: Path) -> Network:
    """The network in the folder; remarks about it go to stderr, errors are as for `load_network`."""
    remarks: list[InputError] = []
    network = load_network(folder, remarks.append)
    for each in remarks:
        remark(each.say(network.settings.locale))
    return network

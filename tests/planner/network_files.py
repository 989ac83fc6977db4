"""A small network as a folder and in memory, with defaults for everything a test does not set.

Two regions with three municipalities, four members and one of the staff; a joint kick-off and spring and autumn
rounds in 2023. The texts are Danish, so the tables have decimal commas.
"""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

from calendars.days import Hours, Span
from planner.errors import InputErrors
from planner.files.load import load_network
from planner.network.network import Network
from planner.network.rounds import Round
from planner.network.settings import Region, Settings
from planner.network.tables import Member, Municipality, Room, StaffPerson, Venue
from tests.messages import Told, as_told

SETTINGS = """\
name = "Prøvenetværk"
locale = "da"
first_day = 2022-05-01
last_day = 2023-12-31

[[regions]]
id = "nord"
name = "Nordjylland"

[[regions]]
id = "syd"
name = "Syddanmark"

[meetings]
hours = ["10:00", "15:30"]
staff = { KL = 1 }

[[rounds]]
id = "kickoff"
title = "Kick-off"
kind = "joint"
window = [2022-06-01, 2022-06-30]

[[series]]
id = "net"
round_id = "{year}-{n}"
title = "Netværksmøde {season} {year}"
kind = "regional"
years = [2023, 2023]
seasons = [
    { name = "forår", from = "01-16", to = "06-16" },
    { name = "efterår", from = "08-21", to = "12-08" },
]
"""

FILES = {
    "network.toml": SETTINGS,
    "municipalities.csv": (
        "id;name;region;lat;lon\n"
        "0851;Aalborg;nord;57,048;9,919\n"
        "0860;Hjørring;nord;57,464;9,982\n"
        "0607;Fredericia;syd;55,566;9,753\n"
    ),
    "members.csv": "id;municipality;role\na1;0851;chef\na2;0851;leder\nb1;0860;chef\nc1;0607;chef\n",
    "staff.csv": "id;team;name\nK1;KL;Kim\n",
    "venues.csv": (
        "id;name;town;region;lat;lon\n"
        "akkc;AKKC;Aalborg;nord;57,048;9,919\n"
        "messe-c;MESSE C;Fredericia;syd;55,566;9,753\n"
    ),
    "rooms.csv": "venue;id;name;rate;theatre\nakkc;A;Store Sal;5000;100\nmesse-c;A;Hallen;9000;200\n",
}


class NetworkFiles:
    """A folder with the small network that tests modify."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in FILES.items():
            (path / name).write_text(text, encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> NetworkFiles:
        """Replace the content of a file."""
        data = content.encode() if isinstance(content, str) else content
        (self.path / name).write_bytes(data)
        return self

    def replace(self, name: str, old: str, new: str) -> NetworkFiles:
        """Replace a text that must be in the file."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text
        return self.write(name, text.replace(old, new))

    def add(self, name: str, text: str) -> NetworkFiles:
        """Append text to a file."""
        return self.write(name, (self.path / name).read_text(encoding="utf-8") + text)

    def remove(self, name: str) -> NetworkFiles:
        """Delete a file."""
        (self.path / name).unlink()
        return self

    def load(self) -> Network:
        """Load the network."""
        return load_network(self.path)

    def wrong(self) -> list[Told]:
        """Return the errors of loading it."""
        try:
            self.load()
        except InputErrors as errors:
            return [as_told(error) for error in errors.errors]
        return []


def small_settings(**changes: Any) -> Settings:
    """Return settings with one joint round."""
    plain = {
        "name": "Prøvenetværk", "locale": "en", "first_day": date(2023, 1, 1), "last_day": date(2023, 12, 31),
        "regions": (Region(id="nord", name="Nord"), Region(id="syd", name="Syd")), "rounds": (small_round(),),
    }  # fmt: skip
    return Settings.model_validate({**plain, **changes})


def small_round(**changes: Any) -> Round:
    """Return a joint round in March 2023."""
    plain = {
        "id": "kickoff", "title": "Kick-off", "kind": "joint", "window": Span(date(2023, 3, 1), date(2023, 3, 31)),
        "hours": Hours(time(10), time(15)),
    }  # fmt: skip
    return Round.model_validate({**plain, **changes})


def small_network(settings: Settings | None = None, **changes: Any) -> Network:
    """Return a network with a municipality, a member, a venue and a room in each region."""
    plain = {
        "settings": settings or small_settings(),
        "municipalities": (
            Municipality(id="0851", name="Aalborg", region="nord", lat=57.0, lon=10.0),
            Municipality(id="0607", name="Fredericia", region="syd", lat=55.5, lon=9.7),
        ),
        "members": (Member(id="a1", municipality="0851", role="chef"), Member(id="c1", municipality="0607")),
        "venues": (
            Venue(id="akkc", name="AKKC", region="nord", lat=57.0, lon=10.0),
            Venue(id="messe-c", name="MESSE C", region="syd", lat=55.5, lon=9.7),
        ),
        "rooms": (Room(venue="akkc", id="A", theatre=100), Room(venue="messe-c", id="A", theatre=200)),
        "staff": (StaffPerson(id="K1", team="KL"),),
    }
    return Network.model_validate({**plain, **changes})


def wrong(**changes: Any) -> list[Told]:
    """Return the errors of a network in memory."""
    try:
        small_network(**changes)
    except InputErrors as errors:
        return [as_told(error) for error in errors.errors]
    return []

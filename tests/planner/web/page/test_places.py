"""The page of places: applications, registrations and fees, recorded by planners; readers see no single member."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from planner.cli.program import run
from planner.files.load import load_network
from planner.store.database import open_store
from planner.web.keys import create
from planner.web.page.words import WORDS
from planner.web.roles import Role
from tests.planner.cli.running import small_network
from tests.planner.cli.test_places import OFFER, ROWS
from tests.planner.web.page.browser import Site, site
from tests.planner.web.page.test_access import Visitor, served

ANSWERS = "meeting;member;answer;received\nkickoff;b1;yes;2022-05-02\nkickoff;a2;yes;2022-05-03\n"


@pytest.fixture
def offered(tmp_path: Path) -> Iterator[Site]:
    """Serve a network with an offer, a plan that was accepted, and a price."""
    folder = small_network(tmp_path / "net", "en", OFFER)
    settings = (folder / "network.toml").read_text(encoding="utf-8")
    settings = settings.replace('id = "kickoff"', 'id = "kickoff"\nplaces = 1', 1)
    (folder / "network.toml").write_text(f"price_per_member = 6000\n{settings}\n[fees]\n", encoding="utf-8")
    (folder / "applications.csv").write_text(ROWS, encoding="utf-8")
    (folder / "registrations.csv").write_text(ANSWERS, encoding="utf-8")
    assert run(["solve", str(folder), "--accept", "--by", "Anne", "--as-of", "2022-05-01"]) == 0
    with site(folder, tmp_path / "log") as found:
        yield found


def text_of(visitor: Visitor) -> str:
    """Return the text of the page, with a space for every tag."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", visitor.get("/n/net/places").body.decode()))


@pytest.mark.slow
def test_places_are_shown_and_recorded_as_shown_and_readers_see_no_member(offered: Site) -> None:
    visitor = Visitor(offered.server)
    page, text = visitor.get("/n/net/places").body.decode(), text_of(visitor)
    assert "Lokal temadag: 1 of 1 place given, 3 applications" in text
    assert re.search(r"Hjørring Nordjylland .* 8 waits, number 1 number 2 of 3 in the order received", text)
    assert re.search(r"Kick-off .* 1 4 1 0 2 a2 \(Aalborg\)", text)
    assert "Aalborg 2 12,000 3,000 15,000" in text
    assert "In all (DKK) 4 24,000 6,000 30,000".casefold() in text.casefold()
    assert "kind=application&amp;municipality=0860&amp;offer=temadag" in page
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen
    (offered.folder / "applications.csv").write_text(ROWS.replace(";8;24", ";9;24"), encoding="utf-8")
    changed = (offered.folder / "applications.csv").read_bytes()
    refused = visitor.post("/n/net/places/temadag", seen=seen[1], by="Bo")
    assert (refused.status, "changed by somebody else meanwhile" in refused.body.decode()) == (422, True)
    assert (offered.folder / "applications.csv").read_bytes() == changed
    page = visitor.get("/n/net/places").body.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen
    assert visitor.post("/n/net/places/temadag?as_of=2022-10-17", seen=seen[1], by="Bo").status == 303
    rows = {each.municipality: each for each in load_network(offered.folder).applications}
    assert [(rows[n].state.value, rows[n].decided_by, str(rows[n].decided_on)) for n in ("0851", "0860", "0607")] == [
        ("accepted", "Bo", "2022-10-17"), ("waiting", "Bo", "2022-10-17"), ("declined", "Kim", "2022-10-03")
    ]  # fmt: skip
    assert WORDS["places.record"].say("en") not in text_of(visitor)
    with open_store(str(offered.folder / "network.sqlite")) as store, store.writing() as connection:
        keys = {role: create(connection, role, None, "test", datetime.now(UTC))[1] for role in Role}
    reader = Visitor(offered.server)
    assert reader.post("/sign-in", key=keys[Role.READER]).status == 303
    text = text_of(reader)
    assert re.search(r"Kick-off .* 1 4 1 0 2 1 ", text)
    assert "a2" not in text
    assert reader.post("/n/net/places/temadag", seen=seen[1], by="Bo").status == 403


@pytest.mark.slow
def test_a_network_without_any_says_so(tmp_path: Path) -> None:
    with served(tmp_path) as found:
        assert WORDS["places.nothing"].say("en") in text_of(Visitor(found.server))

"""Mistakes in the files: a link to where each can be mended, the row marked, and how many are left once it is saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.planner.network_files import NetworkFiles
from tests.planner.web.page.browser import Site, site
from tests.planner.web.page.test_access import Visitor

FILES = "/n/net/files"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("mending") / "net"
    folder.mkdir()
    NetworkFiles(folder)
    with site(folder, folder.parent / "log", slots=0) as found:
        yield found


@pytest.fixture
def files(served: Site) -> NetworkFiles:
    (served.folder / "busy.csv").unlink(missing_ok=True)
    return NetworkFiles(served.folder)


def text(visitor: Visitor, path: str) -> str:
    return visitor.get(path).body.decode().replace("&amp;", "&")


def row(visitor: Visitor, file: str, line: int) -> dict[str, str]:
    shown = text(visitor, f"{FILES}/{file}?line={line}")
    found = re.search(r'name="seen" value="([0-9a-f]+)"', shown)
    assert found
    return {"seen": found[1], "line": str(line)}


def save(visitor: Visitor, file: str, line: int, *cells: str) -> str:
    """Save a row and return the page that follows."""
    fields = {"token": visitor.token(), **row(visitor, file, line)}
    body = urlencode([*fields.items(), *(("cell", each) for each in cells)]).encode()
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    answer = visitor.server.ask(
        f"{FILES}/{file}", "POST", body, Cookie=f"planner_session={visitor.cookie}", **visitor.asked, **kind
    )
    assert answer.status == 303, answer.body.decode()
    return text(visitor, answer.headers["location"])


def test_each_mistake_leads_to_its_field_and_the_row_is_marked(served: Site, files: NetworkFiles) -> None:
    files.replace("members.csv", "b1;0860", "b1;0806").add("network.toml", '\n[rules.rent]\npoints = "many"\n')
    visitor = Visitor(served.server)
    listed = text(visitor, FILES)
    assert f'href="{FILES}/members.csv?line=4&at=municipality"' in listed
    assert 'href="/n/net/rules?at=rules.rent.points"' in listed
    shown = text(visitor, f"{FILES}/members.csv?line=4&at=municipality")
    (field,) = re.findall(r'<input name="cell"[^>]*autofocus>', shown)
    assert 'data-place="municipality"' in field
    assert 'value="0806"' in field
    assert 'aria-invalid="true"' in field
    assert '<tr class="chosen">' in shown
    assert re.findall(r'<td class="bad"><bdi>([^<]*)', shown) == ["0806"]
    rules = text(visitor, "/n/net/rules?at=rules.rent.points")
    (field,) = re.findall(r"<input [^>]*autofocus>", rules)
    assert 'name="rules.rent.points"' in field


def test_a_mistake_in_the_settings_leads_to_its_line(served: Site, files: NetworkFiles) -> None:
    files.replace("network.toml", "first_day = 2022-05-01", 'first_day = "soon"')
    visitor = Visitor(served.server)
    (address,) = re.findall(rf'href="({FILES}/network.toml[^"]*)"', text(visitor, FILES))[:1]
    assert address == f"{FILES}/network.toml?line=3&at=first_day"
    assert 'data-line="3"' in text(visitor, address)


def test_after_a_save_the_page_says_how_many_mistakes_are_left(served: Site, files: NetworkFiles) -> None:
    files.replace("members.csv", "b1;0860", "b1;0806").replace("members.csv", "c1;0607", "c1;0670")
    visitor = Visitor(served.server)
    shown = save(visitor, "members.csv", 4, "b1", "0860", "chef")
    assert "Saved, 1 mistake left" in shown
    assert f'<a href="{FILES}/members.csv?line=5&at=municipality">Mend the next</a>' in shown
    shown = save(visitor, "members.csv", 5, "c1", "0607", "chef")
    assert "Saved, no mistakes left" in shown
    assert '<a href="/n/net/solve">Make a plan</a>' in shown
    assert "Saved" not in text(visitor, f"{FILES}/members.csv")


def test_what_is_hardly_meant_is_shown_with_the_files_and_before_a_plan_is_made(
    served: Site, files: NetworkFiles
) -> None:
    visitor = Visitor(served.server)
    assert "to look at in the files" not in text(visitor, FILES)
    files.replace("municipalities.csv", "57,464;9,982", "5,7464;9,982")
    for path in (FILES, "/n/net/solve"):
        shown = text(visitor, path)
        assert "1 thing to look at in the files" in shown
        assert re.search(r"Hjørring lies [0-9,]+ km from every other place", shown)
        assert f'<a href="{FILES}/municipalities.csv?line=3&at=lat">' in shown


def test_a_row_far_down_is_on_the_page_that_opens(served: Site, files: NetworkFiles) -> None:
    files.add("members.csv", "".join(f"m{n};0607;chef\n" for n in range(450)))
    shown = text(Visitor(served.server), f"{FILES}/members.csv?line=300")
    assert '<tr class="chosen"><th scope="row" class="n"><a href="' in shown
    assert re.findall(r'<tr class="chosen">.*?<bdi>(\w+)</bdi>', shown) == ["m294"]


def test_a_row_is_kept_in_the_form_of_its_table_whatever_is_typed(served: Site, files: NetworkFiles) -> None:
    files.write("busy.csv", "person;first_day;last_day;from;to\nb1;2023-02-01;;;\n")
    visitor = Visitor(served.server, asked={"Accept_Language": "da"})
    save(visitor, "busy.csv", 2, "b1", "24-9-2023", "25/9-2023", "kl. 9", "12.30")
    assert (served.folder / "busy.csv").read_text(encoding="utf-8").splitlines()[1] == (
        "b1;2023-09-24;2023-09-25;09:00;12:30"
    )
    files.write("rooms.csv", "venue;id;name;rate;theatre\nakkc;A;Sal;5000;100\nmesse-c;A;Hal;9000;200\n")
    save(visitor, "rooms.csv", 2, "akkc", "A", "Sal", "1.200", "100")
    assert "akkc;A;Sal;1200;100" in (served.folder / "rooms.csv").read_text(encoding="utf-8")


def test_the_header_is_no_row_to_be_edited(served: Site, files: NetworkFiles) -> None:
    files.write("busy.csv", "person;first_day\n")
    visitor = Visitor(served.server)
    assert 'name="line" value=""' in text(visitor, f"{FILES}/busy.csv?line=1")
    answer = visitor.post(f"{FILES}/busy.csv", cell="b1", **row(visitor, "busy.csv", 1))
    assert "was changed by somebody else meanwhile" in answer.body.decode()
    assert (served.folder / "busy.csv").read_text(encoding="utf-8") == "person;first_day\n"


def test_numbers_and_weekdays_of_rules_are_said_in_the_language_of_the_page(served: Site, files: NetworkFiles) -> None:
    files.add("network.toml", '\n[rules.weekdays]\nallowed = ["monday", "friday"]\n')
    visitor = Visitor(served.server, asked={"Accept_Language": "da"})
    shown = text(visitor, "/n/net/rules")
    assert re.search(r'name="rules.weekdays.allowed"[^>]*value="mandag, fredag"', shown)
    (seen,) = re.findall(r'name="seen" value="([0-9a-f]+)"', shown)
    fields = {
        "rules.weekdays.allowed": "tirsdag-torsdag", "rules.rent.points": "1.200", "rules.hours.earliest": "kl. 9",
        "rules.quorum.member_share": "0,5",
    }  # fmt: skip
    answer = visitor.post("/n/net/rules", seen=seen, **fields)
    assert answer.status == 303, answer.body.decode()
    written = (served.folder / "network.toml").read_text(encoding="utf-8")
    assert 'allowed = ["tuesday", "wednesday", "thursday"]' in written
    assert "points = 1200" in written
    assert "member_share = 0.5" in written
    assert re.search(r'earliest = "?09:00', written)

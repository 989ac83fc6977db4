"""The day that an address takes for today: every link, form and redirection of a view keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.planner.web.page.accepted import accept, moved, small_folder
from tests.planner.web.page.browser import Site, site
from tests.planner.web.page.test_access import Visitor
from tests.planner.web.page.test_views import VIEWS

DAY = "2022-05-03"
STARTS = [path for path in VIEWS.values() if "/why" not in path and path not in {"/new", "/sign-in"}]
LEADS = re.compile(
    r'<(a|form)\b([^>]*) (?:href|action)="(/[^"]*)"[^>]*>(?:<input type="hidden" name="as_of" value="([^"]*)">)?'
)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the small network with two revisions; nothing can be solved."""
    place = tmp_path_factory.mktemp("as-of")
    folder = small_folder(place).path
    accept(folder)
    accept(folder, moved("2023-1/nord", "2023-03-08"))
    with site(folder, place / "log", slots=0) as found:
        yield found


def days_of(address: str) -> list[str]:
    return parse_qs(urlsplit(unescape(address)).query).get("as_of", [])


def test_every_link_and_form_of_a_view_leads_to_what_is_seen_on_the_same_day(twice: Site) -> None:
    visitor = Visitor(twice.server)
    seen = 0
    for path in STARTS:
        answer = visitor.get(f"{path}{'&' if '?' in path else '?'}as_of={DAY}")
        if answer.status == 303:
            assert days_of(answer.headers["location"]) == [DAY]
            answer = visitor.get(answer.headers["location"])
        text = answer.body.decode()
        for tag, before, address, hidden in LEADS.findall(text):
            if address.startswith("/sign-") or address == "/static/page.css":
                continue
            seen += 1
            sent = [hidden] if tag == "form" and 'method="get"' in f"{before} " else days_of(address)
            assert sent == [DAY], f"{path}: {address}"
        assert "3 May 2022 is taken for today." in text
        assert 'href="?as_of' not in text
    assert seen > 300
    assert "as_of" not in re.sub(r'name="as_of" value=""', "", visitor.get("/n/net/plan").body.decode())


def test_a_form_that_was_sent_leads_on_to_the_same_day(twice: Site) -> None:
    visitor = Visitor(twice.server)
    told = visitor.post(f"/n/net/telling?as_of={DAY}", everyone="yes", by="Bo", told_on=DAY)
    assert (told.status, days_of(told.headers["location"])) == (303, [DAY])


def test_the_forms_that_ask_for_a_day_are_filled_in_with_that_of_the_address(twice: Site) -> None:
    visitor = Visitor(twice.server)
    for path in ("/n/net/solve?", "/n/net/changes/new?kind=cancel&"):
        assert f'name="as_of" value="{DAY}"' in visitor.get(f"{path}as_of={DAY}").body.decode()


def test_an_address_that_takes_no_day_for_today_is_refused(twice: Site) -> None:
    answer = Visitor(twice.server).get("/n/net?as_of=2022-05-32")
    assert answer.status == 422
    assert "2022-05-32 is not a day" in answer.body.decode()


def test_the_list_of_networks_takes_the_day_for_today(twice: Site) -> None:
    visitor = Visitor(twice.server)
    early, late = (visitor.get(f"/?as_of={day}").body.decode() for day in (DAY, "2023-05-10"))
    assert early.count("Kick-off") != late.count("Kick-off")

"""Each view of a network marks the tab that it belongs to, and no other, as the current one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest

from planner.web.page.rendering import tab_of
from tests.planner.web.page.accepted import accept, moved, small_folder
from tests.planner.web.page.browser import site
from tests.planner.web.page.test_access import Visitor

ROOT = "/n/m%C3%B8der%202"
"""An id as a Danish folder may have it: an address says it in another way than the path that a server is given."""
TABS = {
    "": "", "/plan": "/plan", "/plan?year=2023": "/plan", "/meetings/2023-1/nord": "/plan", "/solve": "/solve",
    "/places": "/places", "/changes": "/changes", "/changes/new?kind=cancel": "/changes", "/revisions": "/revisions",
    "/compare?old=1&new=2": "/revisions", "/undo?number=1": "/revisions", "/files": "/files", "/rules": "/files",
    "/files/members.csv": "/files", "/files/network.toml": "/files", "/calendars": "/calendars",
    "/telling": "/telling", "/meetings/nobody": "/plan",
}  # fmt: skip


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """Visit a small network with two revisions; one question at a time is answered there."""
    place = tmp_path_factory.mktemp("tabs")
    folder = small_folder(place).path.rename(place / "møder 2")
    accept(folder)
    accept(folder, moved("2023-1/nord", "2023-03-08"))
    with site(folder, place / "log", slots=1) as found:
        yield Visitor(found.server)


def current(html: str) -> list[str]:
    """Return the addresses of the tabs that are marked, within the network."""
    tabs = html.partition('<nav class="tabs"')[2].partition("</nav>")[0]
    assert tabs.count("<a ") == 9
    return [found.removeprefix(ROOT) for found in re.findall(r'href="([^"]*)" aria-current="page"', tabs)]


@pytest.mark.parametrize("path", TABS)
def test_a_view_marks_its_tab(visitor: Visitor, path: str) -> None:
    assert current(visitor.get(f"{ROOT}{path}").body.decode()) == [TABS[path]]


def test_an_address_that_ends_like_that_of_a_folder_leads_to_the_view(visitor: Visitor) -> None:
    for path in ("/", "/plan/"):
        answer = visitor.get(f"{ROOT}{path}?as_of=2022-05-03")
        assert (answer.status, answer.headers["location"]) == (303, f"{ROOT}{path.rstrip('/')}?as_of=2022-05-03")
    assert visitor.get("/nobody/").status == 404


JOBS = {"/solve": "/solve", "/foresee": "/plan", "/reserves": "/plan", "/changes/new?kind=cancel": "/changes"}


def test_a_job_marks_the_tab_where_it_was_begun(visitor: Visitor) -> None:
    found = {}
    for asking in JOBS:
        begun = visitor.post(f"{ROOT}{asking}", kind="cancel", meetings="2023-2/nord", as_of="2022-05-03")
        job = urlsplit(begun.headers["location"]).path
        assert unquote(job).startswith(f"{unquote(ROOT)}/jobs/")
        found[asking] = current(visitor.get(job).body.decode())
    assert found == {asking: [tab] for asking, tab in JOBS.items()}


@pytest.mark.parametrize(("kind", "tab"), [
    ("solve", "/solve"), ("accept_plan", "/solve"), ("accept_proposal", "/changes"), ("what-if", "/changes"),
    ("undo_to", "/revisions"), ("why", "/plan"), ("why-not", "/plan"), ("possibilities", "/plan"), ("foresee", "/plan"),
    ("reserve", "/plan"),
])  # fmt: skip
def test_each_kind_of_job_has_the_tab_where_it_is_begun(kind: str, tab: str) -> None:
    assert tab_of(kind) == tab

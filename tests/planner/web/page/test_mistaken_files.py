"""Files with mistakes hide nothing that was accepted; what needs the files as they are says why it cannot be done."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from constraints.problem.outcome import Limits
from planner.jobs.job import Done, JobContext
from planner.schemas.explanations import Possibilities
from planner.use_cases.homes import Home
from planner.web.page import tasks
from planner.web.page.tasks import Place, Question
from tests.planner.web.page.accepted import accept, put, small_folder
from tests.planner.web.page.browser import Site, site
from tests.planner.web.page.test_access import Visitor

TABS = ["", "/plan", "/solve", "/places", "/changes", "/revisions", "/files", "/calendars", "/telling"]
KEPT = [
    "", "/plan", "/plan?year=2023", "/changes", "/revisions", "/compare?old=1&new=1", "/undo?number=1",
    "/calendars", "/telling", "/solve", "/changes/new?kind=cancel", "/rules", "/places", "/files/members.csv",
]  # fmt: skip
DOWNLOADED = ["/plan.svg", "/plan.json", "/plan.xlsx", "/telling.csv?old=0", "/telling.zip?old=0"]
BANNER = "The files have 2 mistakes; plans and questions rest on revision 1 until they are mended."


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a network with an accepted plan, in whose files two mistakes were made since."""
    place = tmp_path_factory.mktemp("mistaken")
    files = small_folder(place)
    accept(files.path)
    put(files.path, "new")
    files.replace("members.csv", "b1;0860;chef", "b1;0869;chef").replace("network.toml", "2022-05-01", '"soon"')
    with site(files.path, place / "log", slots=0) as found:
        yield found


def tabs(text: str) -> list[str]:
    (bar,) = re.findall(r'<nav class="tabs".*?</nav>', text, re.DOTALL)
    return [re.sub("^/n/[a-z]*", "", each) for each in re.findall('href="([^"]*)"', bar)]


@pytest.mark.parametrize("path", KEPT)
def test_what_was_accepted_stays_visible_under_a_banner(mistaken: Site, path: str) -> None:
    answer = Visitor(mistaken.server).get(f"/n/net{path}")
    text = answer.body.decode()
    assert answer.status == 200
    assert tabs(text) == TABS
    assert BANNER in text


@pytest.mark.parametrize("path", DOWNLOADED)
def test_what_was_accepted_can_be_downloaded(mistaken: Site, path: str) -> None:
    assert Visitor(mistaken.server).get(f"/n/net{path}").status == 200


def test_questions_rest_on_what_was_accepted(mistaken: Site) -> None:
    place = Place(str(mistaken.folder / "network.sqlite"), Home("net", mistaken.folder))
    question = Question("possibilities", Limits(5.0), "2023-1/nord")
    done = tasks.answer(JobContext(lambda _message: None), "en", place, question)
    assert isinstance(done, Done)
    found = Possibilities.model_validate_json(done.document)
    assert [each.day.isoformat() for each in found.days if each.planned] == ["2023-03-07"]


def test_the_list_of_networks_shows_the_plan_and_says_that_files_have_mistakes(mistaken: Site) -> None:
    text = Visitor(mistaken.server).get("/").body.decode()
    assert "Prøvenetværk" in text
    assert "files with mistakes" in text


def test_what_needs_the_files_says_so_and_names_file_and_row(mistaken: Site) -> None:
    visitor = Visitor(mistaken.server)
    places = ["network.toml", "members.csv · line 4"]
    for answer, status in (
        (visitor.get("/n/net/solve"), 200),
        (visitor.post("/n/net/solve", seconds="10"), 422),
        (visitor.post("/n/net/changes/new?kind=cancel", meetings="kickoff"), 422),
        (visitor.post("/n/net/undo/1", by="Anne"), 422),
        (visitor.get("/n/net/files"), 200),
    ):
        text = re.sub("<[^>]*>", "", answer.body.decode())
        assert answer.status == status
        assert [each for each in places if each not in text] == []
        assert "#/" not in text
    assert 'name="seconds"' not in visitor.get("/n/net/solve").body.decode()
    assert "network.xlsx" not in visitor.get("/n/net/files").body.decode()


@pytest.mark.parametrize("path", ["", "/plan", "/changes", "/revisions", "/calendars", "/telling"])
def test_before_there_is_a_plan_every_view_says_what_to_do_first(mistaken: Site, path: str) -> None:
    answer = Visitor(mistaken.server).get(f"/n/new{path}")
    text = answer.body.decode()
    assert answer.status == 200
    assert tabs(text) == TABS
    assert 'class="button primary" href="/n/new/solve"' in text


@pytest.mark.parametrize(
    "path", ["/compare?old=1&new=1", "/undo?number=1", "/meetings/kickoff", "/plan.xlsx", "/telling.zip"]
)
def test_what_there_is_not_before_a_plan_keeps_the_tabs(mistaken: Site, path: str) -> None:
    answer = Visitor(mistaken.server).get(f"/n/new{path}")
    assert answer.status == 404
    assert tabs(answer.body.decode()) == TABS
    assert 'href="/n/new/solve"' in answer.body.decode()


def test_a_page_that_there_is_not_keeps_the_tabs_of_its_network(mistaken: Site) -> None:
    answer = Visitor(mistaken.server).get("/n/new/files/other.csv")
    assert answer.status == 404
    assert tabs(answer.body.decode()) == TABS

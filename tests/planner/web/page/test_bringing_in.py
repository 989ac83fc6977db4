"""Files that are brought in never replace a network unseen, and what they replaced can be taken back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from planner.store.database import open_store
from planner.use_cases.homes import Home
from tests.planner.network_files import FILES
from tests.planner.web.page.accepted import put, small_folder
from tests.planner.web.page.browser import Site, site
from tests.planner.web.page.test_access import Visitor
from tests.planner.web.server import Answer

BOUNDARY = "----planner"
CHANGE = """[[changes]]
n = 1
said = 2022-05-02
kind = "venue_closed"
venue = "akkc"
first_day = 2023-03-01
last_day = 2023-03-10
"""


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a folder, with networks in the store beside it."""
    place = tmp_path_factory.mktemp("stored")
    files = small_folder(place)
    put(files.path, "other")
    files.write("changes.toml", CHANGE)
    put(files.path, "changed")
    files.remove("changes.toml")
    with site(files.path, place / "log", slots=0) as found:
        yield found


def send(visitor: Visitor, network: str, files: Mapping[str, str]) -> Answer:
    """Send files as the form does."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (("token", visitor.token()), ("id", network))
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="a.zip"\r\n\r\n'.encode()
    body = b"".join([*parts, head, packed.getvalue(), f"\r\n--{BOUNDARY}--\r\n".encode()])
    headers = {"Cookie": f"planner_session={visitor.cookie}", "Accept_Language": "en"}
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return visitor.server.ask("/new", "POST", body, Content_Type=kind, **headers)


def hidden(answer: Answer) -> dict[str, str]:
    """Return the hidden fields of the form that asks whether files may be replaced."""
    return dict(re.findall('name="(kept|seen|id)" value="([^"]*)"', answer.body.decode().partition("</form>")[0]))


def kept(served: Site, network: str) -> dict[str, str]:
    with open_store(str(served.folder / "network.sqlite")) as store:
        return {name: data.decode() for name, data in Home(network).files(store).items()}


OTHERS = {**FILES, "members.csv": FILES["members.csv"].replace("c1;0607;chef\n", "c2;0607;chef\nc3;0607;leder\n")}


def test_files_of_a_network_that_is_there_are_replaced_only_when_asked_and_can_be_taken_back(stored: Site) -> None:
    visitor = Visitor(stored.server)
    before = kept(stored, "other")
    asked = send(visitor, "other", OTHERS)
    assert asked.status == 409
    text = re.sub("<[^>]*>", "", asked.body.decode())
    assert "There is a network other already." in text
    assert "members.csv: 1 line goes, 2 come" in text
    assert "venues.csv" not in text
    assert kept(stored, "other") == before
    assert visitor.post("/new", **hidden(asked), replace="other").status == 303
    assert kept(stored, "other") == before | {"members.csv": OTHERS["members.csv"]}
    assert "Take back the last edit" in visitor.get("/n/other/files").body.decode()
    assert visitor.post("/n/other/files/undo").status == 303
    assert kept(stored, "other") == before


def test_the_same_files_can_become_another_network(stored: Site) -> None:
    visitor = Visitor(stored.server)
    before = kept(stored, "other")
    asked = send(visitor, "other", OTHERS)
    token = hidden(asked)["kept"]
    assert visitor.post("/new", kept=token, id="third").headers["location"] == "/n/third"
    assert kept(stored, "third")["members.csv"] == OTHERS["members.csv"]
    assert kept(stored, "other") == before
    assert visitor.post("/new", kept=token, id="fourth").status == 422


def test_what_was_edited_in_between_is_not_replaced_unseen(stored: Site) -> None:
    visitor = Visitor(stored.server)
    first = send(visitor, "other", OTHERS)
    text = visitor.get("/n/other/files/network.toml").body.decode()
    (seen,) = re.findall('name="seen" value="([^"]*)"', text)
    edited = visitor.post("/n/other/files/network.toml", seen=seen, cell=FILES["network.toml"] + "# sent\n")
    assert edited.status == 303
    again = visitor.post("/new", **hidden(first), replace="other")
    assert again.status == 409
    assert "network.toml: 1 line goes, 0 come" in re.sub("<[^>]*>", "", again.body.decode())
    assert kept(stored, "other")["members.csv"] == FILES["members.csv"]


@pytest.mark.parametrize(
    ("network", "reason"),
    [
        ("", "Fill in: Short name"),
        ("a/b", "a/b cannot be a short name: it must be one line of at most 100 characters without a slash"),
        ("..", ".. cannot be a short name"),
        ("n" * 101, "cannot be a short name"),
        ("net", "net is the network in the folder that is served here."),
    ],
)
def test_a_refused_short_name_is_told_at_its_field_and_all_that_was_filled_in_stays(
    stored: Site, network: str, reason: str
) -> None:
    visitor = Visitor(stored.server)
    refused = send(visitor, network, OTHERS)
    text = refused.body.decode()
    assert refused.status == 422
    (said,) = re.findall('<p class="wrong" id="wrong-id" role="alert">([^<]*)</p>', text)
    assert reason in said
    assert 'aria-describedby="wrong-id"' in text
    assert f'value="{network}"' in text
    assert "1 file is chosen already: a.zip." in text or "files are chosen already" in text
    given = dict(re.findall('name="(kept)" value="([^"]*)"', text))
    name = f"named-{len(network)}-{len(reason)}"
    assert visitor.post("/new", **given, id=name).headers["location"] == f"/n/{name}"
    assert kept(stored, name)["members.csv"] == OTHERS["members.csv"]


def test_a_name_that_was_given_stays_when_no_file_was_chosen(stored: Site) -> None:
    visitor = Visitor(stored.server)
    for given, reason in (({}, "No file of a network was chosen."), ({"kept": "x"}, "are not kept any longer")):
        text = visitor.post("/new", id="seventh", **given).body.decode()
        assert 'name="id" required maxlength="100" value="seventh"' in text
        assert reason in re.findall('<p class="wrong" id="wrong-files" role="alert">([^<]*)</p>', text)[0]


def test_files_are_only_kept_for_the_browser_that_sent_them(stored: Site) -> None:
    asked = send(Visitor(stored.server), "other", OTHERS)
    assert Visitor(stored.server).post("/new", **hidden(asked), replace="other").status == 422


def test_what_has_happened_is_named_among_what_would_go(stored: Site) -> None:
    asked = send(Visitor(stored.server), "changed", FILES)
    assert "changes.toml: " in re.sub("<[^>]*>", "", asked.body.decode())


def test_a_change_of_a_network_in_the_store_is_withdrawn(stored: Site) -> None:
    visitor = Visitor(stored.server)
    assert 'action="/n/changed/changes/1/withdraw"' in visitor.get("/n/changed/changes").body.decode()
    assert visitor.post("/n/changed/changes/1/withdraw").status == 303
    assert "Nothing so far." in visitor.get("/n/changed/changes").body.decode()
    assert visitor.post("/n/changed/changes/1/withdraw").status == 404


def test_rows_of_sent_files_are_shown_with_their_mistakes(stored: Site) -> None:
    wrong = {**FILES, "members.csv": FILES["members.csv"].replace("b1;0860", "b1;0869")}
    answer = send(Visitor(stored.server), "fifth", wrong)
    assert answer.status == 422
    assert "b1;0869;chef" in answer.body.decode()
    assert not Path(stored.folder / "fifth").exists()

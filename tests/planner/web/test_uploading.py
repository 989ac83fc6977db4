"""Uploading the files of a network: in three forms, with every error at its place, and nothing from elsewhere."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from planner.files.load import load_network
from planner.jobs.job import JobContext, JobRequest, JobState
from planner.jobs.pool import NONE, PoolSize
from planner.jobs.service import JobService
from planner.jobs.worker import OUT_OF_MEMORY
from planner.store.database import open_store
from planner.store.uploads import current_network
from planner.use_cases.converting import convert_network
from planner.web.bodies import XLSX, Upload
from planner.web.checks import Place, read_upload, validate_upload
from planner.web.roles import Role
from planner.web.secrets import secret_name, secrets_of
from tests.planner.files.fetch_servers import CALENDAR
from tests.planner.web.office import FILES, Office, plan
from tests.planner.web.planning import PATH, eventually, planning
from tests.planner.web.server import Answer

BOUNDARY = "a-line"


def zipped(files: Mapping[str, str | bytes], folder: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{folder}{name}", data)
    return out.getvalue()


def form(files: Mapping[str, str]) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n{text}\r\n'
        for name, text in files.items()
    ]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()


def send(served: Office, body: bytes, kind: str, path: str = "/networks/nyt/validate", **headers: str) -> Answer:
    authorization = f"Bearer {served.planner.key}"
    return served.server.ask(path, "POST", body, Content_Type=kind, Authorization=authorization, **headers)


def validated(served: Office, language: str = "en", **changes: str | None) -> Answer:
    """With some files replaced, or left out."""
    replaced = {name.replace("_", "."): text for name, text in changes.items()}
    files = {name: text for name, text in {**FILES, **replaced}.items() if text is not None}
    return served.planner.ask("/networks/nyt/validate", "POST", files, Accept_Language=language)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps(FILES).encode(), "application/json; charset=utf-8"),
        (form(FILES), f"multipart/form-data; boundary={BOUNDARY}"),
        (zipped(FILES), "application/zip"),
        (zipped(FILES, "netværk/"), "application/zip"),
    ],
    ids=["json", "form", "zip", "zip of a folder"],
)
def test_files_come_in_several_forms_and_validating_saves_nothing(served: Office, body: bytes, kind: str) -> None:
    found = send(served, body, kind)
    assert (found.status, found.json) == (200, {"remarks": []})
    assert served.planner.ask("/networks/nyt").status == 404


def workbook(tmp_path: Path, **cells: str) -> bytes:
    """Return the files as a workbook, with other texts in cells of the sheet Medlemmer."""
    source = tmp_path / "files"
    source.mkdir()
    for name, text in FILES.items():
        (source / name).write_text(text, encoding="utf-8")
    convert_network(source, tmp_path / "net.xlsx", lambda _: None)
    book = openpyxl.load_workbook(tmp_path / "net.xlsx")
    for cell, text in cells.items():
        book["Medlemmer"][cell] = text
    book.save(tmp_path / "net.xlsx")
    return (tmp_path / "net.xlsx").read_bytes()


def test_a_workbook_is_uploaded_given_back_and_its_mistakes_told_with_their_cells(
    served: Office, tmp_path: Path
) -> None:
    (tmp_path / "wrong").mkdir()
    wrong = send(served, workbook(tmp_path / "wrong", B3="9999"), XLSX, Accept_Language="da")
    [error] = wrong.json["errors"]
    assert (wrong.status, error["cell"], error["detail"]) == (422, "Medlemmer!B3", "'9999' findes ikke i Kommuner")
    path, headers = served.network(), {"Authorization": f"Bearer {served.planner.key}"}
    sent = served.server.ask(path, "PUT", workbook(tmp_path), Content_Type=XLSX, **headers)
    assert sent.status == 200
    back = served.planner.ask(f"{path}/workbook")
    assert back.headers["content-type"] == XLSX
    (tmp_path / "back.xlsx").write_bytes(back.body)
    assert load_network(tmp_path / "back.xlsx") == load_network(tmp_path / "net.xlsx")


def test_every_error_has_its_sentence_and_its_place_in_both_languages(served: Office) -> None:
    wrong = {"members_csv": "id;municipality;role\na1;0851;chef\nx;9999;chef\n", "rooms_csv": None}
    english, danish = validated(served, "en", **wrong), validated(served, "da", **wrong)
    assert (english.status, english.headers["content-type"]) == (422, "application/problem+json")
    assert (english.headers["content-language"], danish.headers["content-language"]) == ("en", "da")
    assert english.json["errors"] == [
        {"detail": "the file is missing", "pointer": "#/rooms.csv", "file": "rooms.csv"},
        {
            "detail": "'9999' is not in municipalities.csv",
            "pointer": "#/members.csv",
            "file": "members.csv",
            "line": 3,
            "place": "municipality",
        },
    ]
    assert [each["detail"] for each in danish.json["errors"]] == [
        "filen mangler", "'9999' findes ikke i municipalities.csv",
    ]  # fmt: skip


def test_the_network_says_the_language_if_the_client_does_not(served: Office) -> None:
    path = served.network()
    found = served.planner.ask(f"{path}/plan", Accept_Language="fr, *;q=0.1")
    assert found.headers["content-language"] == "da"
    assert found.json["detail"] == "Ingen plan er accepteret endnu."


@pytest.mark.parametrize(
    "name",
    ["../network.toml", "/etc/passwd.csv", ".hidden.csv", "a/b.csv", "a\\b.csv", "run.sh", "x" * 70 + ".csv", "\n.csv"],
)
def test_names_that_lead_elsewhere_are_refused(served: Office, name: str) -> None:
    found = served.planner.ask("/networks/nyt/validate", "POST", {**FILES, name: "x"})
    assert found.status == 422
    assert [each["file"] for each in found.json["errors"]] == [name]


@pytest.mark.parametrize("source", ["/etc/hostname", "../secret.ics", "other.ics", "file:///etc/hostname"])
def test_calendars_are_read_from_the_files_that_came_and_no_others(served: Office, source: str) -> None:
    settings = f'{FILES["network.toml"]}\n[[calendars]]\nperson = "a1"\nsource = "{source}"\n'
    found = validated(served, network_toml=settings)
    assert found.status == 422
    (error,) = found.json["errors"]
    assert (error["file"], error["place"]) == ("network.toml", "calendars[1].source")
    assert ("not among those that were given" in error["detail"]) != source.startswith("file:")


def test_a_network_without_settings_is_told_so_without_the_servers_folders(served: Office) -> None:
    found = validated(served, network_toml=None)
    assert [each["detail"] for each in found.json["errors"]] == ["the file is missing"]
    assert b"/planner-" not in found.body


def test_archives_that_are_broken_or_too_large_inside_are_refused(served: Office) -> None:
    assert send(served, b"PK no archive", "application/zip").status == 400
    bomb = zipped({**FILES, "busy.csv": b"\0" * (40 * 2**20)})
    assert len(bomb) < 100_000
    assert send(served, bomb, "application/zip").json["type"] == "/problems/too-large"
    many = zipped({f"{n}.csv": "" for n in range(100)})
    assert send(served, many, "application/zip").status == 413
    damaged = bytearray(zipped(FILES))
    damaged[60] ^= 0xFF
    assert send(served, bytes(damaged), "application/zip").status in {400, 422}


def test_parts_that_are_no_files_are_refused_with_their_place(served: Office) -> None:
    body = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n--{BOUNDARY}--\r\n'.encode()
    found = send(served, body, f"multipart/form-data; boundary={BOUNDARY}")
    assert (found.status, found.json["errors"][0]["pointer"]) == (422, "#/x")
    assert send(served, b"nonsense", "multipart/form-data").status == 400
    found = served.planner.ask("/networks/nyt/validate", "POST", {**FILES, "members.csv": 7})
    assert [each["pointer"] for each in found.json["errors"]] == ["#/members.csv"]


def test_a_network_is_uploaded_listed_and_read(served: Office) -> None:
    path = served.network()
    found = served.planner.ask(path)
    assert found.headers["etag"] == '"0"'
    assert {name: found.json[name] for name in ("locale", "members", "rounds", "revision")} == {
        "locale": "da", "members": 4, "rounds": 1, "revision": 0,
    }  # fmt: skip
    assert served.planner.ask(f"{path}/input").json["settings"]["name"] == "Prøvenetværk"
    listed, cursor = [], "?limit=1"
    while cursor:
        page = served.planner.ask(f"/networks{cursor}").json
        listed += [each["id"] for each in page["items"]]
        cursor = f"?limit=1&cursor={page['next']}" if page["next"] else ""
    assert listed == sorted(set(listed))
    assert found.json["id"] in listed


@pytest.mark.parametrize("name", ["x%2Fheld", "%20x", "x%00y", "..", "x" * 101, "x%0Ay"])
def test_ids_that_could_be_mistaken_are_not_taken(served: Office, name: str) -> None:
    assert served.planner.ask(f"/networks/{name}", "PUT", FILES).status in {404, 405, 422}


def test_files_that_would_be_expensive_to_read_are_refused(served: Office) -> None:
    deep = f"{FILES['network.toml']}\n{'.'.join(['a'] * 100_000)} = 1\n"
    long = FILES["network.toml"] + "\nx = " + "1" * 5_000
    wide = ";".join(f"c{number}" for number in range(400_000)) + "\n"
    for name, text in (("network.toml", deep), ("network.toml", long), ("members.csv", wide)):
        found = served.planner.ask("/networks/nyt/validate", "POST", {**FILES, name: text})
        assert (found.status, {each["file"] for each in found.json["errors"]}) == (422, {name})


def test_of_very_many_errors_the_first_are_told_and_how_many_more(served: Office) -> None:
    rows = "".join(f"a{number};0851;chef;{number}x\n" for number in range(20_000))
    found = validated(served, members_csv=f"id;municipality;role;from_day\n{rows}")
    assert (found.status, len(found.json["errors"]), found.json["more_errors"]) == (422, 100, 19_900)
    lines = [each["line"] for each in found.json["errors"]]
    assert lines == list(range(2, 102))
    body = {f"field{number}": 1 for number in range(500)}
    found = served.planner.ask(f"{served.network()}/feeds", "POST", {"kind": "network", **body})
    assert (len(found.json["errors"]), found.json["more_errors"]) == (100, 400)


@pytest.mark.slow
def test_what_is_uploaded_is_read_by_processes_of_which_one_that_hangs_stops_nothing(tmp_path: Path) -> None:
    with planning(str(tmp_path / "store.sqlite"), tmp_path, slots=0) as office, ThreadPoolExecutor(20) as many:
        office.set_up()
        with office.frozen(*office.checkers) as frozen:
            asked = [many.submit(office.client.ask, f"{PATH}/validate", "POST", FILES) for _ in range(20)]
            assert len(frozen) == 2
            assert [office.client.ask(path).status for path in (PATH, "/health", "/networks")] == [200, 204, 200]
            eventually(lambda: office.checkers, lambda found: not set(found) & set(frozen))
        assert sorted(each.result().status for each in asked)[:18] == [200] * 18


@pytest.mark.slow
def test_a_check_that_uses_too_much_of_a_processor_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_arguments: object) -> None:
        while True:
            with suppress(Exception):
                sum(range(1000))

    monkeypatch.setattr("planner.web.checks.CPU_SECONDS", 1)
    monkeypatch.setattr("planner.web.checks.load_uploaded", endless)
    upload = Upload("application/json", json.dumps(FILES).encode())
    place = Place(str(tmp_path / "store.sqlite"), "x")
    found = validate_upload(JobContext(lambda _message: None), "en", place, upload, chosen=True)
    assert (found.status, json.loads(found.document)["detail"]) == (
        413, "Reading and checking this takes more than 1 second of a processor.",
    )  # fmt: skip


def test_a_check_that_wants_too_much_memory_fails_alone(tmp_path: Path) -> None:
    size = PoolSize(1, 8, 450, "planner.web.checks")
    files = {**FILES, "members.csv": "id;municipality;role\n" + "".join(f"a{n};0851;r\n" for n in range(150_000))}
    with open_store(str(tmp_path / "x")) as store, JobService(store, NONE, checks=size) as office:
        found = []
        for each in (files, FILES):
            args = ("en", Place(str(tmp_path / "x"), "x"), Upload("application/json", json.dumps(each).encode()), True)
            job = office.check(JobRequest("x", "check", "planner.web.checks:validate_upload", args, 90))
            assert job.wait(120)
            found.append((job.view.state, job.view.failure and job.view.failure.message, job.view.status))
    assert found == [(JobState.FAILED, OUT_OF_MEMORY, 200), (JobState.DONE, None, 200)]


ADDRESS = "https://user:password-9@127.0.0.1/kim.ics?token=t0ken"


CALENDARS = '\n[[calendars]]\nperson = "a1"\nsource = "{}"\n'


def put(store: str, network: str, source: str) -> None:
    """Upload a network with a calendar, which is not fetched."""
    files = {**FILES, "network.toml": FILES["network.toml"] + CALENDARS.format(source)}
    sent = Upload("application/json", json.dumps(files).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planner.files.calendars.fetch_each", lambda addresses: iter([CALENDAR for _ in addresses]))
        found = read_upload(JobContext(lambda _message: None), "en", Place(store, network), sent, chosen=True)
    assert found.status in {200, 201}, found.document


def test_a_secret_address_is_never_shown_and_is_kept_where_its_name_is_written_back(served: Office) -> None:
    path, other = served.network(), served.network()
    put(served.address, path.rpartition("/")[2].replace("%C3%A6", "æ"), ADDRESS)

    found = served.clients[Role.READER].ask(f"{path}/input")
    (shown,) = (each["source"] for each in found.json["settings"]["calendars"])
    assert re.fullmatch(r"secret:[\w-]{16}", shown)
    for secret in (b"password-9", b"t0ken", b"user"):
        assert secret not in found.body
    assert served.planner.ask(f"{path}/input").json == found.json

    written = {**FILES, "network.toml": FILES["network.toml"] + CALENDARS.format(shown)}
    tried = served.planner.ask(path, "PUT", written)  # it is the stored address that is fetched, and not allowed
    assert [each["detail"].partition(";")[0] for each in tried.json["errors"]] == [
        "127.0.0.1 is not on the public internet",
    ]  # fmt: skip
    assert ADDRESS.encode() not in tried.body
    for where, name in ((other, shown), (path, "secret:AAAAAAAAAAAAAAAA")):
        wrong = {**FILES, "network.toml": FILES["network.toml"] + CALENDARS.format(name)}
        (error,) = served.planner.ask(where, "PUT", wrong).json["errors"]
        assert error["detail"].startswith(f"{name} stands for no address that is stored"), error


def test_what_is_written_back_is_stored_with_its_address(tmp_path: Path) -> None:
    store = str(tmp_path / "x")
    for source in (ADDRESS, secret_name("x", ADDRESS)):
        put(store, "x", source)
        with open_store(store) as opened, opened.reading() as connection:
            (kept,) = current_network(connection, "x").settings.calendars
            assert kept.source == ADDRESS
            assert secrets_of(connection, "x") == {secret_name("x", ADDRESS): ADDRESS}
            assert secrets_of(connection, "y") == {}


@pytest.mark.parametrize("value", ["1e300", "1" + "0" * 99, "-1e300", "1e400", "inf", "nan", "1000000000001"])
def test_immense_numbers_are_refused_with_their_place(served: Office, value: str) -> None:
    settings = f"{FILES['network.toml']}\n[rules.cancellation_fee]\npoints = {value}\n"
    found = validated(served, network_toml=settings)
    assert (found.status, [each["line"] for each in found.json["errors"]]) == (422, [settings.count("\n")])


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-31", "2200-01-01"])
def test_days_at_either_end_of_time_are_refused_as_today(served: Office, day: str) -> None:
    path = served.network()
    for place, body in (("revisions", {"plan": plan()}), ("proposals/1/accept", {})):
        found = served.planner.ask(f"{path}/{place}", "POST", {"by": "A", "as_of": day, **body}, If_Match='"0"')
        assert (found.status, found.json["errors"][0]["pointer"]) == (422, "#/as_of")
    found = served.planner.ask(f"{path}/what-if", "POST", {"changes": [], "as_of": day})
    assert "#/as_of" in {each["pointer"] for each in found.json["errors"]}

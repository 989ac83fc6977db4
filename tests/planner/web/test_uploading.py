"""Uploading the files of a network: in three forms, with every error at its place, and nothing from elsewhere."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

import pytest

from tests.planner.web.office import FILES, Office
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

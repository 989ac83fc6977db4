"""Limits on JSON before it is read, whatever the body."""

from __future__ import annotations

import asyncio
import io
import itertools
import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.web import bodies
from planner.web.bodies import JSON_MAX_DEPTH, JSON_MAX_PARTS, BodyLimits, Upload, require_sound
from planner.web.problems import AsgiMessage, ProblemError, Receive, Scope, Send

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(TEXT, inside, max_size=4),
    max_leaves=20,
)


def depth(found: Any) -> int:
    inside = found.values() if isinstance(found, dict) else found if isinstance(found, list) else None
    return 0 if inside is None else 1 + max(map(depth, inside), default=0)


@given(VALUES, st.booleans())
def test_what_is_json_within_limits_is_let_through(found: Any, ascii_only: bool) -> None:  # noqa: FBT001 - a case
    assert depth(found) <= JSON_MAX_DEPTH
    require_sound(json.dumps(found, ensure_ascii=ascii_only).encode())


@given(TEXT, st.integers(0, 2))
def test_brackets_count_outside_of_texts_alone(text: str, more: int) -> None:
    found: Any = "[" * 100 + text
    for _ in range(JSON_MAX_DEPTH - 1 + more):
        found = [found, '\\"[']
    body = json.dumps(found).encode()
    if more <= 1:
        require_sound(body)
        return
    with pytest.raises(ProblemError, match="too-large"):
        require_sound(body)


def test_every_value_and_every_key_is_a_part() -> None:
    for most in (
        b"[" + b"1," * (JSON_MAX_PARTS - 1) + b"1]",
        b"[" + b"[]," * (JSON_MAX_PARTS // 2 - 1) + b"1,1]",
        b'{"":1' + b',"":1' * (JSON_MAX_PARTS // 2 - 1) + b"}",
        b"[" + b"{}," * (JSON_MAX_PARTS // 2 - 1) + b"1,1]",
    ):
        require_sound(most)
        with pytest.raises(ProblemError, match="too-large"):
            require_sound(most.replace(b"1]", b"1,1]").replace(b"1}", b'1,"":1}'))


@given(st.binary(max_size=200))
def test_any_bytes_are_let_through_or_refused_with_a_problem(body: bytes) -> None:
    try:
        body.decode()
    except UnicodeDecodeError:
        with pytest.raises(ProblemError, match=r"malformed|too-large"):
            require_sound(body)
    else:
        with suppress(ProblemError):
            require_sound(body)


@pytest.mark.parametrize("text", ["😀", "\\ud83d", "C:\\\\udaxx"])
def test_whole_characters_and_text_about_halves_are_let_through(text: str) -> None:
    require_sound(json.dumps([text]).encode())


def test_half_a_character_is_refused() -> None:
    for body in (b'["\\ud83d"]', b'["\\\\\\ud83d"]', b'["\\ude00\\ud83d"]'):
        with pytest.raises(ProblemError, match="malformed"):
            require_sound(body)


DEEP = b"[" * (JSON_MAX_DEPTH + 1)
FILES, OTHER, PAGE = "/networks/mit", "/networks/mit/revisions", "/n/mit"


def passed(
    path: str, kind: str, *parts: bytes, method: str = "POST", kind_of_scope: str = "http", **headers: str
) -> tuple[bytes, int]:
    """Return what of a request gets through the limits, and the status where nothing does."""
    named = {"content_type": kind, "content_length": str(sum(map(len, parts))), **headers}
    scope: Scope = {
        "type": kind_of_scope, "method": method, "path": path, "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()],
    }  # fmt: skip
    came, sent = [], [0]
    ends = len(parts) - 1
    arriving: Iterator[AsgiMessage] = iter(
        [{"type": "http.request", "body": part, "more_body": place < ends} for place, part in enumerate(parts)]
    )

    async def receive() -> AsgiMessage:
        return next(arriving, {"type": "http.disconnect"})

    async def send(message: AsgiMessage) -> None:
        if message["type"] == "http.response.start":
            sent[0] = message["status"]

    async def inside(_scope: Scope, receive: Receive, _send: Send) -> None:
        more = True
        while more:
            message = await receive()
            assert message["type"] == "http.request"
            came.append(message.get("body", b""))
            more = message.get("more_body", False)

    asyncio.run(BodyLimits(inside)(scope, receive, send))
    return b"".join(came), sent[0]


def test_json_is_looked_through_unless_another_process_reads_it() -> None:
    for path, method in ((OTHER, "POST"), (FILES, "PATCH"), (f"{FILES}/validate/more", "POST")):
        assert passed(path, "application/json", b"[1,", b"2]", method=method) == (b"[1,2]", 0)
        assert passed(path, "application/json", DEEP, method=method) == (b"", 413)
    for path, method in ((FILES, "PUT"), (f"{FILES}/validate", "POST")):
        assert passed(path, "application/json", DEEP, method=method) == (DEEP, 0)


def test_each_path_takes_its_kinds_of_bodies() -> None:
    for path, method, known in (
        (OTHER, "POST", {"application/json"}),
        (FILES, "PATCH", {"application/json", "application/merge-patch+json"}),
        (FILES, "PUT", {"application/json", "multipart/form-data", "application/zip"}),
        (PAGE, "POST", {"multipart/form-data", "application/x-www-form-urlencoded"}),
    ):
        for kind in (
            "application/json", "application/merge-patch+json", "multipart/form-data", "application/zip", "text/plain",
            "application/x-www-form-urlencoded", "",
        ):  # fmt: skip
            expected = (b"{}", 0) if kind in known else (b"", 415)
            assert passed(path, f"{kind.upper()} ; boundary=x", b"{}", method=method) == expected
    assert passed(OTHER, "application/json", b"{}", content_encoding="gzip") == (b"", 415)


@pytest.mark.parametrize(
    ("path", "kind", "large"),
    [
        (OTHER, "application/json", False),
        (FILES, "application/json", True),
        (PAGE, "application/x-www-form-urlencoded", False),
        (PAGE, "multipart/form-data", True),
    ],
)
def test_bodies_end_at_their_limits(path: str, kind: str, large: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - a case
    monkeypatch.setattr("planner.web.bodies.BODY_MAX_BYTES", 10)
    monkeypatch.setattr("planner.web.bodies.UPLOAD_MAX_BYTES", 20)
    most = b" " * (20 if large else 10)
    for told in ({}, {"content_length": "1"}):  # also where the client says less than it sends
        assert passed(path, kind, most[:5], most[5:], **told) == (most, 0)
        assert passed(path, kind, most[:5], most[5:], b" ", **told) == (b"", 413)
    assert passed(path, kind, b"", content_length=str(len(most) + 1)) == (b"", 413)


def test_what_has_no_body_is_passed_on_as_it_is() -> None:
    assert passed(OTHER, "", b"", content_length="0") == (b"", 0)
    assert passed(OTHER, "", b"{}", content_length="0", transfer_encoding="chunked") == (b"", 415)
    assert passed(OTHER, "text/plain", b"{}", kind_of_scope="websocket") == (b"{}", 0)
    for odd in ("x", "-9", "", "9" * 5000):
        expected = (b"", 413) if odd.isdecimal() else (b"{}", 0)
        assert passed(OTHER, "application/json", b"{}", content_length=odd) == expected


def test_brackets_beside_each_other_are_not_deep_and_those_within_each_other_are() -> None:
    for begin, side, end in ((b"[", b"[],", b"]"), (b'{"":', b'{},"":', b"}"), (b"[", b"{},", b"]")):
        for more, sides in itertools.product((0, 1), (b"", side)):
            inner = JSON_MAX_DEPTH - (1 if sides else 0) + more
            body = (begin + sides) * inner + b"1" + end * inner
            if more:
                with pytest.raises(ProblemError, match="too-large"):
                    require_sound(body)
            else:
                require_sound(body)


def test_a_part_that_says_nothing_of_more_is_the_last() -> None:
    parts = iter([{"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.request", "body": b"b"}])

    async def receive() -> Any:
        return next(parts)

    assert asyncio.run(bodies._receive_all(receive, 2)) == b"ab"  # noqa: SLF001 - servers say it always


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("folder")
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def formed(files: dict[str, bytes], named: str = 'filename="{}"') -> bytes:
    head = 'Content-Disposition: form-data; name="files"; '
    parts = [f"--x\r\n{head}{named.format(name)}\r\n\r\n".encode() + data for name, data in files.items()]
    return b"\r\n".join([*parts, b"--x--\r\n"])


TWO = {"a.csv": b"1", "b.csv": b"22"}


@pytest.mark.parametrize(("kind", "data", "files"), [
    ("application/json; charset=utf-8", b'{"a.csv": "1", "b.csv": "22"}', TWO),
    ("Multipart/Form-Data; boundary=x", formed(TWO), TWO), ("application/zip", zipped(TWO), TWO),
    ("application/zip", zipped({f"folder/{name}": data for name, data in TWO.items()}), TWO),
    ("application/zip", zipped({"a.csv": b"1", "folder/b.csv": b"22"}), {"a.csv": b"1", "folder/b.csv": b"22"}),
    (f"{bodies.XLSX};x=y", b"PK", {"network.xlsx": b"PK"}),
    ("multipart/form-data; boundary=x", formed({"": b"1"}, 'filename=""'), {"": b"1"}),
])  # fmt: skip
def test_files_are_read_from_every_kind_of_body(kind: str, data: bytes, files: dict[str, bytes]) -> None:
    assert Upload(kind, data).files() == files


@pytest.mark.parametrize(("kind", "data", "status"), [
    ("application/json", b"[]", 422), ("application/json", b'{"a": 1}', 422), ("application/json", b"{", 400),
    ("application/json", b"[" * 40, 413), ("multipart/form-data; boundary=x", formed(TWO, 'x="{}"'), 422),
    ("multipart/form-data", b"", 400), ("application/zip", b"PK", 400), ("", b"{", 400),
])  # fmt: skip
def test_what_holds_no_files_is_refused(kind: str, data: bytes, status: int) -> None:
    with pytest.raises(ProblemError) as refused:
        Upload(kind, data).files()
    assert refused.value.kind.status == status


def test_an_archive_holds_as_much_as_it_may_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "UNPACKED_MAX_BYTES", 3)
    monkeypatch.setattr(bodies, "UPLOAD_FILES_MAX", 3)
    full = {**TWO, "c.csv": b""}
    assert Upload("application/zip", zipped(full)).files() == full
    for more in ({**TWO, "c.csv": b"3"}, {**full, "d.csv": b""}, {"a.csv": b"4444"}):
        with pytest.raises(ProblemError, match="too-large"):
            Upload("application/zip", zipped(more)).files()


def test_a_body_with_files_is_described_as_one_that_must_be_there() -> None:
    assert bodies.BODY["requestBody"]["required"] is True

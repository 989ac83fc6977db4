import pytest

from planner.errors import InputError
from planner.files.text import decode
from tests.messages import Told, as_told, told_at


def said(data: bytes) -> Told:
    error = decode(data, "members.csv")
    assert isinstance(error, InputError)
    return as_told(error)


@pytest.mark.parametrize("data", ["Rødovre".encode(), "\ufeffRødovre".encode()])
def test_utf8_is_read_with_and_without_byte_order_mark(data: bytes) -> None:
    assert decode(data, "members.csv") == "Rødovre"


def test_letters_put_together_from_two_characters_become_one() -> None:
    assert decode("A\u030aben".encode(), "members.csv") == "Åben"


def test_another_encoding_is_told_with_letter_line_and_cure() -> None:
    found = said("id;name\n0175;Rødovre\n".encode("cp1252"))
    assert found == told_at("members.csv:2", "text.not_utf8", char="ø")


@pytest.mark.parametrize("data", [b"PK\x03\x04\x14\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"])
def test_a_workbook_is_recognised_whatever_its_name(data: bytes) -> None:
    assert said(data) == told_at("members.csv", "text.workbook")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf16_is_told_with_the_cure(encoding: str) -> None:
    data = "id;name\n".encode(encoding) if encoding == "utf-16" else b"\xfe\xff" + "id;name\n".encode(encoding)
    assert said(data) == told_at("members.csv:1", "text.utf16")


def test_control_characters_are_told_with_their_line() -> None:
    assert said(b"id;name\na\0;b\n") == told_at("members.csv:2", "text.control", code="U+0000")

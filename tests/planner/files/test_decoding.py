import pytest

from planner.errors import InputError
from planner.files.text import decode


def said(data: bytes) -> tuple[str, str]:
    error = decode(data, "members.csv")
    assert isinstance(error, InputError)
    return error.say("en"), error.say("da")


@pytest.mark.parametrize("data", ["Rødovre".encode(), "\ufeffRødovre".encode()])
def test_utf8_is_read_with_and_without_byte_order_mark(data: bytes) -> None:
    assert decode(data, "members.csv") == "Rødovre"


def test_letters_put_together_from_two_characters_become_one() -> None:
    assert decode("A\u030aben".encode(), "members.csv") == "Åben"


def test_another_encoding_is_told_with_byte_line_and_cure() -> None:
    assert said("id;name\n0175;Rødovre\n".encode("cp1252")) == (
        (
            "members.csv:2: byte 0xF8 is not UTF-8 ('ø' if the file is saved as Windows-1252); save the file as"
            ' UTF-8 (in Excel: "CSV UTF-8")'
        ),
        (
            "members.csv:2: byten 0xF8 er ikke UTF-8 ('ø', hvis filen er gemt som Windows-1252); gem filen som UTF-8 (i"
            ' Excel: "CSV UTF-8")'
        ),
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf16_is_told_with_the_cure(encoding: str) -> None:
    data = "id;name\n".encode(encoding) if encoding == "utf-16" else b"\xfe\xff" + "id;name\n".encode(encoding)
    assert said(data) == (
        'members.csv:1: the file is saved as UTF-16; save it as UTF-8 (in Excel: "CSV UTF-8")',
        'members.csv:1: filen er gemt som UTF-16; gem den som UTF-8 (i Excel: "CSV UTF-8")',
    )


def test_control_characters_are_told_with_their_line() -> None:
    assert said(b"id;name\na\0;b\n") == (
        "members.csv:2: there is a control character here (U+0000) that no text has; is this a text file?",
        "members.csv:2: her er et kontroltegn (U+0000), som ingen tekst har; er det en tekstfil?",
    )

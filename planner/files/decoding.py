"""From the bytes of a file to its text, whatever program saved it."""

from __future__ import annotations

import codecs
import re
import unicodedata

from calendars.language import Sentence
from planner.errors import InputError
from planner.files.refusal import file_error

UTF16 = Sentence(
    en='the file is saved as UTF-16; save it as UTF-8 (in Excel: "CSV UTF-8")',
    da='filen er gemt som UTF-16; gem den som UTF-8 (i Excel: "CSV UTF-8")',
)
NOT_UTF8 = Sentence(
    en="byte {byte} is not UTF-8 ('{char}' if the file is saved as Windows-1252); save the file as UTF-8 (in Excel:"
    ' "CSV UTF-8")',
    da="byten {byte} er ikke UTF-8 ('{char}', hvis filen er gemt som Windows-1252); gem filen som UTF-8 (i Excel:"
    ' "CSV UTF-8")',
)
CONTROL = Sentence(
    en="there is a control character here ({code}) that no text has; is this a text file?",
    da="her er et kontroltegn ({code}), som ingen tekst har; er det en tekstfil?",
)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decode(data: bytes, file: str) -> str | InputError:
    """The text, composed (a letter and its ring are one character), or what keeps it from being read."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return file_error(file, UTF16, line=1)
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        wrong = data[error.start : error.start + 1]
        line = data.count(b"\n", 0, error.start) + 1
        shown = wrong.decode("cp1252", errors="replace")
        return file_error(file, NOT_UTF8, line=line, byte=f"0x{wrong.hex().upper()}", char=shown)
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        return file_error(file, CONTROL, line=line, code=f"U+{ord(control[0]):04X}")
    return text

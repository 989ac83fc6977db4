"""An office program opens what we write, and we read what it saves."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from planner.errors import InputErrors
from planner.files.load import load_network
from planner.files.start import example_folder, template_folder
from planner.use_cases.converting import convert_network

OFFICE = shutil.which("soffice")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None and not os.environ.get("REQUIRE_OFFICE"), reason="needs LibreOffice"),
]


def saved_again(file: Path, folder: Path, kind: str = "xlsx") -> Path:
    """Return the file as the office program opens and saves it."""
    folder.mkdir()
    assert OFFICE, "REQUIRE_OFFICE is set and there is no soffice"
    subprocess.run(
        [OFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
         "--outdir", folder, file],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / file.with_suffix(f".{kind}").name


@pytest.mark.parametrize(
    "source", [template_folder("da"), example_folder("referencenetvaerk")], ids=lambda path: path.name
)
def test_a_network_is_the_same_after_the_office_program_saved_it(source: Path, tmp_path: Path) -> None:
    file = tmp_path / "net.xlsx"
    convert_network(source, file, lambda _: None)
    assert load_network(saved_again(file, tmp_path / "out")) == load_network(source)


def test_what_the_office_program_saves_in_its_own_form_is_named(tmp_path: Path) -> None:
    file = tmp_path / "net.xlsx"
    convert_network(template_folder("da"), file, lambda _: None)
    for kind, key in (("ods", "xlsx.ods"), ("xls", "xlsx.xls")):
        with pytest.raises(InputErrors) as error:
            load_network(saved_again(file, tmp_path / kind, kind))
        assert [each.said.message.key for each in error.value.errors] == [key]

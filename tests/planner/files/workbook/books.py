"""Workbooks for tests: written part by part as Excel writes them, and the small network as one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.workbook.workbook import Workbook

from planner.use_cases.converting import convert_network
from tests.planner.network_files import NetworkFiles

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return an archive of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def parts(sheet: str, *, shared: str = "", formats: Mapping[int, str] | None = None, book: str = "") -> dict[str, str]:
    """Return the parts of a workbook with one sheet, as Excel writes them.

    Args:
        sheet: what stands in <sheetData>.
        shared: what stands in <sst>.
        formats: codes of number formats by their number; style 1 + n has the nth of them.
        book: elements before <sheets>.
    """
    codes = dict(formats or {})
    numbers = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>' for n, code in codes.items()
    )
    styles = "".join(f'<xf numFmtId="{n}" applyNumberFormat="1"/>' for n in (0, *codes))
    return {
        "[Content_Types].xml": HEAD + "<Types/>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATED}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATED}">{book}<sheets><sheet name="Ark1"'
        ' sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATED}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATED}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId9" Type="{RELATED}/externalLink" TargetMode="External" Target="file:///etc/passwd"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{numbers}</numFmts><cellStyleXfs>'
        '<xf numFmtId="14"/>'
        f"</cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/worksheets/sheet1.xml": f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }


@cache
def _small_workbook() -> bytes:
    with TemporaryDirectory() as name:
        source = Path(name) / "files"
        source.mkdir()
        NetworkFiles(source).add("network.toml", '\n[tables]\ndecimal = ","\n')
        convert_network(source, Path(name) / "net.xlsx", lambda _: None)
        return (Path(name) / "net.xlsx").read_bytes()


def small_workbook(folder: Path, edit: Callable[[Workbook], None] | None = None) -> Path:
    """Write the small network as a workbook, edited by a program that is not ours."""
    target = folder / "net.xlsx"
    target.write_bytes(_small_workbook())
    if edit is not None:
        book = openpyxl.load_workbook(target)
        edit(book)
        book.save(target)
    return target

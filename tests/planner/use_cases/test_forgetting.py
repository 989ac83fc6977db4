"""Somebody who is forgotten in the files of a network."""

from __future__ import annotations

from pathlib import Path

from planner.store.erasing import Forgotten
from planner.use_cases.keeping import forget, names_in
from tests.planner.network_files import NetworkFiles


def test_a_name_and_a_mail_address_go_from_the_tables_and_from_what_is_handed_out(tmp_path: Path) -> None:
    network_files, folder = NetworkFiles(tmp_path), tmp_path
    head = "id;municipality;role;name;email\n"
    network_files.write("members.csv", f"{head}a1;0851;chef;Åse Holm;aase@x.example\na2;0851;leder;Bo;bo@x.example\n")
    network_files.write("staff.csv", "id;team;name;email\nK1;KL;Kim Kær;kim@x.example\n")
    handed = folder / "mail-merge.csv"
    handed.write_text("Bo;bo@x.example\nÅse Holm;aase@x.example\nKim Kær;kim@x.example\n", encoding="utf-8")
    for number, (person, names) in enumerate(
        {"a1": {"Åse Holm", "aase@x.example"}, "K1": {"Kim Kær", "kim@x.example"}}.items(), start=1
    ):
        assert names_in(folder, person) == frozenset(names)
        forget(folder, Forgotten(person, number, frozenset(names)))
    assert (folder / "members.csv").read_text("utf-8") == f"{head}erased-1;0851;;;\na2;0851;leder;Bo;bo@x.example\n"
    assert (folder / "staff.csv").read_text("utf-8") == "id;team;name;email\nerased-2;KL;;\n"
    assert handed.read_text("utf-8") == "Bo;bo@x.example\nerased-1;erased-1\nerased-2;erased-2\n"

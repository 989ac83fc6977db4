from datetime import date, time
from pathlib import Path

import pytest

from calendars.days import Hours, Span
from constraints.problem.busy import Busy
from planner.errors import InputErrors
from planner.files.load import load_network
from tests.messages import as_told, told, told_at
from tests.planner.network_files import FILES, NetworkFiles


def test_a_folder_becomes_a_network(network_files: NetworkFiles) -> None:
    network = network_files.load()
    assert network.settings.name == "Prøvenetværk"
    assert [(each.id, each.region, each.lat) for each in network.municipalities] == [
        ("0851", "nord", 57.048), ("0860", "nord", 57.464), ("0607", "syd", 55.566)
    ]  # fmt: skip
    assert next((member.id, member.municipality, member.role) for member in network.members) == ("a1", "0851", "chef")
    assert network.rooms[1].seats() == {"theatre": 200}
    assert (network.busy, network.travel) == ({}, ())


def test_busy_times_are_gathered_by_person_and_alike_ones_are_one_object(network_files: NetworkFiles) -> None:
    network_files.write(
        "busy.csv",
        "person,first_day,last_day,from,to\na1,2023-03-05,,,\nK1,2023-03-05,,,\na1,2023-03-06,2023-03-08,10.00,12:30\n",
    )
    busy = network_files.load().busy
    first = Busy(Span(date(2023, 3, 5), date(2023, 3, 5)))
    later = Busy(Span(date(2023, 3, 6), date(2023, 3, 8)), Hours(time(10), time(12, 30)))
    assert busy == {"a1": (first, later), "K1": (first,)}
    assert busy["a1"][0] is busy["K1"][0]


def test_the_tables_are_read_in_the_forms_that_the_settings_state(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", "[meetings]", '[tables]\ndates = "5.3.2023"\ndecimal = "."\n[meetings]')
    network_files.write("municipalities.csv", FILES["municipalities.csv"].replace(",", "."))
    network_files.write("venues.csv", FILES["venues.csv"].replace(",", "."))
    network_files.write("venue_closed.csv", "venue;first_day;last_day\nakkc;6.3.2023;2023-03-08\n")
    closed = network_files.load().venue_closed[0]
    assert closed.span() == Span(date(2023, 3, 6), date(2023, 3, 8))
    assert closed.reason == ""


def test_columns_with_weeks_are_those_that_the_settings_name(network_files: NetworkFiles) -> None:
    network_files.add("network.toml", "[[school_holidays]]\nreason = 'Vinterferie'\nweek = { column = 'vinter' }\n")
    network_files.write("municipalities.csv", "id,name,region,vinter\n0851,A,nord,8\n0860,B,nord,\n0607,C,syd,7\n")
    assert [each.weeks for each in network_files.load().municipalities] == [{"vinter": 8}, {}, {"vinter": 7}]


def test_files_of_other_kinds_hidden_ones_and_those_of_open_spreadsheets_are_let_be(
    network_files: NetworkFiles,
) -> None:
    for name in ("notes.txt", ".busy.csv", "~$members.csv", "plan.json"):
        network_files.write(name, "whatever")
    assert network_files.wrong() == []


def test_nothing_but_the_folder_is_named_if_it_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputErrors) as caught:
        load_network(tmp_path / "net")
    assert [as_told(error) for error in caught.value.errors] == [
        told_at("net", "load.no_folder", folder=str(tmp_path / "net"))
    ]


def test_a_folder_without_settings_is_told_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(InputErrors) as caught:
        load_network(tmp_path)
    assert [as_told(error) for error in caught.value.errors] == [
        told_at("network.toml", "load.no_settings", folder=str(tmp_path))
    ]


def test_missing_and_unknown_tables_are_told(network_files: NetworkFiles) -> None:
    network_files.remove("members.csv").write("member.csv", "id\n")
    assert network_files.wrong() == [
        told_at("member.csv", "load.unknown_table", hint=told("planner.errors.did_you_mean", name="members.csv")),
        told_at("members.csv", "load.no_table"),
    ]


def test_a_file_that_cannot_be_opened_is_told(network_files: NetworkFiles) -> None:
    network_files.remove("members.csv")
    (network_files.path / "members.csv").mkdir()
    assert network_files.wrong() == [told_at("members.csv", "load.unreadable", reason="Is a directory")]


def test_everything_wrong_in_every_file_is_told_at_once_by_file_and_line(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'kind = "joint"', 'kind = "jont"')
    network_files.replace("members.csv", "b1;0860", "b1;0861").replace("members.csv", "c1;0607", "a1;0607")
    network_files.replace("venues.csv", "57,048", "57.048")
    network_files.write("busy.csv", "person;first_day\nzz;2023-02-30\n")
    network_files.write("staff.csv", "id;team\nK1;\n".encode("utf-16"))
    assert [error.place for error in network_files.wrong()] == [
        "busy.csv:2 first_day", "members.csv:4 municipality", "members.csv:5 id",
        "network.toml:21 rounds[1].kind", "staff.csv:1", "venues.csv:2 lat",
    ]  # fmt: skip


def test_what_cannot_be_known_is_not_complained_of(network_files: NetworkFiles) -> None:
    network_files.replace("municipalities.csv", "0860;Hjørring;nord", "0860;Hjørring;nord;x;y;z")
    assert network_files.wrong() == [
        told_at("municipalities.csv:3", "text.cells", n=8, expected=5, separator="text.semicolon")
    ]


def test_settings_that_cannot_be_read_do_not_hide_errors_of_the_tables(network_files: NetworkFiles) -> None:
    network_files.write("network.toml", "name = \n").write("busy.csv", "person;first_day\na2;2023-02-30\na9;\n")
    assert [error.place for error in network_files.wrong()] == [
        "busy.csv:3 first_day", "busy.csv:3 person", "network.toml:1"
    ]  # fmt: skip


def test_errors_speak_the_language_of_the_settings(network_files: NetworkFiles) -> None:
    network_files.replace("members.csv", "b1;0860", "b1;0861")
    with pytest.raises(InputErrors, match=r"^members.csv:4 municipality: '0861' findes ikke i municipalities.csv"):
        network_files.load()


def test_parts_that_do_not_go_together_are_told_beside_errors_elsewhere(network_files: NetworkFiles) -> None:
    network_files.add("network.toml", "[[choices]]\nmeeting = '2023-1/nrd'\nfixed_day = 2023-03-03\n")
    network_files.replace("rooms.csv", "9000", "9.000")
    assert network_files.wrong() == [
        told_at(
            "network.toml:35 choices[1].meeting",
            "network.no_meeting",
            found="2023-1/nrd",
            hint=told("planner.errors.did_you_mean", name="2023-1/nord"),
        ),
        told_at("rooms.csv:3 rate", "cells.whole", found="9.000"),
    ]


def test_a_table_of_staff_that_others_need_is_told_first_and_each_name_once(network_files: NetworkFiles) -> None:
    network_files.remove("staff.csv").write("busy.csv", "person;first_day\n" + "K1;2023-03-05\n" * 43)
    assert network_files.wrong() == [
        told_at("staff.csv", "files.tables.used", files=["busy.csv", "network.toml"]),
        told_at("busy.csv:2 person +42", "references.unknown", found="K1", where="references.targets.people"),
        told_at(
            "network.toml:16 meetings.staff.KL", "references.unknown", found="KL", where="references.targets.teams"
        ),
    ]


def test_without_staff_anywhere_their_table_is_not_missed(network_files: NetworkFiles) -> None:
    network_files.remove("staff.csv").replace("network.toml", "staff = { KL = 1 }\n", "")
    assert network_files.wrong() == []


@pytest.mark.parametrize(("table", "workbook"), [("members", "members.xls"), ("busy", "busy.ods")])
def test_a_workbook_in_place_of_a_table_is_told(network_files: NetworkFiles, table: str, workbook: str) -> None:
    if table == "members":
        network_files.remove("members.csv")
    network_files.write(workbook, b"PK\x03\x04")
    expected = told_at(f"{table}.csv", "load.workbook_instead", found=workbook, table=f"{table}.csv")
    assert expected in network_files.wrong()


def test_an_invisible_character_in_the_settings_is_told_with_its_line(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'id = "nord"', 'id = "nord\u200b"')
    expected = told_at("network.toml:7 regions[1].id", "text.invisible", found="nord<U+200B>", name="zero width space")
    assert network_files.wrong() == [expected]


def test_tables_as_spreadsheets_save_them_in_danish_are_read(network_files: NetworkFiles) -> None:
    plain = network_files.write("busy.csv", "person;first_day;last_day\na1;2023-03-05;\nK1;2023-03-06;\n").load()
    network_files.write(
        "busy.csv",
        "Optaget pr. 1. januar\tkilde: HR\nPerson\tFørste dag\tSidste dag\na1\t44990\nK1\t2023-03-06 00:00:00\t\t\n",
    )
    network_files.write(
        "members.csv", FILES["members.csv"].replace("id;municipality;role", "\nMedlemmer;;\nId;Kommune;Rolle")
    )
    assert network_files.load() == plain


def test_a_name_that_only_one_has_stands_for_its_id(network_files: NetworkFiles) -> None:
    closed = "[[blackouts]]\nreason = 'x'\nfirst_day = 2023-03-05\nregions = ['nord']\nvenues = ['akkc']\n"
    rows = "scope;target;first_day;reason\nmunicipality;0851;2023-03-05;x\nvenue;akkc;2023-03-05;x\n"
    plain = network_files.add("network.toml", closed).write("blackouts.csv", rows).load()
    network_files.replace("network.toml", closed, closed.replace("nord", "Nordjylland").replace("akkc", "AKKC"))
    network_files.write("blackouts.csv", rows.replace("0851", "Aalborg").replace("akkc", "AKKC"))
    network_files.replace("members.csv", "0851", "Aalborg")
    network_files.replace("municipalities.csv", ";nord;", ";Nordjylland;")
    network_files.replace("rooms.csv", "akkc;A;Store", "AKKC;A;Store")
    assert network_files.load() == plain


def test_a_name_that_two_have_or_that_is_an_id_stands_for_itself(network_files: NetworkFiles) -> None:
    network_files.replace("municipalities.csv", "0860;Hjørring", "0860;Aalborg")
    network_files.replace("members.csv", "a1;0851", "a1;Aalborg")
    (wrong,) = network_files.wrong()
    assert (wrong.key, wrong.place) == ("references.unknown", "members.csv:2 municipality")
    network_files.replace("municipalities.csv", "0860;Aalborg", "0860;0607").replace("members.csv", "Aalborg", "0607")
    assert network_files.load().members[0].municipality == "0607"


def test_a_table_of_blackouts_without_scopes_is_told(network_files: NetworkFiles) -> None:
    network_files.write("blackouts.csv", "target;first_day;reason\nakkc;2023-03-05;x\n")
    assert network_files.wrong() == [told_at("blackouts.csv:1 scope", "cells.missing_column")]

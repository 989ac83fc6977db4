"""Calendars that the settings name."""

from datetime import date, time
from pathlib import Path

import pytest

from calendars.blackouts import BlackoutKind, BlackoutScope
from calendars.days import Hours, Span
from constraints.problem.busy import Busy
from planner.errors import InputError
from planner.files.calendars import short_name
from planner.files.fetching import fetch_each
from planner.files.load import load_network
from planner.network.problem import build_problem
from planner.network.tables import BlackoutRow, VenueClosure
from tests.messages import Told, as_told, told, told_at
from tests.planner.files.fetch_servers import TEST_GATE, Request, serving
from tests.planner.ics import BACKWARDS, MORNING, NIGHT, calendar
from tests.planner.network_files import NetworkFiles

MORNING_SPELL = Busy(Span(date(2023, 5, 2), date(2023, 5, 2)), Hours(time(9), time(10, 30)))
NIGHT_SPELLS = (
    Busy(Span(date(2023, 5, 3), date(2023, 5, 3)), Hours(time(22), time(23, 59))),
    Busy(Span(date(2023, 5, 4), date(2023, 5, 4)), Hours(time(), time(2))),
)


def with_calendar(files: NetworkFiles, section: str, *entries: str) -> NetworkFiles:
    files.write("kim.ics", calendar(*entries))
    return files.add("network.toml", f'\n[tables]\ndecimal = ","\n[[calendars]]\nsource = "kim.ics"\n{section}\n')


def test_a_person_is_busy_when_the_calendar_says_so(network_files: NetworkFiles) -> None:
    network_files.write("busy.csv", "person;first_day\nK1;2023-06-01\na1;2023-06-01\n")
    network = with_calendar(network_files, 'person = "K1"', MORNING, NIGHT).load()
    june = Busy(Span(date(2023, 6, 1), date(2023, 6, 1)))
    assert network.busy == {"K1": (june, MORNING_SPELL, *NIGHT_SPELLS), "a1": (june,)}


def test_a_venue_is_closed_on_every_day_that_its_calendar_touches(network_files: NetworkFiles) -> None:
    network = with_calendar(network_files, 'venue = "akkc"', MORNING, NIGHT, "20230601").load()
    assert network.venue_closed == (
        VenueClosure(venue="akkc", first_day=date(2023, 5, 2), last_day=date(2023, 5, 4), source="kim.ics"),
        VenueClosure(venue="akkc", first_day=date(2023, 6, 1), last_day=date(2023, 6, 1), source="kim.ics"),
    )
    closed = [each for each in build_problem(network).blackouts if each.scope is BlackoutScope.VENUE]
    assert [(each.target, each.reason, each.source) for each in closed] == [
        ("akkc", "uden nærmere begrundelse", "kim.ics")
    ] * 2


def test_a_calendar_with_a_reason_is_a_blackout_for_everyone(network_files: NetworkFiles) -> None:
    network = with_calendar(network_files, 'reason = "Messe"', MORNING).load()
    assert network.blackouts == (
        BlackoutRow(scope=BlackoutScope.EVERYONE, first_day=date(2023, 5, 2), last_day=date(2023, 5, 2), reason="Messe",
                    source="kim.ics"),
    )  # fmt: skip


def test_a_blackout_of_a_calendar_is_for_those_named(network_files: NetworkFiles) -> None:
    section = 'reason = "Messe"\nkind = "event"\npoints = 5\nregions = ["nord"]\nvenues = ["akkc"]'
    network = with_calendar(network_files, section, MORNING).load()
    found = [each for each in build_problem(network).blackouts if each.reason == "Messe"]
    assert [(each.scope, each.target) for each in found] == [
        (BlackoutScope.REGION, "nord"),
        (BlackoutScope.VENUE, "akkc"),
    ]
    assert {(each.kind, each.points, each.span) for each in found} == {
        (BlackoutKind.EVENT, 5, Span(date(2023, 5, 2), date(2023, 5, 2)))
    }


def test_only_the_time_that_is_planned_is_read(network_files: NetworkFiles) -> None:
    network = with_calendar(network_files, 'person = "K1"', "20220430/20220502", "20231231/20240105", "20250101").load()
    assert [spell.span for spell in network.busy["K1"]] == [
        Span(date(2022, 5, 1), date(2022, 5, 1)),
        Span(date(2023, 12, 31), date(2023, 12, 31)),
    ]


def test_titles_are_kept_nowhere(network_files: NetworkFiles) -> None:
    network = with_calendar(network_files, 'reason = "Messe"', MORNING).load()
    assert "Hemmelig" not in network.model_dump_json()


def test_what_was_left_out_is_remarked_with_its_place(network_files: NetworkFiles) -> None:
    remarks: list[InputError] = []
    load_network(with_calendar(network_files, 'person = "K1"', MORNING, BACKWARDS).path, remarks.append)
    line = network_files.path.joinpath("network.toml").read_text(encoding="utf-8").splitlines().index(
        'source = "kim.ics"'
    ) + 1  # fmt: skip
    (remark,) = remarks
    assert as_told(remark) == told_at(f"network.toml:{line} calendars[1].source", "parse.ends_first", n=1)


FORM = told("closures.calendar_form")


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("", FORM),
        ('person = "K1"\nvenue = "akkc"', FORM),
        ('person = "K1"\nreason = "Messe"', FORM),
        ('person = "K1"\npoints = 3\nregions = ["nord"]', told("closures.needs_reason", names=["regions", "points"])),
        ('venue = "akkc"\nkind = "event"', told("closures.needs_reason", names=["kind"])),
        ('person = "K2"', told("references.unknown", found="K2", where="references.targets.people")),
        (
            'venue = "akk"',
            told(
                "references.unknown",
                found="akk",
                where="references.targets.venues",
                hint=told("planner.errors.did_you_mean", name="akkc (AKKC)"),
            ),
        ),
        (
            'reason = "Messe"\nregions = ["nor"]',
            told(
                "references.unknown",
                found="nor",
                where="references.targets.regions",
                hint=told("planner.errors.did_you_mean", name="nord (Nordjylland)"),
            ),
        ),
    ],
)
def test_a_section_that_makes_no_sense_is_refused(section: str, expected: Told, network_files: NetworkFiles) -> None:
    with_calendar(network_files, section, MORNING)
    (found,) = network_files.wrong()
    assert (found.key, found.values) == (expected.key, expected.values)


def test_every_calendar_that_cannot_be_read_is_said_at_once_with_other_mistakes(network_files: NetworkFiles) -> None:
    network_files.write("odd.ics", "no calendar").write("busy.csv", "person;first_day\nK2;2023-06-01\n")
    (network_files.path / "folder.ics").mkdir()
    network_files.add("network.toml", "\n".join(
        f'\n[[calendars]]\nsource = "{name}"\nperson = "K1"' for name in ("odd.ics", "gone.ics", "folder.ics")
    ))  # fmt: skip
    assert [(error.place.split(" ")[1], error.key) for error in network_files.wrong()] == [
        ("person", "references.unknown"),
        ("calendars[1].source", "parse.no_calendar"),
        ("calendars[2].source", "calendars.no_file"),
        ("calendars[3].source", "calendars.no_file"),
    ]


def test_a_calendar_that_may_not_be_read_is_said(network_files: NetworkFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    with_calendar(network_files, 'person = "K1"', MORNING)

    def refuse(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refuse)
    (found, *_) = network_files.wrong()
    assert (found.key, found.values) == ("calendars.unreadable", {"reason": "Permission denied"})


def test_an_address_on_this_machine_is_refused_without_naming_the_address(network_files: NetworkFiles) -> None:
    network_files.add("network.toml", '\n[[calendars]]\nsource = "http://localhost/secret.ics"\nperson = "K1"\n')
    (found,) = network_files.wrong()
    refused = told("fetching.not_public", host="localhost")
    assert (found.key, found.values) == ("calendars.file_instead", {"why": refused})


def test_an_address_is_fetched_once_for_all_sections_that_name_it(
    network_files: NetworkFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.files.calendars.fetch_each", lambda addresses: fetch_each(addresses, TEST_GATE))
    with_calendar(network_files, 'person = "a1"', NIGHT)
    with serving(lambda request: Request.give(request, body=calendar(MORNING).encode())) as server:
        address = server.at("calendar.example", "/secret.ics")
        for use in ('person = "K1"', 'venue = "akkc"'):
            network_files.add("network.toml", f'\n[[calendars]]\nsource = "{address}"\n{use}\n')
        network = network_files.load()
        assert server.asked == ["/secret.ics"]
    assert network.busy == {"a1": NIGHT_SPELLS, "K1": (MORNING_SPELL,)}
    (closed,) = network.venue_closed
    assert closed.source == short_name(address)
    assert closed.source.startswith("calendar.example ")
    assert "secret" not in closed.source


HOLIDAY = "20230504\nTRANSP:TRANSPARENT"


def test_a_blackout_calendar_closes_days_that_are_marked_as_free(network_files: NetworkFiles) -> None:
    network = with_calendar(network_files, 'reason = "Helligdage"', HOLIDAY).load()
    assert [row.first_day for row in network.blackouts] == [date(2023, 5, 4)]


def test_a_calendar_from_which_nothing_is_taken_is_remarked(network_files: NetworkFiles) -> None:
    remarks: list[InputError] = []
    load_network(with_calendar(network_files, 'person = "K1"', HOLIDAY).path, remarks.append)
    assert [as_told(remark).key for remark in remarks] == ["calendars.nothing_taken"]

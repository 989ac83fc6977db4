from datetime import date

import pytest

from calendars.days import Span
from planner.network.closures import PublicHolidays, SchoolHoliday
from planner.network.rounds import Choice
from planner.network.tables import RegionChange, Room, StaffPerson
from tests.messages import Told, told, told_at
from tests.planner.network_files import NetworkFiles, small_round, small_settings, wrong


def rooms(**parts: str) -> tuple[Room, ...]:
    return tuple(Room(venue="akkc", id=room, theatre=10, part_of=whole or None) for room, whole in parts.items())


@pytest.fixture
def network_files(tmp_path_factory: pytest.TempPathFactory) -> NetworkFiles:
    return NetworkFiles(tmp_path_factory.mktemp("network"))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "2022-06-01, 2022-06-30",
            "2022-04-30, 2022-06-30",
            told_at(
                "network.toml:22 rounds[1].window",
                "network.outside",
                round="kickoff",
                first="2022-04-30",
                last="2022-06-30",
                begin="2022-05-01",
                end="2023-12-31",
            ),
        ),
        (
            "years = [2023, 2023]",
            "years = [2023, 2025]",
            told_at(
                "network.toml:31 series[1].seasons[1]",
                "network.outside",
                round="2024-1",
                first="2024-01-16",
                last="2024-06-16",
                begin="2022-05-01",
                end="2023-12-31",
            ),
        ),
        (
            'hours = ["10:00", "15:30"]',
            "",
            told_at("network.toml:18 rounds[1]", "network.no_hours", round="kickoff"),
        ),
        (
            "staff = {",
            "notice_days = 30\nstaff = {",
            told_at("network.toml:19 rounds[1].notice_days", "network.no_announcement", round="kickoff"),
        ),
        (
            "{year}-{n}",
            "{year}",
            told_at("network.toml:24 series[1]", "network.same_round", found="2023"),
        ),
    ],
)
def test_rounds_that_do_not_go_with_the_rest_are_told(
    network_files: NetworkFiles, old: str, new: str, expected: Told
) -> None:
    network_files.replace("network.toml", old, new)
    assert network_files.wrong()[0] == expected


def test_an_error_of_a_whole_series_is_told_once(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'hours = ["10:00", "15:30"]', "")
    assert len(network_files.wrong()) == 2


def test_rounds_may_cross_a_change_of_region() -> None:
    changes = (RegionChange(municipality="0851", region="syd", from_day=date(2023, 3, 10)),)
    rounds = (small_round(), small_round(id="regional", kind="regional"))
    assert wrong(settings=small_settings(rounds=rounds), region_changes=changes) == []


def test_a_regional_round_has_no_fixed_day(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'kind = "joint"', 'kind = "regional"\nfixed_day = 2022-06-02')
    assert network_files.wrong() == [(told_at("network.toml:18 rounds[1]", "rounds.regional_fixed_day"))]


def test_choices_are_for_meetings_that_there_are_and_decide_each_thing_once() -> None:
    first = Choice(meeting="kickoff", fixed_day=date(2023, 3, 3), forbidden_venues=("akkc",))
    again = Choice(meeting="kickoff", fixed_day=date(2023, 3, 4), forbidden_venues=("messe-c",))
    other = Choice(meeting="kikoff", wanted_day=date(2023, 3, 4))
    assert wrong(settings=small_settings(choices=(first, again, other))) == [
        told_at("network.toml choices[2].fixed_day", "network.decided_twice", key="fixed_day", meeting="kickoff"),
        told_at(
            "network.toml choices[3].meeting",
            "network.no_meeting",
            found="kikoff",
            hint=told("planner.errors.did_you_mean", name="kickoff"),
        ),
    ]


def test_a_meeting_is_dropped_once_and_has_one_window_within_the_time() -> None:
    span = Span(date(2023, 3, 1), date(2023, 3, 9))
    other = small_round(id="other")
    choices = (
        Choice(meeting="kickoff", dropped=True, window=span),
        Choice(meeting="kickoff", dropped=True, window=Span(date(2023, 3, 1), date(2024, 3, 9))),
    )
    assert wrong(settings=small_settings(rounds=(small_round(), other), choices=choices)) == [
        told_at("network.toml choices[2].dropped", "network.decided_twice", key="dropped", meeting="kickoff"),
        told_at(
            "network.toml choices[2].window",
            "network.outside",
            round="kickoff",
            first="2023-03-01",
            last="2024-03-09",
            begin="2023-01-01",
            end="2023-12-31",
        ),
        told_at("network.toml choices[2].window", "network.decided_twice", key="window", meeting="kickoff"),
    ]


def test_a_window_of_its_own_is_what_a_fixed_day_has_to_lie_in() -> None:
    choice = Choice(meeting="kickoff", window=Span(date(2023, 5, 1), date(2023, 5, 9)))
    fixed = small_round(fixed_day=date(2023, 3, 8))
    late = choice.changed(fixed_day=date(2023, 5, 2))
    assert wrong(settings=small_settings(choices=(late,))) == []
    assert wrong(settings=small_settings(rounds=(fixed,), choices=(choice,))) == [
        told_at(
            "network.toml rounds[1].fixed_day",
            "network.choice_outside",
            meeting="kickoff",
            day="2023-03-08",
            first="2023-05-01",
            last="2023-05-09",
        )
    ]


def test_not_every_meeting_can_be_dropped() -> None:
    assert wrong(settings=small_settings(choices=(Choice(meeting="kickoff", dropped=True),))) == [
        told_at("network.toml choices", "network.nothing_held")
    ]


def test_with_less_notice_a_venue_asks_for_no_less(network_files: NetworkFiles) -> None:
    network_files.write("venue_terms.csv", "venue;days;percent\nakkc;8;50\nmesse-c;30;90\nakkc;30;75\n")
    assert network_files.wrong() == [
        told_at(
            "venue_terms.csv:2 percent",
            "network.falling_terms",
            venue="akkc",
            percent=50,
            days=8,
            more=75,
            earlier=30,
        )
    ]


def test_each_step_of_a_venue_stands_once(network_files: NetworkFiles) -> None:
    network_files.write("venue_terms.csv", "venue;days;percent\nakkc;8;50\nakkc;8;75\nakcc;9;1\n")
    assert network_files.wrong() == [
        told_at("venue_terms.csv:3 days", "references.twice", found="akkc, 8", line="2"),
        told_at(
            "venue_terms.csv:4 venue",
            "references.unknown",
            found="akcc",
            where="references.targets.venues",
            hint=told("planner.errors.did_you_mean", name="akkc (AKKC)"),
        ),
    ]


def test_rooms_are_parts_of_rooms_of_their_own_venue() -> None:
    other = Room(venue="messe-c", id="A1", theatre=5)
    assert wrong(rooms=(*rooms(A="", A2="A1"), other)) == [
        told_at(
            "rooms.csv part_of",
            "network.no_such_room",
            found="A1",
            venue="akkc",
            hint=told("planner.errors.did_you_mean", name="A"),
        )
    ]


def test_no_room_is_a_part_of_itself_however_far_around() -> None:
    assert wrong(rooms=rooms(A="B", B="C", C="A", D="C")) == [
        told_at("rooms.csv part_of", "network.part_of_itself", found=name) for name in "ABC"
    ]
    assert wrong(rooms=rooms(A="", B="A", C="B")) == []


def test_a_room_may_be_part_of_two_others_and_an_id_may_hold_a_comma() -> None:
    parts = {"R": "", "R12": "R", "R23": "R", "R1": "R12", "R2": "R12, R23", "R3": "R23"}
    assert wrong(rooms=rooms(**parts)) == []
    assert len(wrong(rooms=rooms(A="", B="A; C, D"))) == 2, "C and D"
    both = (
        *rooms(A=""),
        Room(venue="akkc", id="B, C", theatre=5),
        Room(venue="akkc", id="D", theatre=5, part_of="B, C"),
    )
    assert wrong(rooms=both) == []
    assert wrong(rooms=rooms(A="B, C", B="", C="A")) == [
        told_at("rooms.csv part_of", "network.part_of_itself", found=name) for name in "AC"
    ]


@pytest.mark.parametrize(
    ("hours", "more", "expected"),
    [
        ('["20:00", "01:00"]', "", told_at(
            "network.toml:19 rounds[1].hours", "network.past_midnight", round="kickoff", start="20:00:00",
            end="01:00:00",
        )),
        ('["12:00", "11:30"]', "days = 2\novernight = false", told_at(
            "network.toml:20 rounds[1].overnight", "network.not_overnight", round="kickoff", start="12:00:00",
            end="11:30:00",
        )),
        ('["10:00", "15:00"]', "overnight = true", told_at(
            "network.toml:19 rounds[1].overnight", "network.overnight_one_day", round="kickoff", start="10:00:00",
            end="15:00:00",
        )),
    ],
)  # fmt: skip
def test_hours_and_days_agree_on_whether_a_meeting_goes_on_overnight(
    network_files: NetworkFiles, hours: str, more: str, expected: Told
) -> None:
    network_files.replace("network.toml", 'hours = ["10:00", "15:30"]', f"hours = {hours}\n{more}")
    assert network_files.wrong()[0] == expected


def test_nobody_is_member_and_staff_at_once() -> None:
    assert wrong(staff=(StaffPerson(id="a1", team="KL"),)) == [told_at("staff.csv id", "network.both", found="a1")]


def test_public_holidays_are_of_places_that_the_calendar_knows() -> None:
    settings = small_settings(public_holidays=(PublicHolidays(), PublicHolidays(country="GB", subdivision="SCT"),
                                               PublicHolidays(country="DQ")))  # fmt: skip
    assert wrong(settings=settings) == [
        told_at(
            "network.toml public_holidays[3]",
            "network.holidays",
            found="DQ",
            said=told("holidays.unknown.country", value="DQ", country="DQ"),
        )
    ]


def test_a_school_holiday_longer_than_half_a_year_is_told() -> None:
    holiday = SchoolHoliday.model_validate({"reason": "Sommerferie", "from": "08-11", "to": "06-24"})
    too_long = told("holidays.too_long", first="2021-08-11", last="2022-06-24")
    assert wrong(settings=small_settings(school_holidays=(holiday,)))[0] == told_at(
        "network.toml school_holidays[1]", "network.holidays", said=too_long, hint=""
    )


def test_windows_may_fill_the_whole_time() -> None:
    assert (
        wrong(settings=small_settings(rounds=(small_round(window=Span(date(2023, 1, 1), date(2023, 12, 31))),))) == []
    )


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (
            "fixed_day = 2022-12-01",
            told_at(
                "network.toml:37 choices[1].fixed_day",
                "network.choice_outside",
                meeting="kickoff",
                day="2022-12-01",
                first="2022-06-01",
                last="2022-06-30",
            ),
        ),
        (
            "fixed_day = 2022-06-02\nforbidden_days = [2022-06-02]",
            told_at("network.toml:37 choices[1].fixed_day", "network.forbidden", found="2022-06-02", meeting="kickoff"),
        ),
        (
            "fixed_venue = 'akkc'\nforbidden_venues = ['akkc']",
            told_at("network.toml:37 choices[1].fixed_venue", "network.forbidden", found="akkc", meeting="kickoff"),
        ),
    ],
)
def test_choices_that_leave_the_meeting_nothing_are_told_with_their_line(
    network_files: NetworkFiles, choice: str, expected: Told
) -> None:
    network_files.add("network.toml", f"\n[[choices]]\nmeeting = 'kickoff'\n{choice}\n")
    assert network_files.wrong() == [expected]


def test_a_fixed_venue_is_among_those_of_the_round(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'kind = "joint"', 'kind = "joint"\nvenues = ["messe-c"]')
    network_files.add("network.toml", "[[choices]]\nmeeting = 'kickoff'\nfixed_venue = 'akkc'\n")
    assert network_files.wrong() == [
        told_at(
            "network.toml:37 choices[1].fixed_venue",
            "network.elsewhere",
            found="akkc",
            meeting="kickoff",
            venues=["messe-c"],
        )
    ]


def test_the_fixed_day_of_a_round_lies_in_its_window(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'kind = "joint"', 'kind = "joint"\nfixed_day = 2022-07-01')
    assert [error.place for error in network_files.wrong()] == ["network.toml:22 rounds[1].fixed_day"]


def test_a_budget_from_prices_needs_a_price(network_files: NetworkFiles) -> None:
    network_files.add("network.toml", "\n[rules.budget]\nfrom_prices = true\n")
    assert network_files.wrong() == [(told_at("network.toml:36 rules.budget.from_prices", "budget.no_price"))]
    network_files.replace("network.toml", 'locale = "da"', 'locale = "da"\nprice_per_member = 5')
    assert network_files.wrong() == []

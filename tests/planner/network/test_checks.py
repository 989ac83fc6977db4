from datetime import date

import pytest

from calendars.days import Span
from planner.network.closures import PublicHolidays, SchoolHoliday
from planner.network.rounds import Choice
from planner.network.tables import Municipality, RegionChange, Room, StaffPerson
from tests.planner.network_files import NetworkFiles, small_round, small_settings, wrong


def rooms(**parts: str) -> tuple[Room, ...]:
    return tuple(Room(venue="akkc", id=room, theatre=10, part_of=whole or None) for room, whole in parts.items())


@pytest.fixture
def network_files(tmp_path_factory: pytest.TempPathFactory) -> NetworkFiles:
    return NetworkFiles(tmp_path_factory.mktemp("network"))


@pytest.mark.parametrize(
    ("old", "new", "english", "danish"),
    [
        (
            "2022-06-01, 2022-06-30", "2022-04-30, 2022-06-30",
            ("network.toml:22 rounds[1].window: the window of kickoff, 30 April 2022 to 30 June 2022, is not inside"
            " the time that is planned, 1 May 2022 to 31 December 2023"),
            ("network.toml:22 rounds[1].window: vinduet for kickoff, 30. april 2022 til 30. juni 2022, ligger ikke"
            " inden for den tid, der planlægges, 1. maj 2022 til 31. december 2023"),
        ),
        (
            "years = [2023, 2023]", "years = [2023, 2025]",
            ("network.toml:31 series[1].seasons[1]: the window of 2024-1, 16 January 2024 to 16 June 2024, is not"
            " inside the time that is planned, 1 May 2022 to 31 December 2023"),
            ("network.toml:31 series[1].seasons[1]: vinduet for 2024-1, 16. januar 2024 til 16. juni 2024, ligger"
            " ikke inden for den tid, der planlægges, 1. maj 2022 til 31. december 2023"),
        ),
        (
            'hours = ["10:00", "15:30"]', "",
            "network.toml:18 rounds[1]: kickoff has no hours; give them here or under [meetings]",
            "network.toml:18 rounds[1]: kickoff har ingen klokkeslæt (hours); angiv dem her eller under [meetings]",
        ),
        (
            "staff = {", "notice_days = 30\nstaff = {",
            ("network.toml:19 rounds[1].notice_days: notice_days of kickoff counts from the day the plan is"
            " announced; write `announced` at the top"),
            (
                "network.toml:19 rounds[1].notice_days: notice_days for kickoff regnes fra den dag, planen meldes"
                " ud; skriv `announced` øverst"),
        ),
        (
            "{year}-{n}", "{year}",
            "network.toml:24 series[1]: there are several rounds with the id 2023; let round_id hold {year} and {n}",
            "network.toml:24 series[1]: der er flere runder med id'et 2023; lad round_id indeholde {year} og {n}",
        ),
    ],
)  # fmt: skip
def test_rounds_that_do_not_go_with_the_rest_are_told(
    network_files: NetworkFiles, old: str, new: str, english: str, danish: str
) -> None:
    network_files.replace("network.toml", old, new)
    assert network_files.wrong()[0] == english
    assert network_files.wrong("da")[0] == danish


def test_an_error_of_a_whole_series_is_told_once(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'hours = ["10:00", "15:30"]', "")
    assert len(network_files.wrong()) == 2


def test_a_window_across_a_change_of_region_is_told_with_advice(network_files: NetworkFiles) -> None:
    network_files.write(
        "region_changes.csv", "municipality;region;from_day\n0860;syd;2023-03-01\n0851;syd;2023-03-01\n"
    )
    assert network_files.wrong() == [
        (
            "network.toml:31 series[1].seasons[1]: the window of 2023-1 crosses 1 March 2023, when Aalborg and Hjørring"
            " change region; let it end the day before or begin on that day"
        )
    ]
    assert network_files.wrong("da") == [
        (
            "network.toml:31 series[1].seasons[1]: vinduet for 2023-1 går hen over 1. marts 2023, hvor Aalborg og"
            " Hjørring skifter region; lad det slutte dagen før eller begynde den dag"
        )
    ]


def test_of_many_municipalities_that_change_a_few_are_named() -> None:
    places = [Municipality(id=f"m{n}", name=f"By {n}", region="nord") for n in range(6)]
    changes = [RegionChange(municipality=place.id, region="syd", from_day=date(2023, 3, 10)) for place in places]
    settings = small_settings(rounds=(small_round(kind="regional"),))
    assert wrong(settings=settings, municipalities=places, members=(), region_changes=changes) == [
        (
            "network.toml rounds[1].window: the window of kickoff crosses 10 March 2023, when By 0, By 1, By 2 and 3"
            " more change region; let it end the day before or begin on that day"
        )
    ]


def test_joint_rounds_may_cross_a_change_of_region() -> None:
    changes = (RegionChange(municipality="0851", region="syd", from_day=date(2023, 3, 10)),)
    assert wrong(region_changes=changes) == []


def test_a_regional_round_has_no_fixed_day(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'kind = "joint"', 'kind = "regional"\nfixed_day = 2022-06-02')
    assert network_files.wrong() == [
        (
            "network.toml:18 rounds[1]: a regional round has one meeting in each region; fix the day of one of them"
            " under [[choices]]"
        )
    ]
    assert network_files.wrong("da") == [
        (
            "network.toml:18 rounds[1]: en regional runde har ét møde i hver region; lås dagen for et af dem under"
            " [[choices]]"
        )
    ]


def test_choices_are_for_meetings_that_there_are_and_decide_each_thing_once() -> None:
    first = Choice(meeting="kickoff", fixed_day=date(2023, 3, 3), forbidden_venues=("akkc",))
    again = Choice(meeting="kickoff", fixed_day=date(2023, 3, 4), forbidden_venues=("messe-c",))
    other = Choice(meeting="kikoff", wanted_day=date(2023, 3, 4))
    assert wrong(settings=small_settings(choices=(first, again, other))) == [
        "network.toml choices[2].fixed_day: fixed_day of kickoff is already decided in another section",
        "network.toml choices[3].meeting: there is no meeting 'kikoff'; did you mean kickoff?",
    ]


def test_a_meeting_is_dropped_once_and_has_one_window_within_the_time() -> None:
    span = Span(date(2023, 3, 1), date(2023, 3, 9))
    other = small_round(id="other")
    choices = (
        Choice(meeting="kickoff", dropped=True, window=span),
        Choice(meeting="kickoff", dropped=True, window=Span(date(2023, 3, 1), date(2024, 3, 9))),
    )
    assert wrong(settings=small_settings(rounds=(small_round(), other), choices=choices)) == [
        "network.toml choices[2].dropped: dropped of kickoff is already decided in another section",
        ("network.toml choices[2].window: the window of kickoff, 1 March 2023 to 9 March 2024, is not inside the time"
         " that is planned, 1 January 2023 to 31 December 2023"),
        "network.toml choices[2].window: window of kickoff is already decided in another section",
    ]  # fmt: skip


def test_a_window_of_its_own_is_what_a_fixed_day_has_to_lie_in() -> None:
    choice = Choice(meeting="kickoff", window=Span(date(2023, 5, 1), date(2023, 5, 9)))
    fixed = small_round(fixed_day=date(2023, 3, 8))
    late = choice.changed(fixed_day=date(2023, 5, 2))
    assert wrong(settings=small_settings(choices=(late,))) == []
    assert wrong(settings=small_settings(rounds=(fixed,), choices=(choice,))) == [
        ("network.toml rounds[1].fixed_day: kickoff is fixed on Wednesday 8 March 2023, but may only be held from"
         " 1 May 2023 to 9 May 2023 (window)")
    ]  # fmt: skip


def test_not_every_meeting_can_be_dropped() -> None:
    assert wrong(settings=small_settings(choices=(Choice(meeting="kickoff", dropped=True),))) == [
        "network.toml choices: every meeting is dropped, so there is nothing to plan"
    ]


def test_with_less_notice_a_venue_asks_for_no_less(network_files: NetworkFiles) -> None:
    network_files.write("venue_terms.csv", "venue;days;percent\nakkc;8;50\nmesse-c;30;90\nakkc;30;75\n")
    assert network_files.wrong() == [
        ("venue_terms.csv:2 percent: akkc asks for 50 % with fewer than 8 days' notice, but for more (75 %) with fewer"
         " than 30; with less notice it asks for at least as much")
    ]  # fmt: skip
    assert network_files.wrong("da")[0].startswith("venue_terms.csv:2 percent: akkc kræver 50 % med under 8 dages")


def test_each_step_of_a_venue_stands_once(network_files: NetworkFiles) -> None:
    network_files.write("venue_terms.csv", "venue;days;percent\nakkc;8;50\nakkc;8;75\nakcc;9;1\n")
    assert network_files.wrong() == [
        "venue_terms.csv:3 days: 'akkc, 8' stands here a second time; the first is in line 2",
        "venue_terms.csv:4 venue: 'akcc' is not in venues.csv; did you mean akkc (AKKC)?",
    ]


def test_rooms_are_parts_of_rooms_of_their_own_venue() -> None:
    other = Room(venue="messe-c", id="A1", theatre=5)
    assert wrong(rooms=(*rooms(A="", A2="A1"), other)) == [
        "rooms.csv part_of: 'A1' is not a room of akkc; did you mean A?"
    ]


def test_no_room_is_a_part_of_itself_however_far_around() -> None:
    assert wrong(rooms=rooms(A="B", B="C", C="A", D="C")) == [
        f"rooms.csv part_of: room {name} is a part of itself" for name in "ABC"
    ]
    assert wrong(rooms=rooms(A="", B="A", C="B")) == []


def test_nobody_is_member_and_staff_at_once() -> None:
    assert wrong(staff=(StaffPerson(id="a1", team="KL"),)) == [
        "staff.csv id: 'a1' is both a member and one of the staff; give one of them another id"
    ]


def test_public_holidays_are_of_places_that_the_calendar_knows() -> None:
    settings = small_settings(public_holidays=(PublicHolidays(), PublicHolidays(country="GB", subdivision="SCT"),
                                               PublicHolidays(country="DQ")))  # fmt: skip
    assert wrong(settings=settings) == [
        (
            "network.toml public_holidays[3]: no public holidays are known for the country DQ; it is a code of ISO"
            " 3166, such as DK"
        )
    ]


def test_a_school_holiday_longer_than_half_a_year_is_told() -> None:
    holiday = SchoolHoliday.model_validate({"reason": "Sommerferie", "from": "08-11", "to": "06-24"})
    assert wrong(settings=small_settings(school_holidays=(holiday,)))[0].startswith(
        "network.toml school_holidays[1]: a holiday from 11 August 2021 to 24 June 2022 is longer than half a year"
    )


def test_windows_may_fill_the_whole_time() -> None:
    assert (
        wrong(settings=small_settings(rounds=(small_round(window=Span(date(2023, 1, 1), date(2023, 12, 31))),))) == []
    )


@pytest.mark.parametrize(
    ("choice", "english", "danish"),
    [
        (
            "fixed_day = 2022-12-01",
            ("network.toml:37 choices[1].fixed_day: kickoff is fixed on Thursday 1 December 2022, but may only be held"
            " from 1 June 2022 to 30 June 2022 (window)"),
            ("network.toml:37 choices[1].fixed_day: kickoff er fastlagt til torsdag den 1. december 2022, men kan kun"
            " holdes fra 1. juni 2022 til 30. juni 2022 (window)"),
        ),
        (
            "fixed_day = 2022-06-02\nforbidden_days = [2022-06-02]",
            "network.toml:37 choices[1].fixed_day: 2022-06-02 is both fixed and forbidden for kickoff",
            "network.toml:37 choices[1].fixed_day: 2022-06-02 er både fastlagt og udelukket for kickoff",
        ),
        (
            "fixed_venue = 'akkc'\nforbidden_venues = ['akkc']",
            "network.toml:37 choices[1].fixed_venue: akkc is both fixed and forbidden for kickoff",
            "network.toml:37 choices[1].fixed_venue: akkc er både fastlagt og udelukket for kickoff",
        ),
    ],
)  # fmt: skip
def test_choices_that_leave_the_meeting_nothing_are_told_with_their_line(
    network_files: NetworkFiles, choice: str, english: str, danish: str
) -> None:
    network_files.add("network.toml", f"\n[[choices]]\nmeeting = 'kickoff'\n{choice}\n")
    assert network_files.wrong() == [english]
    assert network_files.wrong("da") == [danish]


def test_a_fixed_venue_is_among_those_of_the_round(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'kind = "joint"', 'kind = "joint"\nvenues = ["messe-c"]')
    network_files.add("network.toml", "[[choices]]\nmeeting = 'kickoff'\nfixed_venue = 'akkc'\n")
    assert network_files.wrong() == [
        "network.toml:37 choices[1].fixed_venue: kickoff cannot be held at akkc; its round names messe-c"
    ]
    assert network_files.wrong("da") == [
        "network.toml:37 choices[1].fixed_venue: kickoff kan ikke holdes på akkc; dets runde nævner messe-c"
    ]


def test_the_fixed_day_of_a_round_lies_in_its_window(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'kind = "joint"', 'kind = "joint"\nfixed_day = 2022-07-01')
    assert [error.partition(": ")[0] for error in network_files.wrong()] == ["network.toml:22 rounds[1].fixed_day"]


def test_a_budget_from_prices_needs_a_price(network_files: NetworkFiles) -> None:
    network_files.add("network.toml", "\n[rules.budget]\nfrom_prices = true\n")
    assert network_files.wrong() == [
        (
            "network.toml:36 rules.budget.from_prices: there is no price to count from; write price_per_member at the"
            " top, or total here instead"
        )
    ]
    assert network_files.wrong("da") == [
        (
            "network.toml:36 rules.budget.from_prices: der er ingen pris at regne fra; skriv price_per_member øverst,"
            " eller total her i stedet"
        )
    ]
    network_files.replace("network.toml", 'locale = "da"', 'locale = "da"\nprice_per_member = 5')
    assert network_files.wrong() == []

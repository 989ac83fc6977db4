import pytest

from calendars.elections import early_elections
from planner.files.load import read_settings
from tests.messages import Told, as_told, told, told_at
from tests.planner.network_files import SETTINGS


def said(old: str, new: str) -> list[Told]:
    assert old in SETTINGS
    found = read_settings(SETTINGS.replace(old, new, 1).encode())
    assert found.settings is None
    return [as_told(error) for error in found.errors]


def test_what_is_right_is_understood() -> None:
    found = read_settings(SETTINGS.encode())
    assert found.errors == ()
    assert found.settings is not None
    assert found.settings.name == "Prøvenetværk"
    assert found.lines.in_settings(("rounds", 0, "window")) == 22


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('name = "Prøvenetværk"\n', "", told_at("network.toml name", "validation.missing")),
        (
            'title = "Kick-off"',
            'titel = "Kick-off"\ntitle = "x"',
            told_at(
                "network.toml:20 rounds[1].titel",
                "validation.unknown_key",
                hint=told("planner.errors.did_you_mean", name="title"),
            ),
        ),
        (
            "staff = {",
            "pris_limit = 5\nstaff = {",
            told_at(
                "network.toml:16 meetings.pris_limit",
                "validation.unknown_key",
                hint=told("planner.errors.did_you_mean", name="price_limit"),
            ),
        ),
        (
            "[meetings]",
            "[[risks]]\nkind = 'election'\nreason = 'Valg'\nrate = 0.5\n[meetings]",
            told_at("network.toml:14 risks[1]", "closures.risk_form"),
        ),
        (
            "[meetings]",
            "[[risks]]\nkind = 'election'\nreason = 'Valg'\ndays_to_poll = [20]\n[meetings]",
            told_at("network.toml:14 risks[1]", "closures.risk_form"),
        ),
        (
            "[meetings]",
            "[[risks]]\nkind = 'election'\nreason = 'Valg'\nhistory = 'DK'\ncertain = true\n[meetings]",
            told_at("network.toml:14 risks[1]", "closures.risk_certain"),
        ),
        (
            "[meetings]",
            "[[risks]]\nkind = 'election'\nreason = 'Valg'\nhistory = 'DK'\npoints = 5\n[meetings]",
            told_at("network.toml:14 risks[1]", "closures.risk_points"),
        ),
        *(
            (
                "[meetings]",
                f"[[risks]]\nkind = {written}\n[meetings]",
                told_at("network.toml:14 risks[1]", "closures.risk_of_closure"),
            )
            for written in (
                "'closure'\nreason = 'Storm'\nrate = 0.5",
                "'closure'\nreason = 'Storm'\ndays = [2]",
                "'closure'\nreason = 'Storm'\nrate = 0.5\ndays = [2]\nhistory = 'DK'",
                "'election'\nreason = 'Valg'\nhistory = 'DK'\ndays = [2]",
            )
        ),
        (
            "[meetings]",
            "[[risks]]\nkind = 'election'\nreason = 'Valg'\nhistory = 'SE'\n[meetings]",
            told_at("network.toml:14 risks[1]", "closures.risk_history", countries=sorted(early_elections())),
        ),
        (
            'locale = "da"',
            'locale = "dk"',
            told_at("network.toml:2 locale", "validation.not_one_of", found="dk", expected="da, en"),
        ),
        (
            'kind = "joint"',
            'kind = "jont"',
            told_at(
                "network.toml:21 rounds[1].kind",
                "validation.not_one_of",
                found="jont",
                expected="joint, regional, host",
                hint=told("planner.errors.did_you_mean", name="joint"),
            ),
        ),
        (
            "staff = { KL = 1 }",
            'days = "2"',
            told_at(
                "network.toml:16 meetings.days", "validation.kind", found='"2"', expected="validation.whole_number"
            ),
        ),
        (
            "staff = { KL = 1 }",
            "days = 1.5",
            told_at("network.toml:16 meetings.days", "validation.decimals", found="1.5", rounded="2"),
        ),
        (
            "staff = { KL = 1 }",
            "days = 0",
            told_at("network.toml:16 meetings.days", "validation.too_small", found="0", limit=1),
        ),
        (
            "staff = { KL = 1 }",
            "days = 200",
            told_at("network.toml:16 meetings.days", "validation.too_large", found="200", limit=14),
        ),
        (
            "last_day = 2023-12-31",
            "last_day = 2023-12-31T10:00:00",
            told_at(
                "network.toml:4 last_day", "validation.kind", found="2023-12-31T10:00:00", expected="validation.date"
            ),
        ),
        (
            'name = "Prøvenetværk"',
            "name = 5",
            told_at("network.toml:1 name", "validation.kind", found="5", expected="validation.text"),
        ),
        (
            'name = "Prøvenetværk"',
            'name = ""',
            told_at("network.toml:1 name", "validation.empty", found="", limit=1),
        ),
        (
            'name = "Prøvenetværk"',
            f'name = "{"x" * 501}"',
            told_at(
                "network.toml:1 name",
                "validation.too_long",
                found="xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...",
                limit=500,
            ),
        ),
        (
            "years = [2023, 2023]",
            "years = [2023]",
            told_at("network.toml:29 series[1].years", "rounds.years", found="[2023]"),
        ),
        (
            "years = [2023, 2023]",
            "years = [2023, 2022]",
            told_at("network.toml:29 series[1].years", "rounds.years_backwards", first="2023", last="2022"),
        ),
        (
            "window = [2022-06-01, 2022-06-30]",
            "window = 2022-06-01",
            told_at("network.toml:22 rounds[1].window", "fields.window", found="2022-06-01"),
        ),
        (
            "window = [2022-06-01, 2022-06-30]",
            "window = [2022-06-30, 2022-06-01]",
            told_at("network.toml:22 rounds[1].window", "fields.backwards", first="2022-06-30", last="2022-06-01"),
        ),
        (
            '["10:00", "15:30"]',
            '["10:00", "25:30"]',
            told_at("network.toml:15 meetings.hours", "fields.hours", found='["10:00", "25:30"]'),
        ),
        (
            '["10:00", "15:30"]',
            '["10:00", "24:00"]',
            told_at("network.toml:15 meetings.hours", "fields.midnight", found="24:00"),
        ),
        (
            "staff = { KL = 1 }",
            'breakouts = { rooms = 2, share = "5/4" }',
            told_at("network.toml:16 meetings.breakouts.share", "fields.share", found='"5/4"'),
        ),
        (
            "staff = { KL = 1 }",
            "breakouts = 4",
            told_at("network.toml:16 meetings.breakouts", "validation.kind", found="4", expected="validation.section"),
        ),
        (
            "staff = { KL = 1 }",
            'venues = "akkc"',
            told_at("network.toml:16 meetings.venues", "validation.kind", found='"akkc"', expected="validation.list"),
        ),
        (
            "staff = { KL = 1 }",
            "venues = []",
            told_at("network.toml:16 meetings.venues", "validation.too_few", found="[]", limit=1),
        ),
        (
            'id = "nord"',
            'id = "nord/vest"',
            told_at("network.toml:7 regions[1].id", "validation.not_an_id", found="nord/vest", limit=0),
        ),
        (
            'locale = "da"',
            'locale = "da"\ncurrency = "kr."',
            told_at("network.toml:3 currency", "validation.not_a_code", found="kr.", limit=3),
        ),
        (
            'locale = "da"',
            'locale = "da"\ntimezone = "Europe/Kopenhagen"',
            told_at(
                "network.toml:3 timezone",
                "settings.zone",
                found="Europe/Kopenhagen",
                hint=told("planner.errors.did_you_mean", name="Europe/Copenhagen"),
            ),
        ),
        (
            'locale = "da"',
            'locale = "da"\ntravel = { detour = 0.5, speed = 0 }',
            told_at("network.toml:3 travel.detour", "validation.too_small", found="0.5", limit=1.0),
        ),
        (
            'from = "01-16"',
            'from = "16. januar"',
            told_at("network.toml:31 series[1].seasons[1].from", "fields.yearly", found='"16. januar"'),
        ),
        (
            'from = "01-16"',
            'from = "02-30"',
            told_at("network.toml:31 series[1].seasons[1].from", "fields.no_such_yearly_day", found='"02-30"'),
        ),
        (
            "{season} {year}",
            "{sæson} {year}",
            told_at("network.toml:27 series[1].title", "rounds.template", names=["id", "n", "season", "year"]),
        ),
        (
            "[meetings]",
            "[rules.region_gp]\nmin_days = 3\n[meetings]",
            told_at(
                "network.toml:14 rules.region_gp",
                "validation.unknown_rule",
                hint=told("planner.errors.did_you_mean", name="region_gap"),
            ),
        ),
        (
            "[meetings]",
            "[rules.region_gap]\nmin_dage = 3\n[meetings]",
            told_at(
                "network.toml:15 rules.region_gap.min_dage",
                "validation.unknown_key",
                hint=told("planner.errors.did_you_mean", name="min_days"),
            ),
        ),
        (
            "[meetings]",
            "[tables]\ndates = '31.12.2023'\n[meetings]",
            told_at("network.toml:15 tables.dates", "fields.not_an_example", found="31.12.2023"),
        ),
        (
            "[meetings]",
            "[[choices]]\nmeeting = 'kickoff'\n[meetings]",
            told_at("network.toml:14 choices[1]", "rounds.nothing_chosen"),
        ),
        (
            "[meetings]",
            "[[elections]]\nreason = 'Valg'\nrule = 'third tuesday of november'\n[meetings]",
            told_at("network.toml:14 elections[1]", "closures.election_form"),
        ),
        (
            "[meetings]",
            "[[elections]]\nreason = 'Valg'\ncalled = 2022-10-05\npolling_day = 2022-10-01\n[meetings]",
            told_at("network.toml:14 elections[1]", "closures.election_order"),
        ),
        (
            "[meetings]",
            "[[school_holidays]]\nreason = 'Ferie'\nweek = 42\nfrom = '01-01'\n[meetings]",
            told_at("network.toml:14 school_holidays[1]", "closures.school_holiday_form"),
        ),
        (
            "[meetings]",
            "[[school_holidays]]\nreason = 'Ferie'\nweek = 54\n[meetings]",
            told_at("network.toml:16 school_holidays[1].week", "validation.too_large", found="54", limit=53),
        ),
        (
            "[meetings]",
            "[[school_holidays]]\nreason = 'Ferie'\nweek = { colum = 'w' }\n[meetings]",
            told_at("network.toml:16 school_holidays[1].week.column", "validation.missing"),
        ),
    ],
)
def test_a_wrong_value_is_told_with_its_line(old: str, new: str, expected: Told) -> None:
    assert said(old, new)[0] == expected


def test_several_wrong_values_are_told_together() -> None:
    wrong = SETTINGS.replace('kind = "joint"', 'kind = "jont"').replace("days", "dys").replace('id = "syd"', "id = 5")
    found = read_settings(wrong.encode())
    assert [error.line for error in found.errors] == [11, 21]


def test_the_language_of_the_file_counts_even_if_other_things_are_wrong() -> None:
    assert read_settings(SETTINGS.replace("2023-12-31", "5").encode()).locale == "da"
    assert read_settings(SETTINGS.replace('"da"', '"en"').replace("2023-12-31", "5").encode()).locale == "en"


def test_without_readable_settings_the_system_says_which_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "da_DK.UTF-8")
    assert read_settings(b"= 1").locale == "da"
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert read_settings(b"= 1").locale == "en"


def test_there_must_be_something_to_plan() -> None:
    settings = b'name = "x"\nlocale = "en"\nfirst_day = 2023-01-01\nlast_day = 2023-12-31\n'
    assert [as_told(error) for error in read_settings(settings).errors] == [
        told_at("network.toml", "settings.no_rounds")
    ]

import pytest

from planner.files.load import read_settings
from tests.planner.network_files import SETTINGS


def said(old: str, new: str) -> list[tuple[str, str]]:
    assert old in SETTINGS
    found = read_settings(SETTINGS.replace(old, new, 1).encode())
    assert found.settings is None
    return [(error.say("en"), error.say("da")) for error in found.errors]


def test_what_is_right_is_understood() -> None:
    found = read_settings(SETTINGS.encode())
    assert found.errors == ()
    assert found.settings is not None
    assert found.settings.name == "Prøvenetværk"
    assert found.lines.in_settings(("rounds", 0, "window")) == 22


@pytest.mark.parametrize(
    ("old", "new", "english", "danish"),
    [
        ('name = "Prøvenetværk"\n', "", "network.toml name: this key is missing",
            "network.toml name: denne nøgle mangler"),
        (
            'title = "Kick-off"', 'titel = "Kick-off"\ntitle = "x"',
            "network.toml:20 rounds[1].titel: there is no such key; did you mean title?",
            "network.toml:20 rounds[1].titel: den nøgle findes ikke; mente du title?",
        ),
        (
            "staff = {", "pris_limit = 5\nstaff = {",
            "network.toml:16 meetings.pris_limit: there is no such key; did you mean price_limit?",
            "network.toml:16 meetings.pris_limit: den nøgle findes ikke; mente du price_limit?",
        ),
        (
            'locale = "da"', 'locale = "dk"',
            "network.toml:2 locale: 'dk' is none of these: da, en",
            "network.toml:2 locale: 'dk' er ingen af disse: da, en",
        ),
        (
            'kind = "joint"', 'kind = "jont"',
            "network.toml:21 rounds[1].kind: 'jont' is none of these: joint, regional; did you mean joint?",
            "network.toml:21 rounds[1].kind: 'jont' er ingen af disse: joint, regional; mente du joint?",
        ),
        (
            "staff = { KL = 1 }", 'days = "2"',
            'network.toml:16 meetings.days: "2" was found where a whole number without quotes, such as 3 was expected',
            'network.toml:16 meetings.days: "2" står, hvor der ventes et helt tal uden anførselstegn, f.eks. 3',
        ),
        (
            "staff = { KL = 1 }", "days = 1.5",
            "network.toml:16 meetings.days: 1.5 has decimals; only whole numbers stand here: write 2",
            "network.toml:16 meetings.days: 1.5 har decimaler; her står kun hele tal: skriv 2",
        ),
        (
            "staff = { KL = 1 }", "days = 0",
            "network.toml:16 meetings.days: 0 is too small; at least 1 was expected",
            "network.toml:16 meetings.days: 0 er for lidt; der ventes mindst 1",
        ),
        (
            "staff = { KL = 1 }", "days = 200",
            "network.toml:16 meetings.days: 200 is too large; at most 14 was expected",
            "network.toml:16 meetings.days: 200 er for meget; der ventes højst 14",
        ),
        (
            "last_day = 2023-12-31", "last_day = 2023-12-31T10:00:00",
            "network.toml:4 last_day: 2023-12-31T10:00:00 was found where a date such as 2023-03-05 was expected",
            "network.toml:4 last_day: 2023-12-31T10:00:00 står, hvor der ventes en dato som 2023-03-05",
        ),
        (
            'name = "Prøvenetværk"', "name = 5",
            "network.toml:1 name: 5 was found where a text in quotes was expected",
            "network.toml:1 name: 5 står, hvor der ventes en tekst i anførselstegn",
        ),
        (
            'name = "Prøvenetværk"', 'name = ""',
            "network.toml:1 name: the text is empty", "network.toml:1 name: teksten er tom",
        ),
        (
            'name = "Prøvenetværk"', f'name = "{"x" * 501}"',
            "network.toml:1 name: the text is too long; at most 500 characters were expected",
            "network.toml:1 name: teksten er for lang; der ventes højst 500 tegn",
        ),
        (
            "years = [2023, 2023]", "years = [2023]",
            ("network.toml:29 series[1].years: [2023] was found where two years were expected, the first and the last,"
            " such as [2023, 2025]"),
            ("network.toml:29 series[1].years: [2023] står, hvor der ventes to årstal, det første og det sidste, f.eks."
            " [2023, 2025]"),
        ),
        (
            "years = [2023, 2023]", "years = [2023, 2022]",
            "network.toml:29 series[1].years: the last year, 2022, lies before the first, 2023",
            "network.toml:29 series[1].years: det sidste år, 2022, ligger før det første, 2023",
        ),
        (
            "window = [2022-06-01, 2022-06-30]", "window = 2022-06-01",
            ("network.toml:22 rounds[1].window: 2022-06-01 was found where two days were expected, the first and the"
            " last, such as [2023-01-16, 2023-06-16]"),
            ("network.toml:22 rounds[1].window: 2022-06-01 står, hvor der ventes to dage, den første og den sidste,"
            " f.eks. [2023-01-16, 2023-06-16]"),
        ),
        (
            "window = [2022-06-01, 2022-06-30]", "window = [2022-06-30, 2022-06-01]",
            "network.toml:22 rounds[1].window: the last day, 1 June 2022, lies before the first, 30 June 2022",
            "network.toml:22 rounds[1].window: den sidste dag, 1. juni 2022, ligger før den første, 30. juni 2022",
        ),
        (
            '["10:00", "15:30"]', '["10:00", "25:30"]',
            ('network.toml:15 meetings.hours: ["10:00", "25:30"] was found where two clock times were expected, the'
            ' start and the end, such as ["10:00", "15:30"]'),
            ('network.toml:15 meetings.hours: ["10:00", "25:30"] står, hvor der ventes to klokkeslæt, start og slut,'
            ' f.eks. ["10:00", "15:30"]'),
        ),
        (
            '["10:00", "15:30"]', '["10:00", "24:00"]',
            ("network.toml:15 meetings.hours: a clock shows '24:00' as 00:00 of the next day; write 23:59 for the end"
            " of the day"),
            ("network.toml:15 meetings.hours: et ur viser '24:00' som 00:00 den næste dag; skriv 23:59 for dagens"
            " slutning"),
        ),
        (
            '["10:00", "15:30"]', '["15:30", "10:00"]',
            "network.toml:15 meetings.hours: the end, 10:00, is not after the start, 15:30",
            "network.toml:15 meetings.hours: slutningen, 10.00, ligger ikke efter starten, 15.30",
        ),
        (
            "staff = { KL = 1 }", 'breakouts = { rooms = 2, share = "5/4" }',
            ('network.toml:16 meetings.breakouts.share: "5/4" was found where a share above 0 and at most 1 was'
            ' expected, such as "1/4" or 0.25'),
            ('network.toml:16 meetings.breakouts.share: "5/4" står, hvor der ventes en andel over 0 og højst 1, f.eks.'
            ' "1/4" eller 0.25'),
        ),
        (
            "staff = { KL = 1 }", "breakouts = 4",
            ("network.toml:16 meetings.breakouts: 4 was found where a section, or keys and values in braces was"
            " expected"),
            ("network.toml:16 meetings.breakouts: 4 står, hvor der ventes et afsnit eller nøgler og værdier i krøllede"
            " parenteser"),
        ),
        (
            "staff = { KL = 1 }", 'venues = "akkc"',
            'network.toml:16 meetings.venues: "akkc" was found where a list in square brackets was expected',
            'network.toml:16 meetings.venues: "akkc" står, hvor der ventes en liste i kantede parenteser',
        ),
        (
            "staff = { KL = 1 }", "venues = []",
            "network.toml:16 meetings.venues: the list is too short; at least 1 item was expected",
            "network.toml:16 meetings.venues: listen er for kort; der ventes mindst 1 punkt",
        ),
        (
            'id = "nord"', 'id = "nord/vest"',
            ("network.toml:7 regions[1].id: 'nord/vest' cannot be an id; an id is a short name without / and without"
            " spaces at its ends"),
            ("network.toml:7 regions[1].id: 'nord/vest' kan ikke være et id; et id er et kort navn uden / og uden"
            " mellemrum i enderne"),
        ),
        (
            'locale = "da"', 'locale = "da"\ncurrency = "kr."',
            "network.toml:3 currency: 'kr.' is not a code of 3 capital letters",
            "network.toml:3 currency: 'kr.' er ikke en kode på 3 store bogstaver",
        ),
        (
            'locale = "da"', 'locale = "da"\ntimezone = "Europe/Kopenhagen"',
            ("network.toml:3 timezone: Europe/Kopenhagen is not a time zone, such as Europe/Copenhagen; did you mean"
            " Europe/Copenhagen?"),
            ("network.toml:3 timezone: Europe/Kopenhagen er ikke en tidszone, f.eks. Europe/Copenhagen; mente du"
            " Europe/Copenhagen?"),
        ),
        (
            'locale = "da"', 'locale = "da"\ntravel = { detour = 0.5, speed = 0 }',
            "network.toml:3 travel.detour: 0.5 is too small; at least 1 was expected",
            "network.toml:3 travel.detour: 0.5 er for lidt; der ventes mindst 1",
        ),
        (
            'from = "01-16"', 'from = "16. januar"',
            ('network.toml:31 series[1].seasons[1].from: "16. januar" was found where a day of the year was expected,'
            ' such as "08-11", "last saturday of june" or "easter - 8"'),
            ('network.toml:31 series[1].seasons[1].from: "16. januar" står, hvor der ventes en dag i året, f.eks.'
            ' "08-11", "sidste lørdag i juni" eller "påske - 8"'),
        ),
        (
            'from = "01-16"', 'from = "02-30"',
            'network.toml:31 series[1].seasons[1].from: no year has the day "02-30"',
            'network.toml:31 series[1].seasons[1].from: intet år har dagen "02-30"',
        ),
        (
            "{season} {year}", "{sæson} {year}",
            ("network.toml:27 series[1].title: only id, n, season and year can stand in braces here; write a brace"
            " itself twice"),
            ("network.toml:27 series[1].title: kun id, n, season og year kan stå i krøllede parenteser her; selve"
            " parentesen skrives to gange"),
        ),
        (
            "[meetings]", "[rules.region_gp]\nmin_days = 3\n[meetings]",
            "network.toml:14 rules.region_gp: there is no such rule; did you mean region_gap?",
            "network.toml:14 rules.region_gp: den regel findes ikke; mente du region_gap?",
        ),
        (
            "[meetings]", "[rules.region_gap]\nmin_dage = 3\n[meetings]",
            "network.toml:15 rules.region_gap.min_dage: there is no such key; did you mean min_days?",
            "network.toml:15 rules.region_gap.min_dage: den nøgle findes ikke; mente du min_days?",
        ),
        (
            "[meetings]", "[tables]\ndates = '31.12.2023'\n[meetings]",
            ("network.toml:15 tables.dates: '31.12.2023' does not show how 5 March 2023 is written, such as 2023-03-05,"
            " 5.3.2023 or 05/03/2023"),
            ("network.toml:15 tables.dates: '31.12.2023' viser ikke, hvordan den 5. marts 2023 skrives, f.eks."
            " 2023-03-05, 5.3.2023 eller 05/03/2023"),
        ),
        (
            "[meetings]", "[[choices]]\nmeeting = 'kickoff'\n[meetings]",
            ("network.toml:14 choices[1]: this section decides nothing; give dropped, window, fixed_day, fixed_venue,"
            " forbidden_days, forbidden_venues or wanted_day"),
            ("network.toml:14 choices[1]: dette afsnit bestemmer intet; angiv dropped, window, fixed_day, fixed_venue,"
            " forbidden_days, forbidden_venues eller wanted_day"),
        ),
        (
            "[meetings]", "[[elections]]\nreason = 'Valg'\nrule = 'third tuesday of november'\n[meetings]",
            ("network.toml:14 elections[1]: an election is given by one of: polling_day; rule, every and from_year;"
            " called, polling_day and cabinet"),
            (
                "network.toml:14 elections[1]: et valg angives på én af disse måder: polling_day; rule, every og"
                " from_year; called, polling_day og cabinet"),
        ),
        (
            "[meetings]",
            "[[elections]]\nreason = 'Valg'\ncalled = 2022-10-05\npolling_day = 2022-10-01\n[meetings]",
            ("network.toml:14 elections[1]: an election is called by its polling day, and the new cabinet comes after"
            " it"),
            "network.toml:14 elections[1]: et valg udskrives senest på valgdagen, og den nye regering kommer efter den",
        ),
        (
            "[meetings]", "[[school_holidays]]\nreason = 'Ferie'\nweek = 42\nfrom = '01-01'\n[meetings]",
            ("network.toml:14 school_holidays[1]: a school holiday is given by one of: week; from and to; first_day and"
            " last_day"),
            ("network.toml:14 school_holidays[1]: en skoleferie angives på én af disse måder: week; from og to;"
            " first_day og last_day"),
        ),
        (
            "[meetings]", "[[school_holidays]]\nreason = 'Ferie'\nweek = 54\n[meetings]",
            "network.toml:16 school_holidays[1].week: 54 is too large; at most 53 was expected",
            "network.toml:16 school_holidays[1].week: 54 er for meget; der ventes højst 53",
        ),
        (
            "[meetings]", "[[school_holidays]]\nreason = 'Ferie'\nweek = { colum = 'w' }\n[meetings]",
            "network.toml:16 school_holidays[1].week.column: this key is missing",
            "network.toml:16 school_holidays[1].week.column: denne nøgle mangler",
        ),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_its_line(old: str, new: str, english: str, danish: str) -> None:
    assert said(old, new)[0] == (english, danish)


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
    assert [error.say("en") for error in read_settings(settings).errors] == [
        "network.toml: there is nothing to plan; write at least one [[rounds]] or [[series]]"
    ]

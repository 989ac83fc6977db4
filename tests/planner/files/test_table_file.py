from pathlib import Path

import pytest

from calendars.language import Locale
from planner.errors import InputErrors
from tests.messages import Told, told, told_at
from tests.planner.network_files import NetworkFiles


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        (
            "busy.csv",
            "person;first_day;frm\na1;2023-03-05;\n",
            told_at("busy.csv:1 frm", "cells.unknown_column", hint=told("planner.errors.did_you_mean", name="from")),
        ),
        (
            "busy.csv",
            "person;last_day\na1;2023-03-05\n",
            told_at("busy.csv:1 first_day", "cells.missing_column"),
        ),
        (
            "busy.csv",
            "sep=;\nperson;first_day\n;2023-03-05\n",
            told_at("busy.csv:3 person", "cells.empty_cell"),
        ),
        (
            "busy.csv",
            "person;first_day;last_day\na1;2023-03-05;2023-03-01\n",
            told_at("busy.csv:2", "fields.backwards", first="2023-03-05", last="2023-03-01"),
        ),
        (
            "busy.csv",
            "person;first_day;from;to\na1;2023-03-05;10:00;\n",
            told_at("busy.csv:2", "network.tables.half_the_hours"),
        ),
        (
            "busy.csv",
            "person;first_day;from;to\na1;2023-03-05;10:00;10:00\n",
            told_at("busy.csv:2", "fields.hours_backwards", start="10:00:00", end="10:00:00"),
        ),
        (
            "members.csv",
            "id;municipality\n",
            told_at("members.csv", "files.tables.no_rows"),
        ),
        (
            "members.csv",
            "id;municipality\na/1;0851\n",
            told_at("members.csv:2 id", "validation.not_an_id", found="a/1", limit=0),
        ),
        (
            "municipalities.csv",
            "id;name;region;lat\n0851;A;nord;57,0\n0860;B;nord;\n0607;C;syd;\n",
            told_at("municipalities.csv:2", "network.tables.half_a_place"),
        ),
        (
            "municipalities.csv",
            "id;name;region;lat;lon\n0851;A;nord;97,0;1\n0860;B;nord;;\n0607;C;syd;;\n",
            told_at("municipalities.csv:2 lat", "validation.too_large", found="97,0", limit=90.0),
        ),
        (
            "venues.csv",
            "id;name;region;municipality\nakkc;A;nord;0851\nmesse-c;B;syd;\n",
            told_at("venues.csv:2", "network.tables.two_regions"),
        ),
        (
            "rooms.csv",
            "venue;id;rate\nakkc;A;500\n",
            told_at("rooms.csv:2", "network.tables.no_seats"),
        ),
        (
            "blackouts.csv",
            "scope;target;first_day;reason\nregon;nord;2023-03-05;Fest\n",
            told_at(
                "blackouts.csv:2 scope",
                "validation.not_one_of",
                found="regon",
                expected=[
                    "option_names.everyone",
                    "option_names.region",
                    "option_names.municipality",
                    "option_names.venue",
                    "option_names.person",
                ],
                hint=told("planner.errors.did_you_mean", name="region"),
            ),
        ),
        (
            "blackouts.csv",
            "scope;target;first_day;reason\nregion;;2023-03-05;Fest\n",
            told_at("blackouts.csv:2", "network.tables.who", scope="option_names.region"),
        ),
        (
            "blackouts.csv",
            "scope;target;first_day;reason\neveryone;nord;2023-03-05;Fest\n",
            told_at("blackouts.csv:2", "network.tables.nobody"),
        ),
    ],
)
def test_what_is_wrong_is_told_with_row_and_column(
    network_files: NetworkFiles, file: str, content: str, expected: Told
) -> None:
    network_files.write(file, content)
    assert network_files.wrong()[:1] == [expected]


def test_rows_that_are_wrong_in_the_same_way_are_told_once_and_counted(network_files: NetworkFiles) -> None:
    network_files.write(
        "busy.csv", "person;first_day;last_day\na1;2023-03-05;2023-03-01\na2;2023-03-05;2023-03-01\na2;x;y\n"
    )
    assert [error.place for error in network_files.wrong()] == [
        "busy.csv:2 +1",
        "busy.csv:4 first_day",
        "busy.csv:4 last_day",
    ]


def test_columns_that_are_not_known_are_told_with_those_that_are(network_files: NetworkFiles) -> None:
    network_files.write("members.csv", "id;hjemsted\na1;0851\n")
    assert network_files.wrong() == [
        told_at(
            "members.csv:1 hjemsted",
            "cells.unknown_column",
            hint=told(
                "planner.errors.known",
                names=[
                    f"column_names.{name}"
                    for name in ("email", "from_day", "last_day", "municipality", "name", "replaces", "role")
                ],
            ),
        ),
        told_at("members.csv:1 municipality", "cells.missing_column"),
    ]


def test_what_a_column_may_be_called_is_said_in_the_language_of_the_network(network_files: NetworkFiles) -> None:
    network_files.write("members.csv", "id;komune;hjemsted\na1;0851;x\n")
    with pytest.raises(InputErrors) as refused:
        network_files.load()
    unknown = [each for each in refused.value.errors if each.said.message.key == "cells.unknown_column"][::-1]
    assert unknown[0].say("da").endswith("mente du kommune?")
    assert "sidste dag" in unknown[1].say("da")
    assert "last_day" in unknown[1].say("en")


def test_while_a_column_is_missing_the_others_are_still_read(network_files: NetworkFiles) -> None:
    network_files.write("rooms.csv", "venue;rate;theatre\nakkc;1.000;5\nmesse;1000;5\n")
    assert network_files.wrong() == [
        told_at("rooms.csv:1 id", "cells.missing_column"),
        told_at("rooms.csv:2 rate", "cells.whole", found="1.000"),
        told_at(
            "rooms.csv:3 venue",
            "references.unknown",
            found="messe",
            where="references.targets.venues",
            hint=told("planner.errors.did_you_mean", name="messe-c (MESSE C)"),
        ),
    ]


def test_a_blackout_for_0_points_is_refused(network_files: NetworkFiles) -> None:
    network_files.write("blackouts.csv", "scope;first_day;reason;points\neveryone;2023-03-05;Fest;0\n")
    assert network_files.replace("blackouts.csv", "Fest;0", "Fest;").wrong() == []


@pytest.mark.parametrize(
    ("found", "language", "said"),
    [
        (
            "bekræfte",
            "da",
            "'bekræfte' er ingen af disse: bekræftet, holdt, forespurgt og reserve; mente du bekræftet?",
        ),
        ("bekræfte", "en", "'bekræfte' is none of these: confirmed, held, asked and reserve; did you mean bekræftet?"),
        ("hold", "da", "'hold' er ingen af disse: bekræftet, holdt, forespurgt og reserve; mente du holdt?"),
    ],
)
def test_options_are_listed_and_suggested_in_words(tmp_path: Path, found: str, language: Locale, said: str) -> None:
    files = NetworkFiles(tmp_path).write("bookings.csv", f"venue;first_day;state\nakkc;2023-01-20;{found}\n")
    with pytest.raises(InputErrors) as caught:
        files.load()
    assert [each.sentence(language) for each in caught.value.errors] == [said]

import pytest

from tests.planner.network_files import NetworkFiles


@pytest.mark.parametrize(
    ("file", "content", "english", "danish"),
    [
        (
            "busy.csv", "person;first_day;frm\na1;2023-03-05;\n",
            "busy.csv:1 frm: this column is not known; did you mean from?",
            "busy.csv:1 frm: denne kolonne kendes ikke; mente du from?",
        ),
        (
            "busy.csv", "person;last_day\na1;2023-03-05\n",
            "busy.csv:1 first_day: this column is missing", "busy.csv:1 first_day: denne kolonne mangler",
        ),
        (
            "busy.csv", "sep=;\nperson;first_day\n;2023-03-05\n",
            "busy.csv:3 person: the cell is empty; it must be filled in",
            "busy.csv:3 person: cellen er tom; den skal udfyldes",
        ),
        (
            "busy.csv", "person;first_day;last_day\na1;2023-03-05;2023-03-01\n",
            "busy.csv:2: the last day, 1 March 2023, lies before the first, 5 March 2023",
            "busy.csv:2: den sidste dag, 1. marts 2023, ligger før den første, 5. marts 2023",
        ),
        (
            "busy.csv", "person;first_day;from;to\na1;2023-03-05;10:00;\n",
            "busy.csv:2: from and to belong together; give both or neither",
            "busy.csv:2: from og to hører sammen; angiv begge eller ingen af dem",
        ),
        (
            "busy.csv", "person;first_day;from;to\na1;2023-03-05;10:00;10:00\n",
            "busy.csv:2: the end, 10:00, is not after the start, 10:00",
            "busy.csv:2: slutningen, 10.00, ligger ikke efter starten, 10.00",
        ),
        (
            "members.csv", "id;municipality\n", "members.csv: the table has no rows",
                "members.csv: tabellen har ingen rækker",
        ),
        (
            "members.csv", "id;municipality\na/1;0851\n",
            "members.csv:2 id: 'a/1' cannot be an id; an id is a short name without / and without spaces at its ends",
            "members.csv:2 id: 'a/1' kan ikke være et id; et id er et kort navn uden / og uden mellemrum i enderne",
        ),
        (
            "municipalities.csv", "id;name;region;lat\n0851;A;nord;57,0\n0860;B;nord;\n0607;C;syd;\n",
            "municipalities.csv:2: lat and lon belong together; give both or neither",
            "municipalities.csv:2: lat og lon hører sammen; angiv begge eller ingen af dem",
        ),
        (
            "municipalities.csv", "id;name;region;lat;lon\n0851;A;nord;97,0;1\n0860;B;nord;;\n0607;C;syd;;\n",
            "municipalities.csv:2 lat: 97,0 is too large; at most 90 was expected",
            "municipalities.csv:2 lat: 97,0 er for meget; der ventes højst 90",
        ),
        (
            "venues.csv", "id;name;region;municipality\nakkc;A;nord;0851\nmesse-c;B;syd;\n",
            "venues.csv:2: give the region or the municipality it lies in, not both",
            "venues.csv:2: angiv enten region eller den kommune, det ligger i, ikke begge dele",
        ),
        (
            "rooms.csv", "venue;id;rate\nakkc;A;500\n",
            "rooms.csv:2: the room has no seats in any layout; write 0 for a room that is not let",
                "rooms.csv:2: lokalet har ingen pladser i nogen opstilling; skriv 0 for et lokale, der ikke lejes ud",
        ),
        (
            "blackouts.csv", "scope;target;first_day;reason\nregon;nord;2023-03-05;Fest\n",
            ("blackouts.csv:2 scope: 'regon' is none of these: everyone, region, municipality, venue, person; did you"
            " mean region?"),
            ("blackouts.csv:2 scope: 'regon' er ingen af disse: everyone, region, municipality, venue, person; mente du"
            " region?"),
        ),
        (
            "blackouts.csv", "scope;target;first_day;reason\nregion;;2023-03-05;Fest\n",
            "blackouts.csv:2: a blackout for scope region needs a target",
            "blackouts.csv:2: en lukning med scope region skal have et target",
        ),
        (
            "blackouts.csv", "scope;target;first_day;reason\neveryone;nord;2023-03-05;Fest\n",
            "blackouts.csv:2: a blackout for everyone has no target",
                "blackouts.csv:2: en lukning for everyone har intet target",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_row_and_column(
    network_files: NetworkFiles, file: str, content: str, english: str, danish: str
) -> None:
    network_files.write(file, content)
    assert network_files.wrong()[:1] == [english]
    assert network_files.wrong("da")[:1] == [danish]


def test_rows_that_are_wrong_in_the_same_way_are_told_once_and_counted(network_files: NetworkFiles) -> None:
    network_files.write(
        "busy.csv", "person;first_day;last_day\na1;2023-03-05;2023-03-01\na2;2023-03-05;2023-03-01\na2;x;y\n"
    )
    assert [error.partition(": ")[0] for error in network_files.wrong()] == [
        "busy.csv:2", "busy.csv:4 first_day", "busy.csv:4 last_day"
    ]  # fmt: skip
    assert network_files.wrong()[0].endswith(" (and 1 more row)")
    assert network_files.wrong("da")[0].endswith(" (og 1 række til)")


def test_columns_that_are_not_known_are_told_with_those_that_are(network_files: NetworkFiles) -> None:
    network_files.write("members.csv", "id;kommune\na1;0851\n")
    assert network_files.wrong() == [
        "members.csv:1 kommune: this column is not known; those known here: from_day, last_day, municipality and role",
        "members.csv:1 municipality: this column is missing",
    ]
    assert network_files.wrong("da")[0] == (
        "members.csv:1 kommune: denne kolonne kendes ikke; her kendes: from_day, last_day, municipality og role"
    )


def test_while_a_column_is_missing_the_others_are_still_read(network_files: NetworkFiles) -> None:
    network_files.write("rooms.csv", "venue;rate;theatre\nakkc;1.000;5\nmesse;1000;5\n")
    assert network_files.wrong() == [
        "rooms.csv:1 id: this column is missing",
        "rooms.csv:2 rate: '1.000' is not a whole number; it is written without separators, such as 1200",
        "rooms.csv:3 venue: 'messe' is not in venues.csv; did you mean messe-c (MESSE C)?",
    ]


def test_a_blackout_for_0_points_is_refused(network_files: NetworkFiles) -> None:
    network_files.write("blackouts.csv", "scope;first_day;reason;points\neveryone;2023-03-05;Fest;0\n")
    assert network_files.wrong("da") == [
        (
            "blackouts.csv:2 points: 0 point er ingen pris: udelad points, hvis der ikke må holdes møder, og de lukkede"
            " dage, hvis de er uden betydning"
        )
    ]
    assert network_files.replace("blackouts.csv", "Fest;0", "Fest;").wrong() == []

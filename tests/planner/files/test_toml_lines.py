import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from planner.errors import KeyPath
from planner.files.toml import locate

TEXT = '''\
# a comment = "with a key"
name = "x # no comment"

hours = [  # opens here
    "10:00",
    "15:30",
]
breakouts = { rooms = 4, share = "1/4" }
text = """
inside = 1
[no.section]
"""
literal = \'\'\'
[[also.none]] "
\'\'\'
a.b.c = 1

[meetings]
days = 2

[[rounds]]
id = "first"
window = [2022-01-01, 2022-02-02]

[[rounds]]
"id" = "second"
seasons = [
    { name = "forår", from = "01-16" },
    { name = "efterår", from = "08-21" }, # later
]

[[rounds.guests]]
number = 3

[rules.region_gap]  # the gap
min_days = 90
'''

LINES = {
    ("name",): 2,
    ("hours",): 4,
    ("hours", 0): 5,
    ("hours", 1): 6,
    ("breakouts", "share"): 8,
    ("text",): 9,
    ("literal",): 13,
    ("a", "b", "c"): 16,
    ("meetings",): 18,
    ("meetings", "days"): 19,
    ("rounds",): 21,
    ("rounds", 0): 21,
    ("rounds", 0, "id"): 22,
    ("rounds", 0, "window", 1): 23,
    ("rounds", 1): 25,
    ("rounds", 1, "id"): 26,
    ("rounds", 1, "seasons", 0, "from"): 28,
    ("rounds", 1, "seasons", 1): 29,
    ("rounds", 1, "seasons", 1, "from"): 29,
    ("rounds", 1, "guests", 0, "number"): 33,
    ("rules", "region_gap"): 35,
    ("rules", "region_gap", "min_days"): 36,
}


def paths_of(node: Any, path: KeyPath = ()) -> set[KeyPath]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return {path} | {found for key, child in children for found in paths_of(child, (*path, key))}


def test_every_kind_of_key_is_found_on_its_line() -> None:
    found = locate(TEXT)
    assert {path: found[path] for path in LINES} == LINES


def test_everything_that_toml_reads_has_a_line_and_nothing_else() -> None:
    assert set(locate(TEXT)) == paths_of(tomllib.loads(TEXT)) - {(), ("rules",)}


def test_windows_line_ends_count_once() -> None:
    assert locate("a = 1\r\n\r\nb = [1,\r\n2]\r\n")["b", 1] == 4


KEYS = st.sampled_from(["a", "b-c", "d_1", '"e f"', "'g'"])
SCALARS = st.sampled_from(
    ['"x"', "'y'", "1", "2023-03-05", "true", '"""p\nq"""', "'''r\n]'''", "-1.5", '"a\\"]"', '"#"']
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[\n" + ", # ]\n".join(items) + "\n]")
        | st.dictionaries(KEYS, inner, max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + "}"
        )
    ),
    max_leaves=8,
)


@given(sections=st.lists(st.tuples(KEYS, st.dictionaries(KEYS, VALUES, max_size=3)), max_size=4))
def test_any_toml_is_walked_whole_and_in_order(sections: list[tuple[str, dict[str, str]]]) -> None:
    text = "\n".join(
        f"[[{name}]]\n" + "".join(f"{key} = {value}\n" for key, value in pairs.items()) for name, pairs in sections
    )
    found = locate(text)
    assert set(found) == paths_of(tomllib.loads(text)) - {()}
    assert list(found.values()) == sorted(found.values())

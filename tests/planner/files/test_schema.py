import tomllib
from typing import Any

import pytest

from constraints.problem.rule import all_rules
from planner.files.start import example_folder, example_names
from planner.files.validation import known_keys, settings_schema
from planner.network.settings import Settings


def test_every_rule_has_a_section_with_its_parameters_described() -> None:
    schema = settings_schema()
    rules = schema["$defs"]["Rules"]["properties"]
    assert set(rules) == set(all_rules())
    for rule in all_rules().values():
        described = schema["$defs"].get(rule.__name__, {}).get("properties", {})
        assert {name for name, field in described.items() if field.get("description")} == set(rule.model_fields)


def test_every_key_of_the_settings_is_described_in_words() -> None:
    schema = settings_schema()
    sections = {
        name: each for name, each in schema["$defs"].items() if name not in {r.__name__ for r in all_rules().values()}
    }
    bare = [
        f"{section}.{key}"
        for section, each in {"Settings": schema, **sections}.items()
        for key, field in each.get("properties", {}).items()
        if not field.get("description")
    ]
    assert bare == []


def test_rule_sections_are_titled_in_both_languages() -> None:
    described = settings_schema()["$defs"]["Rules"]["properties"]["region_gap"]["description"]
    title = all_rules()["region_gap"].title
    assert described == f"{title.say('en')} / {title.say('da')}"


def test_keys_are_known_by_the_path_of_their_section() -> None:
    assert "window" in known_keys(("rounds", 3), Settings)
    assert known_keys(("rounds", 3, "breakouts"), Settings) == {"rooms", "share", "layout"}
    assert known_keys(("series", 0, "seasons", 1), Settings) == {"name", "from", "to"}
    assert known_keys(("rules", "region_gap"), Settings) == {"min_days", "max_days"}
    assert known_keys(("nothing", "of", "that"), Settings) == set()


@pytest.mark.parametrize("name", example_names())
def test_the_keys_of_the_examples_are_in_the_schema(name: str) -> None:
    def check(node: Any, path: tuple[str | int, ...]) -> None:
        if isinstance(node, dict) and known_keys(path, Settings):
            assert set(node) <= known_keys(path, Settings), path
        for key, child in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
            check(child, (*path, key))

    check(tomllib.loads((example_folder(name) / "network.toml").read_text(encoding="utf-8")), ())

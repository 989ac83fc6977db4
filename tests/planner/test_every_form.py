"""Whatever is accepted can be read again, in every form a network is kept in."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, reject
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from pydantic import BaseModel

from constraints.problem.rule import all_rules
from planner.errors import InputErrors
from planner.files.load import load_files, load_network
from planner.network.closures import Blackout, Calendar, Election, PublicHolidays, SchoolHoliday
from planner.network.network import Network
from planner.network.rounds import Choice, MeetingDefaults, Offer, OfferPart, OnlineTime, Round, Series, Theme, Together
from planner.network.settings import Publishing, Settings
from planner.store.documents import network_text, read_content
from tests.planner import whole_networks as drawn
from tests.planner.whole_networks import whole_networks


@pytest.mark.slow
@hypothesis_settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(whole_networks())
def test_what_is_accepted_is_read_again_in_every_form(files: dict[str, bytes]) -> None:
    with TemporaryDirectory() as name:
        for file, data in files.items():
            (Path(name) / file).write_bytes(data)
        try:
            network = load_network(Path(name))
        except InputErrors:
            reject()
    assert load_files(files, lambda _: None) == network
    text = network_text(network)
    stored = read_content(text, '{"meetings": []}').network
    assert stored == network
    assert network_text(stored) == text
    assert network.changed() == network
    assert Network.model_validate(json.loads(text)) == network


SECTIONS: dict[type[BaseModel], st.SearchStrategy[Any]] = {
    Settings: drawn.settings(), Round: drawn.rounds(0), Series: drawn.series, MeetingDefaults: drawn.meeting_defaults,
    Theme: drawn.theme, Choice: drawn.choices("open"), PublicHolidays: drawn.public_holiday,
    SchoolHoliday: drawn.school_holiday, Election: drawn.election, Blackout: drawn.blackout,
    Calendar: drawn.calendar, Publishing: drawn.publishing, Offer: drawn.offer,
    OfferPart: drawn.offer_parts.map(lambda found: found[0]), OnlineTime: drawn.online_time,
    Together: drawn.together(["r0"]),
    **{rule: drawn.rule_section(rule) for rule in all_rules().values()},
}  # fmt: skip


@pytest.mark.parametrize("model", SECTIONS)
def test_every_key_is_drawn(model: type[BaseModel]) -> None:
    known = {field.alias or name for name, field in model.model_fields.items()}
    found: set[str] = set()

    def complete(written: dict[str, object]) -> bool:
        found.update(written)
        return known <= found

    search = hypothesis_settings(
        max_examples=50, derandomize=True, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    with suppress(NoSuchExample):
        find(SECTIONS[model], complete, settings=search)
    assert known - found == set()

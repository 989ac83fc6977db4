"""Differences of two networks as they are told, and done to a third."""

from __future__ import annotations

from datetime import date
from typing import Any

from planner.changes.edits import network_edits
from planner.changes.merging import three_way
from planner.network.network import Network
from planner.network.tables import Member
from tests.planner.changes.small import network
from tests.planner.network_files import small_network, small_round, small_settings


def told(before: Network, after: Network) -> list[str]:
    return [each.said.say("en") for each in network_edits(before, after)]


def rated(network: Network, rate: int, **more: Any) -> Network:
    first, *rest = network.rooms
    raised = type(first)(**{**{name: getattr(first, name) for name in first.__slots__}, "rate": rate})
    return network.changed(rooms=(raised, *rest), **more)


def test_equal_networks_have_no_edits() -> None:
    assert network_edits(small_network(), small_network()) == ()


def test_an_edit_names_file_row_key_and_both_values() -> None:
    before = small_network()
    room = before.rooms[0]
    (edit,) = network_edits(before, rated(before, room.rate + 100))
    assert (edit.file, edit.row, edit.key) == ("rooms.csv", f"{room.venue}/{room.id}", "rate")
    assert (edit.before, edit.after) == (str(room.rate), str(room.rate + 100))


def test_rows_that_are_new_or_gone_are_told_whole() -> None:
    before = small_network()
    home = before.municipalities[0].id
    after = before.changed(members=(*before.members, Member(id="ny", municipality=home)))
    assert told(before, after) == [f"members.csv ny is new: id = ny, municipality = {home}."]
    assert told(after, before) == [f"members.csv ny is gone: id = ny, municipality = {home}."]


def test_settings_are_told_by_section_and_key() -> None:
    before = small_network()
    settings = before.settings
    after = before.changed(settings=settings.changed(name="Andet", rules={"notice": {"min_days": 3}}))
    assert told(before, after) == [
        f"network.toml name: {settings.name} became Andet.",
        "network.toml rules notice is new: min_days = 3.",
    ]


def test_a_round_is_known_by_its_id() -> None:
    before = small_network()
    (round_, *rest) = before.settings.rounds
    after = before.changed(settings=before.settings.changed(rounds=(round_.changed(title="Nyt navn"), *rest)))
    assert told(before, after) == [f"network.toml rounds {round_.id} title: {round_.title} became Nyt navn."]


def with_round(**parts: Any) -> Network:
    return small_network(small_settings(rounds=(small_round(**parts),)))


def test_what_has_no_key_is_told_whole_under_the_section_it_stands_in() -> None:
    one = with_round(parts=({"title": "Oplæg", "minutes": 200}, {"title": "Pause", "minutes": 100}))
    other = with_round(parts=({"title": "Oplæg", "minutes": 200}, {"title": "Øvelser", "minutes": 100}))
    assert told(one, other) == [
        "network.toml rounds kickoff parts is gone: title = Pause, minutes = 100.",
        "network.toml rounds kickoff parts is new: title = Øvelser, minutes = 100.",
    ]
    (edit,) = network_edits(with_round(), one)
    assert (edit.row, edit.key, edit.before) == ("rounds kickoff", "parts", None)
    assert edit.after is not None
    assert edit.after.startswith('[{"title": "Oplæg"')


def test_of_a_section_what_is_said_is_told_and_not_what_is_not() -> None:
    two = network()
    gone = two.changed(settings=two.settings.changed(choices=({"meeting": "2/nord", "dropped": True},)))
    assert told(two, gone) == ["network.toml choices 2/nord is new: meeting = 2/nord, dropped = true."]


def test_what_was_changed_then_is_done_to_the_network_of_now() -> None:
    before = small_network()
    election = {"reason": "Valg", "polling_day": date(2023, 3, 14)}
    after = before.changed(settings=before.settings.changed(elections=(election,)))
    now = rated(before, 12345)
    found = three_way(before, after, now)
    assert found == now.changed(settings=after.settings)
    assert three_way(before, before, now) == now
    assert three_way(before, after, before) == after


def test_what_was_removed_then_is_gone_and_what_is_new_now_stays() -> None:
    before = small_network()
    home = before.municipalities[0].id
    first, *others = before.members
    after = before.changed(members=tuple(others))
    now = before.changed(members=(*before.members, Member(id="ny", municipality=home)))
    assert [each.id for each in three_way(before, after, now).members] == [*(each.id for each in others), "ny"]
    assert first.id not in {each.id for each in three_way(before, after, now).members}


def test_settings_are_compared_without_regard_to_what_was_written_out() -> None:
    settings = small_settings()
    assert network_edits(small_network(settings), small_network(settings.changed(country=settings.country))) == ()

from datetime import date

import pytest
from pydantic import ValidationError

from calendars.blackouts import BlackoutScope
from calendars.days import Span
from constraints.problem.busy import Busy
from constraints.rules.region_gap import RegionGap
from planner.changes.change import with_settings
from planner.errors import InputErrors
from planner.network.network import Network
from planner.network.settings import in_force
from planner.network.tables import BlackoutRow, Member, Municipality, RegionChange, Venue
from tests.messages import as_told, told, told_at
from tests.planner.network_files import NetworkFiles, small_network, small_settings, wrong


def test_a_network_needs_no_files() -> None:
    network = small_network()
    assert [written.round.id for written in network.rounds] == ["kickoff"]
    assert network.regions_on(date(2023, 1, 1)) == ["nord", "syd"]


def test_a_changed_network_is_a_new_one_and_the_old_stays() -> None:
    network = small_network()
    spell = Busy(Span(date(2023, 3, 1), date(2023, 3, 2)))
    changed = network.changed(busy={"a1": (spell,)}, settings=network.settings.changed(meal=350))
    assert (changed.busy, changed.settings.meal) == ({"a1": (spell,)}, 350)
    assert (network.busy, network.settings.meal) == ({}, 0)
    assert changed.members[0] is network.members[0]


def test_a_change_that_leads_nowhere_is_refused_like_a_file() -> None:
    network = small_network()
    with pytest.raises(InputErrors) as caught:
        network.changed(
            blackouts=(BlackoutRow(scope=BlackoutScope.REGION, target="vest", first_day=date(2023, 1, 1), reason="x"),)
        )
    assert [as_told(error) for error in caught.value.errors] == [
        told_at("blackouts.csv target", "references.unknown", found="vest", where="references.targets.regions")
    ]


def test_a_value_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(ValidationError):
        small_network(members="none")
    with pytest.raises(ValidationError):
        small_settings(nothing=1)


def test_a_network_cannot_be_changed_in_place() -> None:
    network = small_network()
    with pytest.raises(ValidationError):
        network.members = ()  # type: ignore[misc]


def test_networks_that_say_the_same_are_equal_wherever_they_come_from(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = NetworkFiles(tmp_path_factory.mktemp("network"))
    network = files.load()
    assert network.lines.in_table("members", 2) == 4
    assert network.changed() == network
    assert network.changed().lines.in_table("members", 2) is None


def test_members_changed_in_memory_are_checked() -> None:
    assert wrong(members=(Member(id="a1", municipality="851"), Member(id="a1", municipality="0607"))) == [
        told_at(
            "members.csv municipality",
            "references.unknown",
            found="851",
            where="references.targets.municipalities",
            hint=told("planner.errors.zeros_lost", name="0851 (Aalborg)"),
        ),
        told_at("members.csv id", "references.twice_somewhere", found="a1", line="None"),
    ]


def test_regions_that_only_come_to_be_later_have_nobody_before() -> None:
    network = small_network(
        municipalities=(
            Municipality(id="0851", name="A", region="nord"),
            Municipality(id="0607", name="F", region="nord"),
        ),
        region_changes=(RegionChange(municipality="0607", region="syd", from_day=date(2023, 6, 1)),),
    )
    assert network.regions_on(date(2023, 5, 31)) == ["nord"]
    assert network.regions_on(date(2023, 6, 1)) == ["nord", "syd"]


def test_rules_may_be_given_as_such_or_as_their_parameters() -> None:
    rule = RegionGap(min_days=90)
    assert small_settings(rules={"region_gap": rule}).rules == {"region_gap": rule}
    assert small_settings(rules={"region_gap": {"min_days": 90}}).rules == {"region_gap": rule}


def test_rules_in_force_are_those_that_ask_something_in_order_of_keys() -> None:
    keys = [rule.key() for rule in in_force({"region_gap": RegionGap(min_days=90)})]
    assert keys == sorted(keys)
    assert {"window", "weekdays", "region_gap"} <= set(keys)
    assert {"region_gap", "joint_gap"} <= {rule.key() for rule in in_force({})}
    assert "round_span" not in [rule.key() for rule in in_force({})]


def test_a_network_survives_being_validated_once_more() -> None:
    network = small_network(
        venues=(Venue(id="akkc", name="AKKC", municipality="0851"), Venue(id="messe-c", name="MESSE C", region="syd"))
    )
    assert Network.model_validate(network) is network


def test_today_is_the_day_that_is_taken_for_it_or_what_it_is_where_the_network_is() -> None:
    plain = small_network()
    here = {zone: with_settings(plain, timezone=zone) for zone in ("Pacific/Pago_Pago", "Pacific/Kiritimati")}
    assert {each.day(date(2022, 5, 2)) for each in here.values()} == {date(2022, 5, 2)}
    behind, ahead = (each.day(None) for each in here.values())  # 25 hours apart
    assert behind < ahead

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.files.fetching import AddressFilter, FetchError, is_public

PRIVATE = [
    "0.0.0.1", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "192.0.2.1",
    "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.251", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "4000::1", "fc00::1", "fd12::1",
    "fe80::1", "fe80::1%1", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "130.226.1.1", "2001:878:346::1", "2606:4700::1111", "2a00:1450:400f::200e"]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_of_a_private_or_special_kind_is_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("around", ["::ffff:0:0", "64:ff9b::", "2002::"])
@given(
    inside=st.sampled_from([a for a in PRIVATE + PUBLIC if "." in a and ":" not in a]) | st.ip_addresses(v=4).map(str)
)
def test_an_address_inside_another_one_counts(around: str, inside: str) -> None:
    shift = 80 if around == "2002::" else 0
    outer = IPv6Address(int(IPv6Address(around)) | int(IPv4Address(inside)) << shift)
    assert is_public(outer) == is_public(IPv4Address(inside))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "::1", "0", "::"])
def test_however_this_machine_is_called_it_is_not_asked(host: str) -> None:
    with pytest.raises(FetchError) as refused:
        AddressFilter().addresses(host, 80)
    assert refused.value.said.say("en") == (
        f"{host} is not on the public internet; calendars are fetched from nowhere else"
    )
    assert refused.value.said.say("da") == (
        f"{host} ligger ikke på det offentlige internet; kalendere hentes ikke andre steder fra"
    )


def test_of_several_addresses_only_the_public_ones_are_asked() -> None:
    gate = AddressFilter(lambda _host, _port: ["10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111", "8.8.8.8"])
    assert gate.addresses("calendar.example", 443) == ["8.8.8.8", "2606:4700::1111"]


@pytest.mark.parametrize("error", [OSError(), UnicodeError()])
def test_a_name_that_stands_for_nothing_is_said(error: Exception) -> None:
    def fail(_host: str, _port: int) -> Sequence[str]:
        raise error

    with pytest.raises(FetchError) as refused:
        AddressFilter(fail).addresses("nowhere.example", 443)
    assert refused.value.said.say("en") == "no server named nowhere.example is found"
    assert refused.value.said.say("da") == "der findes ingen server med navnet nowhere.example"

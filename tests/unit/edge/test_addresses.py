"""Every spelling of an address is one name, and only trusted proxies name it."""

import asyncio
from unittest.mock import Mock

import pytest

from server.edge.addresses import client_address, forwarded_in, peer_of

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "address"),
    [
        (0, "", PROXY),
        (0, "1.1.1.1", PROXY),
        (1, "", PROXY),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1 ,2.2.2.2", "1.1.1.1"),
        (3, "1.1.1.1", "1.1.1.1"),
    ],
)
def test_a_request_counts_for_the_address_that_called_the_outermost_trusted_proxy(
    proxies: int, forwarded_for: str, address: str
) -> None:
    assert client_address(PROXY, forwarded_for, proxies) == address


@pytest.mark.parametrize(
    "written",
    [
        "1.2.3.4",
        " 1.2.3.4 ",
        "1.2.3.4:1",
        "1.2.3.4:65535",
        '"1.2.3.4:80"',
        "::ffff:1.2.3.4",
        "[::ffff:1.2.3.4]:80",
        "::FFFF:102:304",
        "0:0:0:0:0:ffff:102:304",
        "64:ff9b::102:304",
        "[64:FF9B::1.2.3.4]:80",
    ],
)
def test_every_spelling_of_an_ipv4_address_is_one_address(written: str) -> None:
    assert client_address(PROXY, written, 1) == "1.2.3.4"
    assert client_address(written, "", 0) == "1.2.3.4"


@pytest.mark.parametrize(
    "written",
    [
        "2001:db8:1:2:3:4:5:6",
        "2001:db8:1:2::9",
        "2001:DB8:1:2::9",
        "2001:0db8:0001:0002::0009",
        "[2001:db8:1:2::9]",
        "[2001:db8:1:2::9]:443",
        '"[2001:db8:1:2::9]:443"',
        "2001:db8:1:2::9%eth0",
        "[2001:db8:1:2::9%25eth0]:443",
        "2001:db8:1:2::1.2.3.4",
    ],
)
def test_every_spelling_of_an_ipv6_address_is_its_network(written: str) -> None:
    assert client_address(PROXY, written, 1) == "2001:db8:1:2::/64"
    assert client_address(written, "", 0) == "2001:db8:1:2::/64"


@pytest.mark.parametrize(
    "written",
    [
        "unknown",
        "_hidden",
        "",
        ",",
        "no:address",
        "1.2.3",
        "999.1.1.1",
        "[1.2",
        "\udcff",
        "1" * 5_000,
    ],
)
def test_an_entry_that_is_no_address_counts_as_the_proxy(written: str) -> None:
    assert client_address(PROXY, written, 1) == PROXY


def test_a_peer_without_an_address_keeps_its_name() -> None:
    assert client_address("", "", 0) == ""
    assert client_address("unix", "nonsense", 1) == "unix"


def test_the_first_bytes_of_a_connection_name_the_clients_of_its_proxies() -> None:
    head = (
        b"GET / HTTP/1.1\r\nX-Forwarded-For: 6.6.6.6\r\nHost: x\r\nx-forwarded-for:1.1.1.1\r\n\r\n"
    )
    assert forwarded_in(head) == " 6.6.6.6,1.1.1.1"
    assert client_address(PROXY, forwarded_in(head), 1) == "1.1.1.1"
    assert forwarded_in(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n\r\nX-Forwarded-For: 1.1.1.1\r\n") == ""
    assert client_address(PROXY, forwarded_in(b"\r\nX-Forwarded-For: \xff"), 1) == PROXY


def test_a_peer_has_the_address_of_its_socket() -> None:
    transport = Mock(asyncio.BaseTransport)
    for name, address in ((("1.1.1.1", 80), "1.1.1.1"), ("", ""), (None, "")):
        transport.get_extra_info.return_value = name
        assert peer_of(transport) == address

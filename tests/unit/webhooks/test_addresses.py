"""Deliveries go to public addresses, and to internal ones only where a setting allows them."""

import socket

import pytest

from server.webhooks.addresses import REFUSAL, Addresses, AddressRefusedError

INTERNAL = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2130706433",
    "0x7f.1",
    "127.1",
    "localhost",
    "",
]
PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INTERNAL)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not Addresses().allows(address, encrypted=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed_over_tls_only(address: str) -> None:
    assert Addresses().allows(address, encrypted=True)
    assert not Addresses().allows(address, encrypted=False)


def test_a_setting_allows_the_addresses_of_networks() -> None:
    addresses = Addresses(["10.1.0.0/16", "fd00::/8"])
    for allowed in ("10.1.2.3", "::ffff:10.1.2.3", "fd00:ec2::254"):
        assert addresses.allows(allowed, encrypted=False)
    assert not addresses.allows("10.2.0.1", encrypted=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "::1", "10.0.0.1"])
def test_a_number_that_leads_inside_is_refused_before_it_is_kept(host: str) -> None:
    assert Addresses().refusal(host, encrypted=True) == REFUSAL
    assert Addresses(["0.0.0.0/0"]).refusal("10.0.0.1", encrypted=False) is None


def test_a_name_needs_tls_unless_a_network_is_allowed() -> None:
    assert Addresses().refusal("shop.example", encrypted=True) is None
    assert "https" in str(Addresses().refusal("shop.example", encrypted=False))
    assert Addresses(["10.0.0.0/8"]).refusal("shop.example", encrypted=False) is None


def test_a_socket_is_made_for_an_allowed_address_only() -> None:
    kind = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
    with pytest.raises(AddressRefusedError):
        Addresses().make_socket((*kind, ("127.0.0.1", 80)), encrypted=True)
    allowed = Addresses(["127.0.0.0/8"])
    allowed.make_socket((*kind, ("127.0.0.1", 80)), encrypted=False).close()

"""The arrival of the sockets."""

from loadtest.swarm.arrivals import SOCKETS_PER_ADDRESS, source_address


def test_no_source_address_needs_more_ports_than_it_has() -> None:
    addresses = [source_address(number) for number in range(0, 1_000_000, SOCKETS_PER_ADDRESS)]
    assert len(set(addresses)) == len(addresses)
    assert addresses[0] == "127.0.0.2"
    assert SOCKETS_PER_ADDRESS < 60_999 - 32_768

"""The slots of a cluster."""

import pytest

from server.cluster.slots import SLOTS, slots
from server.settings import Settings, SettingsError


def test_no_two_slots_share_a_name_or_a_port() -> None:
    found = slots(8080)
    ports = {8080} | {slot.port for slot in found} | {slot.operations_port for slot in found}
    assert len(ports) == 1 + 2 * SLOTS
    assert len({slot.name for slot in found}) == SLOTS


def test_a_port_without_room_for_the_nodes_is_refused() -> None:
    assert slots(65_535 - 2 * SLOTS)
    with pytest.raises(SettingsError, match="AUCTION_PORT"):
        slots(65_535 - 2 * SLOTS + 1)


def test_a_node_trusts_the_balancer_and_keeps_its_name_and_ports() -> None:
    slot = slots(8080)[1]
    settings = Settings(trusted_proxies=1)
    environment = slot.environment(settings, {"AUCTION_REDIS_URL": "unix:///redis"})
    assert environment["AUCTION_NODE"] == slot.server().name == "node2"
    assert slot.server().address == f"127.0.0.1:{environment['AUCTION_PORT']}"
    assert str(slot.server().check_port) == environment["AUCTION_OPERATIONS_PORT"]
    assert environment["AUCTION_TRUSTED_PROXIES"] == "2"
    assert environment["AUCTION_REDIS_URL"] == "unix:///redis"


def test_registration_is_open_where_a_single_node_would_have_it_open() -> None:
    stores = {"AUCTION_REDIS_URL": "unix:///redis"}
    for settings, is_open in ((Settings(), "true"), (Settings(redis_url="redis://x"), "false")):
        environment = slots(8080)[0].environment(settings, stores)
        assert environment["AUCTION_OPEN_REGISTRATION"] == is_open

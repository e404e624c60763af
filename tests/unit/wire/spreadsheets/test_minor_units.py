"""The server has the same table of ISO 4217 minor units as the clients."""

from auction_client.cli import minor_units as of_the_clients
from server.wire.spreadsheets.minor_units import MINOR_UNITS


def test_the_server_and_the_clients_know_the_same_decimals() -> None:
    assert MINOR_UNITS == of_the_clients.MINOR_UNITS

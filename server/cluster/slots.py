"""The addresses that the nodes of a cluster may have. Each is kept by one node through its restarts."""

from dataclasses import dataclass

from server.cluster.configuration import Server
from server.settings import Settings, SettingsError

SLOTS = 32
"""The most nodes of a cluster."""
DRAIN_DELAY_S = 2
"""The delay of a node that is stopped, where none is set: HAProxy sees it after two checks."""
_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Slot:
    """A node's place: its name and its two ports."""

    name: str
    port: int
    operations_port: int

    @property
    def url(self) -> str:
        """The node's address."""
        return f"http://{_LOOPBACK}:{self.port}"

    def server(self) -> Server:
        """Return its server line, which waits for the node."""
        return Server(self.name, f"{_LOOPBACK}:{self.port}", self.operations_port, waits=True)

    def environment(self, settings: Settings, stores: dict[str, str]) -> dict[str, str]:
        """Return the variables of its node, where they differ from the cluster's own."""
        return {
            **stores,
            "AUCTION_HOST": _LOOPBACK,
            "AUCTION_PORT": str(self.port),
            "AUCTION_OPERATIONS_HOST": _LOOPBACK,
            "AUCTION_OPERATIONS_PORT": str(self.operations_port),
            "AUCTION_NODE": self.name,
            "AUCTION_TRUSTED_PROXIES": str(settings.trusted_proxies + 1),
            "AUCTION_DRAIN_DELAY_S": str(settings.drain_delay_s or DRAIN_DELAY_S),
            "AUCTION_OPEN_REGISTRATION": str(settings.registration_is_open).lower(),
        }


def slots(port: int) -> list[Slot]:
    """Return the slots of a cluster whose balancer listens at `port`; raises SettingsError.

    Their ports follow it: first those of all nodes, then those of their operations.
    """
    if port + 2 * SLOTS > 65_535:
        raise SettingsError(f"AUCTION_PORT: the {2 * SLOTS} ports after it are for the nodes")
    return [
        Slot(f"node{number}", port + number, port + SLOTS + number)
        for number in range(1, SLOTS + 1)
    ]

"""Environment variables that look like settings and are none."""

from collections.abc import Mapping

from server.secret_files import variables
from server.settings import Settings

OTHERS = frozenset(
    {
        "AUCTION_URL",
        "AUCTION_TOKEN",
        "AUCTION_PUBLIC_PORT",
        "AUCTION_PROMETHEUS_PORT",
        "AUCTION_GRAFANA_PORT",
        "AUCTION_NAMESPACE",
    }
)
"""The variables of the Python client, of Compose, and of the balancer on Kubernetes."""


def unknown_variables(environment: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the variables that look like settings and are none, each with the names of all settings."""
    known = ["AUCTION_" + name.upper() for name in Settings.model_fields] + variables()
    taken = {*known, *OTHERS}
    return {
        name: known
        for name in sorted(environment)
        if name.upper().startswith("AUCTION_") and name.upper() not in taken
    }

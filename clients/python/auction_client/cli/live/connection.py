"""The state of the connection in words."""

from auction_client.cli.moments import clock_time
from auction_client.connecting.reconnecting import ConnectionStatus


def connection_line(status: ConnectionStatus, url: str) -> str | None:
    """Return a warning about a connection that is not live; None while it is."""
    since = clock_time(int(status.last_message_at * 1_000))
    match status.state:
        case "silent":
            return f"no answer from {url} since {since}: the price may be old"
        case "reconnecting":
            return f"no connection to {url} since {since}: the price may be old"
        case "connecting":
            return f"connecting to {url}"
        case "closed":
            return "the connection is closed"
        case "live":
            return None

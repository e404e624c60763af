"""The counters of slow readers: clients that leave much of what they are sent unread (0033)."""


class SlowReaders:
    """Counts since the node started, of all websockets."""

    __slots__ = ("cut", "fell_behind", "skipped")

    def __init__(self) -> None:
        self.fell_behind = 0
        """Times that a client left more unread than it may."""
        self.cut = 0
        """Clients that were cut because they did not read on."""
        self.skipped = 0
        """Messages that a later one of their topic replaced while the client was behind."""

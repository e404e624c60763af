"""The bounds of the floor, which distinguish an overload from a rush."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorLimits:
    """Bounds of the floor. Durations are in milliseconds."""

    queue_size_max: int = 10_000
    """Commands that may wait on this node, all items together."""
    round_items_max: int = 200
    round_commands_max: int = 256
    """Commands that a round decides, in a few milliseconds. Others wait for the next one, and a queue of so
    many is long."""
    rounds_max: int = 4
    """Rounds of one shard under way at once. Meanwhile the batch of the next one collects."""
    bid_timeout_ms: int = 2_000
    lock_ttl_ms: int = 1_000
    retry_ms: int = 2
    """Time until a round that was fenced off is tried again."""
    redis_retry_ms: int = 50
    user_waiting_max: int = 256
    """Bids of one user that may wait, as many as four sockets may have open."""
    lag_max_ms: int = 100
    """The lag of the loop at which a node with a long queue takes no more bids."""

    @property
    def wait_max_ms(self) -> int:
        """The wait of an item's oldest bid, or of the node's last answers, that closes a long queue."""
        return self.bid_timeout_ms // 24

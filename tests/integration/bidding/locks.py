"""Nodes that take and release the lamp's lock."""

from server.bidding.hot_state.hot_state import HotState
from server.bidding.settling.settle import settle
from tests.integration.bidding.conftest import LAMP

TTL_MS = 60_000


async def takes_lock(node: HotState, token: str = "", *, ttl_ms: int = TTL_MS) -> bool:
    """Try to take the lamp's lock; return whether it was taken. The default token is the node's id."""
    acquired = await node.acquire(0, token or node.node, ttl_ms, {LAMP: []})
    assert (LAMP in acquired.held) != (LAMP in acquired.waits)
    return LAMP in acquired.held


async def releases_lock(node: HotState, token: str = "", *, rejoin: bool = False) -> bool:
    """Release the lamp's lock by an empty commit; return whether the node still held it."""
    nothing = settle(None, {}, [], 0)
    rejoined = {LAMP} if rejoin else set()
    committed = await node.commit(0, token or node.node, {LAMP: nothing}, rejoined)
    return LAMP in committed.written

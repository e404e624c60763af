"""The pids and counters of stores."""

from pathlib import Path

from loadtest.bench.growth.stores import connected
from tests.nodes import LiveNode


def program(pid: str) -> str:
    return Path(f"/proc/{pid.removesuffix('+')}/cmdline").read_text()


async def test_the_stores_are_found_and_a_bid_moves_their_counters(node: LiveNode) -> None:
    await node.put_up()
    async with connected(node.stores.redis, node.stores.database) as stores:
        pids = await stores.pids()
        assert "valkey" in program(pids["redis"])
        assert "postgres" in program(pids["postgres"])
        before = await stores.counters()
        await node.bid(150)
        moved = (await stores.counters()).since(before)
    assert moved.redis_commands > 0
    assert moved.redis_bytes > 0
    assert moved.wal_bytes >= 0

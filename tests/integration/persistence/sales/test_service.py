"""The record of the last service of each shard."""

from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.service import ServiceArchive


async def test_the_latest_moment_of_each_shard_is_kept(guarded: GuardedPool) -> None:
    archive = ServiceArchive(guarded)
    assert await archive.last_service(0) == 0
    await archive.note_service({0: 5, 1: 7})
    await archive.note_service({0: 4, 1: 8})
    assert [await archive.last_service(shard) for shard in range(3)] == [5, 8, 0]

"""Nothing is restored while commits that an epoch would exclude are not archived."""

import asyncio

import pytest
from structlog.testing import capture_logs

from server.bidding.archive import ArchiveUnavailable
from server.bidding.restoration import flushing as module
from server.bidding.restoration.flushing import Flushing
from tests.virtual_time import in_virtual_time

ERA, NEXT = b"era", b"next era"


class Flush:
    """A flush that fails while the archive is away, and hangs while it is frozen."""

    def __init__(self) -> None:
        self.away = self.frozen = False
        self.done = 0

    async def __call__(self) -> None:
        if self.frozen:
            await asyncio.sleep(60)
        if self.away:
            raise ArchiveUnavailable("away")
        self.done += 1


async def test_the_first_restoration_of_each_era_flushes() -> None:
    flush = Flush()
    flushing = Flushing(flush)
    for era, done in ((ERA, 1), (ERA, 1), (NEXT, 2)):
        await flushing.before_restoring(era)
        assert flush.done == done


@pytest.mark.parametrize("fault", ["away", "frozen"])
@in_virtual_time
async def test_after_a_failed_flush_nothing_is_restored_until_it_has_succeeded_late(
    fault: str,
) -> None:
    flush = Flush()
    flushing = Flushing(flush)
    setattr(flush, fault, True)
    with capture_logs() as logs:
        async with flushing.running():
            await flushing.flush()
            for _ in range(5):
                await asyncio.sleep(1)
                with pytest.raises(ArchiveUnavailable):
                    await flushing.before_restoring(ERA)
            setattr(flush, fault, False)
            while not flush.done:
                await asyncio.sleep(module.RETRY_S)
            with pytest.raises(ArchiveUnavailable):
                await flushing.before_restoring(ERA)
            await asyncio.sleep(module.LATE_GRACE_S + module.RETRY_S)
            await flushing.before_restoring(ERA)
    events = [each["event"] for each in logs]
    assert events == ["commits_not_flushed", "commits_flushed_late"], "an outage is logged once"

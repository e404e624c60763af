"""The record of the last service: written when it has changed, and never in anybody's way."""

import asyncio
from collections.abc import Mapping

import pytest

from server.bidding.archive import ArchiveUnavailable
from server.bidding.outages.record import NoServiceArchive, ServiceRecord
from server.domain.types import Millis


class StubbedArchive:
    """An archive that may be away."""

    def __init__(self) -> None:
        self.noted: list[Mapping[int, Millis]] = []
        self.away = False
        self.asked = asyncio.Event()

    async def note_service(self, served: Mapping[int, Millis]) -> None:
        self.asked.set()
        if self.away:
            raise ArchiveUnavailable("away")
        self.noted.append(served)

    async def last_service(self, shard: int) -> Millis:
        return 0


async def asked(archive: StubbedArchive) -> None:
    archive.asked.clear()
    await archive.asked.wait()


async def test_only_a_later_moment_is_written() -> None:
    archive, served = StubbedArchive(), {0: 5}
    async with ServiceRecord(archive, lambda: served, every_s=0).running():
        await archive.asked.wait()
        for _ in range(5):
            await asyncio.sleep(0)
        assert archive.noted == [{0: 5}]
        served[0] = 6
        await asked(archive)
    assert archive.noted == [{0: 5}, {0: 6}]


async def test_what_could_not_be_written_is_written_later() -> None:
    archive = StubbedArchive()
    archive.away = True
    async with ServiceRecord(archive, lambda: {0: 5}, every_s=0).running():
        await archive.asked.wait()
        archive.away = False
        await asked(archive)
    assert archive.noted == [{0: 5}]


@pytest.mark.parametrize("shard", [0, 3])
async def test_without_an_archive_no_service_is_known(shard: int) -> None:
    archive = NoServiceArchive()
    await archive.note_service({shard: 5})
    assert await archive.last_service(shard) == 0

"""Watches: sockets that ask in one moment share a read, and none shares a read begun before it asked."""

import asyncio
import json
from typing import Any

import msgspec
import pytest

from server.bidding.hot_state.replies import Snapshot
from server.domain.rejection import Code
from server.domain.types import ItemId, Position
from server.sockets.watches import Watches
from server.use_cases.watching import MissedBids, Watched
from server.wire.errors import Refused
from tests.timeouts import eventually
from tests.unit.domain.sale import NOON, opened

LAMP, CHAIR = ItemId("lamp"), ItemId("chair")


class Reads:
    """Reads of items, which end when the test ends them."""

    def __init__(self, read_every_s: float = 0) -> None:
        self.begun: list[tuple[ItemId, Position | None]] = []
        self.ends: list[asyncio.Future[None]] = []
        self.behind: int | None = None
        self.caught_up: asyncio.Future[Watched] = asyncio.get_running_loop().create_future()
        self.watches = Watches(self.read, self.catch_up, read_every_s=read_every_s)

    async def read(self, item_id: ItemId, since: Position | None) -> Watched:
        self.begun.append((item_id, since))
        self.ends.append(asyncio.get_running_loop().create_future())
        await self.ends[-1]
        complete, behind = self.behind is None, self.behind
        seen = Snapshot(opened(), (), NOON)
        return Watched(seen, MissedBids([], [3]), complete=complete, behind=behind)

    async def catch_up(self, watched: Watched) -> Watched:
        return await self.caught_up

    def ask(self, item_id: ItemId = LAMP, since: Position | None = None) -> "asyncio.Task[Any]":
        return asyncio.create_task(self.watches.watch(item_id, since))


async def turns() -> None:
    for _ in range(8):
        await asyncio.sleep(0)


async def test_sockets_that_ask_in_one_moment_share_a_read_and_its_encoding() -> None:
    reads = Reads()
    asked = [reads.ask() for _ in range(3)]
    await turns()
    assert reads.begun == [(LAMP, None)]
    reads.ends[0].set_result(None)
    first, *others = await asyncio.gather(*asked)
    assert all(other is first for other in others)
    answer = json.loads(msgspec.json.encode(first.answer(None)))
    assert (answer["ok"], answer["item"]["item_id"], answer["bids"]) == (True, "lamp", [])
    assert (answer["retracted"], answer["complete"], answer["yours"]) == ([3], True, None)


async def test_sockets_that_ask_during_a_read_share_the_next_one() -> None:
    reads = Reads()
    first = reads.ask()
    await turns()
    later = [reads.ask(), reads.ask()]
    await turns()
    assert len(reads.begun) == 1
    reads.ends[0].set_result(None)
    await turns()
    assert len(reads.begun) == 2
    reads.ends[1].set_result(None)
    shared = await asyncio.gather(*later)
    assert shared[0] is shared[1] is not await first


async def test_sockets_that_ask_soon_after_a_read_share_one_that_begins_after_an_interval() -> None:
    reads = Reads(read_every_s=0.05)
    loop = asyncio.get_running_loop()
    first, asked_at = reads.ask(), loop.time()
    await turns()
    reads.ends[0].set_result(None)
    await first
    later = [reads.ask()]
    await turns()
    later.append(reads.ask())
    await eventually(lambda: len(reads.begun) == 2)
    assert loop.time() >= asked_at + 0.05
    reads.ends[1].set_result(None)
    shared = await asyncio.gather(*later)
    assert shared[0] is shared[1] is not await first
    await eventually(lambda: not reads.watches._under_way)


async def test_different_questions_are_read_apart() -> None:
    reads = Reads()
    asked = [reads.ask(), reads.ask(CHAIR), reads.ask(since=Position(0, 4))]
    await turns()
    assert reads.begun == [(LAMP, None), (CHAIR, None), (LAMP, Position(0, 4))]
    for end in reads.ends:
        end.set_result(None)
    await asyncio.gather(*asked)
    assert not reads.watches._under_way
    assert not reads.watches._waiting


async def test_a_refused_read_refuses_all_that_share_it_and_no_later_one() -> None:
    reads = Reads()
    asked = [reads.ask(), reads.ask()]
    await turns()
    reads.ends[0].set_exception(Refused(Code.NOT_FOUND, "there is no such item"))
    for each in asked:
        with pytest.raises(Refused):
            await each
    again = reads.ask()
    await turns()
    reads.ends[1].set_result(None)
    assert (await again).position == Position(0, opened().seq)


async def test_a_socket_that_stops_waiting_does_not_end_the_read_of_the_others() -> None:
    reads = Reads()
    leaving, staying = reads.ask(), reads.ask()
    await turns()
    leaving.cancel()
    await turns()
    reads.ends[0].set_result(None)
    assert (await staying).watched.complete is True


async def test_a_watch_that_is_behind_does_not_wait_for_the_archive_and_is_completed_later() -> (
    None
):
    reads = Reads()
    reads.behind = 2
    asked = [reads.ask(since=Position(0, 2)), reads.ask(since=Position(0, 2))]
    await turns()
    reads.ends[0].set_result(None)
    first, second = await asyncio.gather(*asked)
    assert first.completed is second.completed is not None
    assert not first.completed.done()
    reads.caught_up.set_result(first.watched._replace(complete=True, behind=None))
    completed = await first.completed
    assert (completed.watched.complete, completed.position) == (True, first.position)

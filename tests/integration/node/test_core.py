"""The core of a node: commits are announced and archived without any face."""

import asyncio

from server.bidding.settling.settle import Settlement
from server.domain.commands import OpenItem, ScheduleItem
from server.node.core import Announcements, running_core
from server.node.stores.connect import open_stores
from server.settings import Settings
from tests.integration.bidding.conftest import HOUSE, LAMP, listing
from tests.nodes import SECRET, StoreUrls
from tests.timeouts import WAIT_MAX_S

NOTHING = Settlement(None, None, (), (), {})


def test_a_listener_is_called_with_the_commits_made_while_it_listens() -> None:
    announcements: Announcements[Settlement] = Announcements()
    heard: list[Settlement] = []
    announcements.announce(NOTHING)
    with announcements.to(heard.append):
        announcements.announce(NOTHING)
    announcements.announce(NOTHING)
    assert heard == [NOTHING]


def test_every_listener_is_called() -> None:
    announcements: Announcements[Settlement] = Announcements()
    one: list[Settlement] = []
    two: list[Settlement] = []
    with announcements.to(one.append), announcements.to(two.append):
        announcements.announce(NOTHING)
    assert (len(one), len(two)) == (1, 1)


async def test_a_core_announces_its_commits_and_archives_them(stores: StoreUrls) -> None:
    settings = Settings(redis_url=stores.redis, database_url=stores.database, secret=SECRET)
    announced: list[Settlement] = []
    async with open_stores(settings) as opened, running_core(settings, opened) as core:
        with core.announcements.to(announced.append):
            await core.floor.submit(LAMP, ScheduleItem(HOUSE, listing()))
            await core.floor.submit(LAMP, OpenItem(HOUSE))
        async with asyncio.timeout(WAIT_MAX_S):
            while core.queue.counters.written + core.queue.counters.refused < 2:
                await asyncio.sleep(0.02)
    assert [each.after.seq for each in announced if each.after] == [1, 2]

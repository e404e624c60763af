"""The grants of clerks as a node remembers them."""

import asyncio

import pytest

from server.bidding.archive import ArchiveUnavailable
from server.domain.types import Actor, AuctionId, Role
from server.use_cases.saleroom.clerks import AGE_S, ClerkGrants
from server.wire.errors import Refused
from tests.unit.use_cases.stand_ins import ADMIN, ANN, HOUSE, KeptGrants

SALE = AuctionId("sale")


class Clock:
    """A clock that tests set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_a_clerk_acts_with_the_sales_that_they_were_let_run() -> None:
    grants = ClerkGrants(KeptGrants({ANN.user_id: [SALE]}))
    assert await grants.actor(ANN) == Actor(ANN.user_id, Role.BIDDER, (SALE,))
    assert await grants.actor(HOUSE) == HOUSE.actor


async def test_grants_are_read_again_after_a_while_or_once_they_have_changed() -> None:
    store, clock = KeptGrants({}), Clock()
    grants = ClerkGrants(store, clock=clock)
    await grants.actor(ANN)
    store.sales[ANN.user_id] = [SALE]
    clock.now = AGE_S - 0.1
    assert (await grants.actor(ANN)).clerk_of == ()
    clock.now = AGE_S
    assert (await grants.actor(ANN)).clerk_of == (SALE,)
    store.sales[ANN.user_id] = []
    grants.forget(ANN.user_id)
    assert (await grants.actor(ANN)).clerk_of == ()


async def test_grants_that_change_while_they_are_read_are_not_remembered() -> None:
    store = KeptGrants({ANN.user_id: [SALE]})
    store.gate = asyncio.Event()
    grants = ClerkGrants(store)
    reading = asyncio.create_task(grants.actor(ANN))
    await asyncio.sleep(0)
    store.sales[ANN.user_id] = []
    grants.forget(ANN.user_id)
    store.gate.set()
    await reading
    assert (await grants.actor(ANN)).clerk_of == ()
    assert store.reads == 2


async def test_an_auctioneer_runs_their_own_sales_without_the_archive_and_a_clerk_waits() -> None:
    store = KeptGrants({})
    store.error = ArchiveUnavailable("down")
    grants = ClerkGrants(store)
    assert await grants.actor(HOUSE) == HOUSE.actor
    assert await grants.actor(ADMIN) == ADMIN.actor
    with pytest.raises(Refused, match="unavailable"):
        await grants.actor(ANN)

"""The sale of a simulation: its items, and the house that puts them up."""

from collections.abc import Sequence

from loadtest.evidence import Log, PutUp, SoftClose, Terms
from server.domain.auction import Auction
from server.domain.commands import OpenItem, ScheduleItem
from server.domain.listings.increments import bands
from server.domain.listings.listing import Listing
from server.domain.listings.soft_close import Policy
from server.domain.listings.soft_close import SoftClose as SoftCloseRule
from server.domain.rejection import Rejection
from server.domain.types import Actor, AuctionId, ItemId, Millis, Role, UserId
from server.node.core import Core

HOUSE = Actor(UserId("house"), Role.AUCTIONEER)
SALE = AuctionId("sale")
START_PRICE, INCREMENT = 100, 10
WINDOW_MS = 3_000


async def put_up(core: Core, log: Log, ends_at: Sequence[Millis], now: Millis) -> list[ItemId]:
    """Put up and open an item for each end; return their ids."""
    await core.archive.add_auction(
        Auction(SALE, "A sale", HOUSE.user_id, "House#code", "EUR", created_at=now)
    )
    return [await _put_up(core, log, f"item-{n}", end, now) for n, end in enumerate(ends_at)]


async def _put_up(core: Core, log: Log, name: str, ends_at: Millis, now: Millis) -> ItemId:
    listing = Listing(
        item_id=ItemId(name),
        auction_id=SALE,
        auctioneer=HOUSE.user_id,
        title=name,
        currency="EUR",
        start_price=START_PRICE,
        increment=bands([(0, INCREMENT)]),
        soft_close=SoftCloseRule(Policy.RESET, WINDOW_MS, WINDOW_MS),
        ends_at=ends_at,
    )
    await core.archive.add_listing(listing)
    for command in (ScheduleItem(HOUSE, listing), OpenItem(HOUSE)):
        answer = await core.floor.submit(listing.item_id, command)
        assert not isinstance(answer, Rejection), answer
    soft_close = SoftClose(policy="reset", window_ms=WINDOW_MS, extend_ms=WINDOW_MS)
    terms = Terms(name, START_PRICE, ends_at, [(0, INCREMENT)], soft_close)
    log.write(PutUp(t=now, item=terms))
    return listing.item_id

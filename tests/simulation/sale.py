"""The sale of a simulation: its items, and the house that puts them up."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

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
BOUGHT = 0.2
"""The share of items with a buy-now price."""


async def put_up(
    core: Core, log: Log, ends_at: Sequence[Millis], now: Millis, random: Random
) -> list[ItemId]:
    """Put up and open an item for each end; return their ids. The first two may end together."""
    await core.archive.add_auction(
        Auction(SALE, "A sale", HOUSE.user_id, "House#code", "EUR", created_at=now)
    )
    group = random.choice((None, "pair"))
    items = []
    for number, end in enumerate(ends_at):
        options: dict[str, Any] = {
            "ends_at": end,
            "closes_with": group if number < 2 else None,
        }
        if random.random() < BOUGHT:
            options["buy_now"] = random.choice((400, 1_000))
        items.append(await _put_up(core, log, f"item-{number}", now, options))
    return items


async def _put_up(
    core: Core, log: Log, name: str, now: Millis, options: Mapping[str, Any]
) -> ItemId:
    listing = Listing(
        item_id=ItemId(name),
        auction_id=SALE,
        auctioneer=HOUSE.user_id,
        title=name,
        currency="EUR",
        start_price=START_PRICE,
        increment=bands([(0, INCREMENT)]),
        soft_close=SoftCloseRule(Policy.RESET, WINDOW_MS, WINDOW_MS),
        **options,
    )
    await core.archive.add_listing(listing)
    for command in (ScheduleItem(HOUSE, listing), OpenItem(HOUSE)):
        answer = await core.floor.submit(listing.item_id, command)
        assert not isinstance(answer, Rejection), answer
    soft_close = SoftClose(policy="reset", window_ms=WINDOW_MS, extend_ms=WINDOW_MS)
    terms = Terms(name, START_PRICE, listing.ends_at, [(0, INCREMENT)], soft_close)
    log.write(PutUp(t=now, item=terms))
    return listing.item_id

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
from server.domain.types import Actor, AuctionId, Format, ItemId, Millis, Role, UserId
from server.node.core import Core

HOUSE = Actor(UserId("house"), Role.AUCTIONEER)
SALE = AuctionId("sale")
START_PRICE, INCREMENT = 100, 10
WINDOW_MS = 3_000
ENGLISH = 0.4
"""The share of English items among those that may be of any format."""
UNITS = 40
BOUGHT = 0.2
"""The share of items with a buy-now price."""


async def put_up(
    core: Core, log: Log, ends_at: Sequence[Millis], now: Millis, random: Random
) -> list[Listing]:
    """Put up and open an item for each end; return their listings.

    The first two are English and may end together; the others are of any format.
    """
    await core.archive.add_auction(
        Auction(SALE, "A sale", HOUSE.user_id, "House#code", "EUR", created_at=now)
    )
    group = random.choice((None, "pair"))
    items = []
    for number, end in enumerate(ends_at):
        english = number < 2 or random.random() < ENGLISH
        options = _of_english(random, end) if english else _of_another(random, end)
        if number < 2:
            options["closes_with"] = group
        items.append(await _put_up(core, log, f"item-{number}", now, options))
    return items


async def _put_up(
    core: Core, log: Log, name: str, now: Millis, options: Mapping[str, Any]
) -> Listing:
    listing = Listing(
        item_id=ItemId(name),
        auction_id=SALE,
        auctioneer=HOUSE.user_id,
        title=name,
        currency="EUR",
        increment=bands([(0, INCREMENT)]),
        **options,
    )
    await core.archive.add_listing(listing)
    for command in (ScheduleItem(HOUSE, listing), OpenItem(HOUSE)):
        answer = await core.floor.submit(listing.item_id, command)
        assert not isinstance(answer, Rejection), answer
    log.write(PutUp(t=now, item=_terms(listing)))
    return listing


def _of_english(random: Random, ends_at: Millis) -> dict[str, Any]:
    return {
        "start_price": START_PRICE,
        "ends_at": ends_at,
        "soft_close": SoftCloseRule(Policy.RESET, WINDOW_MS, WINDOW_MS),
        "buy_now": random.choice((400, 1_000)) if random.random() < BOUGHT else None,
    }


def _of_another(random: Random, ends_at: Millis) -> dict[str, Any]:
    kind = random.choice([each for each in Format if each is not Format.ENGLISH])
    options: dict[str, Any] = {"format": kind, "start_price": START_PRICE, "ends_at": ends_at}
    match kind:
        case Format.DUTCH:
            fall = {"step": 20, "interval_ms": 1_000, "floor_price": START_PRICE}
            return {"format": kind, "start_price": 600, "quantity": UNITS, **fall}
        case Format.FIXED:
            return {**options, "quantity": UNITS}
        case Format.UNIFORM:
            return {**options, "quantity": 5, "reserve": random.choice((None, 120))}
        case _:
            return {**options, "reserve": random.choice((None, 120))}


def _terms(listing: Listing) -> Terms:
    soft_close = None
    if listing.format is Format.ENGLISH:
        soft_close = SoftClose(policy="reset", window_ms=WINDOW_MS, extend_ms=WINDOW_MS)
    return Terms(
        listing.item_id,
        listing.start_price,
        listing.ends_at,
        [(0, INCREMENT)],
        soft_close,
        format=listing.format.value,
        quantity=listing.quantity,
        reserve=listing.reserve,
        buy_now=listing.buy_now,
        step=listing.step,
        interval_ms=listing.interval_ms,
        floor_price=listing.floor_price,
    )

"""The demo sale: one or more open items of each format to bid on, put up once."""

from typing import Any

from server.domain.auction import Auction
from server.domain.commands import OpenItem, ScheduleItem
from server.domain.listings.increments import CLASSIC
from server.domain.listings.listing import Listing
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.types import AuctionId, Format, ItemId, Role, UserId
from server.identity.identity import Identity
from server.identity.tokens import Tokens
from server.node.core import Core

_AUCTIONEER, _HOUSE = UserId("demo-auctioneer"), "Demo House"
TOKEN_TTL_S = 30 * 24 * 3600
_AUCTION = AuctionId("demo")
_DAY_MS = 24 * 3600 * 1000
_SOFT_CLOSE = SoftClose(Policy.RESET, window_ms=60_000, extend_ms=60_000)
_ITEMS: list[tuple[str, str, str, int, dict[str, Any]]] = [
    (
        "lamp",
        "Brass desk lamp, 1930s",
        "Rewired, with its original switch.",
        40_00,
        {
            "soft_close": _SOFT_CLOSE,
            "buy_now": 400_00,
            "estimate_low": 60_00,
            "estimate_high": 90_00,
        },
    ),
    (
        "clock",
        "Station clock from Lisbon",
        "Runs eight days; some wear on the dial.",
        250_00,
        {
            "soft_close": _SOFT_CLOSE,
            "reserve": 400_00,
            "estimate_low": 400_00,
            "estimate_high": 600_00,
        },
    ),
    (
        "map",
        "Map of the Baltic, 1784",
        "Copper engraving, coloured by hand.",
        120_00,
        {"soft_close": _SOFT_CLOSE, "estimate_low": 200_00, "estimate_high": 300_00},
    ),
    (
        "tulips",
        "Ten crates of tulip bulbs",
        "Sold as in Aalsmeer: the price falls until you take it.",
        90_00,
        {
            "format": Format.DUTCH,
            "quantity": 10,
            "step": 50,
            "interval_ms": 30_000,
            "floor_price": 15_00,
        },
    ),
    (
        "letter",
        "Letter of a lighthouse keeper, 1891",
        "Four pages, unpublished.",
        60_00,
        {"format": Format.SEALED_SECOND},
    ),
    (
        "wine",
        "Six lots of a Mosel riesling",
        "Everybody pays the lowest accepted price.",
        80_00,
        {"format": Format.UNIFORM, "quantity": 6},
    ),
    (
        "poster",
        "Poster of the sale",
        "Numbered, on heavy paper.",
        12_00,
        {"format": Format.FIXED, "quantity": 25},
    ),
]


async def seed(core: Core) -> bool:
    """Put the demo sale up; return False if it was up already."""
    now = core.hot_state.clock.now()
    item_ids = [ItemId(name) for name, *_ in _ITEMS]
    if len(await core.hot_state.read(item_ids)) == len(item_ids):
        return False
    code = core.codes.code(_AUCTIONEER)
    house = Identity(_AUCTIONEER, _HOUSE, Role.AUCTIONEER, expires_at=0, code=code)
    sale = Auction(_AUCTION, "Demo sale", house.user_id, house.handle, "EUR", now)
    await core.archive.add_auction(sale)
    for name, title, description, start_price, rules in _ITEMS:
        ends: dict[str, Any] = {} if "step" in rules else {"ends_at": now + _DAY_MS}
        listing = Listing(
            item_id=ItemId(name),
            auction_id=_AUCTION,
            auctioneer=house.user_id,
            title=title,
            description=description,
            currency="EUR",
            start_price=start_price,
            increment=CLASSIC,
            image_url=f"/assets/demo-{name}.svg",
            **rules,
            **ends,
        )
        await core.archive.add_listing(listing)
        await core.floor.submit(listing.item_id, ScheduleItem(house.actor, listing))
        await core.floor.submit(listing.item_id, OpenItem(house.actor))
    return True


def auctioneer_token(tokens: Tokens) -> str:
    """Make a token for the demo sale's auctioneer."""
    return tokens.issue(_AUCTIONEER, _HOUSE, Role.AUCTIONEER, ttl_s=TOKEN_TTL_S)

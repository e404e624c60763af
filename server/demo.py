"""The demo sale: a few open items to bid on, put up once."""

from server.app import Core
from server.contract.identity import Identity
from server.contract.tokens import Tokens
from server.domain.auction import Auction
from server.domain.commands import OpenItem, ScheduleItem
from server.domain.increments import CLASSIC
from server.domain.item import Listing
from server.domain.soft_close import Policy, SoftClose
from server.domain.types import AuctionId, ItemId, Role, UserId

AUCTIONEER = Identity(UserId("demo-auctioneer"), "Demo House", Role.AUCTIONEER, expires_at=0)
TOKEN_TTL_S = 30 * 24 * 3600
_AUCTION = AuctionId("demo")
_DAY_MS = 24 * 3600 * 1000
_SOFT_CLOSE = SoftClose(Policy.RESET, window_ms=60_000, extend_ms=60_000)
_ITEMS = [
    ("lamp", "Brass desk lamp, 1930s", "Rewired, with its original switch.", 40_00),
    ("clock", "Station clock from Lisbon", "Runs eight days; some wear on the dial.", 250_00),
    ("map", "Map of the Baltic, 1784", "Copper engraving, coloured by hand.", 120_00),
]


async def seed(core: Core) -> bool:
    """Put the demo sale up; return whether it was done now, False if it stood already."""
    now = core.hot_state.clock.now()
    item_ids = [ItemId(name) for name, *_ in _ITEMS]
    if len(await core.hot_state.look(item_ids)) == len(item_ids):
        return False
    house = AUCTIONEER
    sale = Auction(_AUCTION, "Demo sale", house.user_id, house.handle, "EUR", now)
    await core.archive.add_auction(sale)
    for name, title, description, start_price in _ITEMS:
        listing = Listing(
            item_id=ItemId(name),
            auction_id=_AUCTION,
            auctioneer=house.user_id,
            title=title,
            description=description,
            currency="EUR",
            start_price=start_price,
            increment=CLASSIC,
            soft_close=_SOFT_CLOSE,
            ends_at=now + _DAY_MS,
        )
        await core.archive.add_listing(listing)
        await core.floor.submit(listing.item_id, ScheduleItem(house.actor, listing))
        await core.floor.submit(listing.item_id, OpenItem(house.actor))
    return True


def auctioneer_token(tokens: Tokens) -> str:
    """Make a token for the demo sale's auctioneer."""
    return tokens.issue(AUCTIONEER.user_id, AUCTIONEER.name, AUCTIONEER.role, ttl_s=TOKEN_TTL_S)

"""Sales that a seller runs."""

from server.bidding.archive import Archive
from server.domain.auction import Auction
from server.domain.types import AuctionId
from server.identity.permissions import Auctioneer, check_runs_sale
from server.use_cases.stores import refused_by_archive
from server.wire.requests import ForAuction


async def own_sale(archive: Archive, seller: Auctioneer, request: ForAuction) -> Auction:
    """Return a sale that the seller runs; raises Refused `not_found`, `forbidden` or `unavailable`."""
    async with refused_by_archive():
        auction = await archive.auction(AuctionId(request.auction_id))
    check_runs_sale(seller, auction)
    return auction

"""Sales that a seller runs."""

from typing import cast

import pytest

from server.bidding.archive import Archive, ArchiveUnavailable, NotInArchive
from server.domain.auction import Auction
from server.domain.rejection import Code
from server.domain.types import AuctionId, Role, UserId
from server.identity.identity import Identity
from server.identity.permissions import Auctioneer
from server.use_cases.catalogue.own_sales import own_sale
from server.wire.errors import Refused
from server.wire.requests import ForAuction
from tests.unit.use_cases.catalogue.stores import SALE
from tests.unit.use_cases.stand_ins import HOUSE


class Sales:
    """An archive of one sale."""

    async def auction(self, auction_id: AuctionId) -> Auction:
        if auction_id == "down":
            raise ArchiveUnavailable("down")
        if auction_id != SALE.auction_id:
            raise NotInArchive("auction")
        return SALE


async def asked(auction_id: str, user: Identity = HOUSE) -> Auction:
    archive = cast("Archive", Sales())
    return await own_sale(archive, Auctioneer(user), ForAuction(auction_id=auction_id))


async def test_a_seller_gets_their_own_sale() -> None:
    assert await asked("sale") == SALE


@pytest.mark.parametrize(
    ("auction_id", "user", "code"),
    [
        ("ghost", "house", Code.NOT_FOUND),
        ("down", "house", Code.UNAVAILABLE),
        ("sale", "other", Code.FORBIDDEN),
    ],
)
async def test_any_other_sale_is_refused(auction_id: str, user: str, code: Code) -> None:
    identity = Identity(UserId(user), user, Role.AUCTIONEER, expires_at=0, code="hhhh")
    with pytest.raises(Refused) as refused:
        await asked(auction_id, identity)
    assert refused.value.rejection.code is code

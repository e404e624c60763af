"""Deposits: the operator's own service says that a bidder has left one (0168)."""

import time
from collections.abc import Callable, Mapping

from server.domain.admission.sale_bidder import SaleBidder, deposited
from server.domain.rejection import Code
from server.domain.types import UserId
from server.identity.signed_calls import verified_call
from server.use_cases.bidders.admitting import Admitting
from server.use_cases.bidders.store import SaleBidders
from server.use_cases.stores import refused_by_archive
from server.wire.bidders.admission import BidderView, Deposit, view_bidder
from server.wire.errors import Refused
from server.wire.requests import ForBidder


class Deposits:
    """Takes the signed calls of the deposit service. Raises Refused."""

    def __init__(
        self,
        secret: bytes | None,
        bidders: SaleBidders,
        admitting: Admitting,
        *,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        """Without a `secret` no call is taken."""
        self._secret = secret
        self._bidders = bidders
        self._admitting = admitting
        self._now_s = now_s

    async def take(self, headers: Mapping[str, str], body: bytes, request: ForBidder) -> BidderView:
        """Note a deposit; an approval that waited for it takes force.

        A call that was taken before is refused as `conflict`. The body names sale and bidder, because the
        signature does not cover the path.
        """
        call_id = verified_call(self._secret, headers, body, self._now_s())
        named = Deposit.parse_json(body)
        if (named.auction_id, named.user_id) != (request.auction_id, request.user_id):
            raise Refused(Code.INVALID, "the body names another sale or bidder", field="user_id")
        auction = await self._admitting.sale(request.auction_id)
        if auction.bidders is None or not auction.bidders.deposit:
            raise Refused(Code.INVALID, "this sale asks for no deposit", field="auction_id")
        user_id, now = UserId(request.user_id), self._admitting.now()

        def change(before: SaleBidder) -> SaleBidder:
            return deposited(before, now=now)

        async with refused_by_archive():
            after = await self._bidders.deposit(auction.auction_id, user_id, call_id, now, change)
            repeated = after is None
            after = after or await self._bidders.bidder(auction.auction_id, user_id)
        # The first call may have failed between the archive and Redis.
        await self._admitting.take_force(auction, after)
        if repeated:
            raise Refused(Code.CONFLICT, "this call has been taken before")
        return view_bidder(after)

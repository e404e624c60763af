"""The bidders of an auction that checks them: approval, limits, and the exposure of each.

An admission is the auctioneer's decision on a bidder, kept in the archive and here. A bidder's
exposure is the most that they may have to pay for the auction's items; only commits change it
(0013). Both live in the auction's shard, together with all its items.
"""

from collections.abc import Collection, Mapping

import msgspec
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.commands import BidderStanding
from server.domain.types import Amount, AuctionId, ItemId, UserId


class Admission(msgspec.Struct, frozen=True, array_like=True):
    """An auctioneer's decision on a bidder. Without a `limit` the auction's own applies."""

    approved: bool
    limit: Amount | None = None


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Admission).decode
_STRANGER = Admission(approved=False)


class Admissions:
    """Admissions and exposures on one Redis. Methods raise `redis.RedisError`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def admit(self, auction_id: AuctionId, admissions: Mapping[UserId, Admission]) -> None:
        """Keep admissions; the latest on each bidder counts."""
        key = self._keys.bidders(self._keys.shard(auction_id), auction_id)
        if admissions:
            fields = [
                each
                for user, admission in admissions.items()
                for each in (user, _encode(admission))
            ]
            await self._redis.hset(key, items=fields)

    async def standings(
        self, auction_id: AuctionId, item_id: ItemId, user_ids: Collection[UserId]
    ) -> dict[UserId, BidderStanding]:
        """Return the standing in the auction of each bidder on an item."""
        shard = self._keys.shard(auction_id)
        fields = [field for user in user_ids for field in (f" {user}", f"{item_id} {user}")]
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hmget(self._keys.bidders(shard, auction_id), [str(user) for user in user_ids])
            pipe.hmget(self._keys.exposure(shard, auction_id), fields)
            admissions, exposures = await pipe.execute()
        standings = {}
        for number, (user_id, stored) in enumerate(zip(user_ids, admissions, strict=True)):
            admission = _STRANGER if stored is None else _decode(stored)
            total, here = (int(each or 0) for each in exposures[2 * number : 2 * number + 2])
            standings[user_id] = BidderStanding(admission.approved, admission.limit, total - here)
        return standings

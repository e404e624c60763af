"""Who may bid in an auction that checks its bidders, and how far: admissions, and what they may owe.

An admission is the auctioneer's word on a bidder; it is kept in the archive and here. What a bidder
may owe is moved by commits only. Both live in the auction's shard, with all its items.
"""

from collections.abc import Collection, Mapping

import msgspec
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.commands import BidderStanding
from server.domain.types import Amount, AuctionId, ItemId, UserId


class Admission(msgspec.Struct, frozen=True, array_like=True):
    """An auctioneer's word on a bidder. `limit` None: the auction's own."""

    approved: bool
    limit: Amount | None = None


Debt = tuple[ItemId, UserId, Amount]
"""What a user may have to pay for an item."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Admission).decode
_STRANGER = Admission(approved=False)


class Admissions:
    """Admissions and dues on one Redis. Methods raise `redis.RedisError`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def admit(self, auction_id: AuctionId, admissions: Mapping[UserId, Admission]) -> None:
        """Keep what the auctioneer said of bidders."""
        key = self._keys.bidders(self._keys.shard(auction_id), auction_id)
        if admissions:
            words = [value for user, each in admissions.items() for value in (user, _encode(each))]
            await self._redis.hset(key, items=words)

    async def standings(
        self, auction_id: AuctionId, item_id: ItemId, user_ids: Collection[UserId]
    ) -> dict[UserId, BidderStanding]:
        """Return where bidders on an item stand in its auction."""
        shard = self._keys.shard(auction_id)
        fields = [field for user in user_ids for field in (f" {user}", f"{item_id} {user}")]
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hmget(self._keys.bidders(shard, auction_id), [str(user) for user in user_ids])
            pipe.hmget(self._keys.dues(shard, auction_id), fields)
            admissions, dues = await pipe.execute()
        standings = {}
        for number, (user_id, stored) in enumerate(zip(user_ids, admissions, strict=True)):
            admission = _STRANGER if stored is None else _decode(stored)
            total, here = (int(each or 0) for each in dues[2 * number : 2 * number + 2])
            standings[user_id] = BidderStanding(admission.approved, admission.limit, total - here)
        return standings

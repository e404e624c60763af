"""Clerks: users whom a sale's auctioneer lets enter bids and run its items (0161).

Each node remembers a user's grants for AGE_S. A node that changes them has the others forget them over
the node bus, so that a revocation is in force at once, and within AGE_S where the bus does not carry.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from redis import RedisError

from server.bidding.archive import LIVE_WAIT_S, Archive
from server.domain.auction import Auction, Grant
from server.domain.rejection import Code
from server.domain.types import Actor, AuctionId, Millis, Role, UserId
from server.identity.identity import Identity
from server.identity.permissions import Auctioneer, authenticated, check_runs_sale
from server.use_cases.stores import refused_by_archive
from server.wire.errors import Refused
from server.wire.requests import ForAuction
from server.wire.saleroom.clerks import ClerksAnswer, ClerkView, ForClerk

AGE_S = 10.0
"""The longest time for which a node acts on grants that it has read."""
USERS_MAX = 10_000
"""Users whose grants are remembered."""
CLERKS_MAX = 200
"""Clerks of one sale."""
SALES_MAX = 1_000
"""Sales of which one user is a clerk."""


class ClerkStore(Protocol):
    """The grants in the archive. Every method raises ArchiveUnavailable."""

    async def grant(
        self, auction_id: AuctionId, grant: Grant, by: UserId, *, clerks_max: int, sales_max: int
    ) -> Grant | None:
        """Keep a grant, or return the one that was there; None if there would be too many."""
        ...

    async def revoke(self, auction_id: AuctionId, user_id: UserId) -> None:
        """Take a grant back, if there is one."""
        ...

    async def clerks(self, auction_id: AuctionId) -> Sequence[Grant]:
        """Return the clerks of a sale, by user id."""
        ...

    async def sales_of(self, user_id: UserId) -> Sequence[AuctionId]:
        """Return the sales of which a user is a clerk."""
        ...


class ClerkGrants:
    """The grants as this node remembers them."""

    def __init__(self, store: ClerkStore, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` is in seconds."""
        self._store = store
        self._clock = clock
        self._read: dict[UserId, tuple[float, tuple[AuctionId, ...]]] = {}
        self._changes = 0

    async def actor(self, identity: Identity) -> Actor:
        """Return a user as one who runs sales, with the sales of which they are a clerk.

        Raises Refused `unavailable` where only a grant would let them run an item, and the archive can't be
        asked.
        """
        if identity.role is Role.ADMIN:
            return identity.actor
        try:
            clerk_of = await self._clerk_of(identity.user_id)
        except Refused:
            if identity.role is not Role.AUCTIONEER:
                raise
            # An auctioneer runs their own sales whether or not the archive answers.
            clerk_of = ()
        return Actor(identity.user_id, identity.role, clerk_of)

    def forget(self, user_id: UserId | None = None) -> None:
        """Forget a user's grants, or without a user everybody's."""
        self._changes += 1
        if user_id is None:
            self._read.clear()
        else:
            self._read.pop(user_id, None)

    async def _clerk_of(self, user_id: UserId) -> tuple[AuctionId, ...]:
        read_at, clerk_of = self._read.get(user_id, (float("-inf"), ()))
        now = self._clock()
        if now - read_at < AGE_S:
            return clerk_of
        changes = self._changes
        async with refused_by_archive(LIVE_WAIT_S):
            clerk_of = tuple(await self._store.sales_of(user_id))
        if changes == self._changes:  # grants that were read before a change are not kept after it
            self._read.pop(user_id, None)
            self._read[user_id] = (now, clerk_of)
            if len(self._read) > USERS_MAX:
                del self._read[next(iter(self._read))]
        return clerk_of


async def sale_run_by(
    archive: Archive, grants: ClerkGrants, identity: Identity | None, auction_id: str
) -> tuple[Actor, Auction]:
    """Return somebody and a sale that they run or are a clerk of; raises Refused."""
    actor = await grants.actor(authenticated(identity))
    async with refused_by_archive():
        auction = await archive.auction(AuctionId(auction_id))
    owns = actor.role is Role.AUCTIONEER and actor.user_id == auction.auctioneer
    if not owns and actor.role is not Role.ADMIN and auction.auction_id not in actor.clerk_of:
        raise Refused(Code.FORBIDDEN, "only those who run the sale may do this")
    return actor, auction


class Clerking:
    """The use cases of a sale's auctioneer. Every method raises Refused."""

    def __init__(
        self,
        archive: Archive,
        store: ClerkStore,
        grants: ClerkGrants,
        *,
        publish: Callable[[UserId], Awaitable[None]],
        now: Callable[[], Millis],
    ) -> None:
        """`publish` has the other nodes forget a user's grants; it raises RedisError."""
        self._archive = archive
        self._store = store
        self._grants = grants
        self._publish = publish
        self._now = now

    async def grant(self, seller: Auctioneer, request: ForClerk) -> ClerkView:
        """Make a user a clerk of a sale; a repeated request finds it done."""
        auction_id = await self._own_sale(seller, request.auction_id)
        wanted = Grant(UserId(request.user_id), self._now())
        async with refused_by_archive():
            kept = await self._store.grant(
                auction_id, wanted, seller.user_id, clerks_max=CLERKS_MAX, sales_max=SALES_MAX
            )
        if kept is None:
            message = (
                f"a sale has at most {CLERKS_MAX} clerks, and a user is one of {SALES_MAX} sales"
            )
            raise Refused(Code.INVALID, f"user_id: {message}", field="user_id")
        await self._changed(wanted.user_id)
        return ClerkView(user_id=kept.user_id, granted_at=kept.granted_at)

    async def revoke(self, seller: Auctioneer, request: ForClerk) -> None:
        """Take a grant back; a repeated request finds it done."""
        auction_id = await self._own_sale(seller, request.auction_id)
        user_id = UserId(request.user_id)
        async with refused_by_archive():
            await self._store.revoke(auction_id, user_id)
        await self._changed(user_id)

    async def list_clerks(self, seller: Auctioneer, request: ForAuction) -> ClerksAnswer:
        """List the clerks of a sale."""
        auction_id = await self._own_sale(seller, request.auction_id)
        async with refused_by_archive():
            found = await self._store.clerks(auction_id)
        views = [ClerkView(user_id=each.user_id, granted_at=each.granted_at) for each in found]
        return ClerksAnswer(clerks=views)

    async def _own_sale(self, seller: Auctioneer, auction_id: str) -> AuctionId:
        async with refused_by_archive():
            auction = await self._archive.auction(AuctionId(auction_id))
        check_runs_sale(seller, auction)
        return auction.auction_id

    async def _changed(self, user_id: UserId) -> None:
        self._grants.forget(user_id)
        try:
            await self._publish(user_id)
        except RedisError as error:
            message = (
                "the decision is kept, and may not be in force on all nodes yet; send it again"
            )
            raise Refused(Code.UNKNOWN, message) from error

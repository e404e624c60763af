"""Acts on whole sales: each is kept in the archive, then carried out by every item, in pages (0158).

Every step may be repeated. An act that a node began and did not finish is finished by the next act on
the sale, by a repetition of the request, or by the task that every node runs.
"""

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

import structlog
from redis import RedisError

from server.bidding.archive import REQUEST_WAIT_S, Archive, ArchiveUnavailable, answering_within
from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.domain.commands import CarryOutAct, SaleAct
from server.domain.rejection import Code, Rejection
from server.domain.running.sale_acts import ActOfSale
from server.domain.types import ENDED, AuctionId, ItemId, Millis
from server.identity.permissions import Auctioneer, check_runs_sale
from server.tasks import repeating
from server.use_cases.sale_acts.port import SaleActStore
from server.use_cases.stores import refused_by_archive
from server.wire.errors import Refused
from server.wire.requests import ForAuction
from server.wire.sale_acts import ActAnswer, ActCounts, ExtendSale, NewAct

log = structlog.get_logger(__name__)

PAGE = 100
"""Items that carry an act out together."""
TRIES = 5
RETRY_S = 0.2
UNFINISHED_EVERY_S = 2.0
UNFINISHED_MS: Millis = 5_000
"""An act that began longer ago and is not done was left by its node."""
AHEAD_MS: Millis = 60_000
"""The clocks of two shards differ by less."""
_PASSING = frozenset({Code.BUSY, Code.UNAVAILABLE, Code.UNKNOWN, Code.INTERNAL})
"""The codes of steps that are repeated."""


class SaleActing:
    """The use cases of acts on sales."""

    def __init__(
        self,
        floor: Floor,
        hot_state: HotState,
        archive: Archive,
        acts: SaleActStore,
        *,
        unfinished_ms: Millis = UNFINISHED_MS,
    ) -> None:
        """Finish acts that other nodes left `unfinished_ms` ago."""
        self._floor = floor
        self._hot_state = hot_state
        self._archive = archive
        self._acts = acts
        self._unfinished_ms = unfinished_ms

    def running(self) -> AbstractAsyncContextManager[None]:
        """Finish the acts that other nodes have left, while inside."""
        return repeating(self._finish_and_wait, name="sale-acts")

    async def act(
        self, seller: Auctioneer, request: ForAuction, act: SaleAct, new: NewAct
    ) -> ActAnswer:
        """Carry an act out on all items of a sale; raises Refused.

        The same `act_id` again finds the act done, or goes on with it.
        """
        auction_id = AuctionId(request.auction_id)
        async with refused_by_archive():
            check_runs_sale(seller, await self._archive.auction(auction_id))
        wanted = ActOfSale(
            auction_id=auction_id,
            act_id=new.act_id or secrets.token_hex(8),
            act=act,
            by_ms=new.by_ms if isinstance(new, ExtendSale) else 0,
            at=self._hot_state.clock.now(),
        )
        async with refused_by_archive():
            kept = await self._acts.begin(wanted)
            if (kept.act, kept.by_ms) != (wanted.act, wanted.by_ms):
                raise Refused(Code.INVALID, "this act_id is already taken", field="act_id")
            earlier = await self._acts.unfinished(auction_id, before=kept.at + AHEAD_MS)
        for each in earlier:
            if each.number < kept.number:
                await self._carry_out(each)
        counts = await self._carry_out(kept)
        return ActAnswer(ok=True, act_id=kept.act_id, items=counts)

    async def hold(self, auction_id: AuctionId, item_ids: Sequence[ItemId]) -> None:
        """Pause items that were put up in a sale that is paused; raises Refused `unavailable`.

        0158: this is called after the items were put up. The pause is kept before it goes through the
        items, so either it finds a new item, or this finds the pause. The same holds for a resumption.
        """
        done: ActOfSale | None = None
        while True:
            async with refused_by_archive():
                latest = await self._acts.pause_or_resumption(auction_id)
            if latest is None or latest == done or (done is None and latest.act is SaleAct.RESUME):
                return
            counts = await self._carry_out_page(latest, item_ids)
            if counts["failed"]:
                raise Refused(
                    Code.UNAVAILABLE, "the sale is paused, and this item is not; try again"
                )
            done = latest

    async def finish(self) -> None:
        """Finish the acts that other nodes have left."""
        before = self._hot_state.clock.now() - self._unfinished_ms
        try:
            async with answering_within(REQUEST_WAIT_S):
                left = await self._acts.unfinished(before=before)
            for each in left:
                await self._carry_out(each)
        except (ArchiveUnavailable, Refused) as error:
            log.debug("sale_acts_wait_for_the_archive", error=repr(error))

    async def _finish_and_wait(self) -> None:
        await asyncio.sleep(UNFINISHED_EVERY_S)
        await self.finish()

    async def _carry_out(self, act: ActOfSale) -> ActCounts:
        """Have every item of a sale carry an act out; return their number by result."""
        counts = ActCounts(changed=0, unchanged=0, ended=0, failed=0)
        after: ItemId | None = None
        while True:
            async with refused_by_archive():
                page = await self._archive.item_ids(act.auction_id, after=after, limit=PAGE)
            if not page:
                break
            found = await self._carry_out_page(act, page)
            counts = ActCounts(**{name: counts[name] + found[name] for name in counts})  # type: ignore[literal-required, typeddict-item]
            after = page[-1]
        if not counts["failed"] and not act.done:
            async with refused_by_archive():
                await self._acts.finish(act, self._hot_state.clock.now())
        return counts

    async def _carry_out_page(self, act: ActOfSale, item_ids: Sequence[ItemId]) -> ActCounts:
        left = list(item_ids)
        for number in range(TRIES):
            left = await self._submit(act, left)
            if not left:
                break
            if number < TRIES - 1:
                await asyncio.sleep(RETRY_S)
        counts = ActCounts(changed=0, unchanged=0, ended=0, failed=len(left))
        try:
            seen = await self._hot_state.read([each for each in item_ids if each not in left])
        except RedisError:
            counts["failed"] = len(item_ids)
            return counts
        for each in seen.values():
            if each.item.sale_act == act.number:
                counts["changed"] += 1
            elif each.item.status in ENDED:
                counts["ended"] += 1
            else:
                counts["unchanged"] += 1
        return counts

    async def _submit(self, act: ActOfSale, item_ids: Sequence[ItemId]) -> list[ItemId]:
        """Submit an act for items; return those whose step must be repeated."""
        command = CarryOutAct(act.act, act.number, act.by_ms)
        answers = await asyncio.gather(
            *(self._floor.enqueue(item_id, command) for item_id in item_ids)
        )
        return [
            item_id
            for item_id, answer in zip(item_ids, answers, strict=True)
            if isinstance(answer, Rejection) and answer.code in _PASSING
        ]

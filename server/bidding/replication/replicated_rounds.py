"""Rounds that end once a replica has their writes (0212)."""

from collections.abc import Callable

from server.bidding.batch import Batch, CarriesOutRounds, RoundResult, mark
from server.bidding.replication.replication import Replication
from server.domain.types import ItemId


class ReplicatedRounds:
    """Carries batches out. No answer leaves a round before a replica has all that led to it."""

    def __init__(
        self, rounds: CarriesOutRounds, replication: Replication, *, retry_ms: int
    ) -> None:
        """Try an item that no replica has confirmed again after `retry_ms`."""
        self._rounds = rounds
        self._replication = replication
        self._retry_ms = retry_ms

    async def carry_out(
        self,
        shard: int,
        batch: Batch,
        wants_lock_again: Callable[[ItemId], bool],
        *,
        history: bool = False,
    ) -> RoundResult:
        """Settle the items whose locks can be had now; raises as `Rounds` does.

        Nothing is decided while no replica confirms. A written item that is not confirmed stays
        unconfirmed, as after a lost reply: the next round answers from the receipts.
        """
        era = await self._replication.era(shard)
        result = await self._rounds.carry_out(shard, batch, wants_lock_again, history=history)
        settled = result.settled
        # A round without answers has only handed a lock on.
        if not any(each.answers for each in settled.values()):
            return result
        if await self._replication.has_reached_replica(shard, era):
            return result
        mark(batch, settled, unconfirmed=True)
        waits = result.waits | dict.fromkeys(settled, self._retry_ms)
        return RoundResult({}, waits, result.need_history)

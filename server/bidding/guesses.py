"""Decisions without the lock, on the states that this node knows (0132).

They are guesses: one is written only where Redis still has its item in the known state.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence

from server.bidding.hot_state.known_items import KnownItems
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import AmendItem, Command, HistoryCommand, ShiftEnd
from server.domain.item import Item
from server.domain.types import ItemId, Millis

SLICE = 64
"""Commands of a rush after which others on the loop have their turn (0232). An item's stay together."""
RUSH = 4
"""The commands for an item of a batch from which on it is a rush."""
_NEED_MORE = HistoryCommand | AmendItem
"""Commands that need earlier receipts, and an amendment, which may put the item into a group."""


async def guesses(
    batch: Mapping[ItemId, Sequence[Command]],
    known: KnownItems,
    now: Millis,
    shifts: Sequence[ShiftEnd] = (),
) -> dict[ItemId, Settlement]:
    """Decide the commands of those items that are known and need nothing else."""
    found: dict[ItemId, Settlement] = {}
    decided, rush = 0, sum(map(len, batch.values())) >= RUSH * len(batch)
    for item_id, commands in batch.items():
        if rush and decided and decided + len(commands) > SLICE:
            decided = 0
            await asyncio.sleep(0)
        decided += len(commands)
        each = known.get(item_id)
        if each is None or _need_more(each.item, commands):
            continue
        try:
            found[item_id] = settle(
                each.item, {}, commands, now, history_in_ms=0, epoch=each.epoch, shifts=shifts
            )
        except Exception:  # noqa: S112 - it is decided again under the lock, and fails there
            continue
    return found


def _need_more(item: Item, commands: Collection[Command]) -> bool:
    """Return whether commands need earlier receipts, their bidders' standings, or the end of a group."""
    if item.listing.checks_bidders or item.listing.closes_with is not None:
        return True
    return any(isinstance(each, _NEED_MORE) for each in commands)

"""Journal entries of an item's history, as nodes write them."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from msgspec.structs import replace
from redis.asyncio import Redis

from persistence.connecting.guarded_pool import GuardedPool
from persistence.writing import writer
from server.bidding.settling.records import JournalEntry, Receipt, encode, journal_entry
from server.bidding.settling.settle import settle
from server.domain.commands import Command, OpenItem, PlaceBid, ScheduleItem
from server.domain.item import Item
from server.domain.types import Bidder, BidId, ItemId, UserId
from tests.integration.bidding.conftest import HOUSE, LAMP, listing
from tests.integration.persistence.conftest import KEYS


def bid(amount: int, user: str = "ann") -> PlaceBid:
    return PlaceBid(
        BidId(f"{user}-{amount}"),
        Bidder(UserId(user), f"{user}#aaaaa"),
        amount,
        raise_own=True,
    )


def history(
    *commands: Command, item_id: ItemId = LAMP, epoch: int = 0, opened: bool = True, **rules: Any
) -> list[tuple[int, JournalEntry]]:
    """One entry for each command, after the item has been put up and is `opened`, with its epoch.

    `rules` are fields of the item's listing.
    """
    item: Item | None = None
    receipts: dict[BidId, Receipt] = {}
    entries = []
    put_up = ScheduleItem(HOUSE, replace(listing(item_id), **rules))
    opening = [OpenItem(HOUSE)] if opened else []
    for at, command in enumerate((put_up, *opening, *commands)):
        settlement = settle(item, receipts, [command], at)
        receipts |= settlement.receipts
        item = settlement.after
        assert item is not None
        entries.append((epoch, journal_entry(item, settlement.events)))
    return entries


async def write(pool: asyncpg.Pool, entries: Sequence[writer.Entry]) -> writer.Written:
    """Write entries to the archive."""
    return await writer.write(GuardedPool(pool), entries)


async def append(redis: Redis, entries: Sequence[tuple[int, JournalEntry | bytes]]) -> None:
    for epoch, entry in entries:
        encoded = entry if isinstance(entry, bytes) else encode(entry)
        await redis.xadd(KEYS.journal(0), {"entry": encoded, "epoch": epoch})

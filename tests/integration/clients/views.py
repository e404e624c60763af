"""Waiting for a view of the Python client."""

import asyncio
from collections.abc import AsyncIterator

from auction_client import ItemView

LIMIT_S = 20


def amounts(view: ItemView) -> list[int]:
    return [bid.amount for bid in view.bids]


async def until(views: AsyncIterator[ItemView], price: int) -> ItemView:
    """Read views until one has the price, with no gap."""
    async with asyncio.timeout(LIMIT_S):
        async for view in views:
            if view.item.price == price and not view.has_gap:
                return view
    raise AssertionError("the item ended before it had the price")

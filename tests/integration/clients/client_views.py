"""What a Python client's watch shows."""

import asyncio
from collections.abc import AsyncIterator

from clients.python import ItemView

LIMIT_S = 20


def amounts(view: ItemView) -> list[int]:
    return [bid.amount for bid in view.bids]


async def until(states: AsyncIterator[ItemView], price: int) -> ItemView:
    """Read states until the price is there and no bid before it is missing."""
    async with asyncio.timeout(LIMIT_S):
        async for view in states:
            if view.item.price == price and not view.gap:
                return view
    raise AssertionError("the item ended before")

"""Exports the results and statements of sales, which say what each winner owes.

The server computes them from the archive, so they are read once the archive has caught up.
"""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import aiohttp
import msgspec

from loadtest.audit.collect import Json, get_json

_TIMEOUT_S = 30
_PAGE_ITEMS = 200


async def collect_settlements(
    directory: Path, url: str, hot: Sequence[Json], *, token: str
) -> None:
    """Write settled.json, with all sales of the items; raises UnusableError.

    The token is an admin's, or that of the auctioneer of all these sales.
    """
    headers = {"Authorization": f"Bearer {token}"}
    timeout = aiohttp.ClientTimeout(_TIMEOUT_S)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as http:
        sales = [
            await _settlement(http, f"{url}/auctions/{quote(auction_id, safe='')}", auction_id)
            for auction_id in sorted({item["auction_id"] for item in hot})
        ]
    (directory / "settled.json").write_bytes(msgspec.json.encode(sales))


async def _settlement(http: aiohttp.ClientSession, url: str, auction_id: str) -> Json:
    results = await _results(http, url)
    user_ids = sorted({winner["user_id"] for each in results for winner in each["winners"]})
    statements = [
        await get_json(http, f"{url}/statements/{quote(user_id, safe='')}") for user_id in user_ids
    ]
    return {"auction_id": auction_id, "results": results, "statements": statements}


async def _results(http: aiohttp.ClientSession, url: str) -> list[Json]:
    results: list[Json] = []
    page = f"{url}/results?limit={_PAGE_ITEMS}"
    after = ""
    while True:
        answer = await get_json(http, page + after)
        results += answer["results"]
        if answer["next_after"] is None:
            return results
        after = f"&after={quote(answer['next_after'], safe='')}"

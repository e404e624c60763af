"""Searches among items, and the import and export of sales."""

from typing import Literal

from auction_client.messages import ImportAnswer, ItemList
from auction_client.rest.requests import HttpRequests, path_segment, query, read_answer

FILE_TIMEOUT_S = 120.0
"""How long a file may take to be sent, or to be received."""


class CatalogueRoutes:
    """The routes of the catalogue. Every method raises as `HttpRequests.request`."""

    def __init__(self, http: HttpRequests) -> None:
        self._http = http

    async def search(
        self,
        words: str | None = None,
        *,
        after: str | None = None,
        limit: int | None = None,
        **terms: int | str,
    ) -> ItemList:
        """Read a page of the items that have all words.

        `terms` may hold `status`, `format`, `auction_id`, `price_min`, `price_max`, `ends_before`
        and `sort`.
        """
        params = query(q=words, after=after, limit=limit, **terms)
        return await self._http.request("GET", "/items", ItemList, params=params)

    async def import_items(
        self,
        auction_id: str,
        file: bytes,
        *,
        form: Literal["csv", "json"] = "csv",
        dry_run: bool = False,
    ) -> ImportAnswer:
        """Put up the items of a file in a sale, or with `dry_run` only find its faults.

        The same file sent again puts up what an import that was broken off has not.
        """
        content = await self._http.send(
            "POST",
            f"/auctions/{path_segment(auction_id)}/import",
            body=file,
            content_type="text/csv" if form == "csv" else "application/json",
            params={"dry_run": "true"} if dry_run else None,
            timeout_s=FILE_TIMEOUT_S,
        )
        return read_answer(content, ImportAnswer)

    async def export_items(
        self,
        auction_id: str,
        *,
        form: Literal["csv", "json"] = "csv",
        delimiter: Literal["comma", "semicolon", "tab"] = "comma",
    ) -> bytes:
        """Return the items of a sale as a file that can be imported again."""
        return await self._http.send(
            "GET",
            f"/auctions/{path_segment(auction_id)}/export",
            params={"format": form, "delimiter": delimiter},
            timeout_s=FILE_TIMEOUT_S,
        )

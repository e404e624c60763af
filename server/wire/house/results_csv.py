"""Results as the rows of a CSV: a row for each line of the winners, and one for an item without any.

Amounts are decimals of the currency. A cell that a spreadsheet would take for a formula has a quote before
it (0155).
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from server.wire.house.results import ItemResult, WinnerLine
from server.wire.spreadsheets.cells import AMOUNT, decimals_of, guarded
from server.wire.spreadsheets.writing import BOM

COLUMNS = (
    "item_id",
    "lot",
    "title",
    "status",
    "currency",
    "user_id",
    "handle",
    "paddle",
    "amount",
    "quantity",
    "hammer_price",
    "premium",
    "tax",
    "total",
    "underbidder_user_id",
    "underbidder_handle",
    "underbidder_paddle",
    "underbid",
)


def csv_of(results: Iterable[ItemResult], currency: str) -> bytes:
    """Return results as a CSV in UTF-8."""
    written = StringIO()
    written.write(BOM)
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for result in results:
        lines: Sequence[WinnerLine | None] = result["winners"] or [None]
        for line in lines:
            writer.writerow(map(guarded, _cells(result, line, currency)))
    return written.getvalue().encode()


def _cells(result: ItemResult, line: WinnerLine | None, currency: str) -> Iterator[str]:
    decimals = decimals_of(currency)
    yield result["item_id"]
    yield result["lot"] or ""
    yield result["title"]
    yield result["status"]
    yield currency
    if line is None:
        yield from [""] * 9
    else:
        yield line["user_id"]
        yield line["handle"]
        yield line["paddle"] or ""
        yield AMOUNT.write(line["amount"], decimals)
        yield str(line["quantity"])
        for amount in (line["hammer_price"], line["premium"], line["tax"], line["total"]):
            yield AMOUNT.write(amount, decimals)
    under = result["underbidder"]
    if under is not None:
        yield under["user_id"]
        yield under["handle"]
        yield under["paddle"] or ""
        yield AMOUNT.write(under["amount"], decimals)

"""Results as a CSV, which a spreadsheet opens without running anything."""

import csv
from io import StringIO

from msgspec.structs import replace

from server.domain.charges.fees import Fees, PremiumBand
from server.domain.charges.outcome import Outcome, Underbidder
from server.domain.types import Bidder, Status, UserId, Winner
from server.wire.house.results import view_result
from server.wire.house.results_csv import COLUMNS, csv_of
from tests.unit.domain.sale import ANN, BEN, listing

LAMP = listing(fees=Fees((PremiumBand(0, 250_000),), premium_tax=200_000), quantity=3)
SOLD = Outcome(LAMP, Status.SOLD, (Winner(ANN, 1_000, 2), Winner(BEN, 905)), Underbidder(BEN, 850))


def rows(outcome: Outcome, currency: str = "EUR") -> list[dict[str, str]]:
    text = csv_of([view_result(outcome, {ANN.user_id: "7"})], currency).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_each_winner_has_a_row_with_what_they_owe() -> None:
    first, second = rows(SOLD)
    assert tuple(first) == COLUMNS
    assert (first["user_id"], first["paddle"], first["quantity"]) == (ANN.user_id, "7", "2")
    parts = ("amount", "hammer_price", "premium", "tax", "total")
    assert [first[part] for part in parts] == ["10.00", "20.00", "5.00", "1.00", "26.00"]
    assert (second["total"], second["underbid"]) == ("11.76", "8.50")


def test_amounts_have_the_decimals_of_the_currency() -> None:
    assert rows(SOLD, "JPY")[0]["total"] == "2600"


def test_an_item_without_a_winner_has_one_row() -> None:
    (row,) = rows(Outcome(LAMP, Status.UNSOLD))
    assert (row["status"], row["user_id"], row["total"]) == ("unsold", "", "")


def test_no_cell_is_a_formula() -> None:
    nasty = '=HYPERLINK("http://evil.example","x")'
    bidder = Bidder(UserId("+1+1"), "@SUM(A1)#aaaaa")
    lamp = replace(LAMP, title=nasty, quantity=1)
    (row,) = rows(Outcome(lamp, Status.SOLD, (Winner(bidder, 100),)))
    assert (row["title"], row["user_id"], row["handle"]) == (
        f"'{nasty}",
        "'+1+1",
        "'@SUM(A1)#aaaaa",
    )

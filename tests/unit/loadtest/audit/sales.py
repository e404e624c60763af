"""Honest sales for the tests of the audit: with a little of everything, with retractions, with charges."""

from tests.unit.loadtest.audit.honest_sale import EXTENSION, HonestSale, Json

FIRST, BEATEN, LAST = 6, 9, 12
"""The events that retract Bob's 150, Cat's 225 and Ann's 400."""

FEES = {"premium": [[0, 250_000], [100, 200_000]], "price_tax": 88_750, "premium_tax": 88_750}
CHARGE = {"hammer_price": 250, "premium": 55, "tax": 27, "total": 332}
"""Bob's 2.50: 25% of 1.00 and 20% of 1.50, and 8.875% of 3.05, which is 27.07 cents."""


def a_sale_with_retracted_bids() -> HonestSale:
    """Retract a bid that was outbid, one that a maximum has beaten, and that maximum."""
    sale = HonestSale()
    sale.run("open")
    sale.join("early")
    sale.bid("ann", 100, "a1")
    sale.bid("bob", 150, "b1")
    sale.bid("ann", 400, "a2")
    sale.retract("bob", "b1")
    sale.bid("cat", 225, "beaten")
    sale.cut_off_watcher("early")
    sale.retract("ann", "a1")
    sale.retract("cat", "beaten", answered=False)
    sale.join("late", snapshot=True)
    sale.join("early")
    sale.bid("cat", 300, "c2")
    sale.retract("ann", "a2")
    sale.run("close")
    sale.settle()
    return sale


def a_sale() -> HonestSale:
    """Return a sale with a little of everything."""
    sale = HonestSale()
    sale.join("early")
    sale.bid("ann", 100, "too-soon")
    sale.run("open")
    sale.bid("ann", 100, "first")
    sale.bid("bob", 150, "second")
    sale.bid("cat", 155, "low")
    sale.bid("bob", 150, "second")
    sale.bid("ann", 999, "first")
    sale.cut_off_watcher("early")
    sale.wait(100)
    sale.bid("cat", 200, "unheard", answered=False)
    sale.bid("dan", 900, "lost", arrives=False)
    sale.join("late", snapshot=True)
    sale.run("pause")
    sale.bid("dan", 225, "in-pause")
    sale.wait(1_000)
    sale.run("resume")
    sale.run("warn")
    sale.join("early")
    sale.bid("ann", 225, "third")
    sale.wait(sale.ends_at - sale.now - 1_000)
    sale.bid("bob", 250, "last-second")
    sale.wait(EXTENSION)
    sale.bid("cat", 300, "too-late")
    sale.settle()
    return sale


def a_settled_sale() -> Json:
    """Return the evidence of `a_sale`, which Bob has won at 2.50, with its results and his statement."""
    evidence = a_sale().evidence()
    evidence["archive"]["events"][0]["body"]["listing"]["fees"] = FEES
    evidence["hot"]["lamp"]["auction_id"] = "sale"
    line = {"amount": 250, "quantity": 1, **CHARGE}
    result = {"item_id": "lamp", "status": "sold", "winners": [{"user_id": "bob", **line}]}
    statement = {"user_id": "bob", "lines": [{"item_id": "lamp", **line}], **CHARGE}
    settled = {"auction_id": "sale", "results": [result], "statements": [statement]}
    return {**evidence, "settled": [settled]}

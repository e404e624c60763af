"""Two honest sales for the tests of the audit: one with a little of everything, one with retractions."""

from tests.unit.loadtest.audit.honest_sale import EXTENSION, HonestSale

FIRST, BEATEN, LAST = 6, 9, 12
"""The events that retract Bob's 150, Cat's 225 and Ann's 400."""


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

"""An honest sale with retracted bids, for the tests of the audit."""

from tests.unit.loadtest.audit.honest_sale import HonestSale

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

"""An honest sale in which bids go, for the tests of the audit."""

from tests.unit.loadtest.audit.honest_sale import HonestSale

FIRST, BEATEN, LAST = 6, 9, 12
"""The events that take back Bob's 150, Cat's 225 and Ann's 400."""


def a_sale_with_bids_taken_back() -> HonestSale:
    """Let bids go of who was outbid, of who was beaten by a maximum, and of who had that."""
    sale = HonestSale()
    sale.run("open")
    sale.join("early")
    sale.bid("ann", 100, "a1")
    sale.bid("bob", 150, "b1")
    sale.bid("ann", 400, "a2")
    sale.take_back("bob", "b1")
    sale.bid("cat", 225, "beaten")
    sale.deafen("early")
    sale.take_back("ann", "a1")
    sale.take_back("cat", "beaten", answered=False)
    sale.join("late", snapshot=True)
    sale.join("early")
    sale.bid("cat", 300, "c2")
    sale.take_back("ann", "a2")
    sale.run("close")
    sale.settle()
    return sale

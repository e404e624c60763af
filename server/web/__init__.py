"""The HTTP face: bids, sales, items, users, health, and the page."""

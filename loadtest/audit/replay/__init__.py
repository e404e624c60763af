"""The audit's own replay of an item's events. It is pure and uses nothing of the server.

rules     increments and soft close
amendments  the rules of an item whose listing was amended
ledger    the bids of an item that were not retracted
bids      bids and raised maxima by these rules
left_bids  the bids that are left before the opening
formats   units at a price, and sealed offers
model     the replay of an item's events by these rules
"""

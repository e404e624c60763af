"""Overload: bids are refused before any work is done for them, with a time to come back (0202).

limits        the bounds of the floor
admission     the refusal of a bid, by its item, its bidder and the node
retry_hints   `retry_after_ms`, which rises with the number of refusals
"""

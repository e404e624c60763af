"""Placing bids, in whatever format.

bids       the decision on a bid: its bidder, its amount, and the bidder's limit
left_bids  bids that are left before the opening
"""

"""Bidders over HTTP.

admission  requests for admission to a sale, and the house's decisions
mine       the items that a bidder has bid on, won, or put on their watchlist
"""

"""Bidders over HTTP.

admission  requests for admission to a sale, and the house's decisions
mine       what a bidder has bid on, won and put on their watchlist
"""

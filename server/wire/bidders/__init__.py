"""The messages about the bidders of a sale.

admission  requests for admission, the house's decisions, and the standing of bidders
mine       the items that a bidder has bid on, won, or put on their watchlist
terms      the terms of a sale
"""

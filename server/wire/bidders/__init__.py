"""The messages about the bidders of a sale.

admission  requests for admission, the house's decisions, and where bidders stand
mine       what a bidder has bid on, won and put on their watchlist
terms      the terms of a sale
"""

"""Listings: items as they were put up.

listing         the fields of a listing
goods           the description of an item
increments      the steps of an ascending auction
soft_close      the end, moved by late bids
moments         moments that an auctioneer sets
search          the terms of a search among items, and the order of what it finds
contradictions  fields of a listing that don't fit together
"""
